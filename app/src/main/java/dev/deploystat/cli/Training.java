package dev.deploystat.cli;

import com.sun.net.httpserver.HttpServer;
import dev.deploystat.aws.Adapters;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Runs once through what users do most, so that the JVM can keep the classes it loaded in an archive: every service out
 * of the bundled record, and one call over a real connection. The launcher's {@code prepare} starts it.
 */
final class Training {
    private static final long PATIENCE_MILLIS = 120_000;
    private static final String ANSWER = """
            {"serviceDeployments":[{"serviceDeploymentArn":"arn:aws:ecs:us-east-1:1:service-deployment/c/s/d",
            "createdAt":1700000000.5,"startedAt":1700000000.5,"finishedAt":1700000060.5,"status":"SUCCESSFUL",
            "targetServiceRevisionArn":"arn:aws:ecs:us-east-1:1:service-revision/c/s/1"}]}""";

    private Training() {}

    public static void main(String[] args) throws IOException {
        endIfStuck();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            // A name, because addresses of AWS are looked up as well.
            String address = "localhost:" + server.getAddress().getPort();
            run("demo --fast");
            run("ecs list --cluster c --service s --endpoint-url http://" + address);
            run("ecs list --cluster c --service s -o json --endpoint-url http://" + address);
            // The handshake fails. One that succeeds would save 3 % of an https call and cost 1 % of any other.
            run("ecs list --cluster c --service s --cli-read-timeout 1 --endpoint-url https://" + address);
            run("status nosuchservice:x");
            run("status --help");
        } finally {
            server.stop(0);
        }
    }

    private static void run(String line) {
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
                line.startsWith("demo"),
                false,
                0,
                own.clock(),
                own.interrupts());
        new Cli(console, new Adapters()).run(List.of(line.split(" ")));
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
