package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonTest {
    private static final ReadError DENIED =
            new ReadError(ErrorKind.DENIED, "AccessDeniedException", "no", null, "ecs:ListTasks", null);

    private static Rollout.Builder failed() {
        return Rollout.builder(Status.FAILED, "FAILED");
    }

    @Test
    void problems_that_differ_in_ids_alone_are_one_reason_with_a_count() {
        List<Reason> reasons = Reason.of(List.of(
                new Problem("task 0a1b2c3d4e5f6071", "E", "request id 11112222-0000-0000-0000-000000000001"),
                new Problem("db", null, "no space"),
                new Problem("task 0a1b2c3d4e5f6072", "E", "request id 11112222-0000-0000-0000-000000000002")));
        assertThat(reasons)
                .extracting(Reason::sentence)
                .containsExactly(
                        "task 0a1b2c3d4e5f6071: E: request id 11112222-0000-0000-0000-000000000001 (2 times)",
                        "db: no space");
    }

    @Test
    void what_broke_and_with_which_code_tells_reasons_apart() {
        assertThat(Reason.of(List.of(
                        new Problem("web", "A", "no space"),
                        new Problem("api", "A", "no space"),
                        new Problem("api", "B", "no space"))))
                .hasSize(3);
    }

    @Test
    void the_code_is_said_where_the_message_does_not_say_it() {
        assertThat(new Problem("web", "ResourceNotFound", "The resource was not found").sentence())
                .isEqualTo("web: ResourceNotFound: The resource was not found");
        assertThat(new Problem("web", "ResourceNotFound", "Resource not found: x").sentence())
                .isEqualTo("web: Resource not found: x");
        assertThat(new Problem(null, "CIRCUIT_BREAKER", null).sentence()).isEqualTo("CIRCUIT_BREAKER");
        assertThat(new Problem("web", null, " ").sentence()).isEqualTo("web: the service gives no reason");
    }

    @Test
    void the_cause_is_the_first_problem_and_how_many_more_there_are() {
        assertThat(failed().reason("It failed.")
                        .problem("db", null, "no space")
                        .build()
                        .cause())
                .isEqualTo("db: no space");
        assertThat(failed().problem("db", null, "no space")
                        .problem("web", null, "cancelled")
                        .build()
                        .cause())
                .isEqualTo("db: no space (and 1 more)");
        assertThat(failed().problem("i-0a1b2c3d4e5f60718", null, "no space")
                        .problem("i-0a1b2c3d4e5f60719", null, "no space")
                        .build()
                        .cause())
                .isEqualTo("i-0a1b2c3d4e5f60718: no space (and 1 more like it)");
        assertThat(failed().problem("i-0a1b2c3d4e5f60718", null, "no space")
                        .problem("i-0a1b2c3d4e5f60719", null, "no space")
                        .problem("web", null, "cancelled")
                        .build()
                        .cause())
                .isEqualTo("i-0a1b2c3d4e5f60718: no space (and 1 more like it, 1 other)");
    }

    @Test
    void the_services_own_sentence_is_the_cause_where_there_is_no_problem() {
        assertThat(failed().reason("It failed.").build().cause()).isEqualTo("It failed.");
        assertThat(failed().build().cause()).isNull();
    }

    @Test
    void that_problems_could_not_be_read_is_no_cause_while_anything_is_known() {
        assertThat(failed().reason("It failed.").unread(DENIED).build().cause()).isEqualTo("It failed.");
        assertThat(failed().problem("db", null, "no space")
                        .unread(DENIED)
                        .build()
                        .cause())
                .isEqualTo("db: no space");
        assertThat(failed().unread(DENIED).build().cause())
                .isEqualTo("ecs:ListTasks: AccessDeniedException: not everything could be read: no");
    }

    @Test
    void what_passed_has_no_cause_and_what_is_open_has_one_as_soon_as_there_is_a_problem() {
        assertThat(Rollout.builder(Status.SUCCEEDED, null)
                        .reason("done")
                        .problem("old", null, "left behind")
                        .build()
                        .cause())
                .isNull();
        assertThat(Rollout.builder(Status.IN_PROGRESS, null)
                        .reason("on its way")
                        .build()
                        .cause())
                .isNull();
        assertThat(Rollout.builder(Status.IN_PROGRESS, null)
                        .problem("web", null, "no instance has the port free")
                        .build()
                        .cause())
                .isEqualTo("web: no instance has the port free");
        assertThat(Rollout.builder(Status.SUCCEEDED, null)
                        .flag(Flag.PARTIAL)
                        .problem("i-1", null, "no space")
                        .build()
                        .cause())
                .isEqualTo("i-1: no space");
    }
}
