package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.TimeOptions;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.Rollout;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which of the targets that a scan finds are shown. What cannot be known is never left out.
 *
 * @param inFlight whether what is still moving is asked for
 * @param failed whether what failed is asked for; neither of the two asks for everything
 * @param since the earliest time of the last movement, or null
 */
record ScanFilter(boolean inFlight, boolean failed, Instant since) {

    static ScanFilter of(Invocation call) {
        String since = Option.get(call.parsed(), "--since");
        return new ScanFilter(
                Option.has(call.parsed(), "--in-flight"),
                Option.has(call.parsed(), "--failed"),
                since == null
                        ? null
                        : TimeOptions.point("--since", since, call.clock().now()));
    }

    boolean wants(Observation seen) {
        if (seen.reading().failed().isPresent()) {
            return !Findings.isUndeployed(seen);
        }
        boolean isMoving = Findings.isInFlight(seen);
        boolean fits = (!inFlight && !failed) || (inFlight && isMoving) || (failed && seen.outcome() == Outcome.FAILED);
        return fits && (isMoving || isRecent(seen.reading().found().orElseThrow()));
    }

    private boolean isRecent(Rollout rollout) {
        return since == null
                || Stream.of(rollout.finishedAt(), rollout.updatedAt(), rollout.startedAt(), rollout.createdAt())
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .map(last -> !last.isBefore(since))
                        .orElse(true);
    }
}
