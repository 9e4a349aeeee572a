package dev.deploystat.aws.record;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Answers requests from a record instead of the network, at the pace of a clock: a request gets the answer that the
 * record gave last by then. Errors are given once and in the order they came, each followed by what came after it however
 * little time has passed, so that retries meet what they met.
 */
public final class Replay implements SdkHttpClient {
    private final Map<Exchange.Key, Track> tracks = new LinkedHashMap<>();
    private final Instant start;
    private final String region;
    private final Set<String> secrets;
    private volatile Supplier<Instant> now;

    private Replay(List<Exchange> recorded, Set<String> secrets) {
        this.secrets = secrets;
        List<Exchange> exchanges =
                recorded.stream().sorted(Comparator.comparing(Exchange::at)).toList();
        start = exchanges.get(0).at();
        region = exchanges.stream()
                .map(Exchange::region)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("us-east-1");
        now = () -> start;
        exchanges.forEach(exchange ->
                tracks.computeIfAbsent(exchange.key(), key -> new Track()).add(exchange));
    }

    /**
     * Reads a record.
     *
     * @param lines the lines of the file; empty ones are passed over
     * @param secrets the members whose value the record does not keep
     * @throws IOException when a line is no exchange, naming it, or when there is none
     */
    public static Replay read(Stream<String> lines, Set<String> secrets) throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) lines::iterator) {
            number++;
            if (!line.isBlank()) {
                try {
                    exchanges.add(Exchange.read(line));
                } catch (IOException e) {
                    throw new IOException("line " + number + " is not a recorded exchange: " + e.getMessage(), e);
                }
            }
        }
        if (exchanges.isEmpty()) {
            throw new IOException("it holds no recorded exchange");
        }
        return new Replay(exchanges, secrets);
    }

    /** Returns the time at which the record begins. */
    public Instant start() {
        return start;
    }

    /** Sets the clock that says how far the record has played. */
    public void follow(Supplier<Instant> clock) {
        now = clock;
    }

    /** Returns the region of the first recorded request that names one. */
    public String region() {
        return region;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        Exchange.Key key = Exchange.asked(request, start, secrets).key();
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() {
                Track track = tracks.get(key);
                if (track == null) {
                    throw new ReplayMiss("the replayed file holds no answer to " + key);
                }
                return track.next(now.get()).answer();
            }

            @Override
            public void abort() {
                // Nothing is under way.
            }
        };
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    /** The answers to one request, in the order of the record. */
    private static final class Track {
        private final List<Exchange> answers = new ArrayList<>();
        private int given = -1;

        void add(Exchange exchange) {
            answers.add(exchange);
        }

        synchronized Exchange next(Instant time) {
            if (given < 0 || answers.get(given).isError()) {
                given = Math.min(given + 1, answers.size() - 1);
            }
            while (!answers.get(given).isError()
                    && given + 1 < answers.size()
                    && !answers.get(given + 1).at().isAfter(time)) {
                given++;
            }
            return answers.get(given);
        }
    }
}
