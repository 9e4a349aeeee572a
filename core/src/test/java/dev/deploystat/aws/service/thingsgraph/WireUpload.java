package dev.deploystat.aws.service.thingsgraph;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireService;
import dev.deploystat.gate.Outcome;
import java.util.Map;

/** An upload of entity definitions to Things Graph. */
public final class WireUpload extends WireService {
    @Override
    public String target() {
        return "thingsgraph:u-1";
    }

    @Override
    public Words words() {
        return new Words("IN_PROGRESS", "SUCCEEDED", "FAILED", null);
    }

    @Override
    public void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
            return;
        }
        aws.on("GetNamespaceDeletionStatus").reply("{}");
        aws.on("GetUploadStatus").reply("""
                {"uploadId":"u-1","uploadStatus":"%s","namespaceVersion":%d,"createdDate":%d}""".formatted(
                        newestFirst[0].word(),
                        newestFirst[0].age().number,
                        newestFirst[0].begun().getEpochSecond()));
    }

    @Override
    public void isGone(LoopbackAws aws) {
        aws.on("GetUploadStatus").fail(400, "ResourceNotFoundException", "No upload u-1");
    }

    @Override
    public Outcome ofEmptyAnswer() {
        return Outcome.TIMED_OUT;
    }

    @Override
    public String revision(Age age) {
        return String.valueOf(age.number);
    }

    @Override
    public RefusedCall invalid() {
        return new RefusedCall(400, "InvalidRequestException");
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "nothing is rolled back",
                Law.NEWER_SUCCESS, "the target is one upload",
                Law.LATER, "the target is one upload",
                Law.REPLACED, "the target is one upload");
    }
}
