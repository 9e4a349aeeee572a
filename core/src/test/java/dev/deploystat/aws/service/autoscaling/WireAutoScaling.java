package dev.deploystat.aws.service.autoscaling;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An Auto Scaling group. */
public final class WireAutoScaling extends WireService {
    @Override
    public String target() {
        return "autoscaling:web";
    }

    @Override
    public Words words() {
        return new Words("InProgress", "Successful", "Failed", "Cancelled");
    }

    @Override
    public String revision(Age age) {
        return "web:" + age.number;
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        refreshes(aws, Stream.of(newestFirst).map(WireAutoScaling::refresh).collect(Collectors.joining()));
        aws.on("DescribeAutoScalingGroups").reply("""
                <DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups><member>
                <AutoScalingGroupName>web</AutoScalingGroupName></member></AutoScalingGroups>
                </DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>""");
        aws.on("DescribeScalingActivities").replyWithNothing();
    }

    private static void refreshes(LoopbackAws aws, String members) {
        aws.on("DescribeInstanceRefreshes").reply("""
                <DescribeInstanceRefreshesResponse><DescribeInstanceRefreshesResult><InstanceRefreshes>%s
                </InstanceRefreshes></DescribeInstanceRefreshesResult></DescribeInstanceRefreshesResponse>""".formatted(members));
    }

    private static String refresh(Deployed deployed) {
        return """
                <member><InstanceRefreshId>%s</InstanceRefreshId><AutoScalingGroupName>web</AutoScalingGroupName>
                <Status>%s</Status><StartTime>%s</StartTime><DesiredConfiguration><LaunchTemplate>
                <LaunchTemplateName>web</LaunchTemplateName><Version>%d</Version></LaunchTemplate></DesiredConfiguration>%s
                </member>""".formatted(deployed.id(), deployed.word(), deployed.begun(), deployed.age().number, deployed.more());
    }

    private static Deployed rolledBack(String word) {
        return new Deployed(Age.NEW, word, """
                <RollbackDetails><RollbackReason>alarm 5xx</RollbackReason>
                <RollbackStartTime>2024-03-01T12:00:10Z</RollbackStartTime></RollbackDetails>""");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("DescribeInstanceRefreshes")
                .fail(400, "ValidationError", "AutoScalingGroup name not found - AutoScalingGroup 'web' not found");
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
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "on the way back", aws -> has(aws, rolledBack("RollbackInProgress")),
                "back again", aws -> has(aws, rolledBack("RollbackSuccessful")),
                "stuck on the way back", aws -> has(aws, rolledBack("RollbackFailed")),
                "on the way back, which somebody ends", aws -> has(aws, rolledBack("Cancelling")),
                "left half-way back", aws -> has(aws, rolledBack("Cancelled")));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of();
    }
}
