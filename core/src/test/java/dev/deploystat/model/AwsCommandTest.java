package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AwsCommandTest {
    private static final AwsCommand COMMAND = AwsCommand.of("ecs", "describe-tasks", "--tasks", "a b");

    @Test
    void a_call_is_written_for_a_shell_with_its_place() {
        assertThat(COMMAND.line()).isEqualTo("aws ecs describe-tasks --tasks 'a b'");
        assertThat(String.join(" ", COMMAND.shellWords())).isEqualTo(COMMAND.line());
        assertThat(String.join(" ", COMMAND.at("it's", "eu-west-1").shellWords()))
                .isEqualTo("aws ecs describe-tasks --tasks 'a b' --profile 'it'\\''s' --region eu-west-1");
    }

    @Test
    void a_call_goes_through_the_address_that_was_given() {
        assertThat(String.join(
                        " ",
                        COMMAND.at(null, "eu-west-1")
                                .through("http://localhost:4566")
                                .shellWords()))
                .isEqualTo(COMMAND.line() + " --region eu-west-1 --endpoint-url http://localhost:4566");
    }

    @Test
    void a_place_that_it_names_itself_stays() {
        assertThat(COMMAND.at(null, "us-east-1").at("ops", "eu-west-1"))
                .isEqualTo(new AwsCommand(COMMAND.words(), "ops", "us-east-1", null));
    }

    @Test
    void a_call_with_something_unknown_is_left_out_and_none_stands_twice() {
        Rollout rollout = Rollout.builder(Status.FAILED, null)
                .command("ecs", "describe-tasks", "--tasks", null)
                .command(COMMAND)
                .command("ecs", "describe-tasks", "--tasks", "a b")
                .build();
        assertThat(rollout.commands()).isEqualTo(List.of(COMMAND));
    }

    @Test
    void what_stood_there_before_a_root_cause_follows_from_it() {
        Rollout rollout = Rollout.builder(Status.FAILED, null)
                .problem("api", "CIRCUIT_BREAKER", null)
                .rootCauses(List.of(new Problem("1 task", null, "out of memory")))
                .build();
        assertThat(rollout.problems().stream().filter(rollout::isConsequence))
                .containsExactly(new Problem("api", "CIRCUIT_BREAKER", null));
        assertThat(rollout.toBuilder()
                        .rootCauses(List.of())
                        .build()
                        .isConsequence(rollout.problems().get(0)))
                .isFalse();
    }
}
