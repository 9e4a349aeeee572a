package dev.deploystat.aws.service.cloudformation;

import static dev.deploystat.aws.service.cloudformation.CfnReplies.ID;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.at;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.because;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.events;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.last;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.own;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.resource;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.stack;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CfnAttemptTest extends AgainstLoopback {

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
        assertThat(earlier.nativeOperation()).isEqualTo("UPDATE");
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
        assertThat(rollback.nativeOperation()).isEqualTo("ROLLBACK");
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

        List<Rollout> rows = history("cfn:shop", HistoryQuery.newest(0));

        assertThat(rows).extracting(Rollout::id).containsExactly("op-4", "op-3", "op-2", "op-1");
        assertThat(rows).extracting(Rollout::nativeOperation).containsExactly("DELETE", "UPDATE", "UPDATE", "CREATE");
        assertThat(rows)
                .extracting(Rollout::status)
                .containsExactly(Status.SUCCEEDED, Status.SUCCEEDED, Status.ROLLED_BACK, Status.SUCCEEDED);
        assertThat(rows).extracting(Rollout::startedAt).containsExactly(at(890), at(400), at(300), at(110));
        assertThat(rows).extracting(Rollout::finishedAt).containsExactly(at(900), at(480), at(390), at(200));
    }

    @Test
    void a_stack_in_review_says_in_its_history_what_it_waits_for() {
        aws.on("DescribeStackEvents")
                .reply(events(null, own(100, "op-cs", "REVIEW_IN_PROGRESS", because("User Initiated"))));

        assertThat(history("cfn:shop", HistoryQuery.newest(0))).singleElement().satisfies(review -> {
            assertThat(review.flags()).containsExactly(Flag.NEEDS_ACTION);
            assertThat(review.reason())
                    .isEqualTo("waits for somebody to execute a change set, see:"
                            + " aws cloudformation list-change-sets --stack-name shop");
        });
    }

    @Test
    void history_without_operation_ids_is_divided_by_the_words_alone() {
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(490, null, "UPDATE_COMPLETE", ""),
                        own(485, null, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", ""),
                        own(480, null, "UPDATE_IN_PROGRESS", ""),
                        own(390, null, "UPDATE_ROLLBACK_COMPLETE", ""),
                        own(380, null, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", ""),
                        own(370, null, "UPDATE_ROLLBACK_IN_PROGRESS", ""),
                        resource(360, null, "A", "UPDATE_FAILED", "x"),
                        own(300, null, "UPDATE_IN_PROGRESS", ""),
                        own(200, null, "CREATE_COMPLETE", ""),
                        own(120, null, "CREATE_IN_PROGRESS", because("Transformation succeeded")),
                        own(110, null, "CREATE_IN_PROGRESS", "")));
        List<Rollout> rows = history("cfn:shop", HistoryQuery.newest(0));
        assertThat(rows).extracting(Rollout::id).containsExactly("e-480", "e-300", "e-110");
        assertThat(rows)
                .extracting(Rollout::status)
                .containsExactly(Status.SUCCEEDED, Status.ROLLED_BACK, Status.SUCCEEDED);
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
        assertThat(history("cfn:shop", HistoryQuery.newest(1)))
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
        HistoryQuery query = new HistoryQuery(Set.of(), at(350), null, 0, null);
        assertThat(history("cfn:shop", query)).extracting(Rollout::id).containsExactly("op-3");
        assertThat(aws.requests()).hasSize(1);
    }

    @Test
    void a_create_that_failed_inside_and_is_deleted_is_failed_and_not_superseded() {
        aws.on("DescribeStacks").reply(stack("DELETE_COMPLETE", last("DELETE_STACK=op-del", "CREATE_STACK=op-cr")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(200, "op-del", "DELETE_COMPLETE", ""),
                        own(120, "op-del", "DELETE_IN_PROGRESS", because("User Initiated")),
                        resource(110, "op-cr", "B", "CREATE_FAILED", "Resource creation cancelled"),
                        resource(100, "op-cr", "A", "CREATE_FAILED", "name is taken"),
                        own(10, "op-cr", "CREATE_IN_PROGRESS", "")));
        Rollout create = read("cfn:" + ID + "#op-cr");
        assertThat(create.status()).isEqualTo(Status.FAILED);
        assertThat(create.flags()).isEmpty();
        assertThat(create.reason()).contains("it failed").doesNotContain("newer operation");
    }

    @Test
    void a_create_in_which_all_was_only_cancelled_did_not_fail_by_itself() {
        aws.on("DescribeStacks").reply(stack("DELETE_COMPLETE", last("DELETE_STACK=op-del", "CREATE_STACK=op-cr")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(200, "op-del", "DELETE_COMPLETE", ""),
                        own(120, "op-del", "DELETE_IN_PROGRESS", ""),
                        resource(110, "op-cr", "B", "CREATE_FAILED", "Resource creation cancelled"),
                        own(10, "op-cr", "CREATE_IN_PROGRESS", "")));
        Rollout create = read("cfn:" + ID + "#op-cr");
        assertThat(create.status()).isEqualTo(Status.STOPPED);
        assertThat(create.flags()).containsExactly(Flag.SUPERSEDED);
    }

    @Test
    void an_earlier_update_in_express_mode_is_early() {
        aws.on("DescribeStacks").reply(stack("UPDATE_COMPLETE", last("UPDATE_STACK=op-3")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        own(300, "op-3", "UPDATE_COMPLETE", ""),
                        own(280, "op-3", "UPDATE_IN_PROGRESS", ""),
                        own(190, "op-2", "UPDATE_COMPLETE", ""),
                        own(100, "op-2", "UPDATE_IN_PROGRESS", because("User Initiated using Express Mode")),
                        own(20, "op-1", "CREATE_COMPLETE", ""),
                        own(10, "op-1", "CREATE_IN_PROGRESS", "")));
        assertThat(read("cfn:shop#op-2").flags()).containsExactly(Flag.EARLY);
        assertThat(read("cfn:shop#op-1").flags()).isEmpty();
    }
}
