import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Times one call of deploystat against the same call of the AWS CLI, in turn, over one server on the loopback interface.
 *
 * <p>{@code java app/src/bench/Startup.java [ROUNDS] [JAVA_HOME ...]}: every Java home named (default: the one that runs
 * this) is a contestant of its own. Prints the median wall time, the median of the ratios taken round by round, and, where
 * GNU time is installed, the peak memory. The machine's speed drifts: quote the ratios.
 */
public final class Startup {
    private static final Path LAUNCHER = Path.of("app/target/deploystat/bin/deploystat").toAbsolutePath();
    private static final Path GNU_TIME = Path.of("/usr/bin/time");

    private record Contestant(String name, List<String> command, Map<String, String> environment) {}

    private record Run(double millis, double megabytes) {}

    private Startup() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
        List<String> homes = args.length > 1
                ? Arrays.asList(args).subList(1, args.length)
                : List.of(System.getProperty("java.home"));
        HttpServer server = serve();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            List<Contestant> contestants = contestants(homes, url);
            for (Contestant contestant : contestants) {
                prepare(contestant);
            }
            report(contestants, race(contestants, rounds));
        } finally {
            server.stop(0);
        }
    }

    private static List<Contestant> contestants(List<String> homes, String url) throws IOException {
        List<String> call = List.of("--cluster", "c", "--service", "s", "--endpoint-url", url);
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(new Contestant("aws", join(List.of(aws(), "ecs", "list-service-deployments"), call), Map.of()));
        for (String home : homes) {
            Map<String, String> environment = Map.of("DEPLOYSTAT_JAVA_HOME", home);
            String name = "deploystat on " + Path.of(home).getFileName();
            contestants.add(new Contestant(name, join(List.of(LAUNCHER.toString(), "ecs", "list"), call), environment));
        }
        return contestants;
    }

    /** Returns the AWS CLI itself, not a version manager's wrapper around it, which takes its own time. */
    private static String aws() throws IOException {
        Process which = new ProcessBuilder("sh", "-c", "pyenv which aws 2>/dev/null || command -v aws").start();
        return new String(which.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Makes the start-up archive and checks that the call works, so that no round measures a failure. */
    private static void prepare(Contestant contestant) throws Exception {
        if (!contestant.name().equals("aws")) {
            ProcessBuilder archive = new ProcessBuilder(LAUNCHER.toString());
            archive.environment().putAll(contestant.environment());
            archive.environment().put("DEPLOYSTAT_PREPARE", "1");
            archive.start().waitFor();
        }
        if (start(contestant, contestant.command()).waitFor() != 0) {
            throw new IllegalStateException(contestant.name() + " fails: " + contestant.command());
        }
    }

    private static List<List<Run>> race(List<Contestant> contestants, int rounds) throws Exception {
        List<List<Run>> results = new ArrayList<>();
        for (int round = -1; round < rounds; round++) {
            List<Run> row = new ArrayList<>();
            for (Contestant contestant : contestants) {
                row.add(run(contestant));
            }
            if (round >= 0) {
                results.add(row);
            }
        }
        return results;
    }

    private static Run run(Contestant contestant) throws Exception {
        Path peak = Files.createTempFile("peak", null);
        List<String> command = Files.isExecutable(GNU_TIME)
                ? join(List.of(GNU_TIME.toString(), "-f", "%M", "-o", peak.toString()), contestant.command())
                : contestant.command();
        long start = System.nanoTime();
        int exit = start(contestant, command).waitFor();
        double millis = (System.nanoTime() - start) / 1e6;
        String kilobytes = Files.readString(peak).strip();
        Files.delete(peak);
        if (exit != 0) {
            throw new IllegalStateException(contestant.name() + " ended with " + exit);
        }
        return new Run(millis, kilobytes.isEmpty() ? Double.NaN : Double.parseDouble(kilobytes) / 1024);
    }

    private static Process start(Contestant contestant, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(contestant.environment());
        builder.environment().put("AWS_ACCESS_KEY_ID", "bench");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "bench");
        builder.environment().put("AWS_DEFAULT_REGION", "eu-west-1");
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    private static void report(List<Contestant> contestants, List<List<Run>> results) {
        System.out.printf("%-40s %10s %12s %10s%n", "one call over http", "median ms", "x aws", "peak MB");
        for (int i = 0; i < contestants.size(); i++) {
            int column = i;
            double wall = median(results.stream().mapToDouble(row -> row.get(column).millis()).toArray());
            double ratio = median(results.stream()
                    .mapToDouble(row -> row.get(column).millis() / row.get(0).millis())
                    .toArray());
            double peak = results.stream().mapToDouble(row -> row.get(column).megabytes()).max().orElse(Double.NaN);
            System.out.printf("%-40s %10.0f %12.2f %10.0f%n", contestants.get(i).name(), wall, ratio, peak);
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private static HttpServer serve() throws IOException {
        String rows = IntStream.range(0, 10).mapToObj(Startup::row).collect(Collectors.joining(","));
        byte[] answer = ("{\"serviceDeployments\":[" + rows + "]}").getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String row(int number) {
        String arn = "arn:aws:ecs:eu-west-1:111122223333:";
        return """
            {"serviceDeploymentArn":"%1$sservice-deployment/c/s/%2$d","serviceArn":"%1$sservice/c/s",
            "clusterArn":"%1$scluster/c","createdAt":%3$d,"startedAt":%3$d,"finishedAt":%3$d,
            "targetServiceRevisionArn":"%1$sservice-revision/c/s/%2$d","status":"SUCCESSFUL"}"""
                .formatted(arn, number, 1_700_000_000 + number);
    }

    private static List<String> join(List<String> a, List<String> b) {
        List<String> joined = new ArrayList<>(a);
        joined.addAll(b);
        return joined;
    }
}
