package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.List;
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
        return fleet.read(List.of(target(text))).get(0);
    }

    /** Returns the deployment of a target that must be readable. */
    public Rollout read(String text) {
        return found(reading(text));
    }

    /** Returns the explanation of a target that must be readable. */
    public Rollout explain(String text) {
        return found(fleet.explain(target(text)));
    }

    /** Returns the explanation of a target that must be readable, with what only somebody who reads it asks for. */
    public Rollout explain(String text, int logLines, boolean changes) {
        return found(fleet.explain(target(text), new Depth(logLines, changes)));
    }

    /** Returns a history that must be whole. */
    public List<Rollout> history(String text, HistoryQuery query) {
        List<Rollout> rows = new ArrayList<>();
        assertThat(fleet.history(target(text), query, rows::add)).isEmpty();
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
