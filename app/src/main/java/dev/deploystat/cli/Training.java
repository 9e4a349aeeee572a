package dev.deploystat.cli;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.deploystat.aws.Adapters;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Runs once through what users do most, so that the JVM can keep the classes it loaded in an archive: every service out
 * of the bundled record, and one call over a real connection, plain and secured. The launcher's {@code prepare} starts it
 * with the name of a file of keys, if it could make one.
 */
final class Training {
    private static final long PATIENCE_MILLIS = 120_000;
    private static final char[] PASSWORD = "training".toCharArray();
    private static final String AUTHORITY = "ca";
    private static final String ANSWER = """
            {"serviceDeployments":[{"serviceDeploymentArn":"arn:aws:ecs:us-east-1:1:service-deployment/c/s/d",
            "createdAt":1700000000.5,"startedAt":1700000000.5,"finishedAt":1700000060.5,"status":"SUCCESSFUL",
            "targetServiceRevisionArn":"arn:aws:ecs:us-east-1:1:service-revision/c/s/1"}]}""";

    private Training() {}

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        endIfStuck();
        HttpServer server = start(HttpServer.create());
        try {
            // A name, because addresses of AWS are looked up as well.
            String address = "localhost:" + server.getAddress().getPort();
            run("demo --fast");
            run("ecs list --cluster c --service s --endpoint-url http://" + address);
            run("ecs list --cluster c --service s -o json --endpoint-url http://" + address);
            // The handshake fails, but not before the JDK's own authorities are read.
            run("ecs list --cluster c --service s --cli-read-timeout 1 --endpoint-url https://" + address);
            run("status nosuchservice:x");
            run("status --help");
            for (String keys : args) {
                secured(Path.of(keys));
            }
        } finally {
            server.stop(0);
        }
    }

    private static <S extends HttpServer> S start(S server) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Makes a call over TLS to a server whose certificate an authority vouches for, as it is with AWS. */
    private static void secured(Path file) throws IOException, GeneralSecurityException {
        if (!Files.exists(file)) {
            return;
        }
        KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        Path bundle = Files.writeString(
                file.resolveSibling(file.getFileName() + ".pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getCertificate(AUTHORITY).getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        start(server);
        String address = "https://localhost:" + server.getAddress().getPort();
        List<String> call = new ArrayList<>(words("ecs list --cluster c --service s --endpoint-url " + address));
        call.addAll(List.of("--ca-bundle", bundle.toString()));
        run(call);
        server.stop(0);
    }

    private static List<String> words(String line) {
        return List.of(line.split(" "));
    }

    private static void run(String line) {
        run(words(line));
    }

    private static void run(List<String> command) {
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID", "training",
                "AWS_SECRET_ACCESS_KEY", "training",
                "AWS_REGION", "us-east-1",
                "AWS_MAX_ATTEMPTS", "1",
                "LANG", "C.UTF-8");
        Console own = Main.console();
        Console console = new Console(
                new StringWriter(),
                new StringWriter(),
                InputStream.nullInputStream(),
                environment::get,
                command.contains("demo"),
                false,
                0,
                own.clock(),
                own.interrupts());
        new Cli(console, new Adapters()).run(command);
    }

    /** Nobody watches this process. */
    private static void endIfStuck() {
        TimerTask end = new TimerTask() {
            @Override
            public void run() {
                Runtime.getRuntime().halt(Exit.BUG);
            }
        };
        new Timer(true).schedule(end, PATIENCE_MILLIS);
    }
}
