package dev.deploystat.aws.adapter;

import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;

/**
 * The part of a log group that something wrote, where nobody names its streams.
 *
 * @param prefix what the names of its streams begin with, or null
 * @param streams what the names of its streams contain; empty where all of the group are its own
 * @param wanted whether a line is worth showing
 * @param from when it began; CloudWatch Logs reads nothing from its end that is older than 2024
 * @param to when it was over, or null
 */
public record LogSpan(
        String region,
        String group,
        String prefix,
        String streams,
        Predicate<String> wanted,
        Instant from,
        Instant to) {

    public LogSpan {
        Objects.requireNonNull(from, "a group is read from a time on");
    }

    /** Returns what a whole group got in a time. */
    public static LogSpan of(String region, String group, Instant from, Instant to) {
        return new LogSpan(region, group, null, "", line -> true, from, to);
    }

    boolean holds(FilteredLogEvent event) {
        return event.message() != null
                && (event.logStreamName() == null || event.logStreamName().contains(streams))
                && wanted.test(event.message());
    }

    /** Returns the group, and which of its streams are meant. */
    String source() {
        return streams.isEmpty() ? group : group + " " + streams;
    }
}
