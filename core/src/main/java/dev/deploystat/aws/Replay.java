package dev.deploystat.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * Answers requests from a record instead of the network, at the pace of a clock: a request gets the answer that the
 * record gave last by then, and errors are given in the order they came, so that retries meet what they met.
 */
public final class Replay implements SdkHttpClient {
    private static final Pattern REGION_IN_HOST = Pattern.compile("\\.([a-z]{2,}(?:-[a-z]+)+-[0-9]+)\\.");

    private final Map<Exchange.Key, Track> tracks = new LinkedHashMap<>();
    private final Instant start;
    private final String region;
    private Supplier<Instant> now;

    private Replay(List<Exchange> exchanges) {
        start = exchanges.stream().map(Exchange::at).min(Instant::compareTo).orElseThrow();
        region = exchanges.stream()
                .map(exchange ->
                        REGION_IN_HOST.matcher(URI.create(exchange.url()).getHost()))
                .filter(Matcher::find)
                .map(match -> match.group(1))
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
     * @throws IOException when a line is no exchange, naming it, or when there is none
     */
    public static Replay read(Stream<String> lines) throws IOException {
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
        return new Replay(exchanges);
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
    String region() {
        return region;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        Exchange.Key key = Exchange.asked(request, start).key();
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() {
                Track track = tracks.get(key);
                if (track == null) {
                    throw new ReplayMiss("the replayed file holds no answer to " + key);
                }
                return response(track.next(now.get()));
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

    private static HttpExecuteResponse response(Exchange exchange) {
        byte[] body = exchange.responseBytes();
        SdkHttpFullResponse.Builder head = SdkHttpFullResponse.builder()
                .statusCode(exchange.status())
                .putHeader("Content-Length", String.valueOf(body.length));
        if (exchange.type() != null) {
            head.putHeader("Content-Type", exchange.type());
        }
        if (exchange.requestId() != null) {
            head.putHeader("x-amzn-RequestId", exchange.requestId());
        }
        return HttpExecuteResponse.builder()
                .response(head.build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    /** The answers to one request, in the order of the record. */
    private static final class Track {
        private final List<Exchange> answers = new ArrayList<>();
        private int given = -1;

        void add(Exchange exchange) {
            answers.add(exchange);
        }

        synchronized Exchange next(Instant time) {
            int candidate = given + 1;
            boolean moved = false;
            while (candidate < answers.size() && !answers.get(candidate).at().isAfter(time)) {
                given = candidate++;
                moved = true;
                if (answers.get(given).isError()) {
                    break;
                }
            }
            if (given < 0 && !moved) {
                given = 0;
            }
            return answers.get(given);
        }
    }
}
