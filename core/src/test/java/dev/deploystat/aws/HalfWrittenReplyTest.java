package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.WireService.Age;
import dev.deploystat.aws.service.amplify.WireAmplify;
import dev.deploystat.aws.service.apigateway.WireApi;
import dev.deploystat.aws.service.apigateway.WireApiStage;
import dev.deploystat.aws.service.appconfig.WireAppConfigEnvironment;
import dev.deploystat.aws.service.appconfig.WireAppConfigProfile;
import dev.deploystat.aws.service.apprunner.WireAppRunner;
import dev.deploystat.aws.service.autoscaling.WireAutoScaling;
import dev.deploystat.aws.service.cloudformation.WireStackSet;
import dev.deploystat.aws.service.codedeploy.WireCodeDeploy;
import dev.deploystat.aws.service.codepipeline.WireCodePipeline;
import dev.deploystat.aws.service.ecs.WireDaemon;
import dev.deploystat.aws.service.ecs.WireEcs;
import dev.deploystat.aws.service.ecs.WireExpressService;
import dev.deploystat.aws.service.eks.WireEksCluster;
import dev.deploystat.aws.service.elasticbeanstalk.WireElasticBeanstalk;
import dev.deploystat.aws.service.greengrassv2.WireCoreDevice;
import dev.deploystat.aws.service.greengrassv2.WireThingGroup;
import dev.deploystat.aws.service.opsworks.WireOpsWorks;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.Reading;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reply that lacks the list which was asked for is written in half: it does not prove that nothing is at work. */
class HalfWrittenReplyTest {
    private static final String ECS = "arn:aws:ecs:eu-west-1:111122223333:";
    private static final String JOBS = "GET /apps/d1abc/branches/main/jobs";
    private static final String CONFIG = "GET /applications/shop123/environments/prod123/deployments";
    private static final String DEVICE = "GET /greengrass/v2/coreDevices/press-1/effectiveDeployments";

    /**
     * A service and the call that lists its deployments.
     *
     * @param listing the operation
     */
    record Listed(WireService service, String listing) {
        @Override
        public String toString() {
            return service + " " + listing;
        }

        /** Has the call answered without its list, from the second time on or always. */
        void answerHalf(LoopbackAws aws, int times) {
            aws.onRequests(any -> true).of(listing).after(listing, times).reply(service.empty());
        }
    }

    /** Kinds of targets that are known to be there although nothing was deployed to them. */
    static Stream<Listed> neverDeployed() {
        return Stream.of(
                new Listed(new WireCodeDeploy(), "ListDeployments"),
                new Listed(new WireCodePipeline(), "ListPipelineExecutions"),
                new Listed(new WireStackSet(), "ListStackSetOperations"),
                new Listed(new WireAutoScaling(), "DescribeInstanceRefreshes"),
                new Listed(new WireAppRunner(), "ListOperations"),
                new Listed(new WireAppConfigEnvironment(), CONFIG),
                new Listed(new WireAmplify(), JOBS),
                new Listed(new WireThingGroup(), "GET /greengrass/v2/deployments"),
                new Listed(new WireCoreDevice(), DEVICE),
                new Listed(new WireApi(), "GET /v2/apis/a1/deployments"),
                new Listed(new WireApiStage(), "GET /v2/apis/a1/deployments"),
                new Listed(new WireApi(), "GET /v2/apis/a1/stages"),
                new Listed(new WireOpsWorks(), "DescribeDeployments"));
    }

    /** Kinds of targets of which more than the latest deployment is looked at, and how often the call was made by then. */
    static Stream<Listed> several() {
        return Stream.of(
                new Listed(new WireEcs(), "ListServiceDeployments"),
                new Listed(new WireExpressService(), "ListServiceDeployments"),
                new Listed(new WireCodePipeline(), "ListPipelineExecutions"),
                new Listed(new WireStackSet(), "ListStackSetOperations"),
                new Listed(new WireEksCluster(), "GET /clusters/prod/updates"),
                new Listed(new WireAppRunner(), "ListOperations"),
                new Listed(new WireAppConfigEnvironment(), CONFIG),
                new Listed(new WireAppConfigProfile(), CONFIG),
                new Listed(new WireAmplify(), JOBS),
                new Listed(new WireCoreDevice(), DEVICE),
                new Listed(new WireOpsWorks(), "DescribeDeployments"));
    }

    /** The same where the latest deployment is found without the list. */
    static Stream<Listed> severalBeside() {
        return Stream.of(
                new Listed(new WireCodeDeploy(), "ListDeployments"),
                new Listed(new WireDaemon(), "ListDaemonDeployments"));
    }

