package dev.deploystat.render;

import static dev.deploystat.render.Samples.denied;
import static dev.deploystat.render.Samples.rolledBack;
import static dev.deploystat.render.Samples.seen;
import static dev.deploystat.render.Samples.snapshot;
import static dev.deploystat.render.Samples.succeeded;
import static dev.deploystat.render.Samples.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.io.StringReader;
import java.time.Duration;
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
                    .reason("a\n::error::b <script> & ]]> \u001b[31m 100%")
                    .problem("x", null, "y\u0000z")
                    .build());

    @Test
    void a_junit_report_has_one_test_case_a_target() {
        assertThat(JUnitReport.of(END, Duration.ofMillis(61_250)).replace("><", ">\n<"))
                .isEqualTo("""
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="deploystat" timestamp="2026-11-21T13:00:00Z" time="61.250" tests="3" failures="1" errors="1">
                <testcase classname="deploystat.lambda" name="lambda:mailer:live@eu-west-1" time="252.000">
                </testcase>
                <testcase classname="deploystat.ecs" name="ecs:prod/api@eu-west-1" time="480.000">
                <failure type="failed" message="rolled back, unhealthy: ECS deployment circuit breaker was triggered.">3 tasks: EssentialContainerExited: Essential container in task exited
                CIRCUIT_BREAKER</failure>
                </testcase>
                <testcase classname="deploystat.ecs" name="ecs:prod/secret@eu-west-1" time="0.000">
                <error type="unauthorised" message="denied: not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'.">
                </error>
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
                .isEqualTo("x: y\\x00z");
    }

    @Test
    void a_summary_has_a_row_a_target_and_the_reasons_of_what_did_not_pass() {
        assertThat(StepSummary.of(END)).isEqualTo("""
                ### deploystat: failed

                | target | status | revision | progress | changed | reason |
                | --- | --- | --- | --- | --- | --- |
                | lambda:mailer:live@eu-west-1 | ✓ succeeded | 42 |  | 2026-11-21T12:54:13Z |  |
                | [ecs:prod/api@eu-west-1](https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api) | ↺ rolled back, unhealthy | web:12 | 0 of 4 tasks | 2026-11-21T12:08:01Z | ECS deployment circuit breaker was triggered. |
                | ecs:prod/secret@eu-west-1 | ! denied |  |  |  | not allowed to call ecs:DescribeServices. Run 'deploystat policy ecs'. |

                **ecs:prod/api@eu-west-1**

                - 3 tasks: EssentialContainerExited: Essential container in task exited
                - CIRCUIT_BREAKER
                """);
    }

    @Test
    void every_target_that_did_not_pass_is_annotated_once() {
        assertThat(GitHub.annotations(END)).isEqualTo("""
                ::error title=deploystat ecs%3Aprod/api@eu-west-1::rolled back, unhealthy: ECS deployment circuit breaker was triggered.
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
                .endsWith("100%25");
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
