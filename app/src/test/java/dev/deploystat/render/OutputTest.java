package dev.deploystat.render;

import static dev.deploystat.render.Samples.ALL;
import static dev.deploystat.render.Samples.PIPE;
import static dev.deploystat.render.Samples.columns;
import static dev.deploystat.render.Samples.query;
import static dev.deploystat.render.Samples.style;
import static dev.deploystat.render.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {
    private static void history(Output output) {
        try (Output.Sheet sheet = output.deployments(null)) {
            ALL.forEach(sheet::add);
        }
    }

    @Test
    void a_format_is_found_by_its_word() {
        for (Format format : Format.values()) {
            assertThat(Format.of(format.word())).contains(format);
        }
        assertThat(Format.of("xml")).isEmpty();
        assertThat(Format.of("JSON")).isEmpty();
    }

    @Test
    void a_table_off_a_terminal_is_aligned_and_whole() {
        assertThat(written(style(Format.TABLE, PIPE), ALL)).isEqualTo("""
                        TARGET                              STATUS                     REVISION  PROGRESS       CHANGED               REASON
                        lambda:mailer:live@eu-west-1        succeeded                  42        -              2026-11-21T12:54:13Z  -
                        ecs:prod/api@eu-west-1              rolled back, unhealthy     web:12    0 of 4 tasks   2026-11-21T12:08:01Z  3 tasks: EssentialContainerExited: Essential container in task exited (and 1 more)
                        codepipeline:release#e-7@eu-west-1  in progress, needs action  -         3 of 4 stages  2026-11-21T11:00:00Z  -
                        ecs:prod/secret@eu-west-1           ! denied                   -         -              -                     not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'.
                        """);
    }

    @Test
    void a_history_names_deployments_and_not_the_target() {
        assertThat(written(style(Format.TABLE, PIPE), OutputTest::history)).isEqualTo("""
                        ID    STATUS                     REVISION  CREATED               DURATION  REASON
                        -     succeeded                  42        2026-11-21T12:50:00Z  4m 12s    -
                        sd-1  rolled back, unhealthy     web:12    2026-11-21T12:00:00Z  8m        3 tasks: EssentialContainerExited: Essential container in task exited (and 1 more)
                        e-7   in progress, needs action  -         -                     -         -
                        -     ! denied                   -         -                     -         not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'.
                        """);
    }

    @Test
    void what_a_scan_finds_names_its_targets() {
        String scan = written(style(Format.TABLE, PIPE), output -> {
            try (Output.Sheet sheet = output.discovered()) {
                sheet.add(Samples.succeeded());
            }
        });
        assertThat(scan).startsWith("TARGET ").contains("\nlambda:mailer:live@eu-west-1  succeeded");
    }

    @Test
    void times_are_whole_seconds_in_every_format() {
        Instant exact = Instant.parse("2026-11-21T12:50:00.987654Z");
        Rollout rollout = Rollout.builder(Status.SUCCEEDED, "Successful")
                .createdAt(exact)
                .startedAt(exact)
                .updatedAt(exact)
                .finishedAt(exact)
                .previousSuccess(exact)
                .events(List.of(new Event(exact, "api", null, "started")))
                .part(new Part("task", "a", null, Status.SUCCEEDED, null, exact, exact, null))
                .build();
        Observation seen = Samples.seen(Samples.target("lambda", "mailer:live"), Outcome.PASSED, null, rollout);
        Display look = new Display(false, 0, false, true, exact);
        for (Format format : Format.values()) {
            boolean hasTimes = format != Format.NAME;
            assertThat(written(style(format, look), List.of(seen)))
                    .as(format.word())
                    .matches(text -> text.contains("12:50:00") == hasTimes, "has the time")
                    .doesNotContain("00.98");
        }
    }

    @Test
    void a_wide_table_has_more_columns() {
        assertThat(written(style(Format.WIDE, PIPE), List.of(Samples.explained())))
                .isEqualTo("""
                        TARGET                  ID    STATUS                  NATIVE               OPERATION  REVISION  PREVIOUS  PROGRESS      STAGE      INITIATOR    CREATED               CHANGED               DURATION  ACCOUNT       REGION     PROFILE  ROLE  REASON
                        ecs:prod/api@eu-west-1  sd-1  rolled back, unhealthy  ROLLBACK_SUCCESSFUL  UPDATE     web:12    web:11    0 of 4 tasks  BAKE_TIME  release-bot  2026-11-21T12:00:00Z  2026-11-21T12:08:01Z  8m        111122223333  eu-west-1  -        -     3 tasks: EssentialContainerExited: Essential container in task exited (and 1 more)
                        """);
    }

    @Test
    void json_is_one_document_with_every_key_in_order() {
        assertThat(written(style(Format.JSON, PIPE), List.of(Samples.explained(), Samples.denied())))
                .isEqualTo("""
                        {
                          "formatVersion": "1.2",
                          "generatedAt": "2026-11-21T13:00:00Z",
                          "verdict": "fail",
                          "deployments": [
                            {
                              "target": "ecs:prod/api@eu-west-1",
                              "service": "ecs",
                              "profile": null,
                              "role": null,
                              "account": "111122223333",
                              "region": "eu-west-1",
                              "id": "sd-1",
                              "status": "ROLLED_BACK",
                              "nativeStatus": "ROLLBACK_SUCCESSFUL",
                              "verdict": "fail",
                              "outcome": "failed",
                              "conclusion": null,
                              "flags": [
                                "unhealthy"
                              ],
                              "operation": "UPDATE",
                              "revision": "web:12",
                              "previousRevision": "web:11",
                              "previousSucceededAt": "2026-11-20T09:00:00Z",
                              "initiator": "release-bot",
                              "createdAt": "2026-11-21T12:00:00Z",
                              "startedAt": "2026-11-21T12:00:01Z",
                              "updatedAt": "2026-11-21T12:08:00Z",
                              "finishedAt": "2026-11-21T12:08:01Z",
                              "durationSeconds": 480,
                              "progress": {
                                "done": 0,
                                "total": 4,
                                "unit": "tasks",
                                "percent": 0
                              },
                              "stage": "BAKE_TIME",
                              "reason": "ECS deployment circuit breaker was triggered.",
                              "cause": "3 tasks: EssentialContainerExited: Essential container in task exited (and 1 more)",
                              "relations": [
                                {
                                  "kind": "deployed-by",
                                  "target": "codedeploy:d-ABCDEF123@eu-west-1"
                                }
                              ],
                              "problems": [
                                {
                                  "resource": "3 tasks",
                                  "code": "EssentialContainerExited",
                                  "message": "Essential container in task exited"
                                },
                                {
                                  "resource": null,
                                  "code": "CIRCUIT_BREAKER",
                                  "message": null
                                }
                              ],
                              "parts": [
                                {
                                  "kind": "task set",
                                  "name": "blue",
                                  "id": "blue",
                                  "parent": null,
                                  "parentId": null,
                                  "status": "FAILED",
                                  "nativeStatus": "FAILED",
                                  "startedAt": null,
                                  "finishedAt": null,
                                  "detail": null
                                },
                                {
                                  "kind": "task",
                                  "name": "0a1b",
                                  "id": "0a1b",
                                  "parent": "blue",
                                  "parentId": "blue",
                                  "status": "FAILED",
                                  "nativeStatus": "STOPPED",
                                  "startedAt": "2026-11-21T12:01:00Z",
                                  "finishedAt": "2026-11-21T12:01:05Z",
                                  "detail": "exit code 137"
                                },
                                {
                                  "kind": "task",
                                  "name": "0a1c",
                                  "id": "0a1c",
                                  "parent": "blue",
                                  "parentId": "blue",
                                  "status": "SUCCEEDED",
                                  "nativeStatus": null,
                                  "startedAt": null,
                                  "finishedAt": null,
                                  "detail": null
                                }
                              ],
                              "events": [
                                {
                                  "at": "2026-11-21T12:00:02Z",
                                  "resource": "api",
                                  "nativeStatus": null,
                                  "message": "has started 4 tasks"
                                },
                                {
                                  "at": null,
                                  "resource": null,
                                  "nativeStatus": "ROLLBACK_IN_PROGRESS",
                                  "message": null
                                }
                              ],
                              "logs": [
                                {
                                  "resource": "container web of task 0a1b",
                                  "source": "/ecs/web app/web/0a1b",
                                  "times": 3,
                                  "lines": [
                                    "no DB_HOST"
                                  ]
                                }
                              ],
                              "changes": [
                                {
                                  "name": "container web: image",
                                  "how": "changed",
                                  "before": "web:1.1",
                                  "after": "web:1.2"
                                },
                                {
                                  "name": "container web: environment DB_HOST",
                                  "how": "removed",
                                  "before": null,
                                  "after": null
                                }
                              ],
                              "attributes": {
                                "lifecycleStage": "BAKE_TIME",
                                "failedTasks": 3,
                                "externalId": "d-ABCDEF123",
                                "weights": {
                                  "blue": 100
                                }
                              },
                              "consoleUrl": "https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api",
                              "error": null
                            },
                            {
                              "target": "ecs:prod/secret@eu-west-1",
                              "service": "ecs",
                              "profile": null,
                              "role": null,
                              "account": null,
                              "region": "eu-west-1",
                              "id": null,
                              "status": null,
                              "nativeStatus": null,
                              "verdict": "fail",
                              "outcome": "unauthorised",
                              "conclusion": null,
                              "flags": [],
                              "operation": null,
                              "revision": null,
                              "previousRevision": null,
                              "previousSucceededAt": null,
                              "initiator": null,
                              "createdAt": null,
                              "startedAt": null,
                              "updatedAt": null,
                              "finishedAt": null,
                              "durationSeconds": null,
                              "progress": null,
                              "stage": null,
                              "reason": null,
                              "cause": null,
                              "relations": [],
                              "problems": [],
                              "parts": [],
                              "events": [],
                              "logs": [],
                              "changes": [],
                              "attributes": {},
                              "consoleUrl": null,
                              "error": {
                                "kind": "denied",
                                "code": "AccessDeniedException",
                                "message": "not allowed to call ecs:DescribeServices",
                                "requestId": "req-1",
                                "action": "ecs:DescribeServices",
                                "hint": "Run 'deploystat policy ecs'."
                              }
                            }
                          ]
                        }
                        """);
    }

    @Test
    void the_documentation_shows_what_is_written() throws Exception {
        assertThat(Path.of("../docs/json.md"))
                .content()
                .contains("```json\n" + written(style(Format.JSON, PIPE), List.of(Samples.explained())) + "```\n");
        String entry = Files.readString(Path.of("../docs/json.md"))
                .split("## An entry", 2)[1]
                .split("```", 2)[0];
        assertThat(Entry.of(Samples.explained()).keySet())
                .allSatisfy(key -> assertThat(entry).contains("`" + key + "`"));
    }

    @Test
    void the_services_own_reply_stands_last_and_only_where_it_was_kept() throws Exception {
        Observation row = Samples.seen(
                Samples.target("ecs", "a/b"),
                Outcome.PASSED,
                null,
                Rollout.builder(Status.SUCCEEDED, "OK")
                        .raw(Map.of("tasks", List.of(1, 2.5, true)))
                        .build());
        JsonNode document = new ObjectMapper().readTree(written(style(Format.JSON, PIPE), List.of(row)));
        assertThat(document.at("/deployments/0/raw")).hasToString("{\"tasks\":[1,2.5,true]}");
        assertThat(Entry.of(row).keySet()).last().isEqualTo("raw");
        assertThat(Entry.of(Samples.explained())).doesNotContainKey("raw");
    }

    @Test
    void the_conclusion_is_ours_and_the_reason_the_services() {
        Observation row = Samples.seen(
                Samples.target("ecs", "a/b"),
                Outcome.TIMED_OUT,
                "still undecided after 30m",
                Rollout.builder(Status.IN_PROGRESS, "IN_PROGRESS")
                        .reason("waiting for tasks")
                        .build());
        assertThat(Entry.of(row))
                .containsEntry("status", "IN_PROGRESS")
                .containsEntry("verdict", "pending")
                .containsEntry("outcome", "timed-out")
                .containsEntry("conclusion", "still undecided after 30m")
                .containsEntry("reason", "waiting for tasks");
    }

    @Test
    void yaml_says_the_same_as_json() throws Exception {
        String yaml = written(style(Format.YAML, PIPE), ALL);
        assertThat(yaml)
                .startsWith("""
                        formatVersion: "1.2"
                        generatedAt: "2026-11-21T13:00:00Z"
                        verdict: fail
                        deployments:
                        - target: "lambda:mailer:live@eu-west-1"
                          service: lambda
                          profile: null
                          role: null
                          account: null
                          region: eu-west-1
                          id: null
                          status: SUCCEEDED
                        """)
                .contains("  account: \"111122223333\"\n")
                .endsWith("    hint: \"Run 'deploystat policy ecs'.\"\n");
        assertThat(new ObjectMapper(new YAMLFactory()).readTree(yaml))
                .isEqualTo(new ObjectMapper().readTree(written(style(Format.JSON, PIPE), ALL)));
    }

    @ParameterizedTest
    @CsvSource({
        "true",
        "no",
        "NO",
        "y",
        "null",
        "Null",
        "1.2",
        "0x10",
        "1e3",
        "12:30:45",
        "2026-11-21",
        "'# a'",
        "'a: b'",
        "'a #b'",
        "'- a'",
        "'*a'",
        "'&a'",
        "'a '",
        "' a'",
        "''",
        ".inf",
        "~"
    })
    void yaml_text_that_another_reader_takes_for_something_else_is_quoted(String text) {
        assertThat(written(style(Format.YAML, PIPE), output -> output.data(Map.of("k", text))))
                .isEqualTo("k: \"" + text + "\"\n");
    }

    @Test
    void jsonl_is_an_entry_a_line() throws Exception {
        List<String> lines = written(style(Format.JSONL, PIPE), ALL).lines().toList();
        JsonNode document = new ObjectMapper().readTree(written(style(Format.JSON, PIPE), ALL));
        assertThat(lines).hasSize(ALL.size());
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i))
                    .isEqualTo(document.at("/deployments").get(i).toString());
        }
    }

    @Test
    void text_stands_between_tabs() {
        assertThat(written(style(Format.TEXT, PIPE), ALL)).isEqualTo("""
                        lambda:mailer:live@eu-west-1\tSUCCEEDED\tpass\tNone\t42\t2026-11-21T12:54:13Z\tNone\tNone
                        ecs:prod/api@eu-west-1\tROLLED_BACK\tfail\tsd-1\tweb:12\t2026-11-21T12:08:01Z\t3 tasks: EssentialContainerExited: Essential container in task exited (and 1 more)\t3 tasks: EssentialContainerExited: Essential container in task exited (and 1 more)
                        codepipeline:release#e-7@eu-west-1\tIN_PROGRESS\tpending\te-7\tNone\t2026-11-21T11:00:00Z\tNone\tNone
                        ecs:prod/secret@eu-west-1\tNone\tfail\tNone\tNone\tNone\tnot allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'.\tNone
                        """);
    }

    @Test
    void csv_has_every_column_under_the_names_of_the_json_output() {
        assertThat(written(style(Format.CSV, PIPE), ALL).replace("\r\n", "\n")).isEqualTo("""
                        target,service,profile,role,account,region,id,status,nativeStatus,verdict,outcome,flags,operation,revision,previousRevision,initiator,progress,stage,createdAt,startedAt,updatedAt,finishedAt,changed,durationSeconds,reason,cause,consoleUrl
                        lambda:mailer:live@eu-west-1,lambda,,,,eu-west-1,,SUCCEEDED,Successful,pass,passed,,,42,,,,,2026-11-21T12:50:00Z,2026-11-21T12:50:01Z,,2026-11-21T12:54:13Z,2026-11-21T12:54:13Z,252,,,
                        ecs:prod/api@eu-west-1,ecs,,,111122223333,eu-west-1,sd-1,ROLLED_BACK,ROLLBACK_SUCCESSFUL,fail,failed,unhealthy,UPDATE,web:12,web:11,release-bot,0 of 4 tasks,BAKE_TIME,2026-11-21T12:00:00Z,2026-11-21T12:00:01Z,2026-11-21T12:08:00Z,2026-11-21T12:08:01Z,2026-11-21T12:08:01Z,480,3 tasks: EssentialContainerExited: Essential container in task exited (and 1 more),3 tasks: EssentialContainerExited: Essential container in task exited (and 1 more),https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api
                        codepipeline:release#e-7@eu-west-1,codepipeline,,,,eu-west-1,e-7,IN_PROGRESS,InProgress,pending,pending,needsAction,,,,,3 of 4 stages,,,2026-11-21T11:00:00Z,,,2026-11-21T11:00:00Z,,,,
                        ecs:prod/secret@eu-west-1,ecs,,,,eu-west-1,,,,fail,unauthorised,,,,,,,,,,,,,,not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'.,,
                        """);
    }

    @Test
    void markdown_is_a_table_with_links() {
        assertThat(written(style(Format.MARKDOWN, PIPE), ALL)).isEqualTo("""
                        | target | status | revision | progress | changed | reason |
                        | --- | --- | --- | --- | --- | --- |
                        | lambda:mailer:live@eu-west-1 | ✓ succeeded | 42 |  | 2026-11-21T12:54:13Z |  |
                        | [ecs:prod/api@eu-west-1](https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api) | ↺ rolled back, unhealthy | web:12 | 0 of 4 tasks | 2026-11-21T12:08:01Z | 3 tasks: EssentialContainerExited: Essential container in task exited (and 1 more) |
                        | codepipeline:release#e-7@eu-west-1 | ● in progress, needs action |  | 3 of 4 stages | 2026-11-21T11:00:00Z |  |
                        | ecs:prod/secret@eu-west-1 | ! denied |  |  |  | not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'. |
                        """);
    }

    @Test
    void names_are_targets_pinned_to_what_was_seen() {
        assertThat(written(style(Format.NAME, PIPE), ALL)).isEqualTo("""
                        lambda:mailer:live@eu-west-1
                        ecs:prod/api#sd-1@eu-west-1
                        codepipeline:release#e-7@eu-west-1
                        ecs:prod/secret@eu-west-1
                        """);
    }

    @Test
    void rows_that_end_early_never_look_whole() {
        assertThat(abandoned(style(Format.JSON, PIPE))).startsWith("{\n").doesNotEndWith("}\n");
        String yaml = abandoned(style(Format.YAML, PIPE));
        assertThat(yaml).contains("  consoleUrl: null\n  error: null\n- \"");
        assertThatThrownBy(() -> new ObjectMapper(new YAMLFactory()).readTree(yaml))
                .isInstanceOf(JacksonException.class);
        assertThat(abandoned(style(Format.TABLE, PIPE))).hasLineCount(2);
        assertThat(abandoned(style(Format.JSONL, PIPE))).hasLineCount(1);
        assertThat(abandoned(query(Format.TEXT, "length(deployments)"))).isEmpty();
    }

    private static String abandoned(Style style) {
        return written(style, output -> {
            Output.Sheet sheet = output.deployments(Verdict.PASS);
            sheet.add(Samples.succeeded());
            sheet.abandon();
        });
    }

    @Test
    void without_rows_a_table_still_has_its_header() {
        assertThat(written(style(Format.TABLE, PIPE), List.of()))
                .isEqualTo("TARGET  STATUS  REVISION  PROGRESS  CHANGED  REASON\n");
        assertThat(written(style(Format.JSONL, PIPE), List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED, PASSED, '', succeeded",
        "SUCCEEDED, FAILED, PARTIAL, 'failed, partial'",
        "SUCCEEDED, FAILED, '', failed",
        "SUCCEEDED, NOT_FOUND, '', ! not found",
        "SUCCEEDED, TIMED_OUT, '', 'succeeded, timed out'",
        "SUCCEEDED, PENDING, '', 'succeeded, not yet decided'",
        "SUCCEEDED, SUPERSEDED, '', 'stopped, superseded'",
        "STOPPED, SUPERSEDED, SUPERSEDED, 'stopped, superseded'",
        "IN_PROGRESS, TIMED_OUT, '', 'in progress, timed out'",
        "ROLLING_BACK, FAILED, '', rolling back",
        "ROLLBACK_FAILED, FAILED, STALE, 'rollback failed, stale'"
    })
    void a_status_that_does_not_pass_never_reads_like_one_that_does(
            Status status, Outcome outcome, String flag, String words) {
        Rollout.Builder rollout = Rollout.builder(status, null);
        if (!flag.isEmpty()) {
            rollout.flag(Flag.valueOf(flag));
        }
        Observation row = Samples.seen(Samples.target("ecs", "a"), outcome, null, rollout.build());
        assertThat(written(columns(Format.TABLE, PIPE, null, "status"), List.of(row)))
                .isEqualTo("STATUS\n" + words + "\n");
    }
}
