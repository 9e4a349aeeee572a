package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.model.BadTarget;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

class CloudFormationTest {
    private static final String ID = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0a1b";
    private static final String NEST = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop-Db-1X/2c3d";
    private static final String DEEP = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop-Db-Net-2Y/4e5f";
    private static final String STACK_TYPE = "AWS::CloudFormation::Stack";

    private final LoopbackAws aws = new LoopbackAws();
    private final Fleet fleet = aws.fleet();

    @AfterEach
    void close() {
        aws.close();
    }

    private Target target(String text) {
        return fleet.place(new Targets(new Adapters()).parse(text));
    }

    private Reading reading(String text) {
        return fleet.read(List.of(target(text))).get(0);
    }

    private Rollout read(String text) {
        Reading reading = reading(text);
        assertThat(reading.failed()).isEmpty();
        return reading.found().orElseThrow();
    }

    private List<Rollout> history(String text, HistoryQuery query) {
        List<Rollout> rows = new ArrayList<>();
        assertThat(fleet.history(target(text), query, rows::add)).isEmpty();
        return rows;
    }

    private Rollout explain(String text) {
        Reading reading = fleet.explain(target(text));
        assertThat(reading.failed()).isEmpty();
        return reading.found().orElseThrow();
    }

    private static String stacks(String members) {
        return "<DescribeStacksResponse><DescribeStacksResult><Stacks>" + members
                + "</Stacks></DescribeStacksResult></DescribeStacksResponse>";
    }

    private static String stack(String status, String more) {
        return stacks("<member><StackId>" + ID + "</StackId><StackName>shop</StackName>"
                + "<CreationTime>2024-02-01T10:00:00Z</CreationTime><StackStatus>" + status + "</StackStatus>" + more
                + "</member>");
    }

    /** Operations, newest first, each as TYPE=ID. */
    private static String last(String... operations) {
        StringBuilder members = new StringBuilder();
        for (String operation : operations) {
            String[] halves = operation.split("=", -1);
            members.append("<member><OperationType>")
                    .append(halves[0])
                    .append("</OperationType><OperationId>")
                    .append(halves[1])
                    .append("</OperationId></member>");
        }
        return "<LastOperations>" + members + "</LastOperations>";
    }

    private static String events(String token, String... newestFirst) {
        return "<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>"
                + String.join("", newestFirst) + "</StackEvents>"
                + (token == null ? "" : "<NextToken>" + token + "</NextToken>")
                + "</DescribeStackEventsResult></DescribeStackEventsResponse>";
    }

    private static String event(
            int second,
            String stack,
            String operation,
            String resource,
            String type,
            String physical,
            String status,
            String more) {
        return "<member><StackId>" + stack + "</StackId><EventId>e-" + second + "</EventId><StackName>"
                + stack.split("/", -1)[1] + "</StackName><LogicalResourceId>" + resource
                + "</LogicalResourceId><PhysicalResourceId>" + physical + "</PhysicalResourceId><ResourceType>" + type
                + "</ResourceType><Timestamp>"
                + Instant.parse("2024-03-01T10:00:00Z").plusSeconds(second)
                + "</Timestamp><ResourceStatus>" + status + "</ResourceStatus>"
                + (operation == null ? "" : "<OperationId>" + operation + "</OperationId>") + more + "</member>";
    }

    private static String own(int second, String operation, String status, String more) {
        return event(second, ID, operation, "shop", STACK_TYPE, ID, status, more);
    }

    private static String resource(int second, String operation, String name, String status, String reason) {
        return event(second, ID, operation, name, "AWS::S3::Bucket", "phys-" + name, status, because(reason));
    }

    private static String because(String reason) {
        return reason == null ? "" : "<ResourceStatusReason>" + reason + "</ResourceStatusReason>";
    }

    private static String error(String code, String message) {
        return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" + message
                + "</Message></Error><RequestId>r-1</RequestId></ErrorResponse>";
    }

    private void denyDescribeEvents() {
        aws.on("DescribeEvents")
                .fail(403, error("AccessDenied", "not authorized to perform cloudformation:DescribeEvents"));
    }

