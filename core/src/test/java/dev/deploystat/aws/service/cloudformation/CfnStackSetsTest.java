package dev.deploystat.aws.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CfnStackSetsTest extends AgainstLoopback {

    private static String list(String token, String... members) {
        return "<ListStackSetOperationsResponse><ListStackSetOperationsResult><Summaries>"
                + String.join("", members) + "</Summaries>"
                + (token == null ? "" : "<NextToken>" + token + "</NextToken>")
                + "</ListStackSetOperationsResult></ListStackSetOperationsResponse>";
    }

    private static String entry(String id, String action, String status, String created) {
        return "<member><OperationId>" + id + "</OperationId><Action>" + action + "</Action><Status>" + status
                + "</Status><CreationTimestamp>" + created + "</CreationTimestamp></member>";
    }

    private static String operation(String status, String more) {
        return "<DescribeStackSetOperationResponse><DescribeStackSetOperationResult><StackSetOperation>"
                + "<OperationId>op-1</OperationId><Status>" + status + "</Status>" + more
                + "</StackSetOperation></DescribeStackSetOperationResult></DescribeStackSetOperationResponse>";
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUED,PENDING",
        "RUNNING,IN_PROGRESS",
        "STOPPING,IN_PROGRESS",
        "STOPPED,STOPPED",
        "SUCCEEDED,SUCCEEDED",
        "FAILED,FAILED",
        "BRAND_NEW_WORD,UNKNOWN"
    })
    void every_operation_status_is_mapped_and_kept(String word, Status status) {
        aws.on("DescribeStackSetOperation").reply(operation(word, ""));
        Rollout rollout = read("cfn:stackset/guard#op-1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.flags()).isEqualTo(word.equals("STOPPING") ? Set.of(Flag.STOPPING) : Set.of());
    }

    @Test
    void a_success_with_failed_instances_is_partial() {
        aws.on("DescribeStackSetOperation")
                .reply(operation(
                        "SUCCEEDED",
                        "<StatusDetails><FailedStackInstancesCount>2</FailedStackInstancesCount></StatusDetails>"));
        Rollout rollout = read("cfn:stackset/guard#op-1");
        assertThat(rollout.flags()).containsExactly(Flag.PARTIAL);
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.FAIL);
    }

    @Test
    void a_success_without_failed_instances_is_whole() {
        aws.on("DescribeStackSetOperation")
                .reply(operation(
                        "SUCCEEDED",
                        "<StatusDetails><FailedStackInstancesCount>0</FailedStackInstancesCount></StatusDetails>"));
        assertThat(read("cfn:stackset/guard#op-1").flags()).isEmpty();
    }

    @Test
    void the_latest_operation_is_found_over_all_pages_and_read_by_itself() {
        aws.on("ListStackSetOperations")
                .with("StackSetName=guard")
                .reply(list("t", entry("op-0", "CREATE", "SUCCEEDED", "2024-02-01T10:00:00Z")));
        aws.on("ListStackSetOperations")
                .with("NextToken=t")
                .reply(list(
                        null,
                        entry("op-d", "DETECT_DRIFT", "SUCCEEDED", "2024-03-02T10:00:00Z"),
                        entry("op-1", "UPDATE", "RUNNING", "2024-03-01T10:00:00Z")));
        aws.on("DescribeStackSetOperation").with("OperationId=op-1").reply(operation("FAILED", """
                <StackSetId>guard:0a</StackSetId><Action>UPDATE</Action><StatusReason>too many failures</StatusReason>
                <CreationTimestamp>2024-03-01T10:00:00Z</CreationTimestamp><EndTimestamp>2024-03-01T10:05:00Z</EndTimestamp>
                <RetainStacks>false</RetainStacks><AdministrationRoleARN>arn:admin</AdministrationRoleARN>
                <ExecutionRoleName>exec</ExecutionRoleName>
                <OperationPreferences><RegionConcurrencyType>PARALLEL</RegionConcurrencyType>
                 <FailureToleranceCount>1</FailureToleranceCount></OperationPreferences>
                <DeploymentTargets><OrganizationalUnitIds><member>ou-1</member></OrganizationalUnitIds></DeploymentTargets>
                <StackSetDriftDetectionDetails><DriftStatus>IN_SYNC</DriftStatus></StackSetDriftDetectionDetails>
                <StatusDetails><FailedStackInstancesCount>3</FailedStackInstancesCount></StatusDetails>"""));

        Rollout rollout = read("cfn:stackset/guard");

        assertThat(rollout.id()).isEqualTo("op-1");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.nativeOperation()).isEqualTo("UPDATE");
        assertThat(rollout.reason()).isEqualTo("too many failures");
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2024-03-01T10:00:00Z"));
        assertThat(rollout.startedAt()).isEqualTo(Instant.parse("2024-03-01T10:00:00Z"));
        assertThat(rollout.finishedAt()).isEqualTo(Instant.parse("2024-03-01T10:05:00Z"));
        assertThat(rollout.flags()).isEmpty();
        assertThat(rollout.consoleUrl())
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1"
                        + "#/stacksets/guard/operations");
        assertThat(rollout.attributes())
                .containsOnly(
                        Map.entry("stackSetId", "guard:0a"),
                        Map.entry("retainStacks", false),
                        Map.entry("administrationRoleARN", "arn:admin"),
                        Map.entry("executionRoleName", "exec"),
                        Map.entry(
                                "operationPreferences",
                                Map.of("regionConcurrencyType", "PARALLEL", "failureToleranceCount", 1)),
                        Map.entry("deploymentTargets", Map.of("organizationalUnitIds", List.of("ou-1"))),
                        Map.entry("stackSetDriftDetectionDetails", Map.of("driftStatus", "IN_SYNC")),
                        Map.entry("statusDetails", Map.of("failedStackInstancesCount", 3)));
        assertThat(aws.requests().get(0).body()).contains("MaxResults=100");
    }

    @ParameterizedTest
    @CsvSource({"RUNNING,STOPPED,IN_PROGRESS", "SUCCEEDED,STOPPED,SUCCEEDED", "FAILED,FAILED,FAILED"})
    void a_deletion_of_stacks_is_a_failure_as_the_latest_and_an_operation_by_its_id(
            String word, Status asLatest, Status byItsId) {
        aws.on("ListStackSetOperations")
                .reply(list(
                        null,
                        entry("op-0", "UPDATE", "SUCCEEDED", "2024-02-01T10:00:00Z"),
                        entry("op-1", "DELETE", word, "2024-03-01T10:00:00Z")));
        aws.on("DescribeStackSetOperation").reply(operation(word, "<Action>DELETE</Action>"));
        assertThat(read("cfn:stackset/guard").status()).isEqualTo(asLatest);
        assertThat(read("cfn:stackset/guard#op-1").status()).isEqualTo(byItsId);
    }

    @Test
    void polling_a_pinned_operation_costs_one_call_each() {
        aws.on("DescribeStackSetOperation").with("StackSetName=guard").reply(operation("RUNNING", ""));
        read("cfn:stackset/guard#op-1");
        read("cfn:stackset/guard#op-1");
        assertThat(aws.operations()).containsExactly("DescribeStackSetOperation", "DescribeStackSetOperation");
    }

    @Test
    void history_is_newest_first_and_names_drift_detections() {
        aws.on("ListStackSetOperations")
                .with("MaxResults=7")
                .reply(list(
                        null,
                        entry("op-0", "CREATE", "SUCCEEDED", "2024-02-01T10:00:00Z"),
                        entry("op-d", "DETECT_DRIFT", "SUCCEEDED", "2024-03-02T10:00:00Z"),
                        entry("op-1", "UPDATE", "STOPPED", "2024-03-01T10:00:00Z")));
        List<Rollout> rows = new ArrayList<>();
        HistoryQuery query = new HistoryQuery(java.util.Set.of(), null, null, 0, 7);
        assertThat(fleet.history(target("cfn:stackset/guard"), query, rows::add))
                .isEmpty();
        assertThat(rows).extracting(Rollout::id).containsExactly("op-d", "op-1", "op-0");
        assertThat(rows).extracting(Rollout::nativeOperation).containsExactly("DETECT_DRIFT", "UPDATE", "CREATE");
        assertThat(rows)
                .extracting(Rollout::status)
                .containsExactly(Status.SUCCEEDED, Status.STOPPED, Status.SUCCEEDED);
    }

    @Test
    void a_stack_set_without_operations_has_no_deployment() {
        aws.on("ListStackSetOperations").reply(list(null));
        assertThat(fleet.read(List.of(target("cfn:stackset/guard")))
                        .get(0)
                        .failed()
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({
        "StackSetNotFoundException,cfn:stackset/guard#op-1",
        "OperationNotFoundException,cfn:stackset/guard#op-1"
    })
    void what_is_not_there_is_not_found(String code, String text) {
        aws.on("DescribeStackSetOperation")
                .fail(
                        404,
                        "<ErrorResponse><Error><Code>" + code
                                + "</Code><Message>gone</Message></Error></ErrorResponse>");
        assertThat(fleet.read(List.of(target(text)))
                        .get(0)
                        .failed()
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void an_explanation_tells_each_account_and_region() {
        aws.on("DescribeStackSetOperation").reply(operation("FAILED", ""));
        aws.on("ListStackSetOperationResults").with("OperationId=op-1").reply("""
                <ListStackSetOperationResultsResponse><ListStackSetOperationResultsResult><Summaries>
                <member><Account>1</Account><Region>eu-west-1</Region><Status>SUCCEEDED</Status></member>
                <member><Account>2</Account><Region>eu-west-1</Region><Status>FAILED</Status>
                 <StatusReason>role missing</StatusReason><OrganizationalUnitId>ou-1</OrganizationalUnitId>
                 <AccountGateResult><Status>FAILED</Status><StatusReason>gate closed</StatusReason></AccountGateResult></member>
                </Summaries><NextToken>t</NextToken></ListStackSetOperationResultsResult></ListStackSetOperationResultsResponse>""");
        aws.on("ListStackSetOperationResults").with("NextToken=t").reply("""
                <ListStackSetOperationResultsResponse><ListStackSetOperationResultsResult><Summaries>
                <member><Account>3</Account><Region>eu-west-1</Region><Status>CANCELLED</Status></member>
                <member><Account>4</Account><Region>eu-west-1</Region><Status>RUNNING</Status></member>
                <member><Account>5</Account><Region>eu-west-1</Region><Status>PENDING</Status></member>
                <member><Account>6</Account><Region>eu-west-1</Region><Status>NEW_WORD</Status></member>
                <member><Account>7</Account></member>
                </Summaries></ListStackSetOperationResultsResult></ListStackSetOperationResultsResponse>""");

        Rollout told = fleet.explain(target("cfn:stackset/guard#op-1")).found().orElseThrow();

        assertThat(told.parts())
                .extracting(Part::status)
                .containsExactly(
                        Status.SUCCEEDED,
                        Status.FAILED,
                        Status.STOPPED,
                        Status.IN_PROGRESS,
                        Status.PENDING,
                        Status.UNKNOWN,
                        Status.UNKNOWN);
        assertThat(told.parts().get(1))
                .isEqualTo(new Part(
                        "stack instance",
                        "2/eu-west-1",
                        null,
                        Status.FAILED,
                        "FAILED",
                        null,
                        null,
                        "role missing; account gate FAILED: gate closed; in ou-1"));
        assertThat(told.problems())
                .containsExactly(
                        new Problem("2/eu-west-1", "FAILED", "role missing; account gate FAILED: gate closed"));
        assertThat(told.progress()).isEqualTo(Progress.of(1, 7, "stack instances"));
    }

    private Rollout confirmed(String text) {
        List<Reading> confirmed = new ArrayList<>();
        fleet.confirm(List.of(reading(text)), confirmed::add);
        return confirmed.get(0).found().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"ACTIVE,SUCCEEDED", "DELETED,STOPPED"})
    void an_operation_does_not_pass_once_its_stack_set_was_deleted(String word, Status status) {
        aws.on("DescribeStackSetOperation").reply(operation("SUCCEEDED", ""));
        aws.on("DescribeStackSet")
                .reply("<DescribeStackSetResponse><DescribeStackSetResult><StackSet><Status>" + word
                        + "</Status></StackSet></DescribeStackSetResult></DescribeStackSetResponse>");
        assertThat(confirmed("cfn:stackset/guard:0a#op-1").status()).isEqualTo(status);
    }
}
