package dev.deploystat.render;

import static dev.deploystat.render.Samples.COLOURS;
import static dev.deploystat.render.Samples.NOW;
import static dev.deploystat.render.Samples.PIPE;
import static dev.deploystat.render.Samples.style;
import static dev.deploystat.render.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Display NARROW = new Display(true, 60, false, true, NOW);

    private static String page(Display look, Observation... seen) {
        return written(style(Format.TABLE, look), output -> output.explanation(new Snapshot(NOW, List.of(seen))));
    }

    private static Observation failed(Rollout.Builder rollout) {
        return Samples.seen(Samples.target("ecs", "prod/api"), Outcome.FAILED, null, rollout.build());
    }

    @Test
    void a_page_goes_from_the_headline_to_the_next_step() {
        assertThat(page(NARROW, Samples.rolledBack())).isEqualTo("""
                        ecs:prod/api@eu-west-1  ↺ rolled back, unhealthy
                        ECS deployment circuit breaker was triggered.

                          Revision     web:12
                          Before       web:11
                          Deployment   sd-1
                          Operation    UPDATE
                          Initiator    release-bot
                          Native       ROLLBACK_SUCCESSFUL
                          Stage        BAKE_TIME
                          Progress     0 of 4 tasks
                          Created      2026-11-21 12:00:00 UTC (1h ago)
                          Started      2026-11-21 12:00:01 UTC (59m ago)
                          Updated      2026-11-21 12:08:00 UTC (52m ago)
                          Finished     2026-11-21 12:08:01 UTC (51m ago)
                          Duration     8m
                          Account      111122223333
                          failedTasks  3
                          externalId   d-ABCDEF123

                        Why
                          1. 3 tasks: EssentialContainerExited: Essential container
                             in task exited
                          2. CIRCUIT_BREAKER

                        Timeline, 2026-11-21 UTC
                          12:00:02  api  has started 4 tasks
                          -         ROLLBACK_IN_PROGRESS

                        Parts
                          task set blue  ✗ failed (FAILED)
                            task 0a1b  ✗ failed (STOPPED), 5s
                              exit code 137
                            task 0a1c  ✓ succeeded

                        Next
                          deploystat explain codedeploy:d-ABCDEF123@eu-west-1
                          https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api
                        """);
    }

    @Test
    void off_a_terminal_nothing_is_broken_and_times_are_exact() {
        assertThat(page(PIPE, Samples.rolledBack(), Samples.denied()))
                .contains("\n  Created      2026-11-21T12:00:00Z\n")
                .contains("\n  1. 3 tasks: EssentialContainerExited: Essential container in task exited\n")
                .contains("\nTimeline\n  2026-11-21T12:00:02Z  api  has started 4 tasks\n")
                .endsWith("""

                        ecs:prod/secret@eu-west-1  ! denied
                        not allowed to call ecs:DescribeServices

                          Kind        denied
                          Code        AccessDeniedException
                          Call        ecs:DescribeServices
                          Request id  req-1

                        Next
                          Run 'deploystat policy ecs'.
                        """);
    }

    @Test
    void a_deployment_of_which_nothing_is_known_is_a_short_page() {
        assertThat(page(PIPE, Samples.bare())).isEqualTo("""
                        ecs:prod/odd@eu-west-1  unknown

                        Next
                          deploystat wait ecs:prod/odd@eu-west-1
                        """);
    }

    @Test
    void colours_are_on_the_words_that_say_the_same() {
        assertThat(page(COLOURS, Samples.rolledBack()))
                .startsWith("\u001b[1mecs:prod/api@eu-west-1\u001b[0m  \u001b[31m↺ rolled back, unhealthy\u001b[0m\n");
    }

    @Test
    void other_formats_write_the_same_rows_as_ever() {
        assertThat(written(
                        style(Format.JSON, PIPE),
                        output -> output.explanation(new Snapshot(NOW, List.of(Samples.rolledBack())))))
                .isEqualTo(written(style(Format.JSON, PIPE), List.of(Samples.rolledBack())));
    }

    @Test
    void a_replaced_deployment_leads_to_the_newer_one_quoted_for_the_shell() {
        assertThat(page(PIPE, failed(replacedBy("sd-2"))))
                .contains("\n  deploystat explain ecs:prod/api#sd-2@eu-west-1\n");
        assertThat(page(PIPE, failed(replacedBy("x;'ls"))))
                .contains("\n  deploystat explain 'ecs:prod/api#x;'\\''ls@eu-west-1'\n");
    }

    private static Rollout.Builder replacedBy(String id) {
        Target newer = new Target("ecs", "prod/api", Map.of(), id, null, "eu-west-1", null);
        return Rollout.builder(Status.STOPPED, "STOPPED").relation(new Relation(Relation.Kind.SUPERSEDED_BY, newer));
    }

    @Test
    void every_part_is_told_once_whoever_is_its_parent() {
        String page = page(
                PIPE,
                failed(Rollout.builder(Status.FAILED, null)
                        .part(new Part("stage", "a", "b", Status.FAILED, null, null, null, null))
                        .part(new Part("stage", "b", "a", Status.FAILED, null, null, null, null))
                        .part(new Part("stage", "c", "c", Status.FAILED, null, null, null, null))
                        .part(new Part("stage", "d", "gone", Status.PENDING, null, null, null, null))
                        .part(new Part("stage", null, null, Status.UNKNOWN, null, null, null, null))));
        assertThat(page).endsWith("""

                        Parts
                          stage d  pending
                          stage  unknown
                          stage a  failed
                            stage b  failed
                          stage c  failed
                        """);
    }

    @Test
    void a_long_story_is_told_from_its_end_and_by_what_went_wrong() {
        List<Event> events = new ArrayList<>();
        Rollout.Builder rollout = Rollout.builder(Status.FAILED, null);
        for (int i = 0; i < 70; i++) {
            events.add(new Event(NOW.plusSeconds(i), "r" + i, null, null));
            rollout.part(Part.of("task", "t" + i, i == 7 ? Status.FAILED : Status.SUCCEEDED, null));
        }
        rollout.events(events);
        assertThat(page(NARROW, failed(rollout)))
                .contains("(20 earlier ones: --output yaml)\n  13:00:20  r20\n")
                .endsWith("\nParts\n  task t7  ✗ failed\n  (69 that succeeded: --output yaml)\n");
        assertThat(page(PIPE, failed(rollout))).contains("r0\n").contains("task t69  succeeded");
    }

    @Test
    void a_story_over_days_names_them() {
        List<Event> events =
                List.of(new Event(NOW, "first", null, null), new Event(NOW.plusSeconds(86_400), "second", null, null));
        assertThat(page(NARROW, failed(Rollout.builder(Status.FAILED, null).events(events))))
                .contains("\nTimeline\n  2026-11-21 13:00:00  first\n  2026-11-22 13:00:00  second\n");
    }
}
