package dev.deploystat.aws;

import dev.deploystat.aws.WireService.Age;
import dev.deploystat.aws.WireService.Deployed;
import dev.deploystat.aws.WireService.Law;
import dev.deploystat.aws.service.amplify.WireAmplify;
import dev.deploystat.aws.service.apigateway.WireApi;
import dev.deploystat.aws.service.apigateway.WireApiStage;
import dev.deploystat.aws.service.apigateway.WireRestStage;
import dev.deploystat.aws.service.appconfig.WireAppConfigEnvironment;
import dev.deploystat.aws.service.appconfig.WireAppConfigProfile;
import dev.deploystat.aws.service.apprunner.WireAppRunner;
import dev.deploystat.aws.service.autoscaling.WireAutoScaling;
import dev.deploystat.aws.service.cloudformation.WireStack;
import dev.deploystat.aws.service.cloudformation.WireStackSet;
import dev.deploystat.aws.service.codedeploy.WireCodeDeploy;
import dev.deploystat.aws.service.codepipeline.WireCodePipeline;
import dev.deploystat.aws.service.ecs.WireDaemon;
import dev.deploystat.aws.service.ecs.WireEcs;
import dev.deploystat.aws.service.ecs.WireExpressService;
import dev.deploystat.aws.service.eks.WireEksCluster;
import dev.deploystat.aws.service.eks.WireEksNodegroup;
import dev.deploystat.aws.service.elasticbeanstalk.WireElasticBeanstalk;
import dev.deploystat.aws.service.greengrass.WireGreengrassBulk;
import dev.deploystat.aws.service.greengrass.WireGreengrassGroup;
import dev.deploystat.aws.service.greengrassv2.WireCoreDevice;
import dev.deploystat.aws.service.greengrassv2.WireThingGroup;
import dev.deploystat.aws.service.lambda.WireLambdaAlias;
import dev.deploystat.aws.service.lambda.WireLambdaCapacityProvider;
import dev.deploystat.aws.service.lambda.WireLambdaFunction;
import dev.deploystat.aws.service.lambda.WireLambdaVersion;
import dev.deploystat.aws.service.opsworks.WireOpsWorks;
import dev.deploystat.aws.service.sagemaker.WireEndpoint;
import dev.deploystat.aws.service.sagemaker.WireInferenceComponent;
import dev.deploystat.aws.service.thingsgraph.WireSystemInstance;
import dev.deploystat.aws.service.thingsgraph.WireUpload;
import dev.deploystat.gate.Outcome;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The services of the laws: each kind of target whose wait comes about in a way of its own. */
public final class WireServices {
    private WireServices() {}

    /**
     * A situation in which a wait ends in one way.
     *
     * @param target what is waited for
     * @param answer lets a server answer as in this situation
     */
    public record Scene(String target, Outcome outcome, Consumer<LoopbackAws> answer) {
        @Override
        public String toString() {
            return target + " " + outcome;
        }
    }

    /** Returns a situation for each service and each way in which a wait for it can end. */
    public static Stream<Scene> scenes() {
        return all().flatMap(WireServices::scenes);
    }

    private static Stream<Scene> scenes(WireService service) {
        String target = service.target();
        Stream<Scene> plain = Stream.of(
                new Scene(target, Outcome.PASSED, aws -> service.has(aws, service.succeeded(Age.NEW))),
                new Scene(target, Outcome.FAILED, aws -> service.has(aws, service.failed(Age.NEW))),
                new Scene(target, Outcome.NOT_FOUND, service::has),
                new Scene(target, Outcome.UNAUTHORISED, service.denied()::answer),
                new Scene(target, Outcome.UNREADABLE, service.invalid()::answer),
                new Scene(target, Outcome.TIMED_OUT, aws -> service.has(aws, service.inProgress(Age.NEW))));
        Scene replaced = new Scene(
                target + "#" + service.id(Age.NEW),
                Outcome.SUPERSEDED,
                aws -> service.has(aws, service.inProgress(Age.NEWER), service.replaced()));
        return service.cannotShow().containsKey(Law.REPLACED) ? plain : Stream.concat(plain, Stream.of(replaced));
    }

    public static Stream<WireService> all() {
        return Stream.of(
                new WireEcs(),
                new WireExpressService(),
                new WireDaemon(),
                new WireCodeDeploy(),
                new WireCodePipeline(),
                new WireStack(),
                new WireStackSet(),
                new WireLambdaFunction(),
                new WireLambdaVersion(),
                new WireLambdaAlias(),
                new WireLambdaCapacityProvider(),
                new WireEksCluster(),
                new WireEksNodegroup(),
                new WireAutoScaling(),
                new WireElasticBeanstalk(),
                new WireAppRunner(),
                new WireEndpoint(),
                new WireInferenceComponent(),
                new WireAppConfigEnvironment(),
                new WireAppConfigProfile(),
                new WireAmplify(),
                new WireThingGroup(),
                new WireCoreDevice(),
                new WireApiStage(),
                new WireApi(),
                new WireRestStage(),
                new WireGreengrassGroup(),
                new WireGreengrassBulk(),
                new WireOpsWorks(),
                new WireUpload(),
                new WireSystemInstance());
    }

    /** Returns texts of deployments with commas between them. */
    public static String joined(Deployed[] deployed, Function<Deployed, String> text) {
        return Stream.of(deployed).map(text).collect(Collectors.joining(","));
    }
}
