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
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationPageTest {
    private static final Display NARROW = new Display(true, 60, false, true, NOW);

    private static String page(Display look, Observation... seen) {
        return page(look, false, seen);
    }

    private static String page(Display look, boolean all, Observation... seen) {
        return written(
                style(Format.TABLE, look),
                output -> output.explanation(
                        new Snapshot(NOW, List.of(seen)), new ExplanationPage.Extent(all, false, false)));
    }

    private static Observation failed(Rollout.Builder rollout) {
        return Samples.seen(Samples.target("ecs", "prod/api"), Outcome.FAILED, null, rollout.build());
    }

    private static Observation rolledBack() {
        Observation seen = Samples.rolledBack();
        Rollout rollout = seen.reading().found().orElseThrow();
        return failed(rollout.toBuilder()
                .consequences(rollout.problems().subList(1, 2))
                .command("ecs", "describe-tasks", "--cluster", "prod", "--tasks", "0a1b2c3d4e5f60718293a4b5c6d7e8f1"));
    }

    @Test
    void a_page_goes_from_the_root_cause_to_the_next_step_and_then_to_what_happened() {
        assertThat(page(NARROW, rolledBack())).isEqualTo("""
                        ecs:prod/api@eu-west-1  ↺ rolled back, unhealthy
                        sd-1, revision web:12, before it web:11, took 8m, ended 51m
                        ago

                        Why
                          3 tasks: EssentialContainerExited: Essential container in
                          task exited
                          Above it: CIRCUIT_BREAKER

                        Next
                          The container ended by itself: read its log for the last
                          thing it said.
                          aws ecs describe-tasks --cluster prod --tasks \\
                            0a1b2c3d4e5f60718293a4b5c6d7e8f1
                          deploystat explain codedeploy:d-ABCDEF123@eu-west-1
                          https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api

                        Timeline, 2026-11-21 UTC
                          12:00:02  api  has started 4 tasks
                          -         ROLLBACK_IN_PROGRESS

                        Failed parts
                          task set blue  ✗ failed
                            task 0a1b  ✗ failed (STOPPED), 5s
                        """);
    }

    @Test
    void a_title_that_is_too_long_has_its_status_below_it() {
        Observation seen = failed(Rollout.builder(Status.FAILED, "FAILED"));
        assertThat(page(new Display(true, 30, false, true, NOW), seen))
                .startsWith("ecs:prod/api@eu-west-1\n✗ failed\n");
        assertThat(page(new Display(true, 32, false, true, NOW), seen))
                .startsWith("ecs:prod/api@eu-west-1  ✗ failed\n");
    }

    @Test
    void a_time_is_not_taken_for_an_end_that_nobody_told() {
        Rollout.Builder rollout = Rollout.builder(Status.FAILED, "FAILED").createdAt(NOW);
        assertThat(page(PIPE, failed(rollout))).contains("\nbegan 2026-11-21T13:00:00Z\n");
        assertThat(page(PIPE, failed(rollout.updatedAt(NOW)))).contains("\nlast changed 2026-11-21T13:00:00Z\n");
        assertThat(page(PIPE, failed(rollout.finishedAt(NOW)))).contains(", ended 2026-11-21T13:00:00Z\n");
    }

    @Test
    void the_rest_comes_on_demand() {
        assertThat(page(NARROW, true, rolledBack()))
                .contains("\n  Above it: CIRCUIT_BREAKER\n")
                .endsWith("""

                        Parts
                          task set blue  ✗ failed
                            task 0a1b  ✗ failed (STOPPED), 5s
                              exit code 137
                            task 0a1c  ✓ succeeded

                        Details
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
                        """);
    }

    @Test
    void off_a_terminal_nothing_is_broken_and_times_are_exact() {
        assertThat(page(PIPE, rolledBack(), Samples.denied()))
                .contains("\nsd-1, revision web:12, before it web:11, took 8m, ended 2026-11-21T12:08:01Z\n")
                .contains("\n  3 tasks: EssentialContainerExited: Essential container in task exited\n")
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
    void what_follows_from_a_cause_is_named_by_its_word_and_else_by_its_message() {
        Problem alarm = new Problem("web", null, "the alarm went off");
        Problem stack = new Problem("Db", "CREATE_FAILED", "Embedded stack was not created");
        Observation seen = failed(Rollout.builder(Status.FAILED, "FAILED")
                .problem("i-1", "Failed", "no capacity")
                .problems(List.of(alarm, stack))
                .consequences(List.of(alarm, stack)));
        assertThat(page(PIPE, seen)).contains("\n  Above it: web: the alarm went off → Db (CREATE_FAILED)\n");
    }

    @Test
    void no_message_stands_twice_on_a_page() {
        String message = "Resource handler returned message: quota of 5 exceeded";
        Observation seen = failed(Rollout.builder(Status.FAILED, "ROLLBACK_COMPLETE")
                .reason(message)
                .problem("Db/Cluster", "CREATE_FAILED", message)
                .problem("Db", "CREATE_FAILED", "Embedded stack was not created")
                .consequences(List.of(new Problem("Db", "CREATE_FAILED", "Embedded stack was not created")))
                .part(new Part(
                        "resource",
                        "Db/Cluster",
                        null,
                        Status.FAILED,
                        "CREATE_FAILED",
                        null,
                        null,
                        "Cluster: " + message))
                .events(List.of(
                        new Event(NOW, "Db/Cluster", "CREATE_IN_PROGRESS", null),
                        new Event(NOW, "Db/Cluster", "CREATE_FAILED", message),
                        new Event(NOW, null, null, message))));
        for (boolean all : new boolean[] {false, true}) {
            String page = page(PIPE, all, seen);
            assertThat(page.split(message, -1)).as(page).hasSize(2);
        }
        assertThat(page(PIPE, seen))
                .contains("\n  Above it: Db (CREATE_FAILED)\n")
                .endsWith("""

                Timeline
                  2026-11-21T13:00:00Z  Db/Cluster  CREATE_IN_PROGRESS
                  2026-11-21T13:00:00Z  Db/Cluster  CREATE_FAILED
                """);
        assertThat(page(PIPE, true, seen))
                .contains("\n  Above it: Db: CREATE_FAILED: Embedded stack was not created\n");
    }

    @Test
    void a_name_is_no_message_that_stands_twice() {
        assertThat(page(
                        PIPE,
                        failed(Rollout.builder(Status.FAILED, "Failed")
                                .problem("i-1", "ScriptFailed", "AfterAllowTestTraffic: POST /pay answered 502")
                                .events(List.of(
                                        new Event(NOW, "i-1", "Succeeded", "AllowTestTraffic"),
                                        new Event(NOW, "i-1", "Failed", "AfterAllowTestTraffic"))))))
                .contains("  i-1  Succeeded  AllowTestTraffic\n", "  i-1  Failed  AfterAllowTestTraffic\n");
    }

    @Test
    void a_command_in_the_reason_stands_below_it_with_its_place_where_it_can_be_copied() {
        AwsCommand approve = AwsCommand.of("codepipeline", "put-approval-result", "--token", "t 1");
        String page = page(
                NARROW,
                Samples.seen(
                        Samples.target("codepipeline", "release"),
                        Outcome.PENDING,
                        null,
                        Rollout.builder(Status.IN_PROGRESS, "InProgress")
                                .reason("waits for an approval at Prod/Approve: " + approve.line())
                                .command(approve.at("ops", "eu-west-1"))
                                .build()));
        assertThat(page).isEqualTo("""
                codepipeline:release@eu-west-1  ● in progress

                Why
                  waits for an approval at Prod/Approve

                Next
                  Somebody has to approve or reject it; the command
                  approves.
                  aws codepipeline put-approval-result --token 't 1' \\
                    --profile ops --region eu-west-1
                  deploystat wait codepipeline:release@eu-west-1
                """);
    }

    @Test
    void of_many_causes_and_members_some_are_shown_and_the_others_counted() {
        Rollout.Builder rollout = Rollout.builder(Status.FAILED, null);
        for (String cause : List.of("disk", "fan", "lamp", "door")) {
            rollout.problem(cause, null, "the " + cause + " is broken");
            rollout.part(new Part("device", cause, null, Status.FAILED, null, null, null, null));
            rollout.command("iot", "describe-thing", "--thing-name", cause);
        }
        assertThat(page(PIPE, failed(rollout))).isEqualTo("""
                ecs:prod/api@eu-west-1  failed

                Why
                  1. disk: the disk is broken
                  2. fan: the fan is broken
                  3. lamp: the lamp is broken
                  (1 more: --all)

                Next
                  aws iot describe-thing --thing-name disk
                  aws iot describe-thing --thing-name fan
                  (2 more: --all)

                Failed parts
                  device door  failed
                """);
    }

    @Test
    void calls_that_show_all_of_it_follow_where_all_is_asked_for() {
        Rollout.Builder rollout = Rollout.builder(Status.FAILED, null)
                .command("ecs", "describe-tasks")
                .otherCommands(
                        List.of(AwsCommand.of("ecs", "describe-tasks"), AwsCommand.of("ecs", "describe-services")));
        String few = page(PIPE, failed(rollout));
        String all = page(PIPE, true, failed(rollout));
        assertThat(few).contains("Next\n  aws ecs describe-tasks\n").doesNotContain("describe-services");
        assertThat(all).contains("Next\n  aws ecs describe-tasks\n  aws ecs describe-services\n");
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
    void a_failure_without_a_reason_says_that_there_is_none() {
        assertThat(page(PIPE, failed(Rollout.builder(Status.FAILED, "FAILED")))).isEqualTo("""
                        ecs:prod/api@eu-west-1  failed

                        Why
                          the service gives no reason
                        """);
        assertThat(page(PIPE, failed(Rollout.builder(Status.FAILED, "FAILED").problem("api", null, null))))
                .contains("Why\n  api: the service gives no reason\n");
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
                        output -> output.explanation(
                                new Snapshot(NOW, List.of(Samples.rolledBack())),
                                new ExplanationPage.Extent(false, false, false))))
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
                true,
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
                .contains("\nTimeline, 2026-11-21 UTC (5 of 70, all: --all)\n  13:00:00  r0\n  13:01:06  r66\n")
                .endsWith("\nFailed parts\n  task t7  ✗ failed\n");
        assertThat(page(PIPE, true, failed(rollout))).contains("r0\n", "r42\n").contains("task t69  succeeded");
    }

    @Test
    void a_story_over_days_names_them() {
        List<Event> events =
                List.of(new Event(NOW, "first", null, null), new Event(NOW.plusSeconds(86_400), "second", null, null));
        assertThat(page(NARROW, failed(Rollout.builder(Status.FAILED, null).events(events))))
                .contains("\nTimeline\n  2026-11-21 13:00:00  first\n  2026-11-22 13:00:00  second\n");
    }

    @Test
    void last_words_that_the_cause_says_already_are_not_said_again() {
        Observation seen = Samples.seen(
                Samples.target("ecs", "prod/api"),
                Outcome.FAILED,
                null,
                Rollout.builder(Status.FAILED, "FAILED")
                        .problem("i-1", "ScriptFailed", "start.sh failed: cannot find module 'express'")
                        .logs(List.of(new LogTail("start.sh", null, 1, List.of("  cannot find module 'express'"))))
                        .build());
        assertThat(page(PIPE, seen)).doesNotContain("Last words").containsOnlyOnce("cannot find module");
    }

    @Test
    void what_changed_is_said_by_name_and_with_its_values_where_they_may_be_shown() {
        String page = written(
                style(Format.TABLE, PIPE),
                output -> output.explanation(
                        new Snapshot(NOW, List.of(Samples.explained())),
                        new ExplanationPage.Extent(false, false, true)));
        assertThat(page).contains("before it web:11 (succeeded 2026-11-20T09:00:00Z)", """

                        Last words, 3 alike: container web of task 0a1b
                          no DB_HOST

                        Changed since web:11
                          container web: image  web:1.1 → web:1.2
                          container web: environment DB_HOST  removed
                        """);
    }

    @Test
    void where_nothing_differs_or_there_is_nothing_to_compare_with_that_is_said() {
        assertThat(compared("web:11")).contains("""
                        Changed since web:11
                          nothing: what is compared is the same
                        """);
        assertThat(compared(null)).contains("""
                        Changed
                          there is nothing to compare with: no revision before it is known
                        """);
    }

    @Test
    void nothing_that_could_not_be_read_is_called_the_same() {
        ReadError denied = new ReadError(
                ErrorKind.DENIED, "AccessDeniedException", "no", null, "ecs:DescribeTaskDefinition", null);
        Observation unread = failed(Rollout.builder(Status.FAILED, "FAILED")
                .previousRevision("web:11")
                .problems(List.of(Problem.unread(denied))));
        String page = written(
                style(Format.TABLE, PIPE),
                output -> output.explanation(
                        new Snapshot(NOW, List.of(unread)), new ExplanationPage.Extent(false, false, true)));
        assertThat(page).contains("nothing that is known: not everything could be read");
    }

    private static String compared(String before) {
        Reading same = Samples.rolledBack()
                .reading()
                .map(rollout -> rollout.toBuilder().previousRevision(before).build());
        return written(
                style(Format.TABLE, PIPE),
                output -> output.explanation(
                        new Snapshot(NOW, List.of(Observation.of(same))),
                        new ExplanationPage.Extent(false, false, true)));
    }
}
