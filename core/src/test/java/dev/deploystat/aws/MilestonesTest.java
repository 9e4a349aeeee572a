package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.service.cloudformation.CfnReplies;
import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits for points on the way of a deployment, from the bytes of a service to the verdict. */
class MilestonesTest extends AgainstLoopback {
    private static final String DEPLOYMENT = "codedeploy:d-A1";
    private static final String SERVICE = "ecs:prod/api#d1";
    private static final Policy TRAFFIC = Policy.DEFAULT.withUntil("traffic").withTimeout(Duration.ofMinutes(5));

    /** Long enough for what does not change to be looked at more than once. */
    private static final Policy BRIEFLY = TRAFFIC.withTimeout(Duration.ofSeconds(3));

    private final List<String> whys = new ArrayList<>();
    private int looks;

    private Observation wait(String target, Policy policy) {
        Clock clock = Clock.virtual(LoopbackAws.NOW, 0);
        Poller poller = new Poller(fleet, clock, policy, new Counter(), () -> 0.5);
        try {
            return poller.run(List.of(target(target))).observations().get(0);
        } catch (InterruptedException e) {
            throw new AssertionError("nothing interrupts this wait", e);
        }
    }

    private final class Counter implements GateListener {
        @Override
        public void looked(Snapshot snapshot) {
            looks++;
        }

        @Override
        public void observed(Observation first) {
            whys.add(first.why());
        }

        @Override
        public void changed(Observation before, Observation now) {
            whys.add(now.why());
        }

        @Override
        public void delayed(Target target, ReadError error) {}

        @Override
        public void decided(Observation seen) {}
    }

    private static Status statusOf(Observation seen) {
        return seen.reading().found().map(Rollout::status).orElse(null);
    }

    /** The first replies are given once each, the last one for ever. */
    private void onDeployment(String... replies) {
        for (String reply : replies) {
            aws.on("BatchGetDeployments")
                    .reply("{\"deploymentsInfo\":[{\"deploymentId\":\"d-A1\",\"applicationName\":\"shop\","
                            + "\"deploymentGroupName\":\"prod\"," + reply + "}]}");
        }
    }

    private static String status(String word) {
        return "\"status\":\"" + word + "\"";
    }

