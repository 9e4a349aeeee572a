package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RolloutTest {
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private static Rollout.Builder rollout(Status status) {
        return Rollout.builder(status, "WORD");
    }

    private static Rollout named(String name) {
        return rollout(Status.SUCCEEDED).revision(name).build();
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,        PENDING, PENDING, PENDING",
        "IN_PROGRESS,    PENDING, PENDING, PENDING",
        "ROLLING_BACK,   FAIL,    FAIL,    FAIL",
        "SUCCEEDED,      PASS,    FAIL,    PASS",
        "FAILED,         FAIL,    FAIL,    FAIL",
        "ROLLED_BACK,    FAIL,    FAIL,    FAIL",
        "ROLLBACK_FAILED,FAIL,    FAIL,    FAIL",
        "STOPPED,        FAIL,    FAIL,    FAIL",
        "UNKNOWN,        PENDING, PENDING, PENDING"
    })
    void the_verdict_follows_from_the_status_and_whether_it_is_partial(
            Status status, Verdict plain, Verdict partial, Verdict partialAllowed) {
        Rollout whole = rollout(status).build();
        Rollout some = rollout(status).flag(Flag.PARTIAL).build();
        assertThat(whole.verdict(Set.of())).isEqualTo(plain);
        assertThat(whole.verdict(Set.of(Flag.PARTIAL))).isEqualTo(plain);
        assertThat(some.verdict(Set.of())).isEqualTo(partial);
        assertThat(some.verdict(Set.of(Flag.PARTIAL))).isEqualTo(partialAllowed);
    }

    @ParameterizedTest
    @EnumSource(
            value = Flag.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PARTIAL", "EARLY"})
    void no_other_flag_changes_the_verdict(Flag flag) {
        for (Status status : Status.values()) {
            assertThat(rollout(status).flag(flag).build().verdict(Set.of())).isEqualTo(status.verdict());
        }
    }

    @Test
    void an_early_success_is_pending_while_its_end_will_be_seen_and_else_fails_unless_it_is_allowed() {
        Rollout goesOn = rollout(Status.IN_PROGRESS).flag(Flag.EARLY).build();
        Rollout isOver = rollout(Status.SUCCEEDED).flag(Flag.EARLY).build();
        assertThat(goesOn.verdict(Set.of())).isEqualTo(Verdict.PENDING);
        assertThat(isOver.verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(goesOn.verdict(Set.of(Flag.EARLY))).isEqualTo(Verdict.PASS);
        assertThat(isOver.verdict(Set.of(Flag.EARLY))).isEqualTo(Verdict.PASS);
        assertThat(isOver.toBuilder().flag(Flag.PARTIAL).build().verdict(Set.of(Flag.EARLY)))
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_deployment_that_never_ends_passes_when_it_is_through_with_all_members_there_are() {
        Rollout.Builder job = rollout(Status.IN_PROGRESS).flag(Flag.CONTINUOUS);
        assertThat(job.build().verdict(Set.of())).isEqualTo(Verdict.PENDING);
        assertThat(job.progress(Progress.of(0, 0, "devices")).build().verdict(Set.of()))
                .isEqualTo(Verdict.PENDING);
        assertThat(job.progress(Progress.of(2, 3, "devices")).build().verdict(Set.of()))
                .isEqualTo(Verdict.PENDING);
        assertThat(job.progress(Progress.of(3, 3, "devices")).build().verdict(Set.of()))
                .isEqualTo(Verdict.PASS);
        Rollout withFailures = job.flag(Flag.PARTIAL).build();
        assertThat(withFailures.verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(withFailures.verdict(Set.of(Flag.PARTIAL))).isEqualTo(Verdict.PASS);
    }

    @Test
    void the_duration_runs_from_the_start_and_else_from_the_creation() {
        Rollout.Builder ended = rollout(Status.SUCCEEDED).finishedAt(NOON);
        assertThat(ended.build().duration()).isNull();
        assertThat(ended.createdAt(NOON.minusSeconds(90)).build().duration()).isEqualTo(Duration.ofSeconds(90));
        assertThat(ended.startedAt(NOON.minusSeconds(60)).build().duration()).isEqualTo(Duration.ofSeconds(60));
        assertThat(ended.finishedAt(null).build().duration()).isNull();
    }

    @Test
    void the_duration_is_never_negative() {
        Rollout rollout = rollout(Status.SUCCEEDED)
                .startedAt(NOON)
                .finishedAt(NOON.minusMillis(5))
                .build();
        assertThat(rollout.duration()).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "web:12,                                             web:12",
        "arn:aws:ecs:eu-west-1:1:task-definition/web:12,     web:12",
        "arn:aws:ecs:eu-west-1:1:task-definition/web:12,     arn:aws:ecs:eu-west-1:1:task-definition/web:12",
        "repo.example/team/web:1.2,                          web:1.2",
        COMMIT + ",                                          " + COMMIT,
        COMMIT + ",                                          0123456",
        "v1.2.3,                                             v1.2.3"
    })
    void a_revision_is_named_in_full_by_its_last_element_or_by_a_cut_commit(String name, String expected) {
        assertThat(named(name).brings(expected)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "web:12,    web:1",
        "web:12,    eb:12",
        "web:12,    12",
        "web:12,    web",
        "web:1,     web:12",
        "team/web:1,eam/web:1",
        COMMIT + ", 012345",
        COMMIT + ", 1234567",
        COMMIT + ", 0123457",
        "0123456789,0123456",
        "v1.2.3,    v1.2"
    })
    void a_part_of_a_name_names_no_revision(String name, String expected) {
        assertThat(named(name).brings(expected)).isFalse();
    }

    @Test
    void an_empty_name_names_no_revision() {
        assertThat(named("web:12").brings("")).isFalse();
        assertThat(named("repo/").brings("")).isFalse();
        assertThat(rollout(Status.SUCCEEDED).build().brings("web:12")).isFalse();
    }

    @Test
    void a_digest_is_known_with_and_without_its_prefix_and_cut() {
        Rollout rollout = rollout(Status.SUCCEEDED)
                .revision("web:12")
                .revisionName("repo/web:1.2")
                .revisionName(DIGEST)
                .revisionName(null)
                .build();
        assertThat(Arrays.asList(DIGEST, "ab".repeat(32), "abababab", "sha256:abababab", "web:12", "repo/web:1.2"))
                .allMatch(rollout::brings);
        assertThat(List.of("sha256:", "sha256:ababab", "bababab", "web:1.2.3")).noneMatch(rollout::brings);
    }

    @Test
    void a_copy_keeps_everything() {
        Rollout rollout = rollout(Status.FAILED)
                .id("d1")
                .flag(Flag.STALE)
                .flag(Flag.PARTIAL, false)
                .operation(Operation.UPDATE)
                .revision("r2")
                .revisionName("v2")
                .previousRevision("r1")
                .initiator("ci")
                .createdAt(NOON)
                .startedAt(NOON.plusSeconds(1))
                .updatedAt(NOON.plusSeconds(2))
                .finishedAt(NOON.plusSeconds(3))
                .progress(Progress.of(1, 4, "tasks"))
                .stage("BAKE")
                .stages(Stages.IN_EXPLANATION)
                .reason("because")
                .account("1")
                .consoleUrl("https://example.com")
                .problem("web", "E", "broke")
                .part(Part.of("task", "t1", Status.FAILED, "STOPPED"))
                .events(List.of(new Event(NOON, null, null, "hm")))
                .attribute("a", List.of(1))
                .raw("raw")
                .build();
        assertThat(rollout.toBuilder().build()).usingRecursiveComparison().isEqualTo(rollout);
        assertThat(rollout.flags()).containsExactly(Flag.STALE);
    }

    @Test
    void attributes_without_a_value_are_left_out() {
        Rollout rollout = rollout(Status.PENDING)
                .attribute("none", null)
                .attribute("list", List.of())
                .attribute("map", Map.of())
                .attribute("zero", 0)
                .attribute("empty", "")
                .build();
        assertThat(rollout.attributes()).containsOnlyKeys("zero", "empty");
    }

    @Test
    void progress_has_a_percentage_only_where_the_total_is_known() {
        assertThat(Progress.of(1, 3, "tasks").percent()).isEqualTo(33);
        assertThat(Progress.of(5, 4, "tasks").percent()).isEqualTo(100);
        assertThat(Progress.of(3, 0, "tasks").percent()).isNull();
        assertThat(Progress.of(Long.MAX_VALUE, Long.MAX_VALUE, "bytes").percent())
                .isEqualTo(100);
    }

    @Test
    void a_reading_is_either_a_rollout_or_an_error() {
        Target target = new Target("ecs", "api", Map.of(), null, null, null, null);
        ReadError error = ReadError.notFound("gone", "look elsewhere");
        assertThatThrownBy(() -> new Reading(target, Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Reading(target, Optional.of(rollout(Status.PENDING).build()), Optional.of(error)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Reading.failed(target, error).map(rollout -> {
                    throw new AssertionError("there is none");
                }))
                .isEqualTo(Reading.failed(target, error));
    }

    @Test
    void another_deployment_is_named_once() {
        Relation newer = Relation.to(Relation.Kind.SUPERSEDED_BY, "codepipeline", "shop#e3");
        assertThat(rollout(Status.STOPPED)
                        .relation(newer)
                        .relation(newer)
                        .build()
                        .relations())
                .containsExactly(newer);
    }

    @Test
    void a_problem_that_is_found_again_at_a_further_look_is_one() {
        Rollout once = Rollout.builder(Status.FAILED, "FAILED")
                .problem("task/1", "Exit", "code 1")
                .problem("task/2", "Exit", "code 1")
                .build();
        Rollout again = once.toBuilder().problem("task/1", "Exit", "code 1").build();
        assertThat(again.problems()).isEqualTo(once.problems());
        assertThat(again.cause()).isEqualTo(once.cause());
    }
}
