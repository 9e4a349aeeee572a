package dev.deploystat.aws.record;

import dev.deploystat.data.Json;
import dev.deploystat.model.Secrets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * One request to AWS and its answer, as one line of a record. Bodies that are JSON stand there as JSON, so that a record
 * can be read, written and corrected by hand; others are text. Nothing that authenticates is part of it.
 *
 * <p>A request is known by the service and region it is signed for, not by the host it is sent to: what was recorded at
 * an {@code --endpoint-url} is replayed without it, and two regions behind one endpoint stay apart.
 *
 * @param at when it was asked
 * @param service the service it is signed for, or null for an unsigned request
 * @param region the region it is signed for, or null for an unsigned request
 * @param method the HTTP method
 * @param path the path and query, without signed parameters
 * @param target the operation of the JSON protocols ({@code X-Amz-Target}), or null
 * @param request the request body: plain data, a text, or null
 * @param status the HTTP status of the answer
 * @param type the content type of the answer, or null
 * @param requestId the service's id of the request, or null
 * @param errorType the error code that REST services put beside the body, or null
 * @param response the body of the answer: plain data, a text, or null
 */
record Exchange(
        Instant at,
        String service,
        String region,
        String method,
        String path,
        String target,
        Object request,
        int status,
        String type,
        String requestId,
        String errorType,
        Object response) {

    private static final String TARGET = "X-Amz-Target";
    private static final String TYPE = "Content-Type";
    private static final String REQUEST_ID = "x-amzn-RequestId";
    private static final String ERROR_TYPE = "x-amzn-ErrorType";
    private static final Pattern SCOPE = Pattern.compile("Credential=[^/]+/[0-9]{8}/([^/]+)/([^/]+)/aws4_request");
    private static final String HIDDEN = "(hidden)";
    /** Members with lines of a log. */
    private static final Set<String> WRITTEN = Set.of("message", "logTail");
    /** The variables of a container, a list of names and values (ECS). */
    private static final String VARIABLES = "environment";

    /** What makes two requests the same one, wherever and however they were sent. */
    record Key(String service, String region, String method, String path, String target, Object request) {
        @Override
        public String toString() {
            String operation = target == null ? method + " " + path : target.substring(target.lastIndexOf('.') + 1);
            String place = service == null ? "" : service + " in " + region + ": ";
            return place + (request == null ? operation : operation + " " + text(request));
        }
    }

    /**
     * Returns the exchange of a request that is about to be answered.
     *
     * @param secrets the members whose value is not kept
     */
    static Exchange asked(HttpExecuteRequest request, Instant at, Set<String> secrets) {
        SdkHttpRequest http = request.httpRequest();
        Matcher scope = SCOPE.matcher(http.firstMatchingHeader("Authorization").orElse(""));
        boolean signed = scope.find();
        return new Exchange(
                at,
                signed ? scope.group(2) : null,
                signed ? scope.group(1) : null,
                http.method().name(),
                path(http),
                http.firstMatchingHeader(TARGET).orElse(null),
                withoutSecrets(data(body(request)), secrets),
                0,
                null,
                null,
                null,
                null);
    }

    /** Returns this exchange with its answer. */
    Exchange answered(SdkHttpResponse head, String body, Set<String> secrets) {
        return new Exchange(
                at,
                service,
                region,
                method,
                path,
                target,
                request,
                head.statusCode(),
                head.firstMatchingHeader(TYPE).orElse(null),
                head.firstMatchingHeader(REQUEST_ID).orElse(null),
                head.firstMatchingHeader(ERROR_TYPE).orElse(null),
                withoutSecrets(data(body), secrets));
    }

    Key key() {
        return new Key(service, region, method, path, target, request);
    }

    /** Returns the answer as it was on the wire. */
    HttpExecuteResponse answer() {
        byte[] body = text(response).getBytes(StandardCharsets.UTF_8);
        SdkHttpFullResponse.Builder head = SdkHttpFullResponse.builder()
                .statusCode(status)
                .putHeader("Content-Length", String.valueOf(body.length));
        putHeader(head, TYPE, type);
        putHeader(head, REQUEST_ID, requestId);
        putHeader(head, ERROR_TYPE, errorType);
        return HttpExecuteResponse.builder()
                .response(head.build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                .build();
    }

    private static void putHeader(SdkHttpFullResponse.Builder head, String name, String value) {
        if (value != null) {
            head.putHeader(name, value);
        }
    }

    boolean isError() {
        return status >= 400;
    }

    /** Returns the exchange as one line of a record. */
    String line() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("at", at.toString());
        members.put("service", service);
        members.put("region", region);
        members.put("method", method);
        members.put("path", path);
        members.put("target", target);
        members.put("request", request);
        members.put("status", status);
        members.put("type", type);
        members.put("requestId", requestId);
        members.put("errorType", errorType);
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
                || !(members.get("path") instanceof String path)
                || !(members.get("status") instanceof Number status)) {
            throw new IOException("it lacks at, method, path or status");
        }
        try {
            return new Exchange(
                    Instant.parse(at),
                    (String) members.get("service"),
                    (String) members.get("region"),
                    method,
                    path,
                    (String) members.get("target"),
                    members.get("request"),
                    status.intValue(),
                    (String) members.get("type"),
                    (String) members.get("requestId"),
                    (String) members.get("errorType"),
                    members.get("response"));
        } catch (java.time.DateTimeException | ClassCastException e) {
            throw new IOException("a member is of the wrong type", e);
        }
    }

    private static String path(SdkHttpRequest http) {
        Map<String, String> query = new TreeMap<>();
        http.forEachRawQueryParameter((name, values) -> {
            if (!name.regionMatches(true, 0, "X-Amz-", 0, "X-Amz-".length())) {
                query.put(name, String.join(",", values));
            }
        });
        StringBuilder path = new StringBuilder(http.encodedPath().isEmpty() ? "/" : http.encodedPath());
        char separator = '?';
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            path.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
            separator = '&';
        }
        return path.toString();
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

    private static Object withoutSecrets(Object data, Set<String> secrets) {
        if (data instanceof Map<?, ?> map) {
            Map<Object, Object> kept = new LinkedHashMap<>();
            map.forEach((name, value) -> kept.put(name, kept(name, value, secrets)));
            return kept;
        }
        return data instanceof List<?> list
                ? list.stream().map(element -> withoutSecrets(element, secrets)).toList()
                : data;
    }

    private static Object kept(Object name, Object value, Set<String> secrets) {
        if (secrets.contains(name)) {
            return hidden(value);
        }
        if (WRITTEN.contains(name) && value instanceof String text) {
            return Secrets.masked(text);
        }
        return name.equals(VARIABLES) && value instanceof List<?> variables
                ? variables.stream().map(Exchange::named).toList()
                : withoutSecrets(value, secrets);
    }

    /** Keeps the name of a variable, and covers its value. */
    private static Object named(Object variable) {
        if (!(variable instanceof Map<?, ?> map)) {
            return hidden(variable);
        }
        Map<Object, Object> kept = new LinkedHashMap<>();
        map.forEach((name, value) -> kept.put(name, name.equals("name") ? value : hidden(value)));
        return kept;
    }

    /** Covers all that a value holds. Maps and lists stay what they are, since a client reads them as nothing else. */
    private static Object hidden(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> covered = new LinkedHashMap<>();
            map.forEach((name, held) -> covered.put(name, hidden(held)));
            return covered;
        }
        if (value instanceof List<?> list) {
            List<Object> covered = new ArrayList<>();
            list.forEach(held -> covered.add(hidden(held)));
            return covered;
        }
        return value == null ? null : HIDDEN;
    }
}
