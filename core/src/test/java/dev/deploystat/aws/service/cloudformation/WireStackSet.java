package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A stack set. */
public final class WireStackSet extends WireService {
    @Override
    public String target() {
        return "cloudformation:stackset/guard";
    }

    @Override
    public Words words() {
        return new Words("RUNNING", "SUCCEEDED", "FAILED", "STOPPED");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        String entries = Stream.of(newestFirst)
                .map(deployed -> "<member>" + operation(deployed) + "</member>")
                .collect(Collectors.joining());
        aws.on("ListStackSetOperations").reply(reply("ListStackSetOperations", "Summaries", entries));
        for (Deployed deployed : newestFirst) {
            aws.on("DescribeStackSetOperation")
                    .with("OperationId=" + deployed.id())
                    .reply(reply("DescribeStackSetOperation", "StackSetOperation", operation(deployed)));
        }
        aws.on("DescribeStackSet").reply(reply("DescribeStackSet", "StackSet", "<Status>ACTIVE</Status>"));
        aws.on("ListStackSetOperationResults").reply(reply("ListStackSetOperationResults", "Summaries", ""));
    }

    private static String reply(String operation, String member, String content) {
        return "<%1$sResponse><%1$sResult><%2$s>%3$s</%2$s></%1$sResult></%1$sResponse>"
                .formatted(operation, member, content);
    }

    private static String operation(Deployed deployed) {
        return "<OperationId>" + deployed.id() + "</OperationId><Action>UPDATE</Action><Status>" + deployed.word()
                + "</Status><CreationTimestamp>" + deployed.begun() + "</CreationTimestamp>" + deployed.more();
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("ListStackSetOperations").fail(404, "StackSetNotFoundException", "StackSet guard not found");
        aws.on("DescribeStackSetOperation").fail(404, "StackSetNotFoundException", "StackSet guard not found");
    }

    @Override
    public String empty() {
        return "<Response/>";
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
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "an operation is not undone; each stack that failed is rolled back by itself",
                Law.REVISION, "an operation does not say which template it brings");
    }
}
