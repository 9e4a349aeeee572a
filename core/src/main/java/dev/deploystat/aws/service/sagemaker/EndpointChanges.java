package dev.deploystat.aws.service.sagemaker;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.RevisionContents;
import dev.deploystat.model.Change;
import java.util.List;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** What differs between two endpoint configurations. */
final class EndpointChanges {
    private EndpointChanges() {}

    static List<Change> between(Connection<SageMakerClient> sageMaker, String before, String after) {
        return RevisionContents.between(described(sageMaker, before), described(sageMaker, after));
    }

    private static RevisionContents described(Connection<SageMakerClient> sageMaker, String name) {
        var reply = sageMaker.client().describeEndpointConfig(request -> request.endpointConfigName(name));
        RevisionContents contents = new RevisionContents().shown("configuration", name);
        reply.productionVariants().forEach(variant -> {
            String of = "variant " + variant.variantName() + ": ";
            contents.shown(of + "model", variant.modelName())
                    .shown(of + "instance type", variant.instanceTypeAsString())
                    .shown(of + "instances", variant.initialInstanceCount())
                    .shown(of + "weight", variant.initialVariantWeight())
                    .shown(
                            of + "serverless memory",
                            variant.serverlessConfig() == null
                                    ? null
                                    : variant.serverlessConfig().memorySizeInMB());
        });
        return contents.shown("key", reply.kmsKeyId()).shown("role", reply.executionRoleArn());
    }
}
