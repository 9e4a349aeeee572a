package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.WireService.Age;
import dev.deploystat.aws.service.amplify.WireAmplify;
import dev.deploystat.aws.service.appconfig.WireAppConfigEnvironment;
import dev.deploystat.aws.service.appconfig.WireAppConfigProfile;
import dev.deploystat.aws.service.apprunner.WireAppRunner;
import dev.deploystat.aws.service.autoscaling.WireAutoScaling;
import dev.deploystat.aws.service.cloudformation.CfnReplies;
import dev.deploystat.aws.service.cloudformation.WireStackSet;
import dev.deploystat.aws.service.codedeploy.WireCodeDeploy;
import dev.deploystat.aws.service.codepipeline.WireCodePipeline;
import dev.deploystat.aws.service.ecs.WireDaemon;
import dev.deploystat.aws.service.ecs.WireEcs;
import dev.deploystat.aws.service.ecs.WireExpressService;
import dev.deploystat.aws.service.eks.WireEksCluster;
import dev.deploystat.aws.service.eks.WireEksNodegroup;
import dev.deploystat.aws.service.greengrass.WireGreengrassGroup;
import dev.deploystat.aws.service.greengrassv2.WireCoreDevice;
import dev.deploystat.aws.service.opsworks.WireOpsWorks;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gates before a deployment, for every service in its own words, from the bytes of the service to the verdict. */
class IdleOnEveryServiceTest {
    private static final Policy IDLE =
            Policy.DEFAULT.withTimeout(Duration.ofMinutes(1)).withUntil("idle");

    static Stream<WireService> services() {
        return WireServices.all();
    }

    /** Services that work at several deployments of a target at a time. */
    static Stream<WireService> several() {
        return Stream.of(
                new WireEcs(),
                new WireExpressService(),
                new WireDaemon(),
                new WireCodeDeploy(),
                new WireCodePipeline(),
                new WireStackSet(),
                new WireEksCluster(),
                new WireEksNodegroup(),
                new WireAppConfigEnvironment(),
                new WireAppConfigProfile(),
                new WireAmplify(),
                new WireCoreDevice(),
                new WireGreengrassGroup(),
                new WireOpsWorks());
    }

    static Observation wait(String target, Consumer<LoopbackAws> world) throws InterruptedException {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            world.accept(aws);
            Clock clock = Clock.virtual(LoopbackAws.NOW, 0);
            return new Poller(fleet, clock, IDLE, new Silence(), () -> 0.5)
                    .run(List.of(aws.target(target)))
                    .observations()
                    .get(0);
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void what_succeeded_is_idle(WireService service) throws InterruptedException {
        assertThat(wait(service.target(), aws -> service.has(aws, service.succeeded(Age.OLD)))
                        .outcome())
                .isEqualTo(Outcome.PASSED);
    }

    /** A REST API that failed leaves a canary with its share of the traffic, which is under way. */
    static Stream<WireService> servicesThatEnd() {
        return services().filter(service -> !service.target().startsWith("apigateway:rest/"));
    }

    @ParameterizedTest
    @MethodSource("servicesThatEnd")
    void what_failed_and_is_over_is_idle_and_says_that_it_failed(WireService service) throws InterruptedException {
        Observation end = wait(service.target(), aws -> service.has(aws, service.failed(Age.OLD)));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).startsWith("idle: the last deployment is over; it ");
    }

