package dev.deploystat.aws.adapter;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.ServiceInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/** The log streams of Amazon CloudWatch Logs that an account's deployments name, in whichever region. */
public final class Logs implements AutoCloseable {
    /** The IAM action of reading one stream; a service whose deployments name streams declares it. */
    public static final String ACTION = "logs:GetLogEvents";
    /** The IAM action of reading a group; a service whose deployments name no stream declares it. */
    public static final String GROUP_ACTION = "logs:FilterLogEvents";
    /** Not above the quota of any region (CloudWatch Logs quotas). */
    public static final List<Rate> RATES = List.of(
            new Rate("cloudwatchlogs", Set.of("GetLogEvents"), 10, 10),
            new Rate("cloudwatchlogs", Set.of("FilterLogEvents"), 5, 5));

    private static final int PAGE = 500;
    /** A group that is written to by many is not read any further for the few lines of one. */
    private static final int MOST_PAGES = 3;

    private final Function<String, Clients> regions;
    private final int most;
    private final Map<String, CloudWatchLogsClient> clients = new ConcurrentHashMap<>();
    private final Map<String, AwsServiceException> refused = new ConcurrentHashMap<>();

    /**
     * Prepares to read.
     *
     * @param regions sets up clients of a region
     * @param most how many lines of a stream are read
     */
    public Logs(Function<String, Clients> regions, int most) {
        this.regions = regions;
        this.most = most;
    }

    /** Returns how many lines of a stream are read. */
    public int most() {
        return most;
    }

    /**
     * Reads the end of a stream in one call. A group whose streams may not be read is asked for one of them only.
     *
     * @param resource what wrote the stream
     * @return empty where the stream does not exist: nothing was ever written
     */
    public Optional<LogTail> tail(ServiceInfo service, String resource, String region, String group, String stream) {
        return unlessMissing(ACTION, service, region, group, () -> events(region, group, stream))
                .map(events -> LogTail.of(resource, group + " " + stream, events, most));
    }

    /** Reads the last lines that a group got in a time, in one call where that is enough. */
    public Optional<LogTail> tail(ServiceInfo service, String resource, LogSpan span) {
        return unlessMissing(GROUP_ACTION, service, span.region(), span.group(), () -> events(span))
                .map(events -> LogTail.of(resource, span.source(), events, most));
    }

    private <T> Optional<T> unlessMissing(
            String action, ServiceInfo service, String region, String group, Supplier<T> call) {
        String place = action + " " + region + " " + group;
        if (refused.containsKey(place)) {
            throw refused.get(place);
        }
        try {
            return ErrorCodes.unlessKind(Set.of(ErrorKind.NOT_FOUND), service, call);
        } catch (AwsServiceException e) {
            if (ErrorCodes.kind(e, service) == ErrorKind.DENIED) {
                refused.put(place, e);
            }
            throw e;
        }
    }

    private List<String> events(LogSpan span) {
        List<FilteredLogEvent> found = new ArrayList<>();
        String token = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            FilterLogEventsResponse reply = filtered(span, token);
            reply.events().stream().filter(span::holds).forEach(found::add);
            token = reply.nextToken();
            if (token == null || found.size() >= most) {
                break;
            }
        }
        Collections.reverse(found);
        return found.stream()
                .sorted(Comparator.comparing(
                        FilteredLogEvent::timestamp, Comparator.nullsFirst(Comparator.naturalOrder())))
                .map(FilteredLogEvent::message)
                .toList();
    }

    private FilterLogEventsResponse filtered(LogSpan span, String token) {
        return clients.computeIfAbsent(span.region(), this::client)
                .filterLogEvents(request -> request.logGroupName(span.group())
                        .logStreamNamePrefix(span.prefix())
                        .startTime(span.from().toEpochMilli())
                        .endTime(span.to() == null ? null : span.to().toEpochMilli())
                        .startFromHead(false)
                        .limit(PAGE)
                        .nextToken(token));
    }

    private List<String> events(String region, String group, String stream) {
        List<String> messages = new ArrayList<>();
        for (OutputLogEvent event : clients.computeIfAbsent(region, this::client)
                .getLogEvents(request -> request.logGroupName(group)
                        .logStreamName(stream)
                        .startFromHead(false)
                        .limit(most))
                .events()) {
            if (event.message() != null) {
                messages.add(event.message());
            }
        }
        return messages;
    }

    private CloudWatchLogsClient client(String region) {
        return regions.apply(region).configure(CloudWatchLogsClient.builder()).build();
    }

    @Override
    public void close() {
        clients.values().forEach(CloudWatchLogsClient::close);
    }
}
