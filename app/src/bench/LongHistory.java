import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Lets {@code deploystat ecs list} read a long history of service deployments over a server on the loopback interface,
 * which answers each call after 50 ms and lists the newest first, and prints for {@code --limit 20} and {@code --limit 0}
 * how many calls it took, when the first and the last row came, and the most memory that was resident.
 *
 * <p>{@code java app/src/bench/LongHistory.java [DEPLOYMENTS] [LAUNCHER]}: so many deployments (default 10000), one every
 * ten minutes. {@code DEPLOYSTAT_JAVA_OPTS=-Xmx64m} bounds the heap.
 */
public final class LongHistory {
    private static final long LATENCY_MILLIS = 50;
    private static final long NEWEST = 1_700_000_000L;
    private static final long APART_SECONDS = 600;
    private static final int PAGE = 100;
    private static final Pattern AFTER = Pattern.compile("\"after\":(\\d+)");
    private static final Pattern BEFORE = Pattern.compile("\"before\":(\\d+)");
    private static final Pattern TOKEN = Pattern.compile("\"nextToken\":\"(\\d+)\"");

    private final int count;
    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();

    private LongHistory(int count) {
        this.count = count;
    }

    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        String launcher = args.length > 1 ? args[1] : "app/target/deploystat/bin/deploystat";
        // Else the server sends head and body apart and waits 40 ms in between.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        LongHistory bench = new LongHistory(count);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", bench::answer);
        server.start();
        try {
            System.out.printf(
                    "%-24s %8s %8s %8s %10s %10s %8s%n", "", "rows", "lists", "calls", "first ms", "last ms", "MB");
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            bench.list(launcher, url, 20, "jsonl");
            bench.list(launcher, url, 0, "jsonl");
        } finally {
            server.stop(0);
            threads.shutdown();
        }
    }

    private void list(String launcher, String url, int limit, String format) throws Exception {
        lists.set(0);
        calls.set(0);
        ProcessBuilder list = new ProcessBuilder(
                launcher, "list", "ecs:prod/api", "--limit", "" + limit, "-o", format, "--endpoint-url", url);
        list.environment().put("AWS_ACCESS_KEY_ID", "bench");
        list.environment().put("AWS_SECRET_ACCESS_KEY", "bench");
        list.environment().put("AWS_DEFAULT_REGION", "eu-west-1");
        list.redirectError(ProcessBuilder.Redirect.INHERIT);
        long start = System.nanoTime();
        Process process = list.start();
        long first = 0;
        int rows = 0;
        long resident = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("d-")) {
                    first = first == 0 ? System.nanoTime() : first;
                    rows++;
                }
                resident = rows % PAGE <= 1 ? Math.max(resident, peak(process.pid())) : resident;
            }
        }
        long end = System.nanoTime();
        if (process.waitFor() != 0) {
            System.out.println("exit code " + process.exitValue());
        }
        System.out.printf(
                "%-24s %8d %8d %8d %10d %10d %8d%n",
                "--limit " + limit + " -o " + format,
                rows,
                lists.get(),
                calls.get(),
                (first - start) / 1_000_000,
                (end - start) / 1_000_000,
                resident / 1024);
    }

    /** Returns the most kilobytes that a process has had in memory so far; 0 where the system does not say. */
    private static long peak(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceAll(".*\\.", "");
        calls.incrementAndGet();
        try {
            Thread.sleep(LATENCY_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        String text = operation.equals("ListServiceDeployments") ? page(body) : "{\"serviceRevisions\":[]}";
        byte[] reply = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(200, reply.length);
        exchange.getResponseBody().write(reply);
        exchange.close();
    }

    /** Deployment 0 is the newest. */
    private String page(String body) {
        lists.incrementAndGet();
        long youngest = Math.max(0, -Math.floorDiv(number(BEFORE, body, NEWEST) - NEWEST, APART_SECONDS));
        long oldest = Math.min(count - 1, (NEWEST - number(AFTER, body, 0)) / APART_SECONDS);
        long from = number(TOKEN, body, youngest);
        long to = Math.min(oldest + 1, from + PAGE);
        String rows = LongStream.range(from, to)
                .mapToObj(i -> """
                        {"serviceDeploymentArn":"arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/d-%1$d",
                        "serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/prod/api",
                        "clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/prod","status":"SUCCESSFUL",
                        "targetServiceRevisionArn":"arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/api/%1$d",
                        "createdAt":%2$d,"startedAt":%2$d,"finishedAt":%2$d}""".formatted(i, NEWEST - i * APART_SECONDS))
                .collect(Collectors.joining(",", "{\"serviceDeployments\":[", "]"));
        return rows + (to <= oldest ? ",\"nextToken\":\"" + to + "\"}" : "}");
    }

    private static long number(Pattern pattern, String body, long otherwise) {
        Matcher matcher = pattern.matcher(body);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : otherwise;
    }
}
