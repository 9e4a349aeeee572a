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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The supported services, in the order in which people are likely to look for them. */
public final class Adapters implements Targets.Catalogue {
    /** Lambdas, because a method reference would load its class: looking up one service must not load the others. */
    private static final List<Entry> ENTRIES = List.of(
            new Entry(() -> new Ecs(), "ecs"),
            new Entry(() -> new CodeDeploy(), "codedeploy", "deploy"),
            new Entry(() -> new CloudFormation(), "cloudformation", "cfn"),
            new Entry(() -> new Lambda(), "lambda"),
            new Entry(() -> new CodePipeline(), "codepipeline", "pipeline"),
            new Entry(() -> new Eks(), "eks"),
            new Entry(() -> new AutoScaling(), "autoscaling", "asg"),
            new Entry(() -> new ElasticBeanstalk(), "elasticbeanstalk", "eb"),
            new Entry(() -> new AppRunner(), "apprunner"),
            new Entry(() -> new SageMaker(), "sagemaker"),
            new Entry(() -> new AppConfig(), "appconfig"),
            new Entry(() -> new Amplify(), "amplify"),
            new Entry(() -> new GreengrassV2(), "greengrassv2", "gg2"),
            new Entry(() -> new ApiGateway(), "apigateway", "apigw"),
            new Entry(() -> new Greengrass(), "greengrass", "gg1"),
            new Entry(() -> new OpsWorks(), "opsworks"),
            new Entry(() -> new ThingsGraph(), "thingsgraph"));

    /** A service by its names, the id first; a test holds them to what the adapter declares. */
    private record Entry(Supplier<Adapter<?>> adapter, List<String> names) {
        Entry(Supplier<Adapter<?>> adapter, String... names) {
            this(adapter, List.of(names));
        }
    }

    /** Returns the adapter of an id or alias. */
    public Optional<Adapter<?>> adapter(String idOrAlias) {
        for (Entry entry : ENTRIES) {
            if (entry.names().contains(idOrAlias)) {
                return Optional.of(entry.adapter().get());
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<ServiceInfo> find(String idOrAlias) {
        return adapter(idOrAlias).map(Adapter::info);
    }

    @Override
    public List<ServiceInfo> all() {
        return ids().stream().map(this::find).flatMap(Optional::stream).toList();
    }

    /** Returns the ids of all services, without loading them. */
    public List<String> ids() {
        List<String> ids = new ArrayList<>();
        ENTRIES.forEach(entry -> ids.add(entry.names().get(0)));
        return ids;
    }

    /** Returns the members of requests and replies whose value must not be recorded, of all services. */
    public Set<String> secrets() {
        return all().stream().flatMap(service -> service.secrets().stream()).collect(Collectors.toSet());
    }
}