    private void onTargets(String... targets) {
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"a\"]}");
        aws.on("BatchGetDeploymentTargets")
                .reply(Stream.of(targets).collect(Collectors.joining(",", "{\"deploymentTargets\":[", "]}")));
    }

    private static String events(String events) {
        return Stream.of(events.split(" "))
                .filter(event -> !event.isEmpty())
                .map(event -> event.split("="))
                .map(event -> "{\"lifecycleEventName\":\"" + event[0] + "\",\"status\":\"" + event[1] + "\"}")
                .collect(Collectors.joining(",", "\"lifecycleEvents\":[", "]"));
    }

    private static String instance(String id, String label, String events) {
        return "{\"instanceTarget\":{\"targetId\":\"" + id + "\",\"instanceLabel\":\"" + label + "\",\"status\":\"X\","
                + events(events) + "}}";
    }

    private static String lambda(String weight, String events) {
        return "{\"lambdaTarget\":{\"targetId\":\"f\",\"lambdaFunctionInfo\":{\"functionName\":\"f\"" + weight + "},"
                + events(events) + "}}";
    }

    private static String ecs(int blue, int green, String events) {
        return "{\"ecsTarget\":{\"targetId\":\"prod:api\",\"taskSetsInfo\":["
                + "{\"taskSetLabel\":\"Blue\",\"trafficWeight\":" + blue + "},"
                + "{\"taskSetLabel\":\"Green\",\"trafficWeight\":" + green + "}]," + events(events) + "}}";
    }

    /** Whether the gate passes while the deployment is under way, with targets that stay as they are. */
    private boolean isReached(String until, String deployment, String... targets) {
        onDeployment(deployment);
        onTargets(targets);
        Observation end = wait(DEPLOYMENT, BRIEFLY.withUntil(until));
        assertThat(end.outcome()).isIn(Outcome.PASSED, Outcome.TIMED_OUT);
        assertThat(statusOf(end)).isEqualTo(Status.IN_PROGRESS);
        return end.outcome() == Outcome.PASSED;
    }

    @ParameterizedTest
    @CsvSource({
        "traffic, AllowTraffic=Succeeded, AllowTraffic=Succeeded, true",
        "AllowTraffic, AllowTraffic=Succeeded, AllowTraffic=Succeeded, true",
        "allow-traffic, AllowTraffic=Succeeded, AllowTraffic=Succeeded, true",
        "Install, Install=Succeeded AllowTraffic=Pending, Install=Succeeded AllowTraffic=Pending, true",
        "traffic, AllowTraffic=Succeeded, AllowTraffic=InProgress, false",
        "traffic, AllowTraffic=Succeeded, AllowTraffic=Pending, false",
        "traffic, AllowTraffic=Succeeded, AllowTraffic=Failed, false",
        "traffic, AllowTraffic=Succeeded, AllowTraffic=Skipped, false",
        "traffic, AllowTraffic=Succeeded, AllowTraffic=Unknown, false",
        "traffic, AllowTraffic=Succeeded, AllowTraffic=brandNew, false",
        "traffic, AllowTraffic=Succeeded, Install=Succeeded, false",
        "traffic, AllowTraffic=Succeeded, '', false",
        "Install, Install=Succeeded, '', false",
        "AfterAllowTraffic, AllowTraffic=Succeeded, AllowTraffic=Succeeded, false",
    })
    void instances_in_place_must_all_have_come_so_far(String until, String first, String second, boolean reached) {
        String inPlace = status("InProgress") + ",\"deploymentStyle\":{\"deploymentType\":\"IN_PLACE\"}";

        assertThat(isReached(until, inPlace, instance("i-1", "", first), instance("i-2", "", second)))
                .isEqualTo(reached);
    }

    @ParameterizedTest
    @CsvSource({
        "traffic, BlockTraffic=Succeeded, AllowTraffic=Succeeded, true",
        // Both fleets get requests between these two.
        "traffic, BlockTraffic=Pending, AllowTraffic=Succeeded, false",
        "traffic, BlockTraffic=InProgress, AllowTraffic=Succeeded, false",
        "traffic, '', AllowTraffic=Succeeded, false",
        "traffic, BlockTraffic=Succeeded, AllowTraffic=InProgress, false",
        "traffic, BlockTraffic=Succeeded, '', false",
        "AllowTraffic, BlockTraffic=Pending, AllowTraffic=Succeeded, true",
        "AllowTraffic, BlockTraffic=Pending, AllowTraffic=Pending, false",
        "BlockTraffic, BlockTraffic=Succeeded, AllowTraffic=Succeeded, true",
    })
    void replaced_instances_must_have_lost_what_their_replacements_got(
            String until, String blue, String green, boolean reached) {
        String blueGreen = status("InProgress") + ",\"deploymentStyle\":{\"deploymentType\":\"BLUE_GREEN\"}";

        assertThat(isReached(until, blueGreen, instance("i-1", "Blue", blue), instance("i-2", "Green", green)))
                .isEqualTo(reached);
    }

    @Test
    void replacements_alone_do_not_show_that_the_original_instances_lost_their_traffic() {
        String blueGreen = status("InProgress") + ",\"deploymentStyle\":{\"deploymentType\":\"BLUE_GREEN\"}";

        assertThat(isReached("traffic", blueGreen, instance("i-2", "Green", "AllowTraffic=Succeeded")))
                .isFalse();
    }

    @Test
    void instances_that_are_counted_but_not_listed_may_not_have_come_so_far() {
        String three = status("InProgress") + ",\"deploymentOverview\":{\"Succeeded\":2,\"Pending\":1}";

        assertThat(isReached(
                        "traffic",
                        three,
                        instance("i-1", "", "AllowTraffic=Succeeded"),
                        instance("i-2", "", "AllowTraffic=Succeeded")))
                .isFalse();
    }

    @Test
    void a_target_of_an_unknown_kind_may_not_have_come_so_far() {
        String known = instance("i-1", "", "AllowTraffic=Succeeded");

        assertThat(isReached("AllowTraffic", status("InProgress"), known, "{\"deploymentTargetType\":\"Robot\"}"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "AllowTraffic=Succeeded, '', true",
        "AllowTraffic=Succeeded, 100, true",
        "AllowTraffic=Succeeded, 1.0, true",
        "AllowTraffic=Succeeded, 90, false",
        "AllowTraffic=Succeeded, 0.9, false",
        "AllowTraffic=Succeeded, 0, false",
        "AllowTraffic=InProgress, 100, false",
        "BeforeAllowTraffic=Succeeded, 100, false",
    })
    void a_function_has_all_traffic_when_its_shift_is_over(String events, String weight, boolean reached) {
        String told = weight.isEmpty() ? "" : ",\"targetVersionWeight\":" + weight;

        assertThat(isReached("traffic", status("InProgress"), lambda(told, events)))
                .isEqualTo(reached);
    }

    @ParameterizedTest
    @CsvSource({
        "AllowTraffic=Succeeded, 0, 100, true",
        "AllowTraffic=Succeeded, 10, 90, false",
        "AllowTraffic=Succeeded, 10, 100, false",
        "AllowTraffic=Succeeded, 0, 90, false",
        "AllowTraffic=InProgress, 0, 100, false",
        "AllowTestTraffic=Succeeded, 100, 0, false",
    })
    void a_task_set_has_all_traffic_when_its_shift_is_over(String events, int blue, int green, boolean reached) {
        assertThat(isReached("traffic", status("InProgress"), ecs(blue, green, events)))
                .isEqualTo(reached);
    }

    @Test
    void a_deployment_passes_at_the_look_that_sees_the_shift_end() {
        onDeployment(status("Created"), status("InProgress"), status("InProgress"), status("InProgress"));
        onTargets(ecs(100, 0, "AllowTraffic=Pending"));
        onTargets(ecs(90, 10, "AllowTraffic=InProgress"));
        onTargets(ecs(0, 100, "AllowTraffic=Succeeded AfterAllowTraffic=InProgress"));

        Observation end = wait(DEPLOYMENT, TRAFFIC);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isEqualTo("it has reached 'traffic' and goes on");
        assertThat(end.reading().found().orElseThrow().parts())
                .extracting("name")
                .contains("AllowTraffic");
        assertThat(Collections.frequency(aws.operations(), "BatchGetDeploymentTargets"))
                .isEqualTo(3)
                .isLessThanOrEqualTo(looks);
        assertThat(whys).first().as("before it starts").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "Stopped"})
    void a_deployment_that_fails_after_the_shift_is_no_pass_while_that_must_hold(String word) {
        onDeployment(status("InProgress"), status("InProgress"), status(word));
        onTargets(lambda("", "AllowTraffic=Succeeded AfterAllowTraffic=Failed"));

        Observation end = wait(DEPLOYMENT, TRAFFIC.withStableFor(Duration.ofMinutes(1)));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_rollback_that_shifts_traffic_is_no_pass() {
        onDeployment(status("InProgress") + ",\"creator\":\"codeDeployRollback\"");
        onTargets(ecs(0, 100, "AllowTraffic=Succeeded"));

        assertThat(wait(DEPLOYMENT, TRAFFIC).outcome()).isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Install=InProgress", "Install=Succeeded AllowTraffic=Skipped"})
    void instances_without_a_load_balancer_pass_at_the_end_and_that_is_said(String events) {
        onDeployment(status("InProgress"), status("InProgress"), status("Succeeded"));
        onTargets(instance("i-1", "", events));

        Observation end = wait(DEPLOYMENT, TRAFFIC);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(statusOf(end)).isEqualTo(Status.SUCCEEDED);
        assertThat(whys)
                .first()
                .isEqualTo("nothing shows when all traffic is on the new revision; waiting for its end");
    }

    @Test
    void a_caller_who_may_not_see_targets_waits_for_the_end_and_is_told() {
        onDeployment(status("InProgress"), status("InProgress"), status("Succeeded"));
        aws.on("ListDeploymentTargets").fail(400, "AccessDeniedException", "not allowed");

        Observation end = wait(DEPLOYMENT, TRAFFIC);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(statusOf(end)).isEqualTo(Status.SUCCEEDED);
        assertThat(whys).first().isEqualTo("how far it has come could not be read; waiting for its end");
    }

    @Test
    void without_a_milestone_targets_are_not_asked_for() {
        onDeployment(status("InProgress"), status("InProgress"), status("Succeeded"));

        assertThat(wait(DEPLOYMENT, Policy.DEFAULT).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(aws.operations()).containsOnly("BatchGetDeployments");
    }

    private void onServiceDeployment(String... replies) {
        String arn = "arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/d1";
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"" + arn
                        + "\",\"createdAt\":1709294000}]}");
        for (String reply : replies) {
            aws.on("DescribeServiceDeployments")
                    .reply("{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"" + arn + "\"," + reply + "}]}");
        }
        aws.on("DescribeServiceRevisions").reply("{\"serviceRevisions\":[]}");
        aws.on("DescribeServices").reply("{\"services\":[]}");
    }

    /** What does not pass is explained by the tasks that stopped, of which there are none. */
    private void onNoTasks() {
        aws.on("ListTasks").reply("{\"taskArns\":[]}");
    }

    private static String shifting(String strategy, String stage, String weight) {
        return status("IN_PROGRESS") + ",\"lifecycleStage\":\"" + stage + "\""
                + (strategy == null ? "" : ",\"deploymentConfiguration\":{\"strategy\":\"" + strategy + "\"}")
                + ",\"targetServiceRevision\":{\"arn\":\"r/2\""
                + (weight == null ? "" : ",\"requestedProductionTrafficWeight\":" + weight) + "}";
    }

    @ParameterizedTest
    @CsvSource({
        "BLUE_GREEN, PRE_PRODUCTION_TRAFFIC_SHIFT,,false",
        "BLUE_GREEN, PRODUCTION_TRAFFIC_SHIFT, 100, false",
        "BLUE_GREEN, POST_PRODUCTION_TRAFFIC_SHIFT,,true",
        "BLUE_GREEN, POST_PRODUCTION_TRAFFIC_SHIFT, 100, true",
        "BLUE_GREEN, BAKE_TIME, 0, false",
        "BLUE_GREEN, POST_TEST_TRAFFIC_SHIFT, 0, false",
        "BLUE_GREEN, SOMETHING_NEW, 100, false",
        "LINEAR, PRODUCTION_TRAFFIC_SHIFT, 40, false",
        "LINEAR, BAKE_TIME, 40, false",
        "LINEAR, BAKE_TIME, 100, true",
        "CANARY, BAKE_TIME, 5.5, false",
        "CANARY, POST_PRODUCTION_TRAFFIC_SHIFT, 5.5, false",
        "CANARY, CLEAN_UP, 100, true",
        "ROLLING, BAKE_TIME,,false",
        "ROLLING, CLEAN_UP, 100, false",
        ", BAKE_TIME, 100, false",
        "SPIRAL, BAKE_TIME, 100, false",
    })
    void a_service_has_all_traffic_after_the_shift_unless_the_weight_denies_it(
            String strategy, String stage, String weight, boolean reached) {
        onServiceDeployment(shifting(strategy, stage, weight));
        if (!reached) {
            onNoTasks();
        }

        assertThat(wait(SERVICE, BRIEFLY).outcome()).isEqualTo(reached ? Outcome.PASSED : Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @CsvSource({
        "SCALE_UP, SCALE_UP, true",
        "SCALE_UP, BAKE_TIME, true",
        "TEST_TRAFFIC_SHIFT, CLEAN_UP, true",
        "BAKE_TIME, POST_PRODUCTION_TRAFFIC_SHIFT, false",
        "SCALE_UP, SOMETHING_NEW, false",
    })
    void a_stage_that_was_over_before_anybody_looked_is_reached(String until, String stage, boolean reached) {
        onServiceDeployment(shifting("ROLLING", stage, null));
        if (!reached) {
            onNoTasks();
        }

        assertThat(wait(SERVICE, BRIEFLY.withUntil(until)).outcome())
                .isEqualTo(reached ? Outcome.PASSED : Outcome.TIMED_OUT);
    }

    @Test
    void a_rolling_deployment_passes_at_the_end_and_says_why_not_before() {
        onServiceDeployment(
                shifting("ROLLING", "SCALE_UP", null),
                shifting("ROLLING", "BAKE_TIME", null),
                shifting("ROLLING", "CLEAN_UP", null).replace("IN_PROGRESS", "SUCCESSFUL"));

        Observation end = wait(SERVICE, TRAFFIC);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(statusOf(end)).isEqualTo(Status.SUCCEEDED);
        assertThat(whys)
                .first()
                .isEqualTo("nothing shows when all traffic is on the new revision; waiting for its end");
        assertThat(aws.operations()).doesNotContain("ListTasks");
    }

    @Test
    void a_service_that_goes_back_after_the_shift_is_no_pass_while_that_must_hold() {
        String baking = shifting("BLUE_GREEN", "BAKE_TIME", "100");
        onServiceDeployment(baking, baking, baking.replace("IN_PROGRESS", "ROLLBACK_IN_PROGRESS"));
        onNoTasks();

        Observation end = wait(SERVICE, TRAFFIC.withStableFor(Duration.ofMinutes(1)));

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(statusOf(end)).isEqualTo(Status.ROLLING_BACK);
    }

    @Test
    void a_stack_that_is_configured_may_be_far_enough() {
        aws.on("DescribeStacks")
                .reply(CfnReplies.stack(
                        "UPDATE_IN_PROGRESS",
                        "<DetailedStatus>CONFIGURATION_COMPLETE</DetailedStatus>"
                                + CfnReplies.last("UPDATE_STACK=op-1")));

        assertThat(wait("cloudformation:shop", TRAFFIC.withUntil("configuration_complete"))
                        .outcome())
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_stack_that_does_not_show_its_new_operation_yet_is_not_far_enough() {
        aws.on("DescribeStacks")
                .reply(CfnReplies.stack(
                        "CREATE_COMPLETE",
                        "<DetailedStatus>CONFIGURATION_COMPLETE</DetailedStatus>"
                                + CfnReplies.last("UPDATE_STACK=op-1")));
        aws.on("DescribeStackEvents").fail(400, "AccessDenied", "no");

        assertThat(wait("cloudformation:shop", BRIEFLY.withUntil("CONFIGURATION_COMPLETE"))
                        .outcome())
                .isEqualTo(Outcome.TIMED_OUT);
    }
}
