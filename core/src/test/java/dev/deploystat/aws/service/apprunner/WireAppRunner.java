package dev.deploystat.aws.service.apprunner;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import dev.deploystat.gate.Outcome;
import java.util.Map;
import java.util.function.Consumer;

/** A service of App Runner. */
public final class WireAppRunner extends WireService {
    private static final String ARN = "arn:aws:apprunner:eu-west-1:111122223333:service/web/8fe1";

    @Override
    public String target() {
        return "apprunner:web";
    }

    @Override
    public Words words() {
        return new Words("IN_PROGRESS", "SUCCEEDED", "FAILED", null);
    }

    @Override
    public String revision(Age age) {
        return "web:" + age.revision();
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        aws.on("ListServices").reply("""
                {"ServiceSummaryList":[{"ServiceName":"web","ServiceArn":"%s","Status":"RUNNING"}]}""".formatted(ARN));
        aws.on("ListOperations")
                .reply("{\"OperationSummaryList\":["
                        + WireServices.joined(newestFirst, deployed -> """
                        {"Id":"%s","Type":"UPDATE_SERVICE","Status":"%s","StartedAt":%d%s}""".formatted(
                                deployed.id(), deployed.word(), deployed.begun().getEpochSecond(), deployed.more()))
                        + "]}");
        aws.on("FilterLogEvents")
                .reply("{\"events\":[{\"message\":\"cannot find module 'server'\",\"timestamp\":1709294401000}]}");
        boolean isIdle = newestFirst.length > 0 && newestFirst[0].word().equals(words().succeeded());
        aws.on("DescribeService").reply("""
                {"Service":{"ServiceArn":"%s","Status":"%s","SourceConfiguration":{"ImageRepository":
                 {"ImageIdentifier":"repo/web:%s","ImageRepositoryType":"ECR"}}}}""".formatted(
                        ARN,
                        isIdle ? "RUNNING" : "OPERATION_IN_PROGRESS",
                        newestFirst.length == 0 ? "v-0" : newestFirst[0].age().revision()));
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("ListServices").reply("{\"ServiceSummaryList\":[]}");
        aws.on("ListOperations").fail(400, "ResourceNotFoundException", "Service with the provided ARN not found");
    }

    /** What the service is looked up by does not show it. */
    @Override
    public Outcome ofEmptyAnswer() {
        return ofNothing();
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "InvalidRequestException");
    }

    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "on the way back", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_IN_PROGRESS")),
                "running again", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_SUCCEEDED")),
                "stuck on the way back", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_FAILED")));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(Law.REPLACED, "no operation begins while another is under way, and none is ever stopped");
    }
}
