package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.model.Use;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

/**
 * What a test of an adapter asks of the server on the loopback interface, through a fleet as a user's run has it. A rule
 * that no request used fails the test: it says that a call is expected that is not made.
 */
public abstract class AgainstLoopback {
    protected final LoopbackAws aws = new LoopbackAws();
    protected final Fleet fleet = aws.fleet();

    @AfterEach
    public void close() {
        fleet.close();
        aws.closeUsedUp();
    }

    public Target target(String text) {
        return aws.target(text);
    }

    public Reading reading(String text) {
        return calling(text, EnumSet.of(Use.READ), () -> fleet.read(List.of(target(text)))
                .get(0));
    }

    /**
     * Does something with a target and holds what that calls to what the service declares it for. What stands beside a target
     * that is not there is looked for where that is permitted; no answer depends on it.
     */
    private <T> T calling(String text, Set<Use> uses, Supplier<T> command) {
        ServiceInfo service = new Adapters().find(target(text).service()).orElseThrow();
        CallLog log = fleet.log(service.id());
        Set<String> before = log.called();
        T result = command.get();
        Set<String> others = log.called();
        others.removeAll(before);
        others.removeIf(action -> isDeclared(service, action, uses));
        assertThat(others).as("called by " + uses).isEmpty();
        return result;
    }

    private static boolean isDeclared(ServiceInfo service, String action, Set<Use> uses) {
        return service.isCalledFor(action, uses) || service.isCalledFor(action, EnumSet.of(Use.FIND));
    }

    /** Returns the deployment of a target that must be readable. */
    public Rollout read(String text) {
        return found(reading(text));
    }

    /** Returns the explanation of a target that must be readable. */
    public Rollout explain(String text) {
        return found(calling(text, EnumSet.of(Use.READ, Use.EXPLAIN), () -> fleet.explain(target(text))));
    }

    /** Returns the explanation of a target that must be readable, with what only somebody who reads it asks for. */
    public Rollout explain(String text, int logLines, boolean changes) {
        return found(fleet.explain(target(text), new Depth(logLines, changes)));
    }

    /** Returns a history that must be whole. */
    public List<Rollout> history(String text, HistoryQuery query) {
        List<Rollout> rows = new ArrayList<>();
        assertThat(calling(
                        text, EnumSet.of(Use.READ, Use.HISTORY), () -> fleet.history(target(text), query, rows::add)))
                .isEmpty();
        return rows;
    }

    /** Returns what was sent in the calls of an operation so far, in order. */
    public List<String> bodies(String operation) {
        return aws.requests().stream()
                .filter(request -> request.operation().equals(operation))
                .map(LoopbackAws.Request::body)
                .toList();
    }

    private static Rollout found(Reading reading) {
        assertThat(reading.failed()).isEmpty();
        return reading.found().orElseThrow();
    }
}
