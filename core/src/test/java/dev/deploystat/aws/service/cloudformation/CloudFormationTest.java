package dev.deploystat.aws.service.cloudformation;

import static dev.deploystat.aws.service.cloudformation.CfnReplies.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

class CloudFormationTest extends AgainstLoopback {

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
        assertThatThrownBy(() -> target(text)).isInstanceOf(Refusal.class);
    }
}
