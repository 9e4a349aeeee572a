package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.service.amplify.Amplify;
import dev.deploystat.aws.service.apigateway.ApiGateway;
import dev.deploystat.aws.service.appconfig.AppConfig;
import dev.deploystat.aws.service.apprunner.AppRunner;
import dev.deploystat.aws.service.autoscaling.AutoScaling;
import dev.deploystat.aws.service.cloudformation.CloudFormation;
import dev.deploystat.aws.service.codedeploy.CodeDeploy;
import dev.deploystat.aws.service.codepipeline.CodePipeline;
import dev.deploystat.aws.service.ecs.Ecs;
import dev.deploystat.aws.service.eks.Eks;
import dev.deploystat.aws.service.elasticbeanstalk.ElasticBeanstalk;
import dev.deploystat.aws.service.greengrass.Greengrass;
import dev.deploystat.aws.service.greengrassv2.GreengrassV2;
import dev.deploystat.aws.service.lambda.Lambda;
import dev.deploystat.aws.service.opsworks.OpsWorks;
import dev.deploystat.aws.service.sagemaker.SageMaker;
import dev.deploystat.aws.service.thingsgraph.ThingsGraph;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Targets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The supported services, in the order in which people are likely to look for them. */
public final class Adapters implements Targets.Catalogue {
    private static final List<String> IDS = List.of(
            "ecs",
            "codedeploy",
            "cloudformation",
            "lambda",
            "codepipeline",
            "eks",
            "autoscaling",
            "elasticbeanstalk",
            "apprunner",
            "sagemaker",
            "appconfig",
            "amplify",
            "greengrassv2",
            "apigateway",
            "greengrass",
            "opsworks",
            "thingsgraph");

    /**
     * Returns the adapter of an id or alias; a test holds these to what the adapter declares. A switch, because it loads
     * none of the others, and a list of lambdas would cost at each start.
     */
    public Optional<Adapter<?>> adapter(String idOrAlias) {
        Adapter<?> adapter =
                switch (idOrAlias) {
                    case "ecs" -> new Ecs();
                    case "codedeploy", "deploy" -> new CodeDeploy();
                    case "cloudformation", "cfn" -> new CloudFormation();
                    case "lambda" -> new Lambda();
                    case "codepipeline", "pipeline" -> new CodePipeline();
                    case "eks" -> new Eks();
                    case "autoscaling", "asg" -> new AutoScaling();
                    case "elasticbeanstalk", "eb" -> new ElasticBeanstalk();
                    case "apprunner" -> new AppRunner();
                    case "sagemaker" -> new SageMaker();
                    case "appconfig" -> new AppConfig();
                    case "amplify" -> new Amplify();
                    case "greengrassv2", "gg2" -> new GreengrassV2();
                    case "apigateway", "apigw" -> new ApiGateway();
                    case "greengrass", "gg1" -> new Greengrass();
                    case "opsworks" -> new OpsWorks();
                    case "thingsgraph" -> new ThingsGraph();
                    default -> null;
                };
        return Optional.ofNullable(adapter);
    }

    @Override
    public Optional<ServiceInfo> find(String idOrAlias) {
        return adapter(idOrAlias).map(Adapter::info);
    }

    @Override
    public List<ServiceInfo> all() {
        return IDS.stream().map(this::find).flatMap(Optional::stream).toList();
    }

    /** Returns the ids of all services, without loading them. */
    public List<String> ids() {
        return IDS;
    }

    /** Returns the members of requests and replies whose value must not be recorded, of all services. */
    public Set<String> secrets() {
        return all().stream().flatMap(service -> service.secrets().stream()).collect(Collectors.toSet());
    }
}
