package dev.deploystat.cli;

import dev.deploystat.aws.LoopbackAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes records for {@code --replay}. Time starts at {@link LoopbackAws#NOW}; {@link #at} moves it on.
 *
 * <p>The story is that of service deployments of the ECS service {@code prod/api}, or of a deployment of an OpsWorks
 * stack.
 */
final class Tape {
    static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/";
    /** 2024-03-01T11:59:00Z, a minute before the record begins. */
    static final long BEGUN = 1709294340;

    private static final String ECS = "AmazonEC2ContainerServiceV20141113.";
    private static final String OPSWORKS = "OpsWorks_20130218.";

    private final List<String> lines = new ArrayList<>();
    private Instant now = LoopbackAws.NOW;

    /** Goes on to so many seconds after the start. */
    Tape at(int seconds) {
        now = LoopbackAws.NOW.plusSeconds(seconds);
        return this;
    }

    /** The service has these deployments, newest first: {@code d2 IN_PROGRESS}. */
    Tape listed(String... deployments) {
        List<String> briefs = new ArrayList<>();
        long created = BEGUN + deployments.length;
        for (String deployment : deployments) {
            String[] words = deployment.split(" ");
            briefs.add("""
                    {"serviceDeploymentArn":"%s","createdAt":%d,"status":"%s"}""".formatted(ARN + words[0], --created, words[1]));
        }
        return ecs(
                "ListServiceDeployments",
                "{\"cluster\":\"prod\",\"service\":\"api\",\"maxResults\":100}",
                200,
                "{\"serviceDeployments\":[" + String.join(",", briefs) + "]}");
    }

    /** The listing of the service's deployments is refused. */
    Tape listingFails(int status, String code, String message) {
        return ecs(
                "ListServiceDeployments",
                "{\"cluster\":\"prod\",\"service\":\"api\",\"maxResults\":100}",
                status,
                error(code, message));
    }

    /** A deployment has this status; {@code more} are further members of the reply, each with a comma before it. */
    Tape described(String id, String status, String more) {
        return ecs("DescribeServiceDeployments", asked(id), 200, """
                {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":%d,"startedAt":%d,"status":"%s"%s}],"failures":[]}""".formatted(ARN + id, BEGUN, BEGUN, status, more))
                .unexplained();
    }

    Tape described(String id, String status) {
        return described(id, status, "");
    }

    /** The deployment is no longer there. */
    Tape missing(String id) {
        return ecs("DescribeServiceDeployments", asked(id), 200, """
                {"serviceDeployments":[],"failures":[{"arn":"%s","reason":"MISSING"}]}""".formatted(ARN + id));
    }

    /** The look at a deployment is refused. */
    Tape describingFails(String id, int status, String code, String message) {
        return ecs("DescribeServiceDeployments", asked(id), status, error(code, message));
    }

    /** Nothing more is known of the service than its deployments. */
    private Tape unexplained() {
        return ecs("DescribeServices", "{\"cluster\":\"prod\",\"services\":[\"api\"]}", 200, "{\"services\":[]}")
                .ecs(
                        "ListTasks",
                        "{\"cluster\":\"prod\",\"serviceName\":\"api\",\"desiredStatus\":\"STOPPED\",\"maxResults\":100}",
                        200,
                        "{\"taskArns\":[]}");
    }

    Tape ecs(String operation, String request, int status, String reply) {
        return exchange("ecs", ECS + operation, request, status, reply);
    }

    Tape opsworks(String operation, String request, int status, String reply) {
        return exchange("opsworks", OPSWORKS + operation, request, status, reply);
    }

    /** Writes the record into a folder. */
    Path in(Path folder) {
        try {
            return Files.write(Files.createTempFile(folder, "record", ".jsonl"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Tape exchange(String service, String target, String request, int status, String reply) {
        lines.add("""
                {"at":"%s","service":"%s","region":"eu-west-1","method":"POST","path":"/","target":"%s","request":%s,\
                "status":%d,"type":"application/x-amz-json-1.1","requestId":"req-1","response":%s}""".formatted(now, service, target, request, status, reply.replace("\n", "")));
        return this;
    }

    private static String asked(String id) {
        return "{\"serviceDeploymentArns\":[\"" + ARN + id + "\"]}";
    }

    private static String error(String code, String message) {
        return "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}";
    }
}
