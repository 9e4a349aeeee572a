package dev.deploystat.aws.service.cloudformation;

import static dev.deploystat.aws.service.cloudformation.CfnReplies.DEEP;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.ID;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.NEST;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.STACK_TYPE;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.at;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.because;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.error;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.event;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.events;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.last;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.own;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.resource;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.stack;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import org.junit.jupiter.api.Test;

class CfnExplanationTest extends AgainstLoopback {

    private void denyDescribeEvents() {
        aws.on("DescribeEvents")
                .fail(403, error("AccessDenied", "not authorized to perform cloudformation:DescribeEvents"));
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
                 <HookFailureMode>FAIL</HookFailureMode><HookStatusReason>not encrypted</HookStatusReason>
                 <ResourceStatusReason>a hook failed</ResourceStatusReason></member>
                </OperationEvents></DescribeEventsResult></DescribeEventsResponse>""");

        Rollout told = explain("cfn:shop");

        assertThat(told.problems())
                .containsExactly(
                        new Problem("A", "PROPERTY_VALIDATION", "required key (/Resources/A)"),
                        new Problem("shop", "UPDATE_FAILED", "validation failed"),
                        new Problem("B", "UPDATE_FAILED", "broke"),
                        new Problem("C", "My::Guard::Hook", "not encrypted; a hook failed"));
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
        Rollout told = explain("cfn:shop");
        assertThat(told.status()).isEqualTo(Status.FAILED);
        assertThat(told.problems())
                .last()
                .isEqualTo(new Problem(
                        "cloudformation:DescribeEvents", "Throttling", "not everything could be read: Rate exceeded"));
    }

    @Test
    void a_failure_whose_list_may_not_be_read_says_so_where_nothing_else_tells_it() {
        denyDescribeEvents();
        aws.on("DescribeStacks").reply(stack("UPDATE_FAILED", last("UPDATE_STACK=op-up")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(30, "op-up", "UPDATE_FAILED", because("a validation failed")),
                        own(10, "op-up", "UPDATE_IN_PROGRESS", "")));
        assertThat(explain("cfn:shop").problems())
                .containsExactly(
                        new Problem("shop", "UPDATE_FAILED", "a validation failed"),
                        new Problem(
                                "cloudformation:DescribeEvents",
                                "AccessDenied",
                                "not everything could be read: which validation or hook failed is in the list of failures"
                                        + " alone"));
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
    void a_resource_that_a_hook_refused_is_what_followed_from_the_hooks_word() {
        aws.on("DescribeStacks").reply(stack("CREATE_FAILED", ""));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        event(
                                40,
                                ID,
                                null,
                                "B",
                                "AWS::S3::Bucket",
                                "",
                                "CREATE_FAILED",
                                because("The following hook(s) failed: [My::Guard::Hook]")),
                        event(
                                30,
                                ID,
                                null,
                                "B",
                                "AWS::S3::Bucket",
                                "",
                                "CREATE_IN_PROGRESS",
                                "<HookType>My::Guard::Hook</HookType><HookStatus>HOOK_COMPLETE_FAILED</HookStatus>"
                                        + "<HookStatusReason>not encrypted</HookStatusReason><HookFailureMode>FAIL</HookFailureMode>"),
                        own(10, null, "CREATE_IN_PROGRESS", "")));
        Rollout told = explain("cfn:shop");
        assertThat(told.problems()).extracting(Problem::message).first().isEqualTo("not encrypted");
        assertThat(told.problems()).extracting(told::isConsequence).containsExactly(false, true);
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
    void events_without_operation_ids_explain_the_latest_operation() {
        aws.on("DescribeStacks").reply(stack("CREATE_FAILED", last("CREATE_STACK=op-cr")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(30, null, "CREATE_FAILED", because("stopped there")),
                        own(10, null, "CREATE_IN_PROGRESS", "")));
        Rollout told = explain("cfn:shop");
        assertThat(told.problems()).containsExactly(new Problem("shop", "CREATE_FAILED", "stopped there"));
        assertThat(told.finishedAt()).isEqualTo(at(30));
    }

    @Test
    void an_earlier_operation_is_explained_by_its_own_events() {
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", last("UPDATE_STACK=op-2")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(300, "op-2", "UPDATE_COMPLETE", ""),
                        own(200, "op-2", "UPDATE_IN_PROGRESS", ""),
                        own(100, "op-1", "UPDATE_FAILED", ""),
                        resource(90, "op-1", "A", "UPDATE_FAILED", "broke"),
                        own(10, "op-1", "UPDATE_IN_PROGRESS", "")));
        denyDescribeEvents();
        Rollout told = explain("cfn:shop#op-1");
        assertThat(told.problems()).containsExactly(new Problem("A", "UPDATE_FAILED", "broke"));
        assertThat(told.status()).isEqualTo(Status.FAILED);
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
    void a_deletion_after_a_failure_keeps_the_cause_of_that_failure() {
        aws.on("DescribeStacks").reply(stack("DELETE_COMPLETE", last("DELETE_STACK=op-del")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(200, "op-del", "DELETE_COMPLETE", ""),
                        own(120, "op-del", "DELETE_IN_PROGRESS", ""),
                        resource(110, "op-cr", "B", "CREATE_FAILED", "Resource creation cancelled"),
                        resource(100, "op-cr", "A", "CREATE_FAILED", "name is taken"),
                        own(10, "op-cr", "CREATE_IN_PROGRESS", "")));
        denyDescribeEvents();
        assertThat(explain("cfn:" + ID).problems()).contains(new Problem("A", "CREATE_FAILED", "name is taken"));
    }

    @Test
    void a_deletion_after_a_success_is_explained_by_itself_alone() {
        aws.on("DescribeStacks").reply(stack("DELETE_COMPLETE", last("DELETE_STACK=op-del")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(200, "op-del", "DELETE_COMPLETE", ""),
                        own(120, "op-del", "DELETE_IN_PROGRESS", ""),
                        own(110, "op-cr", "CREATE_COMPLETE", ""),
                        resource(100, "op-cr", "A", "CREATE_FAILED", "tried once"),
                        own(10, "op-cr", "CREATE_IN_PROGRESS", "")));
        denyDescribeEvents();
        assertThat(explain("cfn:" + ID).problems()).isEmpty();
    }

    @Test
    void what_did_not_pass_validation_comes_first_and_what_was_skipped_or_warned_of_never() {
        aws.on("DescribeStacks").reply(stack("UPDATE_FAILED", last("UPDATE_STACK=op-up")));
        aws.on("DescribeStackEvents").reply(events(null, own(10, "op-up", "UPDATE_IN_PROGRESS", "")));
        aws.on("DescribeEvents").reply("""
                <DescribeEventsResponse><DescribeEventsResult><OperationEvents>
                <member><EventId>1</EventId><EventType>STACK_EVENT</EventType><LogicalResourceId>B</LogicalResourceId>
                 <Timestamp>2024-03-01T10:00:01Z</Timestamp><ResourceStatus>UPDATE_FAILED</ResourceStatus>
                 <ResourceStatusReason>broke</ResourceStatusReason></member>
                <member><EventId>2</EventId><EventType>VALIDATION_ERROR</EventType><LogicalResourceId>A</LogicalResourceId>
                 <Timestamp>2024-03-01T10:00:30Z</Timestamp><ValidationName>NAME_CONFLICT</ValidationName>
                 <ValidationStatus>FAILED</ValidationStatus><ValidationFailureMode>FAIL</ValidationFailureMode>
                 <ValidationStatusReason>name is taken</ValidationStatusReason></member>
                <member><EventId>3</EventId><EventType>VALIDATION_ERROR</EventType><LogicalResourceId>S</LogicalResourceId>
                 <ValidationStatus>SKIPPED</ValidationStatus><ValidationFailureMode>FAIL</ValidationFailureMode></member>
                <member><EventId>4</EventId><EventType>VALIDATION_ERROR</EventType><LogicalResourceId>W</LogicalResourceId>
                 <ValidationStatus>FAILED</ValidationStatus><ValidationFailureMode>WARN</ValidationFailureMode></member>
                </OperationEvents></DescribeEventsResult></DescribeEventsResponse>""");
        assertThat(explain("cfn:shop").problems()).extracting(Problem::resource).containsExactly("A", "B");
    }
}
