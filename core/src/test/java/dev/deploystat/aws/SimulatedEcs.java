package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.aws.service.ecs.Ecs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * Amazon ECS in several regions, in simulated time: each service has one service deployment with a time at which it ends.
 * It answers in the wire format, after a latency, and throttles whoever calls more often than the documented rates.
 */
public final class SimulatedEcs implements SdkHttpClient {
    private final SimulatedTime time;
    private final Duration latency;
    private final Map<String, Deployment> deployments = new HashMap<>();
    private final Map<String, Quota> quotas = new HashMap<>();
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Map<Long, Integer> callsOfSecond = new LinkedHashMap<>();
    private int throttled;
    private int described;

    /** How one service deployment goes. */
    private record Deployment(Instant end, String status) {}

    /** What is left of one rate: tokens that come back with time. */
    private static final class Quota {
        private final Rate rate;
        private double tokens;
        private Instant counted;

        Quota(Rate rate, Instant now) {
            this.rate = rate;
            tokens = rate.burst();
            counted = now;
        }

        boolean allows(Instant now) {
            double passed = Duration.between(counted, now).toNanos() / 1e9;
            tokens = Math.min(rate.burst(), tokens + passed * rate.perSecond());
            counted = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }

    SimulatedEcs(SimulatedTime time, Duration latency) {
        this.time = time;
        this.latency = latency;
    }

    /** Deploys to a service; it ends at a time with a status of the API. */
    public void deploy(String region, String service, Instant end, String status) {
        deployments.put(arn(region, service), new Deployment(end, status));
    }

    /** Returns how many deployments end with a status. */
    long deployed(String status) {
        return deployments.values().stream()
                .filter(each -> each.status().equals(status))
                .count();
    }

    /** Returns how many deployments were described, counting each as often as it was. */
    public int described() {
        return described;
    }

    /** Returns how often each operation was called. */
    public Map<String, Integer> calls() {
        return calls;
    }

    /** Returns how many calls of all regions the busiest second had. */
    public int busiestSecond() {
        return callsOfSecond.values().stream().mapToInt(each -> each).max().orElse(0);
    }

    /** Returns how many calls were throttled. */
    public int throttled() {
        return throttled;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    time.sleep(latency);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return answer(request);
            }

            @Override
            public void abort() {}
        };
    }

    private HttpExecuteResponse answer(HttpExecuteRequest request) {
        String target =
                request.httpRequest().firstMatchingHeader("X-Amz-Target").orElseThrow();
        String operation = target.substring(target.lastIndexOf('.') + 1);
        String region = request.httpRequest().host().split("\\.", -1)[1];
        calls.merge(operation, 1, Integer::sum);
        callsOfSecond.merge(time.now().getEpochSecond(), 1, Integer::sum);
        if (!allows(region, operation)) {
            throttled++;
            return reply(400, "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}");
        }
        JsonNode asked = parse(request);
        return reply(
                200,
                switch (operation) {
                    case "ListServiceDeployments" -> list(region, asked);
                    case "DescribeServiceDeployments" -> describe(asked);
                    case "DescribeServiceRevisions" -> revisions(asked);
                    case "DescribeServices" -> "{\"services\":[]}";
                    case "ListTasks" -> "{\"taskArns\":[]}";
                    default -> throw new AssertionError("nobody expected " + operation);
                });
    }

    private boolean allows(String region, String operation) {
        Rate rate = new Ecs()
                .rates().stream()
                        .filter(each -> each.operations().contains(operation))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no documented rate for " + operation));
        return quotas.computeIfAbsent(region + rate.operations(), each -> new Quota(rate, time.now()))
                .allows(time.now());
    }

    private static JsonNode parse(HttpExecuteRequest request) {
        try (var body = request.contentStreamProvider().orElseThrow().newStream()) {
            return JsonNode.parser().parse(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String arn(String region, String service) {
        return "arn:aws:ecs:" + region + ":111122223333:service-deployment/prod/" + service + "/of-" + service;
    }

    private static String revision(String deployment) {
        return deployment.replace("service-deployment/", "service-revision/");
    }

    private static String list(String region, JsonNode asked) {
        String arn = arn(region, asked.field("service").orElseThrow().text());
        return "{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"" + arn + "\",\"createdAt\":1}]}";
    }

    private String describe(JsonNode asked) {
        return texts(asked, "serviceDeploymentArns").stream()
                .map(arn -> {
                    described++;
                    Deployment deployment = deployments.get(arn);
                    String status = time.now().isBefore(deployment.end()) ? "IN_PROGRESS" : deployment.status();
                    return "{\"serviceDeploymentArn\":\"" + arn + "\",\"status\":\"" + status
                            + "\",\"createdAt\":1,\"targetServiceRevision\":{\"arn\":\"" + revision(arn) + "\"}}";
                })
                .collect(Collectors.joining(",", "{\"serviceDeployments\":[", "]}"));
    }

    private static String revisions(JsonNode asked) {
        return texts(asked, "serviceRevisionArns").stream()
                .map(arn -> "{\"serviceRevisionArn\":\"" + arn + "\"}")
                .collect(Collectors.joining(",", "{\"serviceRevisions\":[", "]}"));
    }

    private static List<String> texts(JsonNode asked, String field) {
        return asked.field(field).orElseThrow().asArray().stream()
                .map(JsonNode::text)
                .toList();
    }

    private static HttpExecuteResponse reply(int status, String body) {
        return HttpExecuteResponse.builder()
                .response(SdkHttpFullResponse.builder()
                        .statusCode(status)
                        .putHeader("Content-Type", "application/x-amz-json-1.1")
                        .build())
                .responseBody(
                        AbortableInputStream.create(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    @Override
    public void close() {}
}
