package dev.deploystat.aws;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * One request to AWS and its answer, as one line of a record. Bodies that are JSON stand there as JSON, so that a record
 * can be read, written and corrected by hand; others are text. Nothing that authenticates is part of it.
 *
 * @param at when it was asked
 * @param method the HTTP method
 * @param url the address, without signed parameters
 * @param target the operation of the JSON protocols ({@code X-Amz-Target}), or null
 * @param request the request body: plain data, a text, or null
 * @param status the HTTP status of the answer
 * @param type the content type of the answer, or null
 * @param requestId the service's id of the request, or null
 * @param response the body of the answer: plain data, a text, or null
 */
record Exchange(
        Instant at,
        String method,
        String url,
        String target,
        Object request,
        int status,
        String type,
        String requestId,
        Object response) {

    private static final String TARGET = "X-Amz-Target";
    private static final String HIDDEN = "(hidden)";
    /** Members whose value users put secrets into. */
    private static final Set<String> SECRET = Set.of("CustomJson");

    /** What makes two requests the same one, wherever and however they were signed. */
    record Key(String method, String url, String target, Object request) {
        @Override
        public String toString() {
            String operation = target == null ? method + " " + url : target.substring(target.lastIndexOf('.') + 1);
            return request == null ? operation : operation + " " + request;
        }
    }

    /** Returns the exchange of a request that is about to be answered. */
    static Exchange asked(HttpExecuteRequest request, Instant at) {
        SdkHttpRequest http = request.httpRequest();
        return new Exchange(
                at,
                http.method().name(),
                url(http),
                http.firstMatchingHeader(TARGET).orElse(null),
                data(body(request)),
                0,
                null,
                null,
                null);
    }

    /** Returns this exchange with its answer. */
    Exchange answered(int answerStatus, String answerType, String answerId, String body) {
        return new Exchange(
                at, method, url, target, request, answerStatus, answerType, answerId, withoutSecrets(data(body)));
    }

    Key key() {
        return new Key(method, url, target, request);
    }

    /** Returns the answer as the bytes on the wire. */
    byte[] responseBytes() {
        return text(response).getBytes(StandardCharsets.UTF_8);
    }

    boolean isError() {
        return status >= 400;
    }

    /** Returns the exchange as one line of a record. */
    String line() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("at", at.toString());
        members.put("method", method);
        members.put("url", url);
        members.put("target", target);
        members.put("request", request);
        members.put("status", status);
        members.put("type", type);
        members.put("requestId", requestId);
        members.put("response", response);
        members.values().removeIf(Objects::isNull);
        try {
            return Json.write(members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a line of a record.
     *
     * @throws IOException when it is none
     */
    static Exchange read(String line) throws IOException {
        if (!(Json.read(line) instanceof Map<?, ?> members)
                || !(members.get("at") instanceof String at)
                || !(members.get("method") instanceof String method)
                || !(members.get("url") instanceof String url)
                || !(members.get("status") instanceof Number status)) {
            throw new IOException("it lacks at, method, url or status");
        }
        try {
            return new Exchange(
                    Instant.parse(at),
                    method,
                    url,
                    (String) members.get("target"),
                    members.get("request"),
                    status.intValue(),
                    (String) members.get("type"),
                    (String) members.get("requestId"),
                    members.get("response"));
        } catch (java.time.DateTimeException | ClassCastException e) {
            throw new IOException("a member is of the wrong type: " + e.getMessage(), e);
        }
    }

    private static String url(SdkHttpRequest http) {
        Map<String, String> query = new TreeMap<>();
        http.forEachRawQueryParameter((name, values) -> {
            if (!name.regionMatches(true, 0, "X-Amz-", 0, "X-Amz-".length())) {
                query.put(name, String.join(",", values));
            }
        });
        URI uri = http.getUri();
        StringBuilder url = new StringBuilder(uri.getScheme())
                .append("://")
                .append(uri.getRawAuthority())
                .append(http.encodedPath().isEmpty() ? "/" : http.encodedPath());
        char separator = '?';
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            url.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
            separator = '&';
        }
        return url.toString();
    }

    private static String body(HttpExecuteRequest request) {
        if (request.contentStreamProvider().isEmpty()) {
            return null;
        }
        try (var stream = request.contentStreamProvider().get().newStream()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            stream.transferTo(bytes);
            return bytes.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object data(String body) {
        if (body == null || body.isEmpty()) {
            return null;
        }
        char first = body.charAt(0);
        if (first != '{' && first != '[') {
            return body;
        }
        try {
            return Json.read(body);
        } catch (IOException e) {
            return body;
        }
    }

    private static String text(Object data) {
        if (data == null || data instanceof String) {
            return data == null ? "" : (String) data;
        }
        try {
            return Json.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object withoutSecrets(Object data) {
        if (data instanceof Map<?, ?> map) {
            Map<Object, Object> kept = new LinkedHashMap<>();
            map.forEach((name, value) ->
                    kept.put(name, SECRET.contains(name) && value != null ? HIDDEN : withoutSecrets(value)));
            return kept;
        }
        return data instanceof java.util.List<?> list
                ? list.stream().map(Exchange::withoutSecrets).toList()
                : data;
    }
}
