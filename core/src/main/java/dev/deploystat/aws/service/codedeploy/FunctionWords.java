package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.adapter.FunctionLogs;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import dev.deploystat.model.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.ErrorCode;

/**
 * What functions of AWS Lambda wrote that a deployment failed by: the function of a lifecycle event, where the AppSpec in
 * the reply names it, or the new version of the function itself, where an alarm stopped the deployment.
 */
final class FunctionWords {
    private static final int ARN_PIECES = 7;
    private static final int ARN_REGION = 3;
    /** Log lines may bear a time shortly after the one that CodeDeploy notes. */
    private static final Duration DELAY = Duration.ofMinutes(1);

    private final ServiceInfo service;
    private final Logs logs;
    private final String region;

    FunctionWords(ServiceInfo service, Logs logs, String region) {
        this.service = service;
        this.logs = logs;
        this.region = region;
    }

    List<LogTail> of(Rollout explained, List<Map<?, ?>> targets) {
        Optional<DeploymentInfo> deployment = explained.source(DeploymentInfo.class);
        if (deployment.isEmpty() || explained.status().verdict() != Verdict.FAIL) {
            return List.of();
        }
        List<LogTail> tails = new ArrayList<>();
        boolean isHook = false;
        for (Part event : explained.parts()) {
            if (event.kind().equals(LifecycleEvents.KIND) && event.status() == Status.FAILED) {
                isHook = true;
                hook(deployment.get(), event.name())
                        .flatMap(function -> tail(function, null, event.startedAt(), event.finishedAt()))
                        .ifPresent(tails::add);
            }
        }
        if (!isHook && isStoppedByAlarm(deployment.get())) {
            targets.forEach(target -> version(deployment.get(), target).ifPresent(tails::add));
        }
        return tails;
    }

    /** Returns the function that a lifecycle event runs, in the AppSpec as YAML or as JSON. */
    private static Optional<String> hook(DeploymentInfo deployment, String event) {
        return content(deployment)
                .map(
                        Pattern.compile("\\b" + Pattern.quote(event) + "[\"']?\\s{0,20}:\\s{0,20}[\"']?([^\"'\\s,}#]+)")
                                ::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1));
    }

    private static Optional<String> content(DeploymentInfo deployment) {
        if (deployment.revision() == null) {
            return Optional.empty();
        }
        return deployment.revision().appSpecContent() != null
                ? Optional.ofNullable(deployment.revision().appSpecContent().content())
                : Optional.ofNullable(deployment.revision().string()).map(text -> text.content());
    }

    private static boolean isStoppedByAlarm(DeploymentInfo deployment) {
        return deployment.errorInformation() != null
                && Words.same(
                        ErrorCode.ALARM_ACTIVE.toString(),
                        deployment.errorInformation().codeAsString());
    }

    private Optional<LogTail> version(DeploymentInfo deployment, Map<?, ?> target) {
        return target.get("lambdaTarget") instanceof Map<?, ?> member
                        && member.get("lambdaFunctionInfo") instanceof Map<?, ?> function
                        && function.get("functionName") instanceof String name
                        && function.get("targetVersion") instanceof String version
                ? tail(name, version, deployment.createTime(), deployment.completeTime())
                : Optional.empty();
    }

    /** Reads the log of a function that is given by its name or its ARN. */
    private Optional<LogTail> tail(String function, String version, Instant from, Instant to) {
        String[] pieces = function.split(":", -1);
        boolean isArn = pieces.length >= ARN_PIECES;
        return from == null
                ? Optional.empty()
                : new FunctionLogs(isArn ? pieces[ARN_PIECES - 1] : pieces[0], null, version)
                        .tail(
                                logs,
                                service,
                                isArn ? pieces[ARN_REGION] : region,
                                from,
                                to == null ? null : to.plus(DELAY));
    }
}