    private static Observation wait(Listed listed, Consumer<LoopbackAws> world) throws InterruptedException {
        return IdleOnEveryServiceTest.wait(listed.service().target(), world);
    }

    @ParameterizedTest
    @MethodSource("neverDeployed")
    void a_target_with_an_empty_list_was_never_deployed_to(Listed listed) throws InterruptedException {
        Observation end = wait(listed, aws -> listed.service().has(aws));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isEqualTo("idle: nothing was ever deployed");
    }

    @ParameterizedTest
    @MethodSource("neverDeployed")
    void a_target_without_a_list_may_have_been_deployed_to(Listed listed) throws InterruptedException {
        Observation end = wait(listed, aws -> {
            listed.answerHalf(aws, 0);
            listed.service().has(aws);
        });

        assertThat(end.outcome()).isEqualTo(Outcome.UNREADABLE);
        assertThat(end.reading().failed().orElseThrow().message()).endsWith("it lacks the list that was asked for");
    }

    /** Calls that say how a deployment ended, where the target by itself looks well. */
    static Stream<Listed> deciding() {
        return Stream.of(
                new Listed(new WireEksCluster(), "GET /clusters/prod/updates/d-2"),
                new Listed(new WireElasticBeanstalk(), "DescribeEvents"),
                new Listed(new WireStackSet(), "DescribeStackSetOperation"));
    }

    @ParameterizedTest
    @MethodSource("deciding")
    void a_failure_that_is_left_out_is_no_success(Listed listed) {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            listed.answerHalf(aws, 0);
            listed.service().has(aws, listed.service().failed(Age.NEW));
            Reading reading =
                    fleet.read(List.of(aws.target(listed.service().target()))).get(0);

            assertThat(reading.failed().orElseThrow().message()).contains("it lacks the ");
        }
    }

    /** One such reply is a bad moment of the service, after which it is asked again. */
    @Test
    void what_is_written_in_half_once_is_asked_for_again() throws InterruptedException {
        WireCodePipeline service = new WireCodePipeline();
        Observation end = IdleOnEveryServiceTest.wait(service.target(), aws -> {
            aws.on("ListPipelineExecutions").reply("{}");
            service.has(aws);
        });

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @MethodSource("several")
    void without_a_list_something_may_be_under_way_beside_the_latest(Listed listed) throws InterruptedException {
        Observation end = wait(listed, aws -> {
            listed.answerHalf(aws, 1);
            listed.service().has(aws, listed.service().failed(Age.OLD));
        });

        assertThat(end.outcome()).isEqualTo(Outcome.UNREADABLE);
    }

    @ParameterizedTest
    @MethodSource("severalBeside")
    void without_its_list_something_may_be_under_way_beside_the_latest(Listed listed) throws InterruptedException {
        Observation end = wait(listed, aws -> {
            listed.answerHalf(aws, 0);
            listed.service().has(aws, listed.service().failed(Age.OLD));
        });

        assertThat(end.outcome()).isEqualTo(Outcome.UNREADABLE);
    }

    /** A deployment that was listed may have begun just now. */
    @Test
    void a_deployment_that_is_listed_and_not_described_may_be_under_way() throws InterruptedException {
        WireCodeDeploy service = new WireCodeDeploy();
        Observation end = IdleOnEveryServiceTest.wait(service.target(), aws -> {
            aws.onRequests(any -> true).of("ListDeployments").reply("{\"deployments\":[\"d-9\",\"d-1\"]}");
            aws.on("BatchGetDeployments").with("d-9").reply("{\"deploymentsInfo\":[]}");
            service.has(aws, service.failed(Age.OLD));
        });

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(end.reading().found()).isPresent();
    }

    @Test
    void a_daemon_whose_reply_names_no_deployment_may_have_one() throws InterruptedException {
        assertThat(daemon("{\"daemonDeployments\":[]}").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(daemon("{}").outcome()).isEqualTo(Outcome.UNREADABLE);
    }

    private static Observation daemon(String deployments) throws InterruptedException {
        return IdleOnEveryServiceTest.wait("ecs:daemon/prod/agent", aws -> {
            aws.on("ListDaemons").reply("{\"daemonSummariesList\":[{\"daemonArn\":\"" + ECS + "daemon/prod/agent\"}]}");
            aws.on("DescribeDaemon").reply("{\"daemon\":{\"status\":\"ACTIVE\"}}");
            aws.on("ListDaemonDeployments").reply(deployments);
        });
    }
}
