package dev.deploystat.render;

import static dev.deploystat.render.Samples.NOW;
import static dev.deploystat.render.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLinesTest {
    private final StringBuilder out = new StringBuilder();
    private final EventLines events = new EventLines(out, () -> NOW);

    private static String entry(dev.deploystat.gate.Observation seen) {
        return Tree.line(Entry.of(seen));
    }

    @Test
    void the_version_comes_first_and_every_event_is_a_line() {
        events.observed(Samples.bare());
        assertThat(out).hasToString("""
                        {"event":"version","at":"2026-11-21T13:00:00Z","formatVersion":"1.2"}
                        {"event":"observed","at":"2026-11-21T13:00:00Z","target":"ecs:prod/odd@eu-west-1","deployment":%s}
                        """.formatted(entry(Samples.bare())));
    }

    @Test
    void a_change_tells_what_was_before() {
        events.changed(Samples.waiting(), Samples.succeeded());
        assertThat(out.toString().lines().skip(1))
                .containsExactly(
                        "{\"event\":\"changed\",\"at\":\"2026-11-21T13:00:00Z\",\"target\":\"lambda:mailer:live@eu-west-1\","
                                + "\"deployment\":" + entry(Samples.succeeded()) + ","
                                + "\"before\":{\"id\":\"e-7\",\"status\":\"IN_PROGRESS\",\"nativeStatus\":\"InProgress\","
                                + "\"progress\":{\"done\":3,\"total\":4,\"unit\":\"stages\",\"percent\":75},"
                                + "\"stage\":null,\"reason\":null,\"error\":null}}");
    }

    @Test
    void a_problem_is_told_once() {
        events.observed(Samples.rolledBack());
        events.decided(Samples.rolledBack());
        events.summary(snapshot("13:00:00", Samples.rolledBack()));
        assertThat(names()).containsExactly("version", "observed", "problem", "problem", "finished", "summary");
        assertThat(out)
                .contains(
                        "{\"event\":\"problem\",\"at\":\"2026-11-21T13:00:00Z\",\"target\":\"ecs:prod/api@eu-west-1\","
                                + "\"problem\":{\"resource\":\"3 tasks\",\"code\":\"EssentialContainerExited\","
                                + "\"message\":\"Essential container in task exited\"}}\n");
    }

    @Test
    void throttling_is_told_once_a_spell() {
        Target target = Samples.bare().target();
        ReadError error = new ReadError(ErrorKind.THROTTLED, "Throttling", "Rate exceeded", null, null, null);
        events.delayed(target, error);
        events.delayed(target, error);
        events.looked(snapshot("13:00:00", Samples.bare()));
        events.delayed(target, error);
        assertThat(names()).containsExactly("version", "throttled", "throttled");
        assertThat(out)
                .contains("\"error\":{\"kind\":\"throttled\",\"code\":\"Throttling\",\"message\":\"Rate exceeded\",");
    }

    @Test
    void the_summary_has_the_verdict_and_every_deployment() {
        events.summary(snapshot("13:00:00", Samples.succeeded(), Samples.waiting()));
        assertThat(out.toString().lines().skip(1))
                .containsExactly("{\"event\":\"summary\",\"at\":\"2026-11-21T13:00:00Z\",\"verdict\":\"pending\","
                        + "\"outcome\":\"pending\",\"deployments\":[" + entry(Samples.succeeded()) + ","
                        + entry(Samples.waiting()) + "]}");
    }

    private List<String> names() {
        return out.toString()
                .lines()
                .map(line -> line.replaceAll("^\\{\"event\":\"([a-z]+)\".*", "$1"))
                .toList();
    }
}
