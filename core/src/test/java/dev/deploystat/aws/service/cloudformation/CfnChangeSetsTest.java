package dev.deploystat.aws.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CfnChangeSetsTest extends AgainstLoopback {
    private static final String STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0a1b";
    private static final String ID = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/release-7/9f";

    private static String changeSet(String status, String execution, String more) {
        return "<DescribeChangeSetResponse><DescribeChangeSetResult><ChangeSetName>release-7</ChangeSetName><ChangeSetId>"
                + ID + "</ChangeSetId><StackId>" + STACK + "</StackId><StackName>shop</StackName><Status>" + status
                + "</Status>" + (execution == null ? "" : "<ExecutionStatus>" + execution + "</ExecutionStatus>") + more
                + "</DescribeChangeSetResult></DescribeChangeSetResponse>";
    }

    private static String stack(String status, String changeSet) {
        return "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackId>" + STACK
                + "</StackId><StackName>shop</StackName><ChangeSetId>" + changeSet + "</ChangeSetId><StackStatus>"
                + status + "</StackStatus><CreationTime>2024-02-01T10:00:00Z</CreationTime>"
                + "<LastUpdatedTime>2024-03-01T10:00:00Z</LastUpdatedTime>"
                + "<StackStatusReason>because</StackStatusReason></member>"
                + "</Stacks></DescribeStacksResult></DescribeStacksResponse>";
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_PENDING,UNAVAILABLE,PENDING,CREATE_PENDING",
        "CREATE_IN_PROGRESS,UNAVAILABLE,IN_PROGRESS,CREATE_IN_PROGRESS",
        "CREATE_COMPLETE,AVAILABLE,PENDING,AVAILABLE",
        "CREATE_COMPLETE,UNAVAILABLE,PENDING,UNAVAILABLE",
        "CREATE_COMPLETE,OBSOLETE,STOPPED,OBSOLETE",
        "CREATE_COMPLETE,EXECUTE_IN_PROGRESS,IN_PROGRESS,EXECUTE_IN_PROGRESS",
        "CREATE_COMPLETE,EXECUTE_FAILED,FAILED,EXECUTE_FAILED",
        "CREATE_COMPLETE,NEW_WORD,UNKNOWN,NEW_WORD",
        "CREATE_COMPLETE,,PENDING,CREATE_COMPLETE",
        "DELETE_PENDING,UNAVAILABLE,IN_PROGRESS,DELETE_PENDING",
        "DELETE_IN_PROGRESS,UNAVAILABLE,IN_PROGRESS,DELETE_IN_PROGRESS",
        "DELETE_COMPLETE,UNAVAILABLE,STOPPED,DELETE_COMPLETE",
        "DELETE_FAILED,UNAVAILABLE,FAILED,DELETE_FAILED",
        "FAILED,UNAVAILABLE,FAILED,FAILED",
        "NEW_WORD,AVAILABLE,UNKNOWN,NEW_WORD"
    })
    void every_status_is_mapped_and_kept(String status, String execution, Status expected, String word) {
        aws.on("DescribeChangeSet").reply(changeSet(status, execution, ""));
        Rollout rollout = read("cfn:shop/changeset/release-7");
        assertThat(rollout.status()).isEqualTo(expected);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        boolean waits = word.equals("AVAILABLE");
        assertThat(rollout.flags()).isEqualTo(waits ? Set.of(Flag.NEEDS_ACTION) : Set.of());
        assertThat(rollout.reason())
                .isEqualTo(
                        waits
                                ? "waits for somebody to execute the change set: aws cloudformation execute-change-set"
                                        + " --change-set-name " + ID
                                : null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The submitted information didn't contain changes. Submit different information to create a change set.",
                "No updates are to be performed."
            })
    void nothing_to_change_is_no_failure(String reason) {
        aws.on("DescribeChangeSet")
                .reply(changeSet("FAILED", "UNAVAILABLE", "<StatusReason>" + reason + "</StatusReason>"));
        Rollout rollout = read("cfn:shop/changeset/release-7");
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.nativeStatus()).isEqualTo("FAILED");
        assertThat(rollout.reason()).isEqualTo(reason);
    }

    @Test
    void any_other_reason_is_a_failure() {
        aws.on("DescribeChangeSet")
                .reply(changeSet("FAILED", "UNAVAILABLE", "<StatusReason>Template error</StatusReason>"));
        assertThat(read("cfn:shop/changeset/release-7").status()).isEqualTo(Status.FAILED);
    }

    @Test
    void a_change_set_is_read_whole() {
        aws.on("DescribeChangeSet").with("StackName=shop").reply(changeSet("CREATE_COMPLETE", "AVAILABLE", """
                <CreationTime>2024-03-01T09:00:00Z</CreationTime><Description>d</Description><StatusReason>s</StatusReason>
                <Parameters><member><ParameterKey>Env</ParameterKey><ParameterValue>prod</ParameterValue></member></Parameters>
                <Tags><member><Key>team</Key><Value>a</Value></member></Tags>
                <Capabilities><member>CAPABILITY_IAM</member></Capabilities>
                <NotificationARNs><member>arn:t</member></NotificationARNs>
                <RollbackConfiguration><MonitoringTimeInMinutes>5</MonitoringTimeInMinutes></RollbackConfiguration>
                <StackDriftStatus>IN_SYNC</StackDriftStatus><IncludeNestedStacks>true</IncludeNestedStacks>
                <ParentChangeSetId>p</ParentChangeSetId><RootChangeSetId>r</RootChangeSetId>
                <OnStackFailure>ROLLBACK</OnStackFailure><ImportExistingResources>false</ImportExistingResources>
                <DeploymentMode>REVERT_DRIFT</DeploymentMode><NextToken>t</NextToken>
                <Changes><member><Type>Resource</Type><ResourceChange><Action>Modify</Action>
                 <LogicalResourceId>A</LogicalResourceId></ResourceChange></member></Changes>"""));

        Rollout rollout = read("cfn:shop/changeset/release-7");

        assertThat(rollout.id()).isEqualTo(ID);
        assertThat(rollout.revision()).isEqualTo(ID);
        assertThat(rollout.brings("release-7")).isTrue();
        assertThat(rollout.reason()).startsWith("s; waits for somebody to execute the change set: aws ");
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2024-03-01T09:00:00Z"));
        assertThat(rollout.consoleUrl())
                .startsWith(
                        "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/changesets")
                .contains("stackId=arn%3A", "&changeSetId=arn%3A");
        assertThat(rollout.attributes())
                .containsEntry("changeSetName", "release-7")
                .containsEntry("changeSetId", ID)
                .containsEntry("stackId", STACK)
                .containsEntry("stackName", "shop")
                .containsEntry("status", "CREATE_COMPLETE")
                .containsEntry("executionStatus", "AVAILABLE")
                .containsEntry("description", "d")
                .containsEntry("parameters", List.of(Map.of("parameterKey", "Env", "parameterValue", "prod")))
                .containsEntry("tags", List.of(Map.of("key", "team", "value", "a")))
                .containsEntry("capabilities", List.of("CAPABILITY_IAM"))
                .containsEntry("notificationARNs", List.of("arn:t"))
                .containsEntry("rollbackConfiguration", Map.of("monitoringTimeInMinutes", 5))
                .containsEntry("stackDriftStatus", "IN_SYNC")
                .containsEntry("includeNestedStacks", true)
                .containsEntry("parentChangeSetId", "p")
                .containsEntry("rootChangeSetId", "r")
                .containsEntry("onStackFailure", "ROLLBACK")
                .containsEntry("importExistingResources", false)
                .containsEntry("deploymentMode", "REVERT_DRIFT")
                .containsEntry(
                        "changes",
                        List.of(Map.of(
                                "type",
                                "Resource",
                                "resourceChange",
                                Map.of("action", "Modify", "logicalResourceId", "A"))))
                .doesNotContainKey("nextToken");
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE_COMPLETE,SUCCEEDED",
        "UPDATE_ROLLBACK_COMPLETE,ROLLED_BACK",
        "UPDATE_IN_PROGRESS,IN_PROGRESS",
        "DELETE_COMPLETE,STOPPED"
    })
    void an_executed_change_set_went_as_its_stack_went(String word, Status status) {
        aws.on("DescribeChangeSet").reply(changeSet("CREATE_COMPLETE", "EXECUTE_COMPLETE", ""));
        aws.on("DescribeStacks").with("StackName=arn%3A").reply(stack(word, ID));
        Rollout rollout = read("cfn:shop/changeset/release-7");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.id()).isEqualTo(ID);
        assertThat(rollout.reason()).isEqualTo("because");
        assertThat(rollout.nativeOperation()).isEqualTo(word.substring(0, 6));
        assertThat(rollout.attributes()).containsEntry("executionStatus", "EXECUTE_COMPLETE");
    }

    @Test
    void a_stack_that_moved_on_says_nothing_about_an_earlier_change_set() {
        aws.on("DescribeChangeSet").reply(changeSet("CREATE_COMPLETE", "EXECUTE_COMPLETE", ""));
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", ID + "-newer"));
        Rollout rollout = read("cfn:shop/changeset/release-7");
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.flags()).containsExactly(Flag.SUPERSEDED);
    }

    @Test
    void a_pinned_change_set_is_asked_for_by_its_arn_alone() {
        aws.on("DescribeChangeSet").with("ChangeSetName=arn%3A").reply(changeSet("CREATE_COMPLETE", "AVAILABLE", ""));
        read("cfn:shop/changeset/release-7#" + ID);
        read(ID);
        assertThat(aws.requests()).noneMatch(request -> request.body().contains("StackName="));
    }

    @Test
    void another_change_set_under_the_same_name_is_not_the_pinned_one() {
        aws.on("DescribeChangeSet").reply(changeSet("CREATE_COMPLETE", "AVAILABLE", ""));
        Reading reading = fleet.read(List.of(target("cfn:shop/changeset/release-7#other")))
                .get(0);
        assertThat(reading.failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_missing_change_set_is_not_found() {
        aws.on("DescribeChangeSet")
                .fail(
                        404,
                        "<ErrorResponse><Error><Code>ChangeSetNotFound</Code><Message>gone</Message></Error></ErrorResponse>");
        assertThat(fleet.read(List.of(target("cfn:shop/changeset/x")))
                        .get(0)
                        .failed()
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_change_set_is_its_own_history() {
        aws.on("DescribeChangeSet").reply(changeSet("CREATE_COMPLETE", "AVAILABLE", ""));
        List<Rollout> rows = new ArrayList<>();
        assertThat(fleet.history(target("cfn:shop/changeset/release-7"), HistoryQuery.newest(0), rows::add))
                .isEmpty();
        assertThat(rows).extracting(Rollout::id).containsExactly(ID);
    }

    @Test
    void an_explanation_lists_the_changes_and_the_failed_validations() {
        aws.on("DescribeChangeSet")
                .reply(changeSet("FAILED", "UNAVAILABLE", "<StatusReason>validation</StatusReason>"));
        aws.on("DescribeChangeSet").reply(changeSet("FAILED", "UNAVAILABLE", """
                <Changes><member><ResourceChange><Action>Modify</Action><LogicalResourceId>A</LogicalResourceId>
                 <PhysicalResourceId>a-1</PhysicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType>
                 <Replacement>True</Replacement></ResourceChange></member></Changes><NextToken>t</NextToken>"""));
        aws.on("DescribeChangeSet").with("NextToken=t").reply(changeSet("FAILED", "UNAVAILABLE", """
                <Changes><member><ResourceChange><Action>Add</Action><LogicalResourceId>B</LogicalResourceId>
                 <ResourceType>AWS::SQS::Queue</ResourceType><Replacement>False</Replacement></ResourceChange></member>
                 <member><Type>Resource</Type></member></Changes>"""));
        aws.on("DescribeEvents").with("ChangeSetName=arn%3A").reply("""
                <DescribeEventsResponse><DescribeEventsResult><OperationEvents><member><EventType>VALIDATION_ERROR</EventType>
                <LogicalResourceId>B</LogicalResourceId><ValidationName>RESOURCE_EXISTENCE</ValidationName>
                <ValidationStatusReason>already exists</ValidationStatusReason></member></OperationEvents>
                </DescribeEventsResult></DescribeEventsResponse>""");

        Rollout told =
                fleet.explain(target("cfn:shop/changeset/release-7")).found().orElseThrow();

        assertThat(told.problems()).containsExactly(new Problem("B", "RESOURCE_EXISTENCE", "already exists"));
        assertThat(told.parts())
                .containsExactly(
                        new Part(
                                "change",
                                "A",
                                null,
                                Status.PENDING,
                                "Modify",
                                null,
                                null,
                                "AWS::S3::Bucket: a-1: replacement: True"),
                        new Part("change", "B", null, Status.PENDING, "Add", null, null, "AWS::SQS::Queue"));
    }

    @Test
    void an_executed_change_set_is_explained_by_its_stack() {
        aws.on("DescribeChangeSet").reply(changeSet("CREATE_COMPLETE", "EXECUTE_FAILED", ""));
        aws.on("DescribeStacks").reply(stack("UPDATE_ROLLBACK_COMPLETE", ID));
        aws.on("DescribeStackEvents").reply("""
                <DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>
                <member><StackId>%1$s</StackId><LogicalResourceId>A</LogicalResourceId><PhysicalResourceId>a</PhysicalResourceId>
                 <ResourceStatus>UPDATE_FAILED</ResourceStatus><ResourceStatusReason>broke</ResourceStatusReason>
                 <Timestamp>2024-03-01T10:00:10Z</Timestamp></member>
                <member><StackId>%1$s</StackId><LogicalResourceId>shop</LogicalResourceId><PhysicalResourceId>%1$s</PhysicalResourceId>
                 <ResourceStatus>UPDATE_IN_PROGRESS</ResourceStatus><Timestamp>2024-03-01T10:00:00Z</Timestamp></member>
                </StackEvents></DescribeStackEventsResult></DescribeStackEventsResponse>""".formatted(STACK));
        Rollout told =
                fleet.explain(target("cfn:shop/changeset/release-7")).found().orElseThrow();
        assertThat(told.problems()).containsExactly(new Problem("A", "UPDATE_FAILED", "broke"));
        assertThat(told.parts()).extracting(Part::kind).containsExactly("resource");
    }

    @Test
    void what_changes_is_resources_by_their_names_and_parameters_whose_value_may_be_echoed() {
        String changes = """
                <Changes><member><ResourceChange><Action>Modify</Action><LogicalResourceId>A</LogicalResourceId>
                </ResourceChange></member><member><ResourceChange><Action>Add</Action><LogicalResourceId>B</LogicalResourceId>
                </ResourceChange></member><member><ResourceChange><Action>Remove</Action>
                <LogicalResourceId>C</LogicalResourceId></ResourceChange></member></Changes><Parameters>
                <member><ParameterKey>Size</ParameterKey><ParameterValue>4</ParameterValue></member>
                <member><ParameterKey>Kept</ParameterKey><UsePreviousValue>true</UsePreviousValue></member>
                <member><ParameterKey>Secret</ParameterKey><ParameterValue>****</ParameterValue></member></Parameters>""";
        aws.on("DescribeChangeSet").reply(changeSet("CREATE_COMPLETE", "AVAILABLE", changes));
        aws.on("DescribeEvents")
                .ifAsked()
                .reply("<DescribeEventsResponse><DescribeEventsResult/></DescribeEventsResponse>");
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", ID).replace("<StackStatus>", """
                        <Parameters><member><ParameterKey>Size</ParameterKey><ParameterValue>2</ParameterValue></member>
                        <member><ParameterKey>Kept</ParameterKey><ParameterValue>k</ParameterValue></member>
                        <member><ParameterKey>Secret</ParameterKey><ParameterValue>****</ParameterValue></member>
                        </Parameters><StackStatus>"""));
        assertThat(explain("cfn:shop/changeset/release-7", 0, true).changes())
                .containsExactly(
                        Change.hidden("resource A", Change.How.CHANGED),
                        Change.hidden("resource B", Change.How.ADDED),
                        Change.hidden("resource C", Change.How.REMOVED),
                        Change.of("parameter Size", "2", "4"));
    }

    @Test
    void what_an_executed_change_set_changed_is_what_its_stack_set_out_to_do() {
        aws.on("DescribeChangeSet").reply(changeSet("CREATE_COMPLETE", "EXECUTE_FAILED", ""));
        aws.on("DescribeStacks").reply(stack("UPDATE_ROLLBACK_COMPLETE", ID));
        aws.on("DescribeStackEvents").reply("""
                <DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>%5$s%4$s%3$s%2$s%1$s
                </StackEvents></DescribeStackEventsResult></DescribeStackEventsResponse>""".formatted(
                        event(0, "shop", "UPDATE_IN_PROGRESS"),
                        event(1, "A", "UPDATE_IN_PROGRESS"),
                        event(2, "B", "CREATE_IN_PROGRESS"),
                        event(3, "shop", "UPDATE_ROLLBACK_IN_PROGRESS"),
                        event(4, "B", "DELETE_COMPLETE")));
        assertThat(explain("cfn:shop/changeset/release-7", 0, true).changes())
                .containsExactly(
                        Change.hidden("resource A", Change.How.CHANGED), Change.hidden("resource B", Change.How.ADDED));
    }

    private static String event(int second, String resource, String status) {
        return """
                <member><StackId>%1$s</StackId><StackName>shop</StackName><LogicalResourceId>%2$s</LogicalResourceId>
                 <PhysicalResourceId>%3$s</PhysicalResourceId><ResourceStatus>%4$s</ResourceStatus>
                 <Timestamp>2024-03-01T10:00:0%5$dZ</Timestamp></member>""".formatted(STACK, resource, resource.equals("shop") ? STACK : resource, status, second);
    }
}
