package dev.deploystat.aws.adapter;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.ServiceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/** The log streams of Amazon CloudWatch Logs that an account's deployments name, in whichever region. */
public final class Logs implements AutoCloseable {
    /** The IAM action of the only call; a service whose deployments name streams declares it. */
    public static final String ACTION = "logs:GetLogEvents";
    /** Below the quota of every region, which is 10 a second or more (CloudWatch Logs quotas). */
    public static final Rate RATE = new Rate("cloudwatchlogs", Set.of("GetLogEvents"), 10, 10);

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
        String place = region + " " + group;
        if (refused.containsKey(place)) {
            throw refused.get(place);
        }
        try {
            return ErrorCodes.unlessKind(Set.of(ErrorKind.NOT_FOUND), service, () -> events(region, group, stream))
                    .map(events -> LogTail.of(resource, group + " " + stream, events, most));
        } catch (AwsServiceException e) {
            if (ErrorCodes.kind(e, service) == ErrorKind.DENIED) {
                refused.put(place, e);
            }
            throw e;
        }
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
