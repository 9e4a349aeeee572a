package dev.deploystat.aws.service.elasticbeanstalk;

import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.begun;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.environment;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.environments;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.event;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.events;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.gate.Outcome;
import java.util.Map;
import java.util.function.Consumer;

/** An environment of Elastic Beanstalk. */
public final class WireElasticBeanstalk extends WireService {
    private static final String FAILED = "Failed to deploy application.";

    @Override
    public String target() {
        return "elasticbeanstalk:shop/web";
    }

    /** A failure has no status of its own: events tell of it. */
    @Override
    public Words words() {
        return new Words("Updating", "Ready", FAILED, null);
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
            return;
        }
        Deployed last = newestFirst[0];
        boolean isFailed = last.word().equals(FAILED);
        String end = isFailed ? FAILED : "Environment update completed successfully.";
        boolean isOver = isFailed || last.word().equals(words().succeeded());
        answer(
                aws,
                last,
                isFailed ? "Ready" : last.word(),
                isOver ? ending(last, isFailed ? "ERROR" : "INFO", end) : "");
    }

    private static String ending(Deployed deployed, String severity, String text) {
        return event(deployed.begun().plusSeconds(20), severity, text, "");
    }

    private static void answer(LoopbackAws aws, Deployed last, String status, String end) {
        aws.on("DescribeEnvironments")
                .reply(environments(environment(status, last.age().revision(), "")));
        aws.on("DescribeEvents").reply(events(end, begun(last.begun(), last.id())));
        aws.on("DescribeInstancesHealth").fail(400, "InvalidRequestException", "is not supported");
        aws.on("DescribeEnvironmentHealth").fail(400, "InvalidRequestException", "is not supported");
        aws.on("DescribeApplicationVersions").replyWithNothing();
        aws.on("DescribeEnvironmentManagedActions").replyWithNothing();
        aws.on("DescribeEnvironmentManagedActionHistory").replyWithNothing();
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("DescribeEnvironments").reply(environments());
    }

    @Override
    public String empty() {
        return "<Response/>";
    }

    /** What the environment is looked up by does not show it. */
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
        return new RefusedCall(400, "InvalidParameterValue");
    }

    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        Deployed last = deployed(Age.NEW, "Ready");
        String done = ending(last, "INFO", "Environment update completed successfully.");
        return Map.of(
                "on the way back", aws -> has(aws, deployed(Age.NEW, "Aborting")),
                "aborted",
                        aws -> answer(
                                aws, last, "Ready", done + ending(last, "INFO", "Environment update was aborted.")),
                "back again",
                        aws -> answer(
                                aws,
                                last,
                                "Ready",
                                ending(
                                        last,
                                        "ERROR",
                                        "The environment was reverted to the previous configuration setting.")));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.NEWER_SUCCESS, "an environment has one release, the last one",
                Law.REPLACED, "no update begins while another is under way");
    }
}
