package dev.deploystat.aws.service.codepipeline;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.aws.WireServices;
import java.util.Map;
import java.util.function.Consumer;

/** A pipeline of CodePipeline, in the mode in which a newer execution overtakes one that waits. */
public final class WireCodePipeline extends WireService {
    @Override
    public String target() {
        return "codepipeline:shop";
    }

    @Override
    public Words words() {
        return new Words("InProgress", "Succeeded", "Failed", "Stopped");
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        aws.on("ListPipelineExecutions")
                .reply("{\"pipelineExecutionSummaries\":[" + WireServices.joined(newestFirst, WireCodePipeline::summary)
                        + "]}");
        aws.on("GetPipelineState")
                .reply(
                        newestFirst.length == 0
                                ? "{\"stageStates\":[]}"
                                : """
                {"stageStates":[{"stageName":"Source","latestExecution":{"pipelineExecutionId":"%1$s","status":"Succeeded"}},
                 {"stageName":"Prod","latestExecution":{"pipelineExecutionId":"%1$s","status":"%2$s"}}]}""".formatted(newestFirst[0].id(), newestFirst[0].word()));
        aws.on("ListActionExecutions").reply("{\"actionExecutionDetails\":[]}");
        aws.on("GetPipeline").reply("{\"pipeline\":{\"stages\":[]}}");
    }

    private static String summary(Deployed deployed) {
        return """
                {"pipelineExecutionId":"%s","status":"%s","startTime":%d,"executionMode":"SUPERSEDED",
                 "sourceRevisions":[{"actionName":"Source","revisionId":"%s"}]%s}""".formatted(
                        deployed.id(),
                        deployed.word(),
                        deployed.begun().getEpochSecond(),
                        deployed.age().revision(),
                        deployed.more());
    }

    private static Deployed rollback(String word, String trigger) {
        return new Deployed(Age.NEWER, word, """
                ,"executionType":"ROLLBACK","rollbackMetadata":{"rollbackTargetPipelineExecutionId":"d-1"},"trigger":%s""".formatted(trigger));
    }

    private static Deployed automatic(String word) {
        return rollback(word, """
                {"triggerType":"AutomatedRollback","triggerDetail":"{\\"FailedPipelineExecutionId\\":\\"d-2\\"}"}""");
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.onRequests(any -> true)
                .fail(400, "PipelineNotFoundException", "Account '111122223333' does not have a pipeline 'shop'");
    }

    @Override
    public Deployed replaced() {
        return deployed(Age.NEW, "Superseded");
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "ValidationException");
    }

    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "about to go back",
                        aws -> {
                            aws.on("GetPipeline").reply("""
                            {"pipeline":{"stages":[{"name":"Prod","onFailure":{"result":"ROLLBACK"}}]}}""");
                            has(aws, failed(Age.NEW), succeeded(Age.OLD));
                        },
                "on the way back", aws -> has(aws, automatic("InProgress"), failed(Age.NEW)),
                "healthy again, by a new and successful execution",
                        aws -> has(aws, automatic("Succeeded"), failed(Age.NEW)),
                "stuck on the way back", aws -> has(aws, automatic("Failed"), failed(Age.NEW)),
                "taken back by somebody",
                        aws -> has(aws, rollback("Succeeded", "{\"triggerType\":\"ManualRollback\"}"), failed(Age.NEW)),
                "stopped, and taken back by somebody",
                        aws -> has(
                                aws, rollback("Succeeded", "{\"triggerType\":\"ManualRollback\"}"), stopped(Age.NEW)));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of();
    }
}
