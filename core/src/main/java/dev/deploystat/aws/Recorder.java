package dev.deploystat.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

    Recorder(SdkHttpClient network, Sink sink) {
        this.network = network;
        this.sink = sink;
    }

    /**
     * Where a record goes.
     *
     * @param lines takes each line, without its end
     * @param now the time of the record
     */
    public record Sink(java.util.function.Consumer<String> lines, Supplier<Instant> now) {}

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        Exchange asked = Exchange.asked(request, sink.now().get());
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
        Exchange answered = asked.answered(
                head.statusCode(),
                head.firstMatchingHeader("Content-Type").orElse(null),
                head.firstMatchingHeader("x-amzn-RequestId").orElse(null),
                new String(body, StandardCharsets.UTF_8));
        sink.lines().accept(answered.line());
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
