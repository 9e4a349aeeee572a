package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.gate.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A stack of CloudFormation that exists for long and is updated. */
public final class WireStack extends WireService {
    @Override
    public String target() {
        return "cloudformation:shop";
    }

    @Override
    public Words words() {
        return new Words("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "UPDATE_FAILED", null);
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            aws.on("DescribeStacks").fail(400, "ValidationError", "Stack with id shop does not exist");
            return;
        }
        answer(
                aws,
                "StackName",
                newestFirst[0],
                Stream.of(newestFirst)
                        .map(deployed -> "UPDATE_STACK=" + deployed.id())
                        .toArray(String[]::new));
        events(aws, newestFirst);
    }

    private static void answer(LoopbackAws aws, String asked, Deployed now, String... operations) {
        aws.on("DescribeStacks")
                .with(asked)
                .reply(CfnReplies.stack(
                        now.word(),
                        "<LastUpdatedTime>" + now.begun() + "</LastUpdatedTime><ChangeSetId>"
                                + now.age().revision() + "</ChangeSetId>" + CfnReplies.last(operations)));
    }

    private static void events(LoopbackAws aws, Deployed... newestFirst) {
        List<String> events = new ArrayList<>();
        for (Deployed deployed : newestFirst) {
            int begun =
                    (int) Duration.between(CfnReplies.at(0), deployed.begun()).toSeconds();
            if (!deployed.word().equals("UPDATE_IN_PROGRESS")) {
                events.add(CfnReplies.own(begun + 20, deployed.id(), deployed.word(), ""));
            }
            events.add(CfnReplies.own(begun, deployed.id(), "UPDATE_IN_PROGRESS", ""));
        }
        aws.on("DescribeStackEvents").reply(CfnReplies.events(null, events.toArray(String[]::new)));
        aws.on("DescribeEvents").reply("<DescribeEventsResponse><DescribeEventsResult/></DescribeEventsResponse>");
    }

    /** The awaited update is undone by an operation of its own, which the stack shows as its latest. */
    private void rolledBack(LoopbackAws aws, String word) {
        Deployed now = deployed(Age.NEW, word);
        answer(aws, "StackName", now, "ROLLBACK=d-R", "UPDATE_STACK=d-2");
        events(aws, now);
    }

    @Override
    public void isGone(LoopbackAws aws) {
        Deployed deletion = deployed(Age.NEWER, "DELETE_COMPLETE");
        answer(aws, "StackName=arn", deletion, "DELETE_STACK=d-3", "UPDATE_STACK=d-2");
        aws.on("DescribeStacks")
                .with("StackName=shop")
                .fail(400, "ValidationError", "Stack with id shop does not exist");
        aws.on("DescribeStackEvents")
                .reply(CfnReplies.events(
                        null,
                        CfnReplies.own(7240, "d-3", "DELETE_COMPLETE", ""),
                        CfnReplies.own(7230, "d-3", "DELETE_IN_PROGRESS", ""),
                        CfnReplies.own(7201, "d-2", "UPDATE_IN_PROGRESS", "")));
        aws.on("DescribeEvents").reply("<DescribeEventsResponse><DescribeEventsResult/></DescribeEventsResponse>");
    }

    @Override
    public String empty() {
        return "<Response/>";
    }

    /** What the stack is looked up by does not show it. */
    @Override
    public Outcome ofEmptyAnswer() {
        return ofNothing();
    }

    @Override
    public RefusedCall throttled() {
        return new RefusedCall(400, "Throttling");
    }

    @Override
    public RefusedCall denied() {
        return new RefusedCall(403, "AccessDenied");
    }

    @Override
    public RefusedCall expired() {
        return new RefusedCall(403, "ExpiredToken");
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "ValidationError");
    }

    @Override
    public Deployed replaced() {
        return inProgress(Age.NEW);
    }

    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "on the way back", aws -> rolledBack(aws, "UPDATE_ROLLBACK_IN_PROGRESS"),
                "healthy again, and cleaning up",
                        aws -> rolledBack(aws, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
                "healthy again", aws -> rolledBack(aws, "UPDATE_ROLLBACK_COMPLETE"),
                "stuck on the way back", aws -> rolledBack(aws, "UPDATE_ROLLBACK_FAILED"),
                "updated again after the rollback",
                        aws -> has(
                                aws,
                                deployed(Age.NEWER, "UPDATE_COMPLETE"),
                                deployed(Age.NEW, "UPDATE_ROLLBACK_COMPLETE")));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of();
    }
}
