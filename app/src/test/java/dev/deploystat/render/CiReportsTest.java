package dev.deploystat.render;

import static dev.deploystat.render.Samples.denied;
import static dev.deploystat.render.Samples.rolledBack;
import static dev.deploystat.render.Samples.seen;
import static dev.deploystat.render.Samples.snapshot;
import static dev.deploystat.render.Samples.succeeded;
import static dev.deploystat.render.Samples.target;
import static dev.deploystat.render.Samples.waiting;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.io.StringReader;
import java.time.Duration;
import java.util.Collections;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class CiReportsTest {
    private static final Snapshot END = snapshot("13:00:00", succeeded(), rolledBack(), denied());
    private static final Observation HOSTILE = seen(
            target("ecs", "prod/api"),
            Outcome.FAILED,
            null,
            Rollout.builder(Status.FAILED, "FAILED")
                    .problem("x", null, "a\n::error::b <script> & ]]> \u001b[31m 100%")
                    .problem("x", null, "y\u0000z \ufffe\uffff \ud800 ]]> <!-- &amp;")
                    .build());

    @Test
    void a_junit_report_has_one_test_case_a_target() {
        Snapshot end = snapshot("13:00:00", succeeded(), rolledBack(), denied(), waiting());
        assertThat(JUnitReport.of(end, Duration.ofMillis(61_250)).replace("><", ">\n<"))
                .isEqualTo("""
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="deploystat" timestamp="2026-11-21T12:58:58Z" time="61.250" tests="4" failures="1" errors="1" skipped="1">
                <testcase classname="deploystat.lambda" name="lambda:mailer:live@eu-west-1" time="252.000">
                </testcase>
                <testcase classname="deploystat.ecs" name="ecs:prod/api@eu-west-1" time="480.000">
                <failure type="failed" message="rolled back, unhealthy: 3 tasks: Essential container in task exited (and 1 more)">rolled back, unhealthy: 3 tasks: Essential container in task exited (and 1 more)
                3 tasks: Essential container in task exited
                CIRCUIT_BREAKER</failure>
                </testcase>
                <testcase classname="deploystat.ecs" name="ecs:prod/secret@eu-west-1" time="0.000">
                <error type="unauthorised" message="denied: not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'.">denied: not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'.</error>
                </testcase>
                <testcase classname="deploystat.codepipeline" name="codepipeline:release#e-7@eu-west-1" time="0.000">
                <skipped message="in progress, needs action">in progress, needs action</skipped>
                </testcase>
                </testsuite>
                """);
    }

    @Test
    void a_junit_report_stays_well_formed_whatever_a_service_says() throws Exception {
        String xml = JUnitReport.of(snapshot("13:00:00", HOSTILE), Duration.ZERO);

        Document parsed =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));

        assertThat(parsed.getElementsByTagName("failure").item(0).getTextContent())
                .isEqualTo("""
                        failed: x: a\\n\\x3a:error::b <script> & ]]> \\x1b[31m 100% (and 1 more)
                        x: a\\n\\x3a:error::b <script> & ]]> \\x1b[31m 100%
                        x: y\\x00z \\ufffe\\uffff \\ud800 ]]> <!-- &amp;""");
    }

    @Test
    void a_summary_has_a_row_a_target_and_the_reasons_of_what_did_not_pass() {
        assertThat(StepSummary.of(END, StepSummary.LIMIT)).isEqualTo("""
                ### deploystat: failed

                | target | status | revision | progress | changed | reason |
                | --- | --- | --- | --- | --- | --- |
                | lambda:mailer:live@eu-west-1 | ✓ succeeded | 42 |  | 2026-11-21T12:54:13Z |  |
                | [ecs:prod/api@eu-west-1](https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api) | ↺ rolled back, unhealthy | web:12 | 0 of 4 tasks | 2026-11-21T12:08:01Z | 3 tasks: Essential container in task exited (and 1 more) |
                | ecs:prod/secret@eu-west-1 | ! denied |  |  |  | not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'. |

                **ecs:prod/api@eu-west-1**

                - 3 tasks: Essential container in task exited
                - CIRCUIT_BREAKER
                """);
    }

    @Test
    void a_summary_that_is_too_long_ends_with_a_whole_line_and_says_so() {
        Observation[] many = Collections.nCopies(6_000, rolledBack()).toArray(Observation[]::new);
        String whole = StepSummary.of(snapshot("13:00:00", many), Long.MAX_VALUE);
        String cut = StepSummary.of(snapshot("13:00:00", many), StepSummary.LIMIT);

        String end = " |\n\nThe rest is left out: a page may have 1 MiB.\n";
        assertThat(cut).endsWith(end);
        assertThat(whole).startsWith(cut.substring(0, cut.length() - end.length()));
        assertThat(cut.getBytes(UTF_8).length).isBetween(StepSummary.LIMIT - 1000, StepSummary.LIMIT);
        assertThat(StepSummary.of(END, 10)).isEmpty();
    }

    @Test
    void no_more_errors_are_annotated_than_github_shows_and_the_others_are_counted() {
        Observation[] ten = Collections.nCopies(10, rolledBack()).toArray(Observation[]::new);
        Observation[] twelve = Collections.nCopies(12, rolledBack()).toArray(Observation[]::new);

        assertThat(GitHub.annotations(snapshot("13:00:00", ten)).lines())
                .hasSize(10)
                .allMatch(line -> line.contains("rolled back"));
        assertThat(GitHub.annotations(snapshot("13:00:00", twelve)).lines())
                .hasSize(10)
                .last()
                .isEqualTo(
                        "::error title=deploystat::3 more targets did not pass; the summary of the step shows them all");
    }

    @Test
    void what_was_still_open_when_another_failed_is_no_error() {
        assertThat(GitHub.annotations(snapshot("13:00:00", rolledBack(), waiting()))
                        .lines())
                .hasSize(1);
    }

    @Test
    void every_target_that_did_not_pass_is_annotated_once() {
        assertThat(GitHub.annotations(END)).isEqualTo("""
                ::error title=deploystat ecs%3Aprod/api@eu-west-1::rolled back, unhealthy: 3 tasks: Essential container in task exited (and 1 more)
                ::error title=deploystat ecs%3Aprod/secret@eu-west-1::denied: not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'.
                """);
        assertThat(GitHub.annotations(snapshot("13:00:00", succeeded()))).isEmpty();
    }

    @Test
    void an_annotation_carries_no_command_of_a_service() {
        assertThat(GitHub.annotations(snapshot("13:00:00", HOSTILE)).lines())
                .singleElement()
                .asString()
                .startsWith("::error title=deploystat ")
                .endsWith("100%25 (and 1 more)");
    }

    @Test
    void the_outputs_of_a_step_are_the_verdict_and_the_whole_document() {
        String outputs = GitHub.outputs(END, "end-of-json");

        assertThat(outputs.lines()).hasSize(4);
        assertThat(outputs)
                .startsWith("verdict=fail\njson<<end-of-json\n{\"formatVersion\":")
                .endsWith("}\nend-of-json\n");
    }
}
