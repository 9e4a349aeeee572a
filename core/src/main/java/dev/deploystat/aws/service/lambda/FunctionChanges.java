package dev.deploystat.aws.service.lambda;

import dev.deploystat.aws.adapter.Configuration;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.model.Change;
import dev.deploystat.model.Target;
import java.util.List;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** What differs between two versions of a function. */
final class FunctionChanges {
    private FunctionChanges() {}

    static List<Change> between(Connection<LambdaClient> lambda, Target target, String before, String after) {
        return Configuration.between(version(lambda, target, before), version(lambda, target, after));
    }

    private static Configuration version(Connection<LambdaClient> lambda, Target target, String version) {
        GetFunctionResponse reply = Lambda.function(lambda, target, version);
        FunctionConfiguration function = FunctionReply.configuration(reply);
        Configuration configuration = new Configuration()
                .shown("code digest", function.codeSha256())
                .shown("image", reply.code() == null ? null : reply.code().imageUri())
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
            configuration.hidden("environment", function.environment().variables());
        }
        return configuration;
    }
}
