package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exchanges that are kept, shown and played again, and what never is part of them. */
class RecordTest {
    private static final String[] SECRETS = {
        "example-secret", "AKIDEXAMPLE", "session-token-value", "Signature", "Authorization", "hunter2"
    };

    @TempDir
    Path folder;

    private static LoopbackAws serving() {
        LoopbackAws aws = new LoopbackAws();
        aws.on("DescribeDeployments").reply("""
                {"Deployments":[{"DeploymentId":"dep1","StackId":"s1","Status":"failed",
                 "CreatedAt":"2024-03-01T11:00:00+00:00","CustomJson":"{\\"password\\":\\"hunter2\\"}"}]}""");
        aws.on("DescribeCommands").reply("{\"Commands\":[]}");
        aws.on("DescribeInstances").reply("{\"Instances\":[]}");
        return aws;
    }

    private static CliRun against(LoopbackAws aws) {
        return CliRun.against(aws).with("AWS_SESSION_TOKEN", "session-token-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status opsworks:s1 -o json",
                "opsworks list --stack-id s1 -o yaml",
                "explain opsworks:s1",
                "wait opsworks:s1 -o jsonl"
            })
    void a_record_plays_back_to_the_same_output(String line) {
        Path record = folder.resolve("record.jsonl");
        try (LoopbackAws aws = serving()) {
            CliRun.Result live = against(aws).run(line + " --record " + record);
            assertThat(live.out()).contains("dep1");
            int calls = aws.requests().size();
            CliRun.Result replayed = CliRun.replaying(record)
                    .with("AWS_ACCESS_KEY_ID", null)
                    .with("AWS_SECRET_ACCESS_KEY", null)
                    .run(line);
            assertThat(replayed).isEqualTo(live);
            assertThat(aws.requests()).hasSize(calls);
        }
    }

    @Test
    void a_record_holds_no_secrets() throws IOException {
        Path record = folder.resolve("record.jsonl");
        try (LoopbackAws aws = serving()) {
            against(aws).run("status opsworks:s1 --raw --record " + record);
        }
        assertThat(Files.readString(record)).contains("dep1").doesNotContain(SECRETS);
    }

    @Test
    void debugging_shows_exchanges_and_no_secrets() {
        try (LoopbackAws aws = serving()) {
            CliRun.Result result = against(aws).run("status opsworks:s1 --debug --raw -o json");
            assertThat(result.err())
                    .startsWith(
                            "{\"debug\":{\"message\":\"credentials: the keys of the environment\"}}\n"
                                    + "{\"debug\":{\"at\":\"2024-03-01T12:00:00Z\",\"service\":\"opsworks\",\"region\":\"eu-west-1\"")
                    .contains("DescribeDeployments", "dep1")
                    .doesNotContain(SECRETS);
            assertThat(result.out()).doesNotContain(SECRETS);
        }
    }

    @Test
    void custom_json_is_shown_on_demand_only() {
        try (LoopbackAws aws = serving()) {
            assertThat(CliRun.against(aws).run("status opsworks:s1 -o json").out())
                    .doesNotContain("hunter2");
            assertThat(CliRun.against(aws)
                            .run("status opsworks:s1 -o json --show-custom-json")
                            .out())
                    .contains("hunter2");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_full_disk_ends_a_recorded_run_with_a_message() {
        try (LoopbackAws aws = serving()) {
            CliRun.Result result = against(aws).run("status opsworks:s1 --record /dev/full");
            assertThat(result).isEqualTo(new CliRun.Result(5, "", """
                    deploystat: the record could not be written: No space left on device
                    Check the space on the disk.
                    """));
        }
    }

    @Test
    void an_unencrypted_way_is_warned_of_unless_it_does_not_leave_the_machine() {
        String warning = "deploystat: warning: http://aws.invalid is not encrypted;"
                + " credentials' signatures and replies travel in the clear\n";
        assertThat(CliRun.alone()
                        .run("status ecs:prod/api --endpoint-url http://aws.invalid")
                        .err())
                .startsWith(warning)
                .contains("deploystat: ecs:prod/api@eu-west-1: unreachable: ");
        for (String address :
                new String[] {"https://aws.invalid", "http://localhost:9", "http://127.0.0.1:9", "http://[::1]:9"}) {
            assertThat(CliRun.alone()
                            .run("status ecs:prod/api --endpoint-url " + address)
                            .err())
                    .as(address)
                    .doesNotContain("warning");
        }
    }
}
