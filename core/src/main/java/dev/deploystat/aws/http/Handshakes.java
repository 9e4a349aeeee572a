package dev.deploystat.aws.http;

import dev.deploystat.aws.adapter.ErrorCodes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Sends a request once more where the server refused the small offer of {@link LeanSockets}, and makes the whole one from
 * then on. What is sent twice is a question, which changes nothing.
 */
final class Handshakes implements SdkHttpClient {
    private final SdkHttpClient network;
    private final TlsSockets tls;

    Handshakes(SdkHttpClient network, TlsSockets tls) {
        this.network = network;
        this.tls = tls;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest first = network.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                boolean wasLean =
                        tls.isLean() && request.httpRequest().protocol().equals("https");
                try {
                    return first.call();
                } catch (IOException | RuntimeException e) {
                    if (!wasLean || !isRefusal(e)) {
                        throw e;
                    }
                    tls.offerAll();
                    return network.prepareRequest(request).call();
                }
            }

            @Override
            public void abort() {
                first.abort();
            }
        };
    }

    /**
     * Servers refuse in words of TLS, what stands in between may just hang up. A certificate that is not trusted is no
     * better at a second look.
     */
    private static boolean isRefusal(Exception e) {
        boolean hungUp =
                ErrorCodes.find(e, SocketException.class) != null && ErrorCodes.find(e, ConnectException.class) == null;
        return (hungUp || ErrorCodes.find(e, SSLException.class) != null)
                && ErrorCodes.find(e, CertificateException.class) == null;
    }

    @Override
    public void close() {
        network.close();
    }

    @Override
    public String clientName() {
        return network.clientName();
    }
}
