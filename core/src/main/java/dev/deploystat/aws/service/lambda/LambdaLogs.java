package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.FunctionLogs;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * What a function wrote last, where its log can say why a release failed: when its code did not start, when its
 * provisioned concurrency failed, and when calls go back to an older version. What Lambda refuses before it runs any code,
 * such as a role, a subnet or an image, is in no log.
 */
final class LambdaLogs {
    private static final String CODE_FAILED = "FunctionError";
    /** Lambda gives up to start code well before. */
    private static final Duration ATTEMPTS = Duration.ofHours(1);

    private LambdaLogs() {}

    static List<LogTail> of(Connection<LambdaClient> lambda, Logs logs, Target target, Rollout explained) {
        Optional<Part> provisioned = explained.parts().stream()
                .filter(part -> part.kind().equals(ProvisionedConcurrency.KIND) && part.status() == Status.FAILED)
                .findFirst();
        boolean wentBack = goesBack(explained);
        if (provisioned.isEmpty() && !wentBack && !codeFailed(explained)) {
            return List.of();
        }
        FunctionLogs written = logs(target, explained);
        Instant from = provisioned
                .map(Part::startedAt)
                .orElseGet(() ->
                        version(explained).get("lastModified") instanceof String text ? WireTimes.parse(text) : null);
        return from == null || written.version() == null
                ? List.of()
                : written.tail(logs, Lambda.INFO, lambda.region(), from, wentBack ? null : from.plus(ATTEMPTS)).stream()
                        .toList();
    }

    /** Returns where the version that a release brings writes to. */
    static FunctionLogs logs(Target target, Rollout release) {
        Map<?, ?> version = version(release);
        Object group = version.get("loggingConfig") instanceof Map<?, ?> config ? config.get("logGroup") : null;
        return new FunctionLogs(
                target.field(Lambda.FUNCTION_NAME),
                group instanceof String text ? text : null,
                version.get("version") instanceof String number ? number : null);
    }

    /** An alias holds its version; a function and a version are their own. */
    private static Map<?, ?> version(Rollout release) {
        return release.attributes().get("version") instanceof Map<?, ?> of ? of : release.attributes();
    }

    private static boolean codeFailed(Rollout explained) {
        return explained.problems().stream()
                .map(Problem::code)
                .anyMatch(code -> code != null && code.regionMatches(true, 0, CODE_FAILED, 0, CODE_FAILED.length()));
    }

    /** Returns whether an alias leads to its newer version and shares calls with an older one. */
    private static boolean goesBack(Rollout explained) {
        List<Part> versions = explained.parts().stream()
                .filter(part -> part.kind().equals(Aliases.VERSION))
                .toList();
        return versions.size() > 1 && versions.get(0).id().equals(Members.text(explained, "functionVersion"));
    }
}
