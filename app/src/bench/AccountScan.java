import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets {@code deploystat scan} find the targets of an account with services of all kinds in three regions, over a server on
 * the loopback interface that answers each call after 30 ms, and prints how many calls of each operation it took, when the
 * first and the last row came, and the most memory that was resident.
 *
 * <p>{@code java app/src/bench/AccountScan.java [TARGETS] [LAUNCHER]}: about so many targets in all (default 2000): a third
 * each of ECS services and CodeDeploy groups, the rest functions, stacks and pipelines.
 */
public final class AccountScan {
    private static final long LATENCY_MILLIS = 30;
    private static final int REGIONS = 3;
    private static final Pattern NAME = Pattern.compile("\"([a-z]+-\\d+)\"");
    private static final Pattern ID = Pattern.compile("[a-z]+-\\d+(?=\")");
    private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:";

    private final int services;
    private final int others;
    private final Map<String, Integer> calls = new TreeMap<>();

    private AccountScan(int targets) {
        services = targets / REGIONS * 3 / 10;
        others = targets / REGIONS * 4 / 10 / 3;
    }

    public static void main(String[] args) throws Exception {
        int targets = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        String launcher = args.length > 1 ? args[1] : "app/target/deploystat/bin/deploystat";
        // Else the server sends head and body apart and waits 40 ms in between.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        AccountScan bench = new AccountScan(targets);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", bench::answer);
        server.start();
        try {
            bench.scan(launcher, "http://127.0.0.1:" + server.getAddress().getPort());
        } finally {
            server.stop(0);
            threads.shutdown();
        }
    }

