package dev.deploystat.aws.record;

import dev.deploystat.aws.adapter.ReceiverFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Passes every request on and keeps what was asked and answered, without anything that authenticates. */
public final class Recorder implements SdkHttpClient {
    private final SdkHttpClient network;
    private final Sink sink;

    public Recorder(SdkHttpClient network, Sink sink) {
        this.network = network;
        this.sink = sink;
    }

    /**
     * Where a record goes.
     *
     * @param lines takes each line, without its end, from any thread; what it throws ends the reading
     * @param now the time of the record
     * @param secrets the members of requests and replies whose value is not kept
     */
    public record Sink(Consumer<String> lines, Supplier<Instant> now, Set<String> secrets) {}

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        Exchange asked = Exchange.asked(request, sink.now().get(), sink.secrets());
        ExecutableHttpRequest sent = network.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return keep(asked, sent.call());
            }

            @Override
            public void abort() {
                sent.abort();
            }
        };
    }

    private HttpExecuteResponse keep(Exchange asked, HttpExecuteResponse answer) throws IOException {
        byte[] body = new byte[0];
        if (answer.responseBody().isPresent()) {
            try (var stream = answer.responseBody().get()) {
                body = stream.readAllBytes();
            }
        }
        SdkHttpResponse head = answer.httpResponse();
        String line = asked.answered(head, new String(body, StandardCharsets.UTF_8), sink.secrets())
                .line();
        ReceiverFailure.deliver(line, sink.lines());
        return HttpExecuteResponse.builder()
                .response(head)
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    @Override
    public void close() {
        network.close();
    }
}
