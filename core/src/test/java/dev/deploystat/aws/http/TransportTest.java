package dev.deploystat.aws.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.AwsSession;
import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.LoopbackPeer;
import dev.deploystat.aws.StoppedTime;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportTest {
    private static final String NOTHING = "{\"services\":[],\"serviceDeployments\":[]}";
    private static final int UTC_TIME = 0x17;
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path files;

    private static HttpsServer secure;
    private static Path certificate;
    /** A certificate of the same name, but with another key. */
    private static Path impostor;

    private static String protocol;

    private final Map<String, String> environment = new HashMap<>();
    private final LoopbackPeer proxy = new LoopbackPeer(TransportTest::proxied);

    @BeforeAll
    static void startAServerWithACertificateOfItsOwn() throws Exception {
        KeyStore keys = keys("server");
        certificate = Files.writeString(files.resolve("server.pem"), pem(keys.getCertificate("server")));
        impostor = Files.writeString(
                files.resolve("impostor.pem"), pem(keys("impostor").getCertificate("impostor")));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);

        secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters connection) {
                SSLParameters parameters = context.getDefaultSSLParameters();
                if (protocol != null) {
                    parameters.setProtocols(new String[] {protocol});
                }
                connection.setSSLParameters(parameters);
            }
        });
        secure.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = NOTHING.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        secure.start();
    }

    private static KeyStore keys(String alias) throws Exception {
        Path store = files.resolve(alias + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        alias,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=loopback",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    private static String pem(Certificate certificate) throws CertificateEncodingException {
        return pem(certificate.getEncoded());
    }

    private static String pem(byte[] certificate) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }

    @AfterAll
    static void stopTheServer() {
        secure.stop(0);
    }

    @BeforeEach
    void setKeys() {
        environment.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        environment.put("AWS_SECRET_ACCESS_KEY", "example-secret");
        environment.put("AWS_MAX_ATTEMPTS", "1");
        protocol = null;
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private static URI https() {
        return URI.create("https://127.0.0.1:" + secure.getAddress().getPort());
    }

    /** Returns how a call ends: nothing is deployed at any of the servers here, so being told so means being answered. */
    private ReadError call(String endpoint, Path caBundle, boolean verify) {
        AwsOptions plain = AwsOptions.defaults(environment::get);
        AwsOptions options = new AwsOptions(
                null,
                "eu-west-1",
                URI.create(endpoint),
                caBundle,
                verify,
                plain.connectTimeout(),
                plain.readTimeout(),
                environment::get);
        Target target = new Target("ecs", "a/b", Map.of("cluster", "a", "service", "b"), null, null, "eu-west-1", null);
        try (Fleet fleet =
                new Fleet(new Adapters(), AwsSession.live(options), new StoppedTime(LoopbackAws.NOW), false, false)) {
            Reading reading = fleet.read(List.of(target)).get(0);
            return reading.failed().orElseThrow();
        }
    }

    private ErrorKind callHttp(String endpoint) {
        return call(endpoint, null, true).kind();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_PROXY", "http_proxy"})
    void a_proxy_of_the_environment_is_used(String variable) {
        environment.put(variable, proxy.address());
        assertThat(callHttp("http://ecs.example.invalid")).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(proxy.requests()).first().asString().startsWith("POST http://ecs.example.invalid/ HTTP/1.1");
    }

    @Test
    void a_proxy_may_be_written_without_its_scheme() {
        environment.put("HTTP_PROXY", proxy.address().substring("http://".length()));
        assertThat(callHttp("http://ecs.example.invalid")).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void an_https_address_goes_through_the_https_proxy_as_a_tunnel() {
        environment.put("HTTPS_PROXY", proxy.address());
        ReadError error = call("https://ecs.example.invalid", null, true);
        assertThat(proxy.requests()).first().asString().startsWith("CONNECT ecs.example.invalid:443 HTTP/1.1");
        assertThat(error.kind()).isEqualTo(ErrorKind.UNREACHABLE);
        assertThat(error.code()).isEqualTo("Proxy");
        assertThat(error.message()).endsWith("Proxy returns \"HTTP/1.1 403 Forbidden\"");
    }

    @Test
    void the_proxy_of_one_scheme_is_not_that_of_the_other() {
        environment.put("HTTPS_PROXY", proxy.address());
        assertThat(callHttp("http://ecs.example.invalid")).isEqualTo(ErrorKind.UNREACHABLE);
        assertThat(proxy.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*|true",
                "ecs.example.invalid|true",
                "ECS.Example.invalid|true",
                "example.invalid|true",
                ".example.invalid|true",
                "*.example.invalid|true",
                "other.invalid, example.invalid|true",
                "example.invalid:80|true",
                "example.invalid:8080|false",
                "ample.invalid|false",
                "other.invalid|false",
                "ecs|false",
                ",|false"
            })
    void hosts_of_no_proxy_are_called_directly(String exempt, boolean direct) {
        environment.put("HTTP_PROXY", proxy.address());
        environment.put("NO_PROXY", exempt);
        assertThat(callHttp("http://ecs.example.invalid"))
                .isEqualTo(direct ? ErrorKind.UNREACHABLE : ErrorKind.NOT_FOUND);
        assertThat(proxy.requests().isEmpty()).isEqualTo(direct);
    }

    @Test
    void of_two_spellings_of_a_variable_the_small_one_counts() {
        environment.put("http_proxy", proxy.address());
        environment.put("HTTP_PROXY", "http://127.0.0.1:1");
        assertThat(callHttp("http://ecs.example.invalid")).isEqualTo(ErrorKind.NOT_FOUND);
        environment.put("no_proxy", "other.invalid");
        environment.put("NO_PROXY", "*");
        assertThat(callHttp("http://ecs.example.invalid")).isEqualTo(ErrorKind.NOT_FOUND);
        environment.put("no_proxy", "");
        assertThat(callHttp("http://ecs.example.invalid")).isEqualTo(ErrorKind.UNREACHABLE);
    }

    @Test
    void a_bundle_may_be_named_from_the_users_folder_on() {
        environment.put("HOME", certificate.getParent().toString());
        environment.put("AWS_CA_BUNDLE", "~/" + certificate.getFileName());
        assertThat(call(https().toString(), null, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        environment.remove("AWS_CA_BUNDLE");
        environment.put("REQUESTS_CA_BUNDLE", "~/" + certificate.getFileName());
        assertThat(call(https().toString(), null, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_proxy_that_is_no_address_is_refused_without_repeating_it() {
        for (String wrong : List.of("http://user:secret@", "http://user:se cret@proxy", "http://:8080")) {
            environment.put("HTTP_PROXY", wrong);
            ReadError error = call("http://ecs.example.invalid", null, true);
            assertThat(error.code()).isEqualTo("Client");
            assertThat(error.message())
                    .isEqualTo("the call to Amazon ECS could not be made: HTTP_PROXY is not the address of a proxy: "
                            + "write http://HOST:PORT");
        }
    }

    @Test
    void a_certificate_nobody_vouches_for_is_refused() {
        ReadError error = call(https().toString(), null, true);
        assertThat(error.kind()).isEqualTo(ErrorKind.UNREACHABLE);
        assertThat(error.code()).isEqualTo("TLS");
        assertThat(error.message())
                .isEqualTo("no trusted connection to Amazon ECS: "
                        + "no authority that is trusted vouches for the certificate of the server");
        assertThat(error.hint()).contains("--ca-bundle", "AWS_CA_BUNDLE");
    }

    @Test
    void a_server_without_tls_is_told_apart() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread answer = new Thread(() -> refuse(plain), "plain");
            answer.setDaemon(true);
            answer.start();
            ReadError error = call("https://127.0.0.1:" + plain.getLocalPort(), null, true);
            assertThat(error.kind()).isEqualTo(ErrorKind.UNREACHABLE);
            assertThat(error.message()).isEqualTo("no trusted connection to Amazon ECS: the server does not speak TLS");
            assertThat(error.hint()).contains("http://");
        }
    }

    private static void refuse(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getInputStream().read();
                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The client leaves early, or the test is over.
            }
        }
    }

    @Test
    void a_certificate_of_the_bundle_is_trusted() {
        assertThat(call(https().toString(), certificate, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        environment.put("AWS_CA_BUNDLE", certificate.toString());
        assertThat(call(https().toString(), null, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void the_systems_bundle_is_used_unless_one_is_named_for_aws() throws Exception {
        environment.put("SSL_CERT_FILE", certificate.toString());
        assertThat(call(https().toString(), null, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        environment.put("AWS_CA_BUNDLE", impostor.toString());
        assertThat(call(https().toString(), null, true).code()).isEqualTo("TLS");
        environment.remove("AWS_CA_BUNDLE");
        Path config = Files.writeString(files.resolve("config"), "[default]\nca_bundle = " + impostor + "\n");
        environment.put("AWS_CONFIG_FILE", config.toString());
        assertThat(call(https().toString(), null, true).code()).isEqualTo("TLS");
    }

    @Test
    void a_certificate_is_found_in_a_bundle_of_many() throws Exception {
        StringBuilder bundle = new StringBuilder("# the authorities of this machine\r\n");
        for (X509Certificate authority : authorities()) {
            bundle.append(pem(authority).replace("\n", "\r\n")).append("\r\n");
        }
        bundle.append(Files.readString(impostor)).append(Files.readString(certificate));
        Path file = Files.writeString(files.resolve("bundle.pem"), bundle);
        assertThat(call(https().toString(), file, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_certificate_with_the_name_of_a_trusted_one_is_refused() {
        assertThat(call(https().toString(), impostor, true).code()).isEqualTo("TLS");
    }

    @Test
    void a_certificate_is_filed_under_the_name_of_its_holder() throws Exception {
        for (X509Certificate authority : authorities()) {
            assertThat(Der.subject(ByteBuffer.wrap(authority.getEncoded())))
                    .isEqualTo(
                            ByteBuffer.wrap(authority.getSubjectX500Principal().getEncoded()));
        }
    }

    private static X509Certificate[] authorities() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        return ((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_server_that_refuses_the_small_offer_gets_the_whole_one(String only) {
        protocol = only;
        assertThat(call(https().toString(), certificate, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(call(https().toString(), null, false).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(call(https().toString(), impostor, true).code()).isEqualTo("TLS");
    }

    @Test
    void what_hangs_up_at_the_small_offer_gets_the_whole_one() throws IOException {
        boolean isChosen = LeanSockets.arePossible();
        try (ServerSocket between = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> hangUpOnceThenPass(between), "between");
            thread.setDaemon(true);
            thread.start();
            String address = "https://127.0.0.1:" + between.getLocalPort();
            assertThat(call(address, certificate, true).kind())
                    .isEqualTo(isChosen ? ErrorKind.NOT_FOUND : ErrorKind.UNAVAILABLE);
        }
    }

    @Test
    void a_server_gets_the_whole_offer_at_once_when_the_jdk_is_to_do_it_all() throws IOException {
        protocol = "TLSv1.2";
        assertThat(connectionsOfACall()).isEqualTo(LeanSockets.arePossible() ? 2 : 1);
        environment.put("DEPLOYSTAT_TLS", "jdk");
        assertThat(connectionsOfACall()).isEqualTo(1);
    }

    /** Returns how many connections it takes to be answered. */
    private int connectionsOfACall() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket between = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> passAll(between, connections), "between");
            thread.setDaemon(true);
            thread.start();
            String address = "https://127.0.0.1:" + between.getLocalPort();
            assertThat(call(address, certificate, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        }
        return connections.get();
    }

    @Test
    void a_bundle_is_read_as_a_whole_when_the_jdk_is_to_do_it_all() throws Exception {
        Path file = files.resolve("damaged.pem");
        Files.writeString(file, Files.readString(certificate) + pem(withoutATime(authorities()[0])));
        assertThat(call(https().toString(), file, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);

        environment.put("DEPLOYSTAT_TLS", "jdk");
        assertThat(call(https().toString(), file, true).message())
                .startsWith("no trusted connection to Amazon ECS: the CA bundle " + file + " cannot be used: ");
    }

    /** Returns a certificate that has its holder's name, but cannot be read. */
    private static byte[] withoutATime(X509Certificate authority) throws CertificateEncodingException {
        byte[] encoded = authority.getEncoded();
        int time = 0;
        while (encoded[time] != UTC_TIME || encoded[time + 1] != "yymmddhhmmssZ".length()) {
            time++;
        }
        encoded[time + 2] = 'x';
        return encoded;
    }

    @Test
    void certificates_count_as_ever_when_the_jdk_is_to_do_it_all() throws IOException {
        environment.put("DEPLOYSTAT_TLS", "jdk");
        String server = https().toString();
        assertThat(call(server, null, true).code()).isEqualTo("TLS");
        assertThat(call(server, null, false).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(call(server, certificate, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(call(server, impostor, true).code()).isEqualTo("TLS");
        assertThat(call(server.replace("127.0.0.1", "localhost"), certificate, true)
                        .code())
                .isEqualTo("TLS");
        Path empty = Files.writeString(files.resolve("nothing.pem"), "");
        assertThat(call(server, empty, true).message()).endsWith("cannot be used: it holds no certificate");
    }

    @Test
    void another_way_to_secure_connections_is_refused() {
        environment.put("DEPLOYSTAT_TLS", "openssl");
        assertThatThrownBy(() -> call(https().toString(), certificate, true))
                .isInstanceOf(Refusal.class)
                .hasMessage("DEPLOYSTAT_TLS is 'openssl'");
    }

    /** Resets the first connection once it speaks, and passes the others on to the server. */
    private static void hangUpOnceThenPass(ServerSocket between) {
        try (Socket first = between.accept()) {
            assertThat(first.getInputStream().read()).isPositive();
            first.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        passAll(between, new AtomicInteger());
    }

    private static void passAll(ServerSocket between, AtomicInteger connections) {
        while (!between.isClosed()) {
            try {
                Socket client = between.accept();
                connections.incrementAndGet();
                Socket server = new Socket(
                        InetAddress.getLoopbackAddress(), secure.getAddress().getPort());
                pass(client, server);
                pass(server, client);
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        Thread thread = new Thread(
                () -> {
                    try (from;
                            to) {
                        from.getInputStream().transferTo(to.getOutputStream());
                    } catch (IOException e) {
                        // One of the two hung up.
                    }
                },
                "pass");
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void a_bundle_does_not_excuse_another_hosts_certificate() {
        String localhost = https().toString().replace("127.0.0.1", "localhost");
        assertThat(call(localhost, certificate, true).code()).isEqualTo("TLS");
        assertThat(call(localhost, null, false).kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void no_certificate_is_checked_when_the_user_says_so() {
        assertThat(call(https().toString(), null, false).kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_bundle_that_cannot_be_used_is_named() throws IOException {
        Path missing = files.resolve("missing.pem");
        assertThat(call(https().toString(), missing, true).message())
                .isEqualTo("no trusted connection to Amazon ECS: the CA bundle " + missing + " cannot be read");
        Path empty = Files.writeString(files.resolve("empty.pem"), "");
        assertThat(call(https().toString(), empty, true).message())
                .isEqualTo("no trusted connection to Amazon ECS: the CA bundle " + empty
                        + " cannot be used: it holds no certificate");
        Path garbage = Files.writeString(files.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\n???\n");
        assertThat(call(https().toString(), garbage, true).message())
                .startsWith("no trusted connection to Amazon ECS: the CA bundle " + garbage + " cannot be used: ");
    }

    @Test
    void a_plain_http_address_never_touches_tls() {
        try (LoopbackAws aws = new LoopbackAws()) {
            aws.on("ListServiceDeployments").reply(NOTHING);
            aws.on("DescribeServices").reply(NOTHING);
            aws.on("ListServices").reply("{\"serviceArns\":[]}");
            Path missing = files.resolve("missing.pem");
            assertThat(call(aws.endpoint().toString(), missing, true).kind()).isEqualTo(ErrorKind.NOT_FOUND);
        }
    }

    /** Answers plain requests itself and refuses tunnels. */
    private static void proxied(String head, Socket client) throws IOException {
        String answer = head.startsWith("CONNECT")
                ? "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + NOTHING.length() + "\r\n\r\n" + NOTHING;
        client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
    }
}