    private static Instant at(int second) {
        return Instant.parse("2024-03-01T10:00:00Z").plusSeconds(second);
    }

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
    void the_states_name_every_value_of_the_model_with_the_mapping_that_is_used() {
        List<NativeState> states = new CloudFormation().states();
        assertThat(states.stream().filter(state -> state.kind().equals("stack")))
                .extracting(NativeState::word)
                .containsExactlyInAnyOrderElementsOf(StackStatus.knownValues().stream()
                        .map(StackStatus::toString)
                        .toList());
        assertThat(states)
                .extracting(NativeState::kind)
                .containsOnly(
                        "stack",
                        "resource",
                        "change set",
                        "change set execution",
                        "stack set operation",
                        "stack instance");
        assertThat(states)
                .contains(
                        NativeState.of("stack", "UPDATE_ROLLBACK_COMPLETE", Status.ROLLED_BACK),
                        NativeState.of("resource", "EXPORT_ROLLBACK_FAILED", Status.ROLLBACK_FAILED),
                        NativeState.of("resource", "DELETE_SKIPPED", Status.STOPPED));
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
        assertThat(rollout.operation()).isEqualTo("UPDATE");
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
        assertThat(rollout.operation()).isEqualTo("CREATE");
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
        assertThat(latest.operation()).isEqualTo("UPDATE");
        assertThat(latest.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(read("cfn:shop#op-up").status()).isEqualTo(Status.ROLLED_BACK);
        Rollout rollback = read("cfn:shop#op-rb");
        assertThat(rollback.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollback.operation()).isEqualTo("ROLLBACK");
        assertThat(aws.operations()).containsOnly("DescribeStacks");
    }

    @Test
    void the_creation_of_a_change_set_is_no_deployment_of_the_stack() {
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", last("CREATE_CHANGESET=op-cs", "UPDATE_STACK=op-up")));
        assertThat(read("cfn:shop").id()).isEqualTo("op-up");
        assertThat(read("cfn:shop#op-up").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_stack_in_review_waits_for_someone_and_is_followed_into_its_creation() {
        aws.on("DescribeStacks").reply(stack("REVIEW_IN_PROGRESS", last("CREATE_CHANGESET=op-cs")));
        aws.on("DescribeStacks").reply(stack("CREATE_COMPLETE", last("CREATE_STACK=op-cr")));
        Rollout review = read("cfn:shop");
        assertThat(review.id()).isEqualTo(ID);
        assertThat(review.flags()).containsExactly(Flag.NEEDS_ACTION);
        Rollout created = read("cfn:shop#" + review.id());
        assertThat(created.id()).isEqualTo(ID);
        assertThat(created.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(created.operation()).isEqualTo("CREATE");
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
    void an_earlier_operation_answers_for_itself_and_never_with_the_status_of_the_stack() {
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", last("UPDATE_STACK=op-3")));
        aws.on("DescribeStackEvents")
                .with("StackName=arn%3A")
                .reply(events(
                        "t",
                        own(300, "op-3", "UPDATE_COMPLETE", ""),
                        own(290, "op-3", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", ""),
                        own(280, "op-3", "UPDATE_IN_PROGRESS", because("User Initiated")),
                        own(190, "op-2-rb", "UPDATE_ROLLBACK_COMPLETE", ""),
                        own(180, "op-2-rb", "UPDATE_ROLLBACK_IN_PROGRESS", because("it failed: [A]"))));
        aws.on("DescribeStackEvents")
                .with("NextToken=t")
                .reply(events(
                        null,
                        resource(170, "op-2", "A", "UPDATE_FAILED", "no"),
                        own(
                                100,
                                "op-2",
                                "UPDATE_IN_PROGRESS",
                                because("User Initiated")
                                        + "<ClientRequestToken>Console-UpdateStack-1</ClientRequestToken>"),
                        own(20, "op-1", "CREATE_COMPLETE", ""),
                        own(10, "op-1", "CREATE_IN_PROGRESS", "")));

        Rollout earlier = read("cfn:shop#op-2");

        assertThat(earlier.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(earlier.nativeStatus()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(earlier.id()).isEqualTo("op-2");
        assertThat(earlier.operation()).isEqualTo("UPDATE");
        assertThat(earlier.initiator()).isEqualTo("Console-UpdateStack-1");
        assertThat(earlier.reason()).isEqualTo("it failed: [A]");
        assertThat(earlier.createdAt()).isEqualTo(at(100));
        assertThat(earlier.startedAt()).isEqualTo(at(100));
        assertThat(earlier.updatedAt()).isEqualTo(at(190));
        assertThat(earlier.finishedAt()).isEqualTo(at(190));
        assertThat(earlier.account()).isEqualTo("111122223333");
        assertThat(earlier.consoleUrl()).contains("#/stacks/events?stackId=");
        assertThat(earlier.flags()).isEmpty();
        assertThat(earlier.raw()).isNotNull();
        assertThat(earlier.attributes())
                .containsEntry("stackId", ID)
                .containsEntry("stackName", "shop")
                .containsEntry("operationIds", List.of("op-2-rb", "op-2"));

        int calls = aws.requests().size();
        assertThat(read("cfn:shop#op-2").status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(aws.operations().subList(calls, aws.operations().size())).containsExactly("DescribeStacks");
    }

    @Test
    void an_earlier_rollback_that_is_pinned_is_no_success_either() {
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", last("UPDATE_STACK=op-3")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(300, "op-3", "UPDATE_COMPLETE", ""),
                        own(280, "op-3", "UPDATE_IN_PROGRESS", ""),
                        own(190, "op-2-rb", "UPDATE_ROLLBACK_COMPLETE", ""),
                        own(180, "op-2-rb", "UPDATE_ROLLBACK_IN_PROGRESS", ""),
                        own(100, "op-2", "UPDATE_IN_PROGRESS", "")));
        Rollout rollback = read("cfn:shop#op-2-rb");
        assertThat(rollback.id()).isEqualTo("op-2-rb");
        assertThat(rollback.operation()).isEqualTo("ROLLBACK");
        assertThat(rollback.status()).isEqualTo(Status.ROLLED_BACK);
    }

    @Test
    void an_operation_cut_short_by_a_newer_one_is_superseded() {
        aws.on("DescribeStacks").reply(stack("UPDATE_IN_PROGRESS", last("UPDATE_STACK=op-3")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(300, "op-3", "UPDATE_IN_PROGRESS", ""),
                        own(200, "op-2", "UPDATE_ROLLBACK_IN_PROGRESS", ""),
                        own(190, "op-2", "UPDATE_IN_PROGRESS", ""),
                        own(100, "op-1", "CREATE_IN_PROGRESS", "")));
        Rollout cut = read("cfn:shop#op-1");
        assertThat(cut.status()).isEqualTo(Status.STOPPED);
        assertThat(cut.flags()).containsExactly(Flag.SUPERSEDED);
        assertThat(cut.reason()).contains("a newer operation");
        assertThat(cut.finishedAt()).isNull();
        assertThat(read("cfn:shop#op-2").status()).isEqualTo(Status.FAILED);
    }

    @Test
    void an_operation_the_stack_never_had_is_not_found() {
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", last("UPDATE_STACK=op-3")));
        aws.on("DescribeStackEvents").reply(events(null, own(300, "op-3", "UPDATE_COMPLETE", "")));
        assertThat(reading("cfn:shop#op-9").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(reading("cfn:shop#" + NEST).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void without_operations_a_pinned_one_is_looked_for_in_the_events() {
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", ""));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(300, null, "UPDATE_COMPLETE", ""),
                        own(280, null, "UPDATE_IN_PROGRESS", ""),
                        own(200, null, "UPDATE_ROLLBACK_COMPLETE", ""),
                        own(190, null, "UPDATE_ROLLBACK_IN_PROGRESS", ""),
                        own(100, null, "UPDATE_IN_PROGRESS", "")));
        assertThat(reading("cfn:shop#op-9").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(read("cfn:shop#e-100").status()).isEqualTo(Status.ROLLED_BACK);
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
        assertThat(latest.operation()).isEqualTo("DELETE");
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

    @Test
    void history_divides_the_events_into_attempts_newest_first() {
        aws.on("DescribeStackEvents")
                .with("StackName=shop")
                .reply(events(
                        "t",
                        own(900, "op-4", "DELETE_COMPLETE", ""),
                        own(890, "op-4", "DELETE_IN_PROGRESS", ""),
                        resource(470, "op-3", "A", "UPDATE_COMPLETE", null),
                        own(480, "op-3", "UPDATE_COMPLETE", ""),
                        own(400, "op-3", "UPDATE_IN_PROGRESS", ""),
                        own(390, "op-2-rb", "UPDATE_ROLLBACK_COMPLETE", "")));
        aws.on("DescribeStackEvents")
                .with("NextToken=t")
                .reply(events(
                        null,
                        own(380, "op-2-rb", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", ""),
                        own(370, "op-2-rb", "UPDATE_ROLLBACK_IN_PROGRESS", because("broken")),
                        own(300, "op-2", "UPDATE_IN_PROGRESS", ""),
                        own(200, "op-1", "CREATE_COMPLETE", ""),
                        own(
                                150,
                                "op-1",
                                "CREATE_IN_PROGRESS",
                                "<DetailedStatus>CONFIGURATION_COMPLETE</DetailedStatus>"),
                        resource(140, "op-1", "A", "CREATE_COMPLETE", null),
                        own(120, "op-1", "CREATE_IN_PROGRESS", because("Transformation succeeded")),
                        own(110, "op-1", "CREATE_IN_PROGRESS", because("User Initiated")),
                        own(100, "op-cs", "REVIEW_IN_PROGRESS", because("User Initiated"))));

        List<Rollout> rows = history("cfn:shop", HistoryQuery.newest(0, LoopbackAws.NOW));

        assertThat(rows).extracting(Rollout::id).containsExactly("op-4", "op-3", "op-2", "op-1");
        assertThat(rows).extracting(Rollout::operation).containsExactly("DELETE", "UPDATE", "UPDATE", "CREATE");
        assertThat(rows)
                .extracting(Rollout::status)
                .containsExactly(Status.SUCCEEDED, Status.SUCCEEDED, Status.ROLLED_BACK, Status.SUCCEEDED);
        assertThat(rows).extracting(Rollout::startedAt).containsExactly(at(890), at(400), at(300), at(110));
        assertThat(rows).extracting(Rollout::finishedAt).containsExactly(at(900), at(480), at(390), at(200));
    }

    @Test
    void history_without_operation_ids_is_divided_by_the_words_alone() {
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(480, null, "UPDATE_IN_PROGRESS", ""),
                        own(390, null, "UPDATE_ROLLBACK_COMPLETE", ""),
                        own(370, null, "UPDATE_ROLLBACK_IN_PROGRESS", ""),
                        resource(360, null, "A", "UPDATE_FAILED", "x"),
                        own(300, null, "UPDATE_IN_PROGRESS", ""),
                        own(200, null, "CREATE_COMPLETE", ""),
                        own(120, null, "CREATE_IN_PROGRESS", because("Transformation succeeded")),
                        own(110, null, "CREATE_IN_PROGRESS", "")));
        List<Rollout> rows = history("cfn:shop", HistoryQuery.newest(0, LoopbackAws.NOW));
        assertThat(rows).extracting(Rollout::id).containsExactly("e-480", "e-300", "e-110");
        assertThat(rows)
                .extracting(Rollout::status)
                .containsExactly(Status.IN_PROGRESS, Status.ROLLED_BACK, Status.SUCCEEDED);
    }

    @Test
    void history_asks_for_no_more_pages_than_it_needs() {
        aws.on("DescribeStackEvents")
                .reply(events(
                        "more",
                        own(480, "op-2", "UPDATE_COMPLETE", ""),
                        own(400, "op-2", "UPDATE_IN_PROGRESS", ""),
                        own(300, "op-1", "CREATE_COMPLETE", ""),
                        own(200, "op-1", "CREATE_IN_PROGRESS", "")));
        assertThat(history("cfn:shop", HistoryQuery.newest(1, LoopbackAws.NOW)))
                .extracting(Rollout::id)
                .containsExactly("op-2");
        assertThat(aws.requests()).hasSize(1);
    }

    @Test
    void history_ends_at_the_earliest_time_asked_for() {
        aws.on("DescribeStackEvents")
                .reply(events(
                        "more",
                        own(480, "op-3", "UPDATE_COMPLETE", ""),
                        own(400, "op-3", "UPDATE_IN_PROGRESS", ""),
                        own(300, "op-2", "UPDATE_COMPLETE", ""),
                        own(200, "op-2", "UPDATE_IN_PROGRESS", ""),
                        own(190, "op-1", "CREATE_COMPLETE", "")));
        HistoryQuery query = new HistoryQuery(Set.of(), at(350), null, 0, null, LoopbackAws.NOW);
        assertThat(history("cfn:shop", query)).extracting(Rollout::id).containsExactly("op-3");
        assertThat(aws.requests()).hasSize(1);
    }

    @Test
    void the_root_cause_is_the_resource_that_broke_below_all_nested_stacks() {
        aws.on("DescribeStacks").reply(stack("UPDATE_ROLLBACK_COMPLETE", last("ROLLBACK=op-rb", "UPDATE_STACK=op-up")));
        aws.on("DescribeStackEvents")
                .with("shop%2F0a1b")
                .reply(events(
                        null,
                        own(100, "op-rb", "UPDATE_ROLLBACK_COMPLETE", ""),
                        resource(95, "op-rb", "Logs", "UPDATE_COMPLETE", null),
                        own(90, "op-rb", "UPDATE_ROLLBACK_IN_PROGRESS", because("failed to update: [Db, Queue]")),
                        event(
                                80,
                                ID,
                                "op-up",
                                "Db",
                                STACK_TYPE,
                                NEST,
                                "UPDATE_FAILED",
                                because("Embedded stack failed")),
                        resource(79, "op-up", "Queue", "UPDATE_FAILED", "Resource update cancelled"),
                        resource(20, "op-up", "Logs", "UPDATE_COMPLETE", null),
                        resource(15, "op-up", "Queue", "UPDATE_IN_PROGRESS", null),
                        resource(14, "op-up", "Logs", "UPDATE_IN_PROGRESS", null),
                        event(12, ID, "op-up", "Db", STACK_TYPE, NEST, "UPDATE_IN_PROGRESS", ""),
                        own(
                                10,
                                "op-up",
                                "UPDATE_IN_PROGRESS",
                                because("User Initiated") + "<ClientRequestToken>token-1</ClientRequestToken>"),
                        own(2, "op-cr", "CREATE_COMPLETE", ""),
                        resource(1, "op-cr", "Old", "CREATE_FAILED", "long ago")));
        aws.on("DescribeStackEvents")
                .with("shop-Db-1X")
                .reply(events(
                        null,
                        event(
                                99,
                                NEST,
                                "n-9",
                                "shop-Db-1X",
                                STACK_TYPE,
                                NEST,
                                "UPDATE_IN_PROGRESS",
                                because("a later one")),
                        event(85, NEST, "n-rb", "shop-Db-1X", STACK_TYPE, NEST, "UPDATE_ROLLBACK_COMPLETE", ""),
                        event(
                                78,
                                NEST,
                                "n-rb",
                                "shop-Db-1X",
                                STACK_TYPE,
                                NEST,
                                "UPDATE_ROLLBACK_IN_PROGRESS",
                                because("[Net]")),
                        event(
                                77,
                                NEST,
                                "n-up",
                                "Net",
                                STACK_TYPE,
                                DEEP,
                                "CREATE_FAILED",
                                because("Embedded stack was not created")),
                        event(13, NEST, "n-up", "shop-Db-1X", STACK_TYPE, NEST, "UPDATE_IN_PROGRESS", "")));
        aws.on("DescribeStackEvents")
                .with("shop-Db-Net-2Y")
                .reply(events(
                        null,
                        event(
                                76,
                                DEEP,
                                "d-cr",
                                "Other",
                                "AWS::SQS::Queue",
                                "q",
                                "CREATE_FAILED",
                                because("Resource creation cancelled")),
                        event(
                                75,
                                DEEP,
                                "d-cr",
                                "Vpc",
                                "AWS::EC2::VPC",
                                "",
                                "CREATE_FAILED",
                                because("The CIDR is taken")),
                        event(14, DEEP, "d-cr", "shop-Db-Net-2Y", STACK_TYPE, DEEP, "CREATE_IN_PROGRESS", "")));
        denyDescribeEvents();

        Rollout told = explain("cfn:shop");

        assertThat(told.problems())
                .containsExactly(
                        new Problem("Db/Net/Vpc", "CREATE_FAILED", "The CIDR is taken"),
                        new Problem("Db/Net", "CREATE_FAILED", "Embedded stack was not created"),
                        new Problem("Db", "UPDATE_FAILED", "Embedded stack failed"),
                        new Problem("shop", "UPDATE_ROLLBACK_IN_PROGRESS", "failed to update: [Db, Queue]"));
        assertThat(told.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(told.id()).isEqualTo("op-up");
        assertThat(told.initiator()).isEqualTo("token-1");
        assertThat(told.reason()).isEqualTo("failed to update: [Db, Queue]");
        assertThat(told.startedAt()).isEqualTo(at(10));
        assertThat(told.finishedAt()).isEqualTo(at(100));
        assertThat(told.progress()).isEqualTo(Progress.of(0, 3, "resources"));
        assertThat(told.events()).isSortedAccordingTo(java.util.Comparator.comparing(Event::at));
        assertThat(told.events().get(0)).isEqualTo(new Event(at(10), null, "UPDATE_IN_PROGRESS", "User Initiated"));
        assertThat(told.events()).contains(new Event(at(75), "Db/Net/Vpc", "CREATE_FAILED", "The CIDR is taken"));
        assertThat(told.events()).extracting(Event::message).doesNotContain("long ago", "a later one");
        assertThat(told.parts())
                .contains(
                        new Part(
                                "nested stack",
                                "Db",
                                null,
                                Status.FAILED,
                                "UPDATE_FAILED",
                                at(12),
                                at(80),
                                STACK_TYPE + ": " + NEST + ": Embedded stack failed"),
                        new Part(
                                "resource",
                                "Db/Net/Vpc",
                                "Db/Net",
                                Status.FAILED,
                                "CREATE_FAILED",
                                at(75),
                                at(75),
                                "AWS::EC2::VPC: The CIDR is taken"));
        assertThat(told.parts())
                .filteredOn(part -> part.name().equals("Queue"))
                .extracting(Part::status)
                .containsExactly(Status.STOPPED);
        assertThat(told.parts())
                .filteredOn(part -> part.name().equals("Logs"))
                .extracting(Part::status)
                .containsExactly(Status.ROLLED_BACK);
        assertThat(told.parts()).extracting(Part::name).contains("Db/Net").doesNotContain("Old");
        assertThat(aws.operations().stream().filter("DescribeEvents"::equals)).hasSize(1);
    }

    @Test
    void cloudformations_own_failure_list_tells_validations_and_hooks() {
        aws.on("DescribeStacks").reply(stack("UPDATE_FAILED", last("UPDATE_STACK=op-up")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(100, "op-up", "UPDATE_FAILED", because("validation failed")),
                        resource(90, "op-up", "B", "UPDATE_FAILED", "broke"),
                        own(10, "op-up", "UPDATE_IN_PROGRESS", "")));
        aws.on("DescribeEvents").with("OperationId=op-up").reply("""
                <DescribeEventsResponse><DescribeEventsResult><OperationEvents>
                <member><EventId>1</EventId><StackId>%1$s</StackId><EventType>STACK_EVENT</EventType><LogicalResourceId>B</LogicalResourceId>
                 <Timestamp>2024-03-01T10:01:30Z</Timestamp><ResourceStatus>UPDATE_FAILED</ResourceStatus>
                 <ResourceStatusReason>broke</ResourceStatusReason></member>
                <member><EventId>2</EventId><StackId>%1$s</StackId><EventType>VALIDATION_ERROR</EventType><LogicalResourceId>A</LogicalResourceId>
                 <StartTime>2024-03-01T10:00:11Z</StartTime><ValidationName>PROPERTY_VALIDATION</ValidationName>
                 <ValidationFailureMode>FAIL</ValidationFailureMode><ValidationPath>/Resources/A</ValidationPath>
                 <ValidationStatusReason>required key</ValidationStatusReason></member>
                <member><EventId>3</EventId><EventType>VALIDATION_ERROR</EventType><LogicalResourceId>W</LogicalResourceId>
                 <ValidationFailureMode>WARN</ValidationFailureMode></member>
                <member><EventId>4</EventId><StackId>%1$s</StackId><PhysicalResourceId>%1$s</PhysicalResourceId><LogicalResourceId>shop</LogicalResourceId>
                 <ResourceStatus>UPDATE_FAILED</ResourceStatus></member>
                </OperationEvents><NextToken>t</NextToken></DescribeEventsResult></DescribeEventsResponse>""".formatted(ID));
        aws.on("DescribeEvents").with("NextToken=t").reply("""
                <DescribeEventsResponse><DescribeEventsResult><OperationEvents>
                <member><EventId>5</EventId><EventType>HOOK_INVOCATION_ERROR</EventType><LogicalResourceId>C</LogicalResourceId>
                 <Timestamp>2024-03-01T10:01:35Z</Timestamp><HookType>My::Guard::Hook</HookType>
                 <HookFailureMode>FAIL</HookFailureMode><HookStatusReason>not encrypted</HookStatusReason></member>
                </OperationEvents></DescribeEventsResult></DescribeEventsResponse>""");

        Rollout told = explain("cfn:shop");

        assertThat(told.problems())
                .containsExactly(
                        new Problem("A", "PROPERTY_VALIDATION", "required key (/Resources/A)"),
                        new Problem("shop", "UPDATE_FAILED", "validation failed"),
                        new Problem("B", "UPDATE_FAILED", "broke"),
                        new Problem("C", "My::Guard::Hook", "not encrypted"));
        assertThat(aws.requests().stream()
                        .filter(request -> request.operation().equals("DescribeEvents"))
                        .findFirst()
                        .orElseThrow()
                        .body())
                .contains("Filters.FailedEvents=true");
    }

    @Test
    void a_throttled_failure_list_is_told_and_not_taken_for_an_empty_one() {
        aws.on("DescribeStacks").reply(stack("UPDATE_FAILED", last("UPDATE_STACK=op-up")));
        aws.on("DescribeStackEvents").reply(events(null, own(10, "op-up", "UPDATE_IN_PROGRESS", "")));
        aws.on("DescribeEvents").fail(400, error("Throttling", "Rate exceeded"));
        assertThat(fleet.explain(target("cfn:shop")).failed().orElseThrow().kind())
                .isEqualTo(ErrorKind.THROTTLED);
    }

    @Test
    void a_hook_that_blocks_is_a_failure_and_one_that_warns_is_not() {
        aws.on("DescribeStacks").reply(stack("CREATE_FAILED", ""));
        String hook = "<HookType>My::Guard::Hook</HookType><HookStatus>HOOK_COMPLETE_FAILED</HookStatus>"
                + "<HookStatusReason>not encrypted</HookStatusReason><HookFailureMode>%s</HookFailureMode>";
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        event(30, ID, null, "B", "AWS::S3::Bucket", "", "CREATE_IN_PROGRESS", hook.formatted("FAIL")),
                        event(20, ID, null, "A", "AWS::S3::Bucket", "", "CREATE_IN_PROGRESS", hook.formatted("WARN")),
                        own(10, null, "CREATE_IN_PROGRESS", "")));
        Rollout told = explain("cfn:shop");
        assertThat(told.problems()).containsExactly(new Problem("B", "My::Guard::Hook", "not encrypted"));
        assertThat(told.events().get(2))
                .isEqualTo(new Event(at(30), "B", "HOOK_COMPLETE_FAILED", "My::Guard::Hook: not encrypted"));
    }

    @Test
    void a_nested_stack_that_is_gone_leaves_its_parents_word() {
        aws.on("DescribeStacks").reply(stack("CREATE_FAILED", ""));
        aws.on("DescribeStackEvents")
                .with("shop%2F0a1b")
                .reply(events(
                        null,
                        event(30, ID, null, "Db", STACK_TYPE, NEST, "CREATE_FAILED", because("Embedded stack failed")),
                        own(10, null, "CREATE_IN_PROGRESS", "")));
        aws.on("DescribeStackEvents").with("shop-Db-1X").fail(400, error("ValidationError", "Stack does not exist"));
        assertThat(explain("cfn:shop").problems())
                .containsExactly(new Problem("Db", "CREATE_FAILED", "Embedded stack failed"));
    }

    @Test
    void stacks_that_name_each_other_end_the_search() {
        aws.on("DescribeStacks").reply(stack("CREATE_FAILED", ""));
        aws.on("DescribeStackEvents")
                .with("shop%2F0a1b")
                .reply(events(
                        null,
                        event(30, ID, null, "Db", STACK_TYPE, NEST, "CREATE_FAILED", because("outer")),
                        own(10, null, "CREATE_IN_PROGRESS", "")));
        aws.on("DescribeStackEvents")
                .with("shop-Db-1X")
                .reply(events(
                        null,
                        event(29, NEST, null, "Up", STACK_TYPE, ID, "CREATE_FAILED", because("inner")),
                        event(11, NEST, null, "shop-Db-1X", STACK_TYPE, NEST, "CREATE_IN_PROGRESS", "")));
        assertThat(explain("cfn:shop").problems()).extracting(Problem::message).containsExactly("inner", "outer");
    }

    @Test
    void an_explanation_of_what_still_runs_counts_what_is_done() {
        aws.on("DescribeStacks").reply(stack("UPDATE_IN_PROGRESS", last("UPDATE_STACK=op-up")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        resource(30, "op-up", "B", "UPDATE_IN_PROGRESS", null),
                        resource(20, "op-up", "A", "UPDATE_COMPLETE", null),
                        resource(15, "op-up", "A", "UPDATE_IN_PROGRESS", null),
                        own(10, "op-up", "UPDATE_IN_PROGRESS", "")));
        denyDescribeEvents();
        Rollout told = explain("cfn:shop");
        assertThat(told.problems()).isEmpty();
        assertThat(told.progress()).isEqualTo(Progress.of(1, 0, "resources"));
        assertThat(told.parts()).extracting(Part::status).containsExactly(Status.SUCCEEDED, Status.IN_PROGRESS);
        assertThat(told.parts()).extracting(Part::finishedAt).containsExactly(at(20), null);
        assertThat(told.finishedAt()).isNull();
    }

    @Test
    void nested_and_deleted_stacks_are_not_discovered_and_stack_sets_are() {
        aws.on("ListStacks").reply("""
                <ListStacksResponse><ListStacksResult><StackSummaries>
                <member><StackName>shop</StackName><StackStatus>CREATE_COMPLETE</StackStatus></member>
                <member><StackName>shop-Db-1X</StackName><ParentId>%s</ParentId></member>
                </StackSummaries><NextToken>t</NextToken></ListStacksResult></ListStacksResponse>""".formatted(ID));
        aws.on("ListStacks").with("NextToken=t").reply("""
                <ListStacksResponse><ListStacksResult><StackSummaries>
                <member><StackName>web</StackName></member></StackSummaries></ListStacksResult></ListStacksResponse>""");
        aws.on("ListStackSets").with("Status=ACTIVE").reply("""
                <ListStackSetsResponse><ListStackSetsResult><Summaries><member><StackSetName>guard</StackSetName></member>
                </Summaries></ListStackSetsResult></ListStackSetsResponse>""");
        List<String> found = new ArrayList<>();
        assertThat(fleet.discover(target("cfn:x"), each -> found.add(each.resource())))
                .isEmpty();
        assertThat(found).containsExactly("shop", "web", "stackset/guard");
        assertThat(aws.requests().get(0).body())
                .contains("StackStatusFilter.member.1=", "UPDATE_ROLLBACK_FAILED")
                .doesNotContain("DELETE_COMPLETE");
    }

    @Test
    void targets_are_read_and_printed_in_every_form() {
        assertThat(target("cfn:shop").fields()).containsExactly(Map.entry("stack-name", "shop"));
        assertThat(target(ID).fields()).containsExactly(Map.entry("stack-name", ID));
        assertThat(target(ID).region()).isEqualTo("eu-west-1");
        assertThat(target(ID).account()).isEqualTo("111122223333");
        assertThat(target("cfn:" + ID + "#op-1").deployment()).isEqualTo("op-1");
        assertThat(target("cfn:stackset/guard").fields()).containsExactly(Map.entry("stack-set-name", "guard"));
        assertThat(target("arn:aws:cloudformation:eu-west-1:111122223333:stackset/guard:0a-1b")
                        .fields())
                .containsExactly(Map.entry("stack-set-name", "guard:0a-1b"));
        assertThat(target("cfn:shop/changeset/release-7").fields())
                .containsOnly(Map.entry("stack-name", "shop"), Map.entry("change-set-name", "release-7"));
        String changeSet = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/release-7/9f";
        assertThat(target(changeSet).fields()).containsExactly(Map.entry("change-set-name", changeSet));
        for (String text :
                List.of("cfn:shop#op-1", ID, "cfn:stackset/guard", "cfn:shop/changeset/release-7", changeSet)) {
            Target once = target(text);
            assertThat(target(once.toString()).fields()).isEqualTo(once.fields());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cfn:",
                "cfn:a/b",
                "cfn:a/changeset/",
                "cfn:stackset/a/b",
                "cfn:arn:aws:s3:::b",
                "cfn:arn:aws:cloudformation:eu-west-1:1:stack/a/b/changeset/c"
            })
    void what_is_no_stack_is_refused(String text) {
        assertThatThrownBy(() -> target(text)).isInstanceOf(BadTarget.class);
    }
}
