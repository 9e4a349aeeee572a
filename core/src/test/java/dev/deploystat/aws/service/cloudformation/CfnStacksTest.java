package dev.deploystat.aws.service.cloudformation;

import static dev.deploystat.aws.service.cloudformation.CfnReplies.ID;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.NEST;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.error;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.events;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.last;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.own;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.stack;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.stacks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CfnStacksTest extends AgainstLoopback {

    @ParameterizedTest
    @CsvSource({
        "REVIEW_IN_PROGRESS,PENDING",
        "CREATE_IN_PROGRESS,IN_PROGRESS",
        "CREATE_COMPLETE,SUCCEEDED",
        "CREATE_FAILED,FAILED",
        "ROLLBACK_IN_PROGRESS,ROLLING_BACK",
        "ROLLBACK_COMPLETE,ROLLED_BACK",
        "ROLLBACK_FAILED,ROLLBACK_FAILED",
        "UPDATE_IN_PROGRESS,IN_PROGRESS",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS,IN_PROGRESS",
        "UPDATE_COMPLETE,SUCCEEDED",
        "UPDATE_FAILED,FAILED",
        "UPDATE_ROLLBACK_IN_PROGRESS,ROLLING_BACK",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS,ROLLING_BACK",
        "UPDATE_ROLLBACK_COMPLETE,ROLLED_BACK",
        "UPDATE_ROLLBACK_FAILED,ROLLBACK_FAILED",
        "IMPORT_IN_PROGRESS,IN_PROGRESS",
        "IMPORT_COMPLETE,SUCCEEDED",
        "IMPORT_ROLLBACK_IN_PROGRESS,ROLLING_BACK",
        "IMPORT_ROLLBACK_COMPLETE,ROLLED_BACK",
        "IMPORT_ROLLBACK_FAILED,ROLLBACK_FAILED",
        "DELETE_IN_PROGRESS,IN_PROGRESS",
        "DELETE_COMPLETE,STOPPED",
        "DELETE_FAILED,FAILED",
        "BRAND_NEW_WORD,UNKNOWN"
    })
    void every_stack_status_is_mapped_and_kept(String word, Status status) {
        aws.on("DescribeStacks").reply(stack(word, ""));
        Rollout rollout = read("cfn:shop");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        boolean review = word.equals("REVIEW_IN_PROGRESS");
        assertThat(rollout.flags()).isEqualTo(review ? Set.of(Flag.NEEDS_ACTION) : Set.of());
    }

    @Test
    void a_stack_is_read_whole() {
        aws.on("DescribeStacks")
                .with("StackName=shop")
                .reply(stack("UPDATE_IN_PROGRESS", """
                <ChangeSetId>arn:aws:cloudformation:eu-west-1:111122223333:changeSet/release-7/9f</ChangeSetId>
                <Description>the shop</Description><LastUpdatedTime>2024-03-01T11:00:00Z</LastUpdatedTime>
                <DetailedStatus>CONFIGURATION_COMPLETE</DetailedStatus>
                <StackStatusReason>User Initiated</StackStatusReason>
                <Parameters><member><ParameterKey>Env</ParameterKey><ParameterValue>/env</ParameterValue>
                 <ResolvedValue>prod</ResolvedValue></member></Parameters>
                <Outputs><member><OutputKey>Url</OutputKey><OutputValue>https://x</OutputValue>
                 <Description>d</Description><ExportName>shop-url</ExportName></member></Outputs>
                <Tags><member><Key>team</Key><Value>a</Value></member></Tags>
                <Capabilities><member>CAPABILITY_IAM</member></Capabilities>
                <NotificationARNs><member>arn:aws:sns:eu-west-1:1:t</member></NotificationARNs>
                <RoleARN>arn:aws:iam::1:role/deploy</RoleARN><ParentId>p</ParentId><RootId>r</RootId>
                <DisableRollback>false</DisableRollback><TimeoutInMinutes>30</TimeoutInMinutes>
                <EnableTerminationProtection>true</EnableTerminationProtection>
                <RetainExceptOnCreate>false</RetainExceptOnCreate><DeletionMode>STANDARD</DeletionMode>
                <DeletionTime>2024-03-01T11:30:00Z</DeletionTime>
                <DriftInformation><StackDriftStatus>IN_SYNC</StackDriftStatus>
                 <LastCheckTimestamp>2024-02-02T00:00:00Z</LastCheckTimestamp></DriftInformation>
                <RollbackConfiguration><MonitoringTimeInMinutes>5</MonitoringTimeInMinutes><RollbackTriggers>
                 <member><Arn>arn:aws:cloudwatch:eu-west-1:1:alarm:a</Arn><Type>AWS::CloudWatch::Alarm</Type></member>
                </RollbackTriggers></RollbackConfiguration>""" + last("UPDATE_STACK=op-2")));

        Rollout rollout = read("cfn:shop");

        assertThat(rollout.id()).isEqualTo("op-2");
        assertThat(rollout.nativeOperation()).isEqualTo("UPDATE");
        assertThat(rollout.stage()).isEqualTo("CONFIGURATION_COMPLETE");
        assertThat(rollout.reason()).isEqualTo("User Initiated");
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.revision()).endsWith("changeSet/release-7/9f");
        assertThat(rollout.brings("release-7")).isTrue();
        assertThat(rollout.brings("release-8")).isFalse();
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2024-03-01T11:00:00Z"));
        assertThat(rollout.startedAt()).isEqualTo(Instant.parse("2024-03-01T11:00:00Z"));
        assertThat(rollout.updatedAt()).isEqualTo(Instant.parse("2024-03-01T11:00:00Z"));
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.consoleUrl())
                .isEqualTo(
                        "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1"
                                + "#/stacks/events?stackId=arn%3Aaws%3Acloudformation%3Aeu-west-1%3A111122223333%3Astack%2Fshop%2F0a1b");
        assertThat(rollout.raw()).isNotNull();
        assertThat(rollout.attributes())
                .containsEntry("stackId", ID)
                .containsEntry("stackName", "shop")
                .containsEntry("changeSetId", rollout.revision())
                .containsEntry("description", "the shop")
                .containsEntry("creationTime", "2024-02-01T10:00:00Z")
                .containsEntry("lastUpdatedTime", "2024-03-01T11:00:00Z")
                .containsEntry("deletionTime", "2024-03-01T11:30:00Z")
                .containsEntry("detailedStatus", "CONFIGURATION_COMPLETE")
                .containsEntry(
                        "parameters",
                        List.of(Map.of("parameterKey", "Env", "parameterValue", "/env", "resolvedValue", "prod")))
                .containsEntry(
                        "outputs",
                        List.of(Map.of(
                                "outputKey",
                                "Url",
                                "outputValue",
                                "https://x",
                                "description",
                                "d",
                                "exportName",
                                "shop-url")))
                .containsEntry("tags", List.of(Map.of("key", "team", "value", "a")))
                .containsEntry("capabilities", List.of("CAPABILITY_IAM"))
                .containsEntry("notificationARNs", List.of("arn:aws:sns:eu-west-1:1:t"))
                .containsEntry("roleARN", "arn:aws:iam::1:role/deploy")
                .containsEntry("parentId", "p")
                .containsEntry("rootId", "r")
                .containsEntry("disableRollback", false)
                .containsEntry("timeoutInMinutes", 30)
                .containsEntry("enableTerminationProtection", true)
                .containsEntry("retainExceptOnCreate", false)
                .containsEntry("deletionMode", "STANDARD")
                .containsEntry(
                        "driftInformation",
                        Map.of("stackDriftStatus", "IN_SYNC", "lastCheckTimestamp", "2024-02-02T00:00:00Z"))
                .containsEntry(
                        "rollbackConfiguration",
                        Map.of(
                                "monitoringTimeInMinutes",
                                5,
                                "rollbackTriggers",
                                List.of(Map.of(
                                        "arn",
                                        "arn:aws:cloudwatch:eu-west-1:1:alarm:a",
                                        "type",
                                        "AWS::CloudWatch::Alarm"))))
                .containsEntry(
                        "lastOperations", List.of(Map.of("operationType", "UPDATE_STACK", "operationId", "op-2")))
                .doesNotContainKeys("stackStatus", "stackStatusReason");
    }

    @Test
    void what_is_absent_stays_absent() {
        aws.on("DescribeStacks").reply(stacks("<member><StackName>shop</StackName></member>"));
        Rollout rollout = read("cfn:shop");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.nativeStatus()).isNull();
        assertThat(rollout.id()).isNull();
        assertThat(rollout.operation()).isNull();
        assertThat(rollout.account()).isNull();
        assertThat(rollout.consoleUrl()).isNull();
        assertThat(rollout.attributes()).containsOnlyKeys("stackName");
    }

    @Test
    void a_new_stack_started_when_it_was_created_and_without_operations_goes_by_its_own_id() {
        aws.on("DescribeStacks").reply(stack("CREATE_COMPLETE", ""));
        Rollout rollout = read("cfn:shop");
        assertThat(rollout.id()).isEqualTo(ID);
        assertThat(rollout.nativeOperation()).isEqualTo("CREATE");
        assertThat(rollout.startedAt()).isEqualTo(Instant.parse("2024-02-01T10:00:00Z"));
        assertThat(reading("cfn:shop#" + ID).found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
        assertThat(aws.requests().get(1).body()).contains("StackName=arn%3A");
    }

    @Test
    void a_missing_stack_is_not_found() {
        aws.on("DescribeStacks").fail(400, error("ValidationError", "Stack with id shop does not exist"));
        assertThat(reading("cfn:shop").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void no_stack_in_the_answer_is_not_found() {
        aws.on("DescribeStacks").reply(stacks(""));
        assertThat(reading("cfn:shop").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_denied_call_names_its_permission() {
        aws.on("DescribeStacks").fail(403, error("AccessDenied", "no"));
        var failed = reading("cfn:shop").failed().orElseThrow();
        assertThat(failed.kind()).isEqualTo(ErrorKind.DENIED);
        assertThat(failed.action()).isEqualTo("cloudformation:DescribeStacks");
    }

    @Test
    void an_update_that_was_rolled_back_automatically_is_one_deployment_and_no_success() {
        aws.on("DescribeStacks").reply(stack("UPDATE_ROLLBACK_COMPLETE", last("ROLLBACK=op-rb", "UPDATE_STACK=op-up")));
        Rollout latest = read("cfn:shop");
        assertThat(latest.id()).isEqualTo("op-up");
        assertThat(latest.nativeOperation()).isEqualTo("UPDATE");
        assertThat(latest.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(read("cfn:shop#op-up").status()).isEqualTo(Status.ROLLED_BACK);
        Rollout rollback = read("cfn:shop#op-rb");
        assertThat(rollback.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollback.nativeOperation()).isEqualTo("ROLLBACK");
        assertThat(aws.operations()).containsOnly("DescribeStacks");
    }

    @Test
    void the_creation_of_a_change_set_is_no_deployment_of_the_stack() {
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", last("CREATE_CHANGESET=op-cs", "UPDATE_STACK=op-up")));
        assertThat(read("cfn:shop").id()).isEqualTo("op-up");
        assertThat(read("cfn:shop#op-up").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_stack_in_review_names_its_change_set_where_it_is_known() {
        aws.on("DescribeStacks").reply(stack("REVIEW_IN_PROGRESS", """
                <ChangeSetId>$(reboot) it's</ChangeSetId><StackStatusReason>User Initiated</StackStatusReason>"""));
        assertThat(read("cfn:shop").reason())
                .isEqualTo("User Initiated; waits for somebody to execute the change set:"
                        + " aws cloudformation execute-change-set --change-set-name '$(reboot) it'\\''s'");
    }

    @Test
    void a_stack_in_review_waits_for_someone_and_is_followed_into_its_creation() {
        aws.on("DescribeStacks").reply(stack("REVIEW_IN_PROGRESS", last("CREATE_CHANGESET=op-cs")));
        aws.on("DescribeStacks").reply(stack("CREATE_COMPLETE", last("CREATE_STACK=op-cr")));
        Rollout review = read("cfn:shop");
        assertThat(review.id()).isEqualTo(ID);
        assertThat(review.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(review.reason())
                .isEqualTo("waits for somebody to execute a change set, see:"
                        + " aws cloudformation list-change-sets --stack-name shop");
        Rollout created = read("cfn:shop#" + review.id());
        assertThat(created.id()).isEqualTo(ID);
        assertThat(created.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(created.nativeOperation()).isEqualTo("CREATE");
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE_STACK,CREATE_COMPLETE,PENDING",
        "UPDATE_STACK,UPDATE_COMPLETE,SUCCEEDED",
        "UPDATE_STACK,IMPORT_COMPLETE,SUCCEEDED",
        "UPDATE_STACK,CREATE_FAILED,FAILED",
        "CREATE_STACK,CREATE_COMPLETE,SUCCEEDED",
        "DELETE_STACK,UPDATE_COMPLETE,PENDING",
        "ROLLBACK,UPDATE_COMPLETE,PENDING",
        "CONTINUE_ROLLBACK,UPDATE_ROLLBACK_COMPLETE,ROLLED_BACK",
        "BRAND_NEW_OPERATION,UPDATE_COMPLETE,SUCCEEDED"
    })
    void a_success_left_over_from_another_kind_of_operation_is_none(String type, String word, Status status) {
        aws.on("DescribeStacks").reply(stack(word, last(type + "=op-1")));
        Rollout rollout = read("cfn:shop#op-1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
    }

    @Test
    void an_operation_the_stack_never_had_is_not_found() {
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", last("UPDATE_STACK=op-3")));
        aws.on("DescribeStackEvents").reply(events(null, own(300, "op-3", "UPDATE_COMPLETE", "")));
        assertThat(reading("cfn:shop#op-9").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(reading("cfn:shop#" + NEST).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void the_id_of_another_stack_does_not_lead_away_from_the_one_that_was_named() {
        aws.on("DescribeStacks")
                .reply(stacks("<member><StackId>" + NEST + "</StackId><StackName>shop-Db-1X</StackName>"
                        + "<StackStatus>CREATE_COMPLETE</StackStatus></member>"));
        assertThat(reading("cfn:shop#" + NEST).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(read(NEST).status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_deletion_is_a_success_only_for_whoever_pins_the_deletion() {
        aws.on("DescribeStacks")
                .with("StackName=arn%3A")
                .reply(stack(
                        "DELETE_COMPLETE",
                        "<DeletionTime>2024-03-01T11:30:00Z</DeletionTime>" + last("DELETE_STACK=op-del")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(300, "op-del", "DELETE_COMPLETE", ""),
                        own(290, "op-del", "DELETE_IN_PROGRESS", ""),
                        own(200, "op-up", "UPDATE_COMPLETE", ""),
                        own(190, "op-up", "UPDATE_IN_PROGRESS", ""),
                        own(100, "op-cr", "CREATE_FAILED", ""),
                        own(90, "op-cr", "CREATE_IN_PROGRESS", "")));

        Rollout latest = read(ID);
        assertThat(latest.status()).isEqualTo(Status.STOPPED);
        assertThat(latest.nativeOperation()).isEqualTo("DELETE");
        assertThat(latest.id()).isEqualTo(ID);
        assertThat(latest.startedAt()).isEqualTo(Instant.parse("2024-03-01T11:30:00Z"));
        assertThat(read("cfn:" + ID + "#" + latest.id()).status()).isEqualTo(Status.STOPPED);

        assertThat(read("cfn:" + ID + "#op-del").status()).isEqualTo(Status.SUCCEEDED);

        Rollout update = read("cfn:" + ID + "#op-up");
        assertThat(update.status()).isEqualTo(Status.STOPPED);
        assertThat(update.reason()).contains("deleted after", "UPDATE_COMPLETE");
        assertThat(read("cfn:" + ID + "#op-cr").status()).isEqualTo(Status.FAILED);
    }

    @Test
    void a_followed_deployment_stays_with_its_stack_when_the_name_passes_on() {
        aws.on("DescribeStacks").with("StackName=shop").reply(stack("UPDATE_IN_PROGRESS", last("UPDATE_STACK=op-1")));
        aws.on("DescribeStacks").with("StackName=arn%3A").reply(stack("DELETE_COMPLETE", last("DELETE_STACK=op-del")));
        aws.on("DescribeStackEvents")
                .with("StackName=arn%3A")
                .reply(events(
                        null,
                        own(300, "op-del", "DELETE_COMPLETE", ""),
                        own(290, "op-del", "DELETE_IN_PROGRESS", ""),
                        own(200, "op-1", "UPDATE_IN_PROGRESS", "")));
        String id = read("cfn:shop").id();
        Rollout gone = read("cfn:shop#" + id);
        assertThat(gone.status()).isEqualTo(Status.STOPPED);
        assertThat(aws.requests().get(1).body()).contains("StackName=arn%3A");
    }

    @Test
    void polling_a_pinned_operation_costs_one_call_each() {
        aws.on("DescribeStacks").reply(stack("UPDATE_IN_PROGRESS", last("UPDATE_STACK=op-1")));
        read("cfn:shop#op-1");
        read("cfn:shop#op-1");
        assertThat(aws.operations()).containsExactly("DescribeStacks", "DescribeStacks");
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_COMPLETE,SUCCEEDED,EARLY",
        "UPDATE_COMPLETE,SUCCEEDED,EARLY",
        "UPDATE_IN_PROGRESS,IN_PROGRESS,",
        "UPDATE_FAILED,FAILED,",
        "UPDATE_ROLLBACK_COMPLETE,ROLLED_BACK,"
    })
    void a_success_in_express_mode_is_early(String word, Status status, Flag flag) {
        aws.on("DescribeStacks").reply(stack(word, "<DeploymentConfig><Mode>EXPRESS</Mode></DeploymentConfig>"));
        Rollout rollout = read("cfn:shop");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.flags()).isEqualTo(flag == null ? Set.of() : Set.of(flag));
        if (flag != null) {
            assertThat(rollout.reason()).contains("express mode", "--allow-early");
        }
    }

    @Test
    void a_failure_in_express_mode_says_what_can_be_done() {
        aws.on("DescribeStacks")
                .reply(stack(
                        "UPDATE_FAILED",
                        "<StackStatusReason>A broke</StackStatusReason>"
                                + "<DeploymentConfig><Mode>EXPRESS</Mode></DeploymentConfig>"));
        assertThat(read("cfn:shop").reason())
                .isEqualTo("A broke; a stack that failed in express mode cannot be"
                        + " rolled back; update it again in that mode");
    }

    @Test
    void a_stack_that_is_not_in_express_mode_is_not_early() {
        aws.on("DescribeStacks")
                .reply(stack("UPDATE_COMPLETE", "<DeploymentConfig><Mode>STANDARD</Mode></DeploymentConfig>"));
        assertThat(read("cfn:shop").flags()).isEmpty();
    }
}
