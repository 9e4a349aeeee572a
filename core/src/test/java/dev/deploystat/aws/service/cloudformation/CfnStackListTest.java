package dev.deploystat.aws.service.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many stacks are read in the way that takes the fewest calls. */
class CfnStackListTest extends AgainstLoopback {
    private static final String ID = "arn:aws:cloudformation:eu-west-1:111122223333:stack/%s/0a1b";

    private List<Target> stacks(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> target("cfn:s" + number))
                .toList();
    }

    private static String member(String name) {
        return "<member><StackId>" + ID.formatted(name) + "</StackId><StackName>" + name
                + "</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>"
                + CfnReplies.last("UPDATE_STACK=of-" + name)
                + "</member>";
    }

    private static String page(String next, String... names) {
        String members = Arrays.stream(names).map(CfnStackListTest::member).collect(Collectors.joining());
        String token = next == null ? "" : "<NextToken>" + next + "</NextToken>";
        return CfnReplies.stacks(members).replace("</Stacks>", "</Stacks>" + token);
    }

    /** Answers for each of some stacks when it is asked for by name. */
    private void answerByName(int count) {
        IntStream.range(0, count).forEach(number -> aws.on("DescribeStacks")
                .with("StackName=s" + number)
                .reply(CfnReplies.stacks(member("s" + number))));
    }

    private List<String> calls() {
        return aws.requests().stream()
                .map(LoopbackAws.Request::body)
                .map(body -> body.replaceAll("(Action|Version)=[^&]*&?", ""))
                .toList();
    }

    @Test
    void many_stacks_are_one_call_while_one_page_holds_them() {
        aws.on("DescribeStacks").reply(page(null, "other", "s3", "s2", "s1", "s0", "s4"));

        List<Reading> readings = fleet.read(stacks(5));

        assertThat(readings)
                .extracting(reading -> reading.found().orElseThrow().id())
                .containsExactly("of-s0", "of-s1", "of-s2", "of-s3", "of-s4");
        assertThat(readings)
                .allSatisfy(reading ->
                        assertThat(reading.found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED));
        fleet.read(stacks(5).stream()
                .map(stack -> stack.pinnedTo("of-" + stack.resource()))
                .toList());
        assertThat(calls()).containsExactly("", "");
    }

    @Test
    void the_walk_ends_where_the_last_wanted_stack_is() {
        aws.on("DescribeStacks").reply(page("t1", "s0", "s1"));
        aws.on("DescribeStacks").with("NextToken=t1").reply(page("t2", "s2", "s3", "s4"));

        assertThat(fleet.read(stacks(5))).allMatch(reading -> reading.found().isPresent());

        assertThat(calls()).containsExactly("", "NextToken=t1");
    }

    @Test
    void a_few_stacks_are_read_side_by_side_without_the_list() {
        answerByName(4);

        assertThat(fleet.read(stacks(4))).allMatch(reading -> reading.found().isPresent());

        assertThat(calls()).containsExactlyInAnyOrder("StackName=s0", "StackName=s1", "StackName=s2", "StackName=s3");
    }

    @Test
    void a_list_of_too_many_pages_is_left_and_not_tried_again() {
        aws.on("DescribeStacks").reply(page("t1", "x1"));
        IntStream.range(1, 4).forEach(number -> aws.on("DescribeStacks")
                .with("NextToken=t" + number)
                .reply(page("t" + (number + 1), "y" + number)));
        answerByName(5);

        assertThat(fleet.read(stacks(5))).allMatch(reading -> reading.found().isPresent());
        assertThat(calls()).hasSize(4 + 5);
        fleet.read(stacks(5));
        assertThat(calls().subList(9, 14)).allMatch(call -> call.startsWith("StackName="));
    }

    @Test
    void a_stack_that_is_not_in_the_list_is_asked_for_by_name_and_hides_no_other() {
        aws.on("DescribeStacks").reply(page(null, "s0", "s1", "s2"));
        aws.on("DescribeStacks").with("StackName=s3").reply(CfnReplies.stacks(member("s3")));
        aws.on("DescribeStacks").with("StackName=s4").fail(400, """
                <ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id s4 does not exist</Message>
                </Error></ErrorResponse>""");

        List<Reading> readings = fleet.read(stacks(5));

        assertThat(readings.subList(0, 4)).allMatch(reading -> reading.found().isPresent());
        assertThat(readings.get(4).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(calls()).containsExactly("", "StackName=s3", "StackName=s4");
    }

    @Test
    void whoever_may_not_list_reads_one_by_one() {
        aws.on("DescribeStacks").fail(403, """
                <ErrorResponse><Error><Code>AccessDenied</Code><Message>not allowed to list</Message>
                </Error></ErrorResponse>""");
        answerByName(5);

        assertThat(fleet.read(stacks(5))).allMatch(reading -> reading.found().isPresent());
        fleet.read(stacks(5));

        assertThat(calls()).hasSize(1 + 5 + 5);
    }

    @Test
    void a_list_that_is_throttled_costs_no_further_call() {
        aws.on("DescribeStacks").fail(400, """
                <ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>""");

        assertThat(fleet.read(stacks(5)))
                .allSatisfy(reading ->
                        assertThat(reading.failed().orElseThrow().kind()).isEqualTo(ErrorKind.THROTTLED));

        assertThat(calls()).containsExactly("");
    }

    @Test
    void change_sets_and_stack_sets_are_read_beside_the_stacks() {
        aws.on("DescribeStacks").reply(page(null, "s0", "s1", "s2", "s3", "s4"));
        aws.on("DescribeChangeSet").reply("""
                <DescribeChangeSetResponse><DescribeChangeSetResult><ChangeSetName>r7</ChangeSetName>
                <Status>CREATE_PENDING</Status></DescribeChangeSetResult></DescribeChangeSetResponse>""");
        List<Target> targets = new ArrayList<>(stacks(5));
        targets.add(2, target("cfn:s0/changeset/r7"));

        assertThat(fleet.read(targets)).allMatch(reading -> reading.found().isPresent());

        assertThat(aws.operations()).containsExactlyInAnyOrder("DescribeStacks", "DescribeChangeSet");
    }
}
