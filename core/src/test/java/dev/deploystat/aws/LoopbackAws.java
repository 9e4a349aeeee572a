package dev.deploystat.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.service.cloudformation.CfnReplies;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A server on the loopback interface that answers as AWS services do, over a real socket and in their own wire formats.
 * A request that no rule answers fails the test that made it, when the server is closed; {@link #closeUsedUp} fails for
 * a rule that no request used as well.
 *
 * <pre>{@code
 * try (LoopbackAws aws = new LoopbackAws()) {
 *     aws.on("ListServiceDeployments").with("\"service\":\"api\"").reply("{\"serviceDeployments\":[]}");
 *     Reading reading = aws.fleet().read(List.of(target)).get(0);
 * }
 * }</pre>
 */
public final class LoopbackAws implements AutoCloseable {
    /** The day of the tests, before every end of service. */
    public static final Instant NOW = Instant.parse("2024-03-01T12:00:00Z");

    /** Calls that look for what stands beside a missing target. Whether they are answered changes no reading. */
    private static final Set<String> NEIGHBOURS = Set.of("ListServices", "ListEndpoints");

    private final HttpServer server;
    private final List<Rule> rules = new ArrayList<>();
    private final List<Rule> disturbances = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<Request> unmatched = new ArrayList<>();
    private final Map<String, Integer> answers = new HashMap<>();
    private UnaryOperator<String> spelling = text -> text;

    /** A request as it came in; {@code operation} is its name in the API, or method and path for REST services. */
    public record Request(String operation, String body, String query, String authorization) {
        private boolean isOfQueryProtocol() {
            return body.startsWith("Action=");
        }
    }

    public LoopbackAws() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Starts a rule. The JSON protocols and the query protocol are matched by the operation's name, REST services by
     * method and path: {@code on("GET /greengrass/groups")}. Rules are tried in order; of those that match, each is used
     * once and the last one for ever.
     */
    public Rule on(String operation) {
        Rule rule = new Rule(operation);
        synchronized (this) {
            rules.add(rule);
        }
        return rule;
    }

    /**
     * Starts a rule for requests of any operation by their number, counted from 1 in the order they come. It goes before
     * all others, and the others do not notice: what they had for such a request they still have for the next.
     */
    public Rule onRequests(IntPredicate number) {
        Rule rule = new Rule(null);
        rule.condition = request -> number.test(requests.size());
        synchronized (this) {
            disturbances.add(rule);
        }
        return rule;
    }

    /** Spells what is answered in another way. */
    public void spell(UnaryOperator<String> otherwise) {
        spelling = otherwise;
    }

    /** Drops all rules, for a world in which all is different now. */
    public synchronized void forget() {
        rules.clear();
        disturbances.clear();
    }

    /** Returns the requests so far, in order. */
    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Returns the operations called so far, in order. */
    public List<String> operations() {
        return requests().stream().map(Request::operation).toList();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns options that lead to this server, in a region and with keys of its own, and try each call once. */
    public AwsOptions options() {
        return options(Map.of());
    }

    /** Returns the same options with more, or other, environment variables. */
    public AwsOptions options(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY", "example-secret",
                "HOME", "/nonexistent",
                "AWS_MAX_ATTEMPTS", "1"));
        environment.putAll(more);
        AwsOptions plain = AwsOptions.defaults(environment::get);
        return new AwsOptions(
                null,
                "eu-west-1",
                endpoint(),
                null,
                true,
                plain.connectTimeout(),
                plain.readTimeout(),
                plain.environment());
    }

    /** Returns limiters that hold nothing back. */
    public static Function<String, Limiter> unlimited() {
        return sdkService -> new Limiter(List.of(), new StoppedTime(NOW));
    }

    /** Returns a fleet that reads from this server, on {@link #NOW}. */
    public Fleet fleet() {
        return fleet(NOW);
    }

    /** Returns a fleet that reads from this server, on some day. */
    public Fleet fleet(Instant now) {
        return new Fleet(new Adapters(), AwsSession.live(options()), new StoppedTime(now), true, true);
    }

    /** Returns a target in the target grammar, at the place where this server is read. */
    public Target target(String text) {
        return place(new Targets(new Adapters()).parse(text));
    }

    /** Returns a target at the place where this server is read. */
    public Target place(Target target) {
        try (AwsSession session = AwsSession.live(options())) {
            return session.place(target);
        }
    }

    /** Stops the server and fails when a request came that no rule answers. */
    @Override
    public synchronized void close() {
        server.stop(0);
        if (!unmatched.isEmpty()) {
            throw new AssertionError("no rule answers: " + unmatched);
        }
    }

    /** Stops the server as {@link #close} does, and fails also when there is a rule that no request used. */
    public void closeUsedUp() {
        close();
        List<Rule> unused = Stream.concat(rules.stream(), disturbances.stream())
                .filter(rule -> !rule.used && !rule.isOptional)
                .toList();
        if (!unused.isEmpty()) {
            throw new AssertionError("no request used: " + unused);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Request request = read(exchange);
        Rule rule = choose(request);
        if (rule != null) {
            rule.meanwhile.run();
        }
        exchange.getResponseHeaders().add("x-amzn-RequestId", "loopback-request");
        String text =
                rule == null ? "{\"message\":\"no rule answers this\"}" : spelling.apply(rule.body.apply(request));
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .add("Content-Type", text.startsWith("<") ? "text/xml" : "application/x-amz-json-1.1");
        if (rule != null && rule.code != null && !request.isOfQueryProtocol()) {
            exchange.getResponseHeaders().add("x-amzn-ErrorType", rule.code);
        }
        int announced = rule != null && rule.breaksOff ? body.length + 1 : body.length;
        exchange.sendResponseHeaders(rule == null ? 400 : rule.status, announced == 0 ? -1 : announced);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Request read(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String operation;
        if (target != null) {
            operation = target.substring(target.lastIndexOf('.') + 1);
        } else if (body.startsWith("Action=")) {
            operation = body.substring("Action=".length(), body.indexOf('&'));
        } else {
            operation =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        }
        String query = exchange.getRequestURI().getRawQuery();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        return new Request(operation, body, query == null ? "" : query, authorization == null ? "" : authorization);
    }

    private synchronized Rule choose(Request request) {
        requests.add(request);
        Rule chosen = disturbances.stream()
                .filter(rule -> rule.matches(request))
                .findFirst()
                .orElse(null);
        if (chosen != null) {
            chosen.used = true;
            return chosen;
        }
        for (Rule rule : rules) {
            if (rule.matches(request)) {
                chosen = rule;
                if (!rule.used) {
                    break;
                }
            }
        }
        if (chosen == null) {
            if (!NEIGHBOURS.contains(request.operation())) {
                unmatched.add(request);
            }
        } else {
            chosen.used = true;
            answers.merge(request.operation(), 1, Integer::sum);
        }
        return chosen;
    }

    /** What one request is answered with. */
    public final class Rule {
        private final String operation;
        /** What the rule was narrowed to, for whoever has to find it. */
        private final StringBuilder name = new StringBuilder();

        private Predicate<Request> condition = request -> true;
        private int status = 200;
        private String code;
        private Runnable meanwhile = () -> {};
        private Function<Request, String> body;
        private boolean breaksOff;
        private boolean used;
        private boolean isOptional;

        private Rule(String operation) {
            this.operation = operation;
            name.append(operation == null ? "any request" : operation);
        }

        /** Narrows the rule to requests whose body or query string holds a text. */
        public Rule with(String text) {
            name.append(" with ").append(text);
            condition = condition.and(
                    request -> request.body().contains(text) || request.query().contains(text));
            return this;
        }

        /** Narrows the rule to requests that are signed with a key. */
        public Rule signedBy(String key) {
            name.append(" signed by ").append(key);
            condition = condition.and(request -> request.authorization().contains("Credential=" + key + "/"));
            return this;
        }

        /** Narrows the rule to requests that are signed for a region. */
        public Rule in(String region) {
            name.append(" in ").append(region);
            condition = condition.and(request -> request.authorization().contains("/" + region + "/"));
            return this;
        }

        /** Lets a test pass also where no request needs this rule. */
        public Rule ifAsked() {
            isOptional = true;
            return this;
        }

        /** Lets something happen while the request is under way. */
        public Rule meanwhile(Runnable event) {
            meanwhile = event;
            return this;
        }

        /** Narrows the rule to one operation. */
        public Rule of(String only) {
            name.append(" of ").append(only);
            condition = condition.and(request -> only.equals(request.operation()));
            return this;
        }

        /** Narrows the rule to the time after so many requests of an operation were answered undisturbed. */
        public Rule after(String other, int times) {
            name.append(" after ").append(times).append(' ').append(other);
            condition = condition.and(request -> answers.getOrDefault(other, 0) >= times);
            return this;
        }

        /** Answers with a body. */
        public LoopbackAws reply(String text) {
            body = request -> text;
            return LoopbackAws.this;
        }

        /** Answers with a reply without members, in the protocol that the request is written in. */
        public LoopbackAws replyWithNothing() {
            body = request -> request.isOfQueryProtocol()
                    ? "<%1$sResponse><%1$sResult/></%1$sResponse>".formatted(request.operation())
                    : "{}";
            return LoopbackAws.this;
        }

        /** Begins to answer with a body, and hangs up before the end of it. */
        public LoopbackAws breakOff(String text) {
            breaksOff = true;
            return reply(text);
        }

        /** Answers with an error, in the words of the protocol that the request is written in. */
        public LoopbackAws fail(int httpStatus, String errorCode, String message) {
            status = httpStatus;
            code = errorCode;
            body = request -> request.isOfQueryProtocol()
                    ? CfnReplies.error(errorCode, message)
                    : "{\"__type\":\"" + errorCode + "\",\"message\":\"" + message + "\"}";
            return LoopbackAws.this;
        }

        /** Answers with an HTTP status and whatever body. */
        public LoopbackAws fail(int httpStatus, String text) {
            status = httpStatus;
            return reply(text);
        }

        @Override
        public String toString() {
            return name.toString();
        }

        private boolean matches(Request request) {
            boolean isAsked = operation == null || operation.equals(request.operation());
            return body != null && isAsked && condition.test(request);
        }
    }
}
