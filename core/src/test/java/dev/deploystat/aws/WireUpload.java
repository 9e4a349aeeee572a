package dev.deploystat.aws;

import dev.deploystat.gate.Outcome;
import java.util.Map;

/** An upload of entity definitions to Things Graph. */
final class WireUpload extends WireService {
    @Override
    String target() {
        return "thingsgraph:u-1";
    }

    @Override
    Words words() {
        return new Words("IN_PROGRESS", "SUCCEEDED", "FAILED", null);
    }

    @Override
    void has(LoopbackAws aws, Deployed... newestFirst) {
        if (newestFirst.length == 0) {
            isGone(aws);
            return;
        }
        aws.on("GetUploadStatus").reply("""
                {"uploadId":"u-1","uploadStatus":"%s","namespaceVersion":%d,"createdDate":%d}""".formatted(
                        newestFirst[0].word(),
                        newestFirst[0].age().number,
                        newestFirst[0].begun().getEpochSecond()));
    }

    @Override
    void isGone(LoopbackAws aws) {
        aws.on("GetUploadStatus").fail(400, "ResourceNotFoundException", "No upload u-1");
    }

    @Override
    Outcome ofEmptyAnswer() {
        return Outcome.TIMED_OUT;
    }

    @Override
    String revision(Age age) {
        return String.valueOf(age.number);
    }

    @Override
    Refusal invalid() {
        return new Refusal(400, "InvalidRequestException");
    }

    @Override
    Map<Law, String> cannotShow() {
        return Map.of(
                Law.ROLLBACK, "nothing is rolled back",
                Law.NEWER_SUCCESS, "the target is one upload",
                Law.LATER, "the target is one upload",
                Law.REPLACED, "the target is one upload");
    }
}
