package dev.deploystat.aws.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Lets no cut answer pass for a whole one. The JDK's HTTP ends a body that is shorter than announced without a word, and
 * the SDK takes an empty body for an answer without members: a broken connection would read as "nothing deployed".
 */
final class CompleteReplies implements SdkHttpClient {
    /** Far above any page of any service, far below what would fill the memory. */
    private static final int LARGEST = 64 << 20;

    private final SdkHttpClient network;

    CompleteReplies(SdkHttpClient network) {
        this.network = network;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest sent = network.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return checked(sent.call());
            }

            @Override
            public void abort() {
                sent.abort();
            }
        };
    }

    private static HttpExecuteResponse checked(HttpExecuteResponse answer) throws IOException {
        SdkHttpResponse head = answer.httpResponse();
        byte[] body = new byte[0];
        if (answer.responseBody().isPresent()) {
            try (InputStream stream = answer.responseBody().get()) {
                body = stream.readNBytes(LARGEST + 1);
            }
        }
        if (body.length > LARGEST) {
            throw new IOException("the answer is larger than " + LARGEST + " bytes");
        }
        long announced = head.firstMatchingHeader("Content-Length")
                .filter(length -> length.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
        // The JDK's HTTP keeps the bodies of these two statuses for itself.
        boolean withheld = body.length == 0 && (head.statusCode() == 401 || head.statusCode() == 407);
        if (body.length < announced && !withheld) {
            throw new IOException("the answer broke off after " + body.length + " of " + announced + " bytes");
        }
        if (body.length == 0 && head.isSuccessful()) {
            throw new IOException("the answer is empty");
        }
        return HttpExecuteResponse.builder()
                .response(head)
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    @Override
    public void close() {
        network.close();
    }

    @Override
    public String clientName() {
        return network.clientName();
    }
}
