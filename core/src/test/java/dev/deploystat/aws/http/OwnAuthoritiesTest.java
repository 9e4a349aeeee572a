package dev.deploystat.aws.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers are trusted where no bundle is named: a Java is given authorities that are made here. */
class OwnAuthoritiesTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path files;

    private static Path keys;

    private final List<HttpsServer> servers = new ArrayList<>();

    @TempDir
    Path java;

    @BeforeAll
    static void makeCertificates() throws Exception {
        keys = files.resolve("keys.p12");
        for (String authority : List.of("root", "impostor")) {
            keytool("-genkeypair", "-alias", authority, "-dname", "CN=root", "-ext", "bc:c");
        }
        keytool("-genkeypair", "-alias", "middle", "-signer", "root", "-dname", "CN=middle", "-ext", "bc:c");
        signed("good", "middle", "san=ip:127.0.0.1");
        signed("elsewhere", "middle", "san=dns:elsewhere.example");
        signed("expired", "middle", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
        signed("early", "middle", "san=ip:127.0.0.1", "-startdate", "+1d");
        signed("forged", "impostor", "san=ip:127.0.0.1");
        // A server's certificate is nobody's authority.
        signed("byServer", "good", "san=ip:127.0.0.1");
        keytool("-genkeypair", "-alias", "selfSigned", "-dname", "CN=self", "-ext", "san=ip:127.0.0.1");
    }

    private static void signed(String alias, String signer, String name, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-genkeypair", "-alias", alias, "-signer", signer, "-dname", "CN=" + alias, "-ext", name));
        arguments.addAll(List.of(more));
        keytool(arguments.toArray(String[]::new));
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        Collections.addAll(command, arguments);
        command.add("-J-XX:TieredStopAtLevel=1");
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC"));
        }
        command.addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    /** Gives the Java a store with one of our authorities. */
    private void trusts(String type, String alias) throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setCertificateEntry(
                "own",
                KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray()).getCertificate(alias));
        Path security = Files.createDirectories(java.resolve("lib/security"));
        Path file = security.resolve(type.equals("JKS") ? "cacerts" : "old");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        if (!type.equals("JKS")) {
            Passwordless.store(file, security.resolve("cacerts"));
        }
    }

    private URI server(String alias) throws Exception {
        KeyStore all = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        char[] password = PASSWORD.toCharArray();
        one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    private int call(URI server) throws IOException {
        return call(server, new TlsSockets(null, true, false, java));
    }

    private static int call(URI server, TlsSockets tls) throws IOException {
        tls.prepare();
        HttpsURLConnection connection = (HttpsURLConnection) server.toURL().openConnection();
        tls.secure(connection);
        return connection.getResponseCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JKS", "PKCS12"})
    void who_an_authority_of_the_java_vouches_for_is_trusted(String type) throws Exception {
        trusts(type, "root");
        assertThat(call(server("good"))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elsewhere", "expired", "early", "forged", "byServer", "selfSigned"})
    void nobody_else_is_trusted(String alias) throws Exception {
        trusts("JKS", "root");
        URI server = server(alias);
        assertThatThrownBy(() -> call(server)).isInstanceOf(SSLException.class).satisfies(e -> assertThat(causes(e))
                .hasAtLeastOneElementOfType(CertificateException.class));
    }

    @ParameterizedTest
    @CsvSource({
        "elsewhere, No subject alternative names matching IP address 127.0.0.1 found, --ca-bundle",
        "expired, the certificate of the server has expired, clock",
        "early, the certificate of the server is not valid yet, clock",
        "forged, the certificate of the server is not accepted: signature check failed, --ca-bundle",
        "byServer, the certificate of the server is not accepted: "
                + "basic constraints check failed: this is not a CA certificate, --ca-bundle",
        "selfSigned, no authority that is trusted vouches for the certificate of the server, --ca-bundle",
    })
    void what_is_wrong_with_a_certificate_is_said(String alias, String words, String hint) throws Exception {
        Path root = files.resolve("root.pem");
        keytool("-exportcert", "-rfc", "-alias", "root", "-file", root.toString());
        URI server = server(alias);
        SSLException failure =
                catchThrowableOfType(SSLException.class, () -> call(server, new TlsSockets(root, true, false, java)));
        assertThat(TlsFailure.of(failure).words()).isEqualTo(words);
        assertThat(TlsFailure.of(failure).hint()).contains(hint);
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            causes.add(each);
        }
        return causes;
    }

    @Test
    void a_store_that_is_no_plain_list_is_read_by_the_jdk() throws Exception {
        trusts("JKS", "root");
        Files.writeString(java.resolve("lib/security/cacerts"), "odd");
        assertThat(NamedAuthorities.ofJdk(java)).isEmpty();
        URI server = server("good");
        // The JDK reads its own store, which does not hold our authority.
        assertThatThrownBy(() -> call(server)).isInstanceOf(SSLException.class);
    }

    /** The default is what other connections of the process get, such as those to a container's credentials. */
    @Test
    void the_default_of_the_process_stays_that_of_the_jdk() throws Exception {
        trusts("JKS", "root");
        URI server = server("good");
        assertThat(call(server)).isEqualTo(200);
        HttpsURLConnection other = (HttpsURLConnection) server.toURL().openConnection();
        assertThatThrownBy(other::getResponseCode).isInstanceOf(SSLException.class);
        assertThat(other.getSSLSocketFactory()).isInstanceOf(DefaultSockets.class);
    }
}