    @ParameterizedTest
    @MethodSource("services")
    void what_is_under_way_is_not_idle(WireService service) throws InterruptedException {
        assertThat(wait(service.target(), aws -> service.has(aws, service.inProgress(Age.OLD)))
                        .outcome())
                .isEqualTo(Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @MethodSource("services")
    void a_word_from_the_future_is_not_idle(WireService service) throws InterruptedException {
        assertThat(wait(service.target(), aws -> service.has(aws, WireService.deployed(Age.OLD, "SUCCEEDED_AT_LAST")))
                        .outcome())
                .isEqualTo(Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @MethodSource("services")
    void what_may_not_be_read_is_not_idle(WireService service) throws InterruptedException {
        assertThat(wait(service.target(), service.denied()::answer).outcome()).isEqualTo(Outcome.UNAUTHORISED);
    }

    @ParameterizedTest
    @MethodSource("services")
    void what_is_gone_is_not_idle(WireService service) throws InterruptedException {
        assertThat(wait(service.target(), service::isGone).outcome()).isIn(Outcome.NOT_FOUND, Outcome.FAILED);
    }

    @ParameterizedTest
    @MethodSource("several")
    void what_is_under_way_beside_the_latest_keeps_a_target_from_being_idle(WireService service)
            throws InterruptedException {
        Observation end =
                wait(service.target(), aws -> service.has(aws, service.failed(Age.NEW), service.inProgress(Age.OLD)));

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @MethodSource("several")
    void two_that_are_over_are_idle(WireService service) throws InterruptedException {
        assertThat(wait(service.target(), aws -> service.has(aws, service.failed(Age.NEW), service.succeeded(Age.OLD)))
                        .outcome())
                .isEqualTo(Outcome.PASSED);
    }

    /** CodeDeploy is asked for those alone that are not over, and ECS too. */
    @Test
    void a_service_that_filters_is_asked_for_what_is_under_way() throws InterruptedException {
        WireCodeDeploy service = new WireCodeDeploy();
        StringBuilder asked = new StringBuilder();
        wait(service.target(), aws -> {
            aws.on("ListDeployments")
                    .with("InProgress")
                    .meanwhile(() -> asked.append("asked"))
                    .reply("{\"deployments\":[]}");
            service.has(aws, service.failed(Age.OLD));
        });

        assertThat(asked).hasToString("asked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DRAINING", "INACTIVE"})
    void a_service_that_is_being_deleted_has_failed(String word) throws InterruptedException {
        WireEcs service = new WireEcs();
        Observation end = wait(service.target(), aws -> {
            aws.on("DescribeServices").reply("""
                    {"services":[{"serviceName":"api","status":"%s"}],"failures":[]}""".formatted(word));
            service.has(aws, service.failed(Age.OLD));
        });

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_stack_that_is_being_deleted_has_failed() throws InterruptedException {
        Observation end = wait("cloudformation:shop", aws -> {
            aws.on("DescribeStacks").reply(CfnReplies.stack("DELETE_IN_PROGRESS", CfnReplies.last("DELETE_STACK=d-2")));
            aws.on("DescribeStackEvents")
                    .reply(CfnReplies.events(null, CfnReplies.own(0, "d-2", "DELETE_IN_PROGRESS", "")));
            aws.on("DescribeEvents").reply("<DescribeEventsResponse><DescribeEventsResult/></DescribeEventsResponse>");
        });

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.why()).isEqualTo("it is being deleted");
    }

    @Test
    void a_group_to_which_nothing_was_ever_deployed_is_idle() throws InterruptedException {
        WireCodeDeploy service = new WireCodeDeploy();

        Observation end = wait(service.target(), service::has);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isEqualTo("idle: nothing was ever deployed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Successful", "Failed", "Cancelled"})
    void a_node_group_that_is_being_deleted_has_failed(String word) throws InterruptedException {
        WireEksNodegroup service = new WireEksNodegroup();
        Observation end = wait(service.target(), aws -> {
            aws.on("GET /clusters/prod/node-groups/web").reply("{\"nodegroup\":{\"status\":\"DELETING\"}}");
            service.has(aws, WireService.deployed(Age.OLD, word));
        });

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_group_of_instances_that_is_being_deleted_has_failed() throws InterruptedException {
        WireAutoScaling service = new WireAutoScaling();
        Observation end = wait(service.target(), aws -> {
            aws.on("DescribeAutoScalingGroups").reply("""
                    <DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups><member>
                    <AutoScalingGroupName>web</AutoScalingGroupName><Status>Delete in progress</Status></member>
                    </AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>""");
            service.has(aws, service.failed(Age.OLD));
        });

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
    }

    /** App Runner takes updates of a service that is paused, or whose creation failed. */
    @ParameterizedTest
    @ValueSource(strings = {"PAUSED", "CREATE_FAILED"})
    void a_service_that_does_not_run_is_idle(String word) throws InterruptedException {
        WireAppRunner service = new WireAppRunner();
        Observation end = wait(service.target(), aws -> {
            aws.on("DescribeService").reply("{\"Service\":{\"Status\":\"" + word + "\"}}");
            service.has(aws, service.failed(Age.OLD));
        });

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @CsvSource({
        "PAUSE_SERVICE,OPERATION_IN_PROGRESS,TIMED_OUT",
        "RESUME_SERVICE,OPERATION_IN_PROGRESS,TIMED_OUT",
        "DELETE_SERVICE,OPERATION_IN_PROGRESS,FAILED",
        "DELETE_SERVICE,DELETED,FAILED"
    })
    void a_service_that_something_else_is_done_to_is_not_idle(String operation, String word, Outcome outcome)
            throws InterruptedException {
        String arn = "arn:aws:apprunner:eu-west-1:111122223333:service/web/8fe1";
        Observation end = wait(arn, aws -> {
            aws.on("DescribeService").reply("{\"Service\":{\"Status\":\"" + word + "\"}}");
            aws.on("ListOperations").reply("""
                    {"OperationSummaryList":[{"Id":"o-1","Type":"UPDATE_SERVICE","Status":"FAILED"}]}""");
            aws.on("ListOperations").reply("""
                    {"OperationSummaryList":[{"Id":"o-2","Type":"%s","Status":"IN_PROGRESS"},
                     {"Id":"o-1","Type":"UPDATE_SERVICE","Status":"FAILED"}]}""".formatted(operation));
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }
}