    private void scan(String launcher, String url) throws Exception {
        ProcessBuilder scan = new ProcessBuilder(
                launcher, "scan", "--region", "eu-west-1,eu-central-1,us-east-1", "-o", "jsonl", "--endpoint-url", url);
        scan.environment().put("AWS_ACCESS_KEY_ID", "bench");
        scan.environment().put("AWS_SECRET_ACCESS_KEY", "bench");
        scan.redirectError(ProcessBuilder.Redirect.INHERIT);
        long start = System.nanoTime();
        Process process = scan.start();
        long first = 0;
        int rows = 0;
        long resident = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                first = first == 0 ? System.nanoTime() : first;
                rows++;
                resident = rows % 20 == 0 ? Math.max(resident, peak(process.pid())) : resident;
            }
        }
        long end = System.nanoTime();
        System.out.printf(
                "%d rows, first after %d ms, last after %d ms, %d MB, exit code %d%n",
                rows, (first - start) / 1_000_000, (end - start) / 1_000_000, resident / 1024, process.waitFor());
        calls.forEach((operation, count) -> System.out.printf("%8d %s%n", count, operation));
        System.out.printf("%8d in all%n", calls.values().stream().mapToInt(Integer::intValue).sum());
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
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String path = exchange.getRequestURI().getPath();
        String operation = target != null
                ? target.replaceAll(".*\\.", "")
                : body.startsWith("Action=") ? body.replaceAll("(?s)Action=(\\w+).*", "$1") : "GET " + path;
        synchronized (calls) {
            calls.merge(operation.replaceAll("functions/.+", "functions/NAME"), 1, Integer::sum);
        }
        try {
            Thread.sleep(LATENCY_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        byte[] reply = reply(operation, body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", body.startsWith("Action=") ? "text/xml" : "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(200, reply.length);
        exchange.getResponseBody().write(reply);
        exchange.close();
    }

    private String reply(String operation, String body) {
        return switch (operation) {
            case "ListClusters" -> "{\"clusterArns\":[\"" + ARN + "cluster/prod\"]}";
            case "ListServices" ->
                body.contains("\"cluster\"")
                        ? "{\"serviceArns\":[" + each(services, i -> "\"" + ARN + "service/prod/svc-" + i + "\"") + "]}"
                        : "{}";
            case "ListServiceDeployments" -> {
                String name = first(ID, body.replaceAll(".*\"service\":", ""));
                yield "{\"serviceDeployments\":[" + deployment(name) + "]}";
            }
            case "DescribeServiceDeployments" ->
                "{\"serviceDeployments\":["
                        + Pattern.compile("prod/(svc-\\d+)/d").matcher(body).results()
                                .map(found -> deployment(found.group(1)))
                                .collect(Collectors.joining(","))
                        + "]}";
            case "DescribeServices" ->
                "{\"services\":["
                        + Pattern.compile("svc-\\d+").matcher(body).results()
                                .map(found -> "{\"serviceName\":\"" + found.group() + "\",\"serviceArn\":\"" + ARN + "service/prod/"
                                        + found.group() + "\",\"clusterArn\":\"" + ARN + "cluster/prod\",\"status\":\"ACTIVE\"}")
                                .collect(Collectors.joining(","))
                        + "]}";
            case "ListApplications" ->
                body.contains("codedeploy") || body.isEmpty() || body.equals("{}")
                        ? "{\"applications\":[\"app-1\"]}"
                        : "{}";
            case "ListDeploymentGroups" -> "{\"applicationName\":\"app-1\",\"deploymentGroups\":[" + each(services, i -> "\"grp-" + i + "\"") + "]}";
            case "BatchGetDeploymentGroups" ->
                NAME.matcher(body).results()
                        .map(found -> found.group(1))
                        .filter(name -> name.startsWith("grp"))
                        .map(name -> "{\"applicationName\":\"app-1\",\"deploymentGroupName\":\"" + name
                                + "\",\"lastAttemptedDeployment\":{\"deploymentId\":\"d-" + name + "\"}}")
                        .collect(Collectors.joining(",", "{\"deploymentGroupsInfo\":[", "]}"));
            case "BatchGetDeployments" ->
                Pattern.compile("d-(grp-\\d+)").matcher(body).results()
                        .map(found -> "{\"applicationName\":\"app-1\",\"deploymentGroupName\":\"" + found.group(1)
                                + "\",\"deploymentId\":\"d-" + found.group(1)
                                + "\",\"status\":\"Succeeded\",\"createTime\":1700000000}")
                        .collect(Collectors.joining(",", "{\"deploymentsInfo\":[", "]}"));
            case "GET /2015-03-31/functions" -> "{\"Functions\":[" + each(others, i -> "{\"FunctionName\":\"fun-" + i + "\"}") + "]}";
            case "ListPipelines" -> "{\"pipelines\":[" + each(others, i -> "{\"name\":\"pipe-" + i + "\"}") + "]}";
            case "ListPipelineExecutions" ->
                "{\"pipelineExecutionSummaries\":[{\"pipelineExecutionId\":\"e\",\"status\":\"Succeeded\",\"startTime\":1700000000}]}";
            case "ListStacks" ->
                "<ListStacksResponse><ListStacksResult><StackSummaries>"
                        + IntStream.range(0, others)
                                .mapToObj(i -> "<member>" + stack(i) + "</member>")
                                .collect(Collectors.joining())
                        + "</StackSummaries></ListStacksResult></ListStacksResponse>";
            case "DescribeStacks" ->
                "<DescribeStacksResponse><DescribeStacksResult><Stacks>"
                        + IntStream.range(0, others)
                                .filter(i -> !body.contains("StackName=") || body.contains("StackName=stk-" + i + "&"))
                                .mapToObj(i -> "<member>" + stack(i) + "</member>")
                                .collect(Collectors.joining())
                        + "</Stacks></DescribeStacksResult></DescribeStacksResponse>";
            default ->
                operation.startsWith("GET /2015-03-31/functions/")
                        ? "{\"Configuration\":{\"FunctionName\":\"f\",\"State\":\"Active\",\"LastUpdateStatus\":\"Successful\",\"CodeSha256\":\"c\"},\"Code\":{}}"
                        : body.startsWith("Action=")
                                ? "<%1$sResponse><%1$sResult/></%1$sResponse>".formatted(operation)
                                : "{}";
        };
    }

    private static String stack(int number) {
        return "<StackName>stk-" + number + "</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>"
                + "<CreationTime>2024-01-01T00:00:00Z</CreationTime><LastUpdatedTime>2024-02-01T00:00:00Z</LastUpdatedTime>";
    }

    private static String deployment(String service) {
        return "{\"serviceDeploymentArn\":\"" + ARN + "service-deployment/prod/" + service + "/d\",\"serviceArn\":\"" + ARN
                + "service/prod/" + service + "\",\"status\":\"SUCCESSFUL\",\"createdAt\":1700000000}";
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group() : "svc-0";
    }

    private static String each(int count, IntFunction<String> element) {
        return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(","));
    }
}
