import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets one {@code deploystat wait} follow many CodeDeploy deployments over a server on the loopback interface, which
 * answers each call after 80 ms, and prints for each look how many calls it took and how long they took together.
 *
 * <p>{@code java app/src/bench/ManyDeployments.java [DEPLOYMENTS] [SECONDS]}: as many deployments (default 500), each of a
 * deployment group of its own, succeed after so many seconds (default 45).
 */
public final class ManyDeployments {
    private static final String LAUNCHER = "app/target/deploystat/bin/deploystat";
    private static final long LATENCY_MILLIS = 80;
    private static final long BETWEEN_LOOKS_MILLIS = 1000;
    private static final Pattern NAME = Pattern.compile("\"(g\\d+|d-G\\d+)\"");

    private final long start = System.nanoTime();
    private final long endsAfterMillis;
    private final List<Call> calls = new ArrayList<>();

    /** One call, in milliseconds since the start. */
    private record Call(String operation, int names, long from, long until) {}

    private ManyDeployments(long endsAfterMillis) {
        this.endsAfterMillis = endsAfterMillis;
    }

    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 500;
        long seconds = args.length > 1 ? Long.parseLong(args[1]) : 45;
        // Else the server sends head and body apart and waits 40 ms in between.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        ManyDeployments bench = new ManyDeployments(seconds * 1000);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", bench::answer);
        server.start();
        try {
            int exit = bench.gate(count, "http://127.0.0.1:" + server.getAddress().getPort());
            bench.report(exit);
        } finally {
            server.stop(0);
            threads.shutdown();
        }
    }

    private int gate(int count, String url) throws Exception {
        ProcessBuilder gate = new ProcessBuilder(
                LAUNCHER, "wait", "--targets-file", "-", "--endpoint-url", url, "-o", "name", "--heartbeat", "10s");
        gate.environment().put("AWS_ACCESS_KEY_ID", "bench");
        gate.environment().put("AWS_SECRET_ACCESS_KEY", "bench");
        gate.environment().put("AWS_DEFAULT_REGION", "eu-west-1");
        gate.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        gate.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = gate.start();
        String targets = IntStream.range(0, count)
                .mapToObj(number -> "codedeploy:shop/g" + number + "\n")
                .collect(Collectors.joining());
        process.getOutputStream().write(targets.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        return process.waitFor();
    }

    private long millis() {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private void answer(HttpExchange exchange) throws IOException {
        long from = millis();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceAll(".*\\.", "");
        List<String> names = NAME.matcher(body).results().map(result -> result.group(1)).toList();
        try {
            Thread.sleep(LATENCY_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        byte[] reply = (operation.equals("BatchGetDeploymentGroups") ? groups(names) : deployments(names))
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(200, reply.length);
        exchange.getResponseBody().write(reply);
        exchange.close();
        synchronized (calls) {
            calls.add(new Call(operation, names.size(), from, millis()));
        }
    }

    private static String groups(List<String> names) {
        return names.stream()
                .map(name -> "{\"applicationName\":\"shop\",\"deploymentGroupName\":\"" + name
                        + "\",\"lastAttemptedDeployment\":{\"deploymentId\":\"d-" + name.toUpperCase() + "\"}}")
                .collect(Collectors.joining(",", "{\"deploymentGroupsInfo\":[", "]}"));
    }

    private String deployments(List<String> ids) {
        String status = millis() < endsAfterMillis ? "InProgress" : "Succeeded";
        return ids.stream()
                .map(id -> "{\"applicationName\":\"shop\",\"deploymentGroupName\":\"" + group(id)
                        + "\",\"deploymentId\":\"" + id + "\",\"status\":\"" + status + "\",\"createTime\":1700000000}")
                .collect(Collectors.joining(",", "{\"deploymentsInfo\":[", "]}"));
    }

    private static String group(String id) {
        Matcher number = Pattern.compile("\\d+").matcher(id);
        return number.find() ? "g" + number.group() : id;
    }

    /** Calls with a pause before them begin a look. */
    private void report(int exit) {
        calls.sort((a, b) -> Long.compare(a.from(), b.from()));
        System.out.printf("%8s %8s %8s %8s%n", "at s", "calls", "names", "took ms");
        int first = 0;
        for (int i = 1; i <= calls.size(); i++) {
            boolean last = i == calls.size();
            if (last || calls.get(i).from() - calls.get(i - 1).until() > BETWEEN_LOOKS_MILLIS) {
                List<Call> look = calls.subList(first, i);
                long until = look.stream().mapToLong(Call::until).max().orElseThrow();
                int names = look.stream().mapToInt(Call::names).sum();
                System.out.printf(
                        "%8.1f %8d %8d %8d%n",
                        look.get(0).from() / 1000.0, look.size(), names, until - look.get(0).from());
                first = i;
            }
        }
        System.out.println("exit code " + exit + " after " + millis() + " ms");
    }
}
