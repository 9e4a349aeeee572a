package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Part;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.LifecycleErrorCode;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;

/** What one lifecycle event on a target says: how far it has come, whether it failed, and what broke. */
final class LifecycleEvents {
    /** The kind of part that an event is. */
    static final String KIND = "lifecycle event";

    private static final int LOG_LINES = 3;

    private LifecycleEvents() {}

    static Status status(LifecycleEventStatus value) {
        return switch (value) {
            case PENDING -> Status.PENDING;
            case IN_PROGRESS -> Status.IN_PROGRESS;
            case SUCCEEDED -> Status.SUCCEEDED;
            case FAILED -> Status.FAILED;
            case SKIPPED -> Status.STOPPED;
            case UNKNOWN, UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /** Returns an event of a target as a part. */
    static Part part(String target, LifecycleEvent event) {
        return new Part(
                KIND,
                event.lifecycleEventName(),
                target,
                word(event) == null ? Status.UNKNOWN : status(word(event)),
                event.statusAsString(),
                event.startTime(),
                event.endTime(),
                detail(event));
    }

    static boolean hasFailed(LifecycleEvent event) {
        boolean over = word(event) == LifecycleEventStatus.SUCCEEDED || word(event) == LifecycleEventStatus.SKIPPED;
        return word(event) == LifecycleEventStatus.FAILED || (!over && errorCode(event) != null);
    }

    /** Returns the code of what went wrong; an event that went well carries a code too. */
    static String errorCode(LifecycleEvent event) {
        Diagnostics diagnostics = event.diagnostics();
        return diagnostics == null || Words.same(LifecycleErrorCode.SUCCESS.toString(), diagnostics.errorCodeAsString())
                ? null
                : diagnostics.errorCodeAsString();
    }

    /** Returns the script, what it said and its last lines, or null. */
    static String detail(LifecycleEvent event) {
        Diagnostics diagnostics = event.diagnostics();
        if (diagnostics == null) {
            return null;
        }
        String detail = Stream.of(diagnostics.scriptName(), diagnostics.message(), lastLines(diagnostics.logTail()))
                .filter(text -> text != null && !text.isBlank())
                .collect(Collectors.joining(": "));
        return detail.isEmpty() ? null : detail;
    }

    private static String lastLines(String log) {
        if (log == null) {
            return null;
        }
        List<String> lines = ScriptWords.lines(log).stream().map(String::strip).toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    /** Returns when it was over, or as long as it is not, when it began. */
    static Instant lastTime(LifecycleEvent event) {
        return event.endTime() == null ? event.startTime() : event.endTime();
    }

    static LifecycleEventStatus word(LifecycleEvent event) {
        return NativeStates.named(event.statusAsString(), LifecycleEventStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
