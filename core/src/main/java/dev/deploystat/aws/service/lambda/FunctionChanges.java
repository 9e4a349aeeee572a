package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.RevisionContents;
import dev.deploystat.model.Change;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.List;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** What differs between two versions of a function, or between a function and the version published before it. */
final class FunctionChanges {
    private FunctionChanges() {}

    static List<Change> between(Connection<LambdaClient> lambda, Target target, String before, String after) {
        return RevisionContents.between(version(lambda, target, before), version(lambda, target, after));
    }

    /**
     * Adds what differs from the newest published version that is not the same, among those older than this one. Where all
     * are the same, nothing differs from the newest; where there is none, there is nothing to compare with.
     */
    static Rollout compared(Connection<LambdaClient> lambda, Target target, Rollout explained) {
        FunctionConfiguration function = explained
                .source(GetFunctionResponse.class)
                .map(FunctionReply::configuration)
                .orElseGet(() -> FunctionReply.configuration(Lambda.function(lambda, target, explained.id())));
        // The list says nothing of images beyond the digest of the code, which both have.
        RevisionContents now = of(function, null);
        List<FunctionConfiguration> older = Functions.published(lambda, target)
                .filter(version -> isBefore(version, function))
                .toList();
        FunctionConfiguration before = older.stream()
                .filter(version ->
                        !RevisionContents.between(of(version, null), now).isEmpty())
                .findFirst()
                .orElse(older.isEmpty() ? null : older.get(0));
        return before == null
                ? explained
                : explained.toBuilder()
                        .previousRevision(before.version())
                        .changes(RevisionContents.between(of(before, null), now))
                        .build();
    }

    private static boolean isBefore(FunctionConfiguration version, FunctionConfiguration function) {
        return !Versions.isNumber(function.version())
                || Long.parseLong(version.version()) < Long.parseLong(function.version());
    }

    private static RevisionContents version(Connection<LambdaClient> lambda, Target target, String version) {
        GetFunctionResponse reply = Lambda.function(lambda, target, version);
        return of(
                FunctionReply.configuration(reply),
                reply.code() == null ? null : reply.code().imageUri());
    }

    private static RevisionContents of(FunctionConfiguration function, String image) {
        RevisionContents contents = new RevisionContents()
                .shown("code digest", function.codeSha256())
                .shown("image", image)
                .shown("runtime", function.runtimeAsString())
                .shown("handler", function.handler())
                .shown("memory", function.memorySize())
                .shown("timeout", function.timeout())
                .shown(
                        "ephemeral storage",
                        function.ephemeralStorage() == null
                                ? null
                                : function.ephemeralStorage().size())
                .shown("processor", function.architecturesAsStrings())
                .shown(
                        "layers",
                        function.layers().stream().map(layer -> layer.arn()).toList())
                .shown("role", function.role());
        if (function.environment() != null) {
            contents.hidden("environment", function.environment().variables());
        }
        return contents;
    }
}
