package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import dev.deploystat.model.Words;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ecs.model.Failure;

/**
 * The answers of a call that describes deployments by their ARNs. HTTP 200 does not mean found: what could not be
 * described is listed under {@code failures}.
 *
 * @param what what is described, in the service's term
 * @param action the IAM action of the call
 * @param hint the next step where one of them is missing
 */
record Described(String what, String action, String hint) {

    /** Returns a reading for each target: of what was found under its ARN, or of why it was not. */
    List<Reading> readings(Map<Target, String> arns, Map<String, Rollout> found, List<Failure> failures) {
        Map<String, Failure> why = failures.stream()
                .filter(failure -> failure.arn() != null)
                .collect(Collectors.toMap(Failure::arn, each -> each, (a, b) -> a));
        return arns.entrySet().stream()
                .map(asked -> {
                    Rollout rollout = found.get(asked.getValue());
                    return rollout == null
                            ? Reading.failed(asked.getKey(), unread(asked.getValue(), why.get(asked.getValue())))
                            : Reading.of(asked.getKey(), rollout);
                })
                .toList();
    }

    private ReadError unread(String arn, Failure failure) {
        if (failure == null || Words.same("MISSING", failure.reason())) {
            return ReadError.notFound("ECS knows no " + what + " " + arn, hint);
        }
        String detail = failure.detail() == null ? "" : ": " + failure.detail();
        return ErrorCodes.refused(failure.reason(), "ECS could not describe " + arn + detail, action);
    }
}
