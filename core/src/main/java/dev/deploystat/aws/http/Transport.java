package dev.deploystat.aws.http;

import dev.deploystat.aws.config.AwsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.HttpsURLConnection;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * The way over the network: the JDK's own HTTP, with what the AWS CLI's options and environment say about it. TLS is set
 * up when the first https address is called, so that plain http does not pay for it.
 */
public final class Transport {
    private Transport() {}

    /**
     * Reads a PEM file of authorities to see whether it can be used.
     *
     * @throws GeneralSecurityException when it holds no certificate, or what it holds is none
     */
    public static void check(Path bundle) throws IOException, GeneralSecurityException {
        NamedAuthorities.of(bundle);
        NamedAuthorities.readWhole(bundle);
    }

    /** Returns a way that trusts the JDK's certificates, or those that the options or the environment name. */
    public static SdkHttpClient create(AwsOptions options) {
        return create(options, null);
    }

    /**
     * Returns a way to services.
     *
     * @param bundle a PEM file of certificates to trust where neither options nor environment name one; null for none
     */
    public static SdkHttpClient create(AwsOptions options, Path bundle) {
        Path javaHome = Path.of(System.getProperty("java.home"));
        TlsSockets tls = new TlsSockets(caBundle(options, bundle), options.verifyTls(), options.isPlainTls(), javaHome);
        WarmUp.start(options, tls);
        // The client's builder would read the trust store at once, also for http.
        SdkHttpClient network = UrlConnectionHttpClient.create(uri -> {
            try {
                return open(uri, options, tls);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new CompleteReplies(tls.isLean() ? new Handshakes(network, tls) : network);
    }

    private static HttpURLConnection open(URI uri, AwsOptions options, TlsSockets tls) throws IOException {
        if (uri.getScheme().equals("https")) {
            tls.prepare();
        }
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(proxy(uri, options));
        connection.setConnectTimeout((int) options.connectTimeout().toMillis());
        connection.setReadTimeout((int) options.readTimeout().toMillis());
        if (connection instanceof HttpsURLConnection https) {
            tls.secure(https);
        }
        return connection;
    }

    private static Path caBundle(AwsOptions options, Path otherwise) {
        String named = options.variable("AWS_CA_BUNDLE");
        if (options.caBundle() != null) {
            return options.caBundle();
        }
        return named == null ? otherwise : options.path(named);
    }

    /** Returns the proxy of an address. Of two spellings the small one counts, as for the AWS CLI and curl. */
    private static Proxy proxy(URI uri, AwsOptions options) {
        String variable = uri.getScheme().toUpperCase(Locale.ROOT) + "_PROXY";
        String proxy = options.variable(variable.toLowerCase(Locale.ROOT), variable);
        if (proxy == null || isExempt(uri, options.variable("no_proxy", "NO_PROXY"))) {
            return Proxy.NO_PROXY;
        }
        try {
            URI address = new URI(proxy.contains("://") ? proxy : "http://" + proxy);
            if (address.getHost() != null) {
                int port = address.getPort() < 0 ? 80 : address.getPort();
                return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
            }
        } catch (URISyntaxException e) {
            // Refused below, without repeating the value: it may hold a password.
        }
        throw SdkClientException.create(variable + " is not the address of a proxy: write http://HOST:PORT");
    }

    /** Returns whether an address is called directly: its host, a domain above it, or either with its port, is listed. */
    private static boolean isExempt(URI uri, String exempt) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        return exempt != null
                && Arrays.stream(exempt.toLowerCase(Locale.ROOT).split(","))
                        .map(String::strip)
                        .map(name -> name.endsWith(":" + port) ? name.substring(0, name.lastIndexOf(':')) : name)
                        .map(name -> name.startsWith("*.") ? name.substring(1) : name)
                        .filter(name -> !name.isEmpty())
                        .anyMatch(name -> name.equals("*")
                                || host.equals(name)
                                || host.endsWith(name.startsWith(".") ? name : "." + name));
    }
}
