package dev.deploystat.aws.service.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcsExpressTest extends AgainstLoopback {
    private static final String ECS = "arn:aws:ecs:eu-west-1:111122223333:";
    private static final String SERVICE = ECS + "service/prod/web";
    private static final String ARN = ECS + "service-deployment/prod/web/";
    private static final String REVISION = ECS + "service-revision/prod/web/";
    private static final String ELB = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:";
    private static final String PINNED = "ecs:express/prod/web#" + ARN + "d1";

    private static String deployment(String word, String more) {
        return """
            {"serviceDeployments":[{"serviceDeploymentArn":"%sd1","serviceArn":"%s","createdAt":1709287200,"status":"%s",
             "targetServiceRevision":{"arn":"%s77"}%s}],"failures":[]}""".formatted(ARN, SERVICE, word, REVISION, more);
    }

    /** Answers with a revision for which ECS manages this. */
    private void onManaged(String managed) {
        aws.on("DescribeServiceRevisions").with(REVISION + "77").reply("""
                {"serviceRevisions":[{"serviceRevisionArn":"%s77","taskDefinition":"%stask-definition/web:12",
                 "ecsManagedResources":{%s}}],"failures":[]}""".formatted(REVISION, ECS, managed));
    }

    private static String path(String members) {
        return "\"ingressPaths\":[{\"accessType\":\"PUBLIC\",\"endpoint\":\"web.on.aws\"," + members + "}]";
    }

    private static String resource(String arn, String word) {
        return """
            {"arn":"%s%s","status":"%s","statusReason":"so it is","updatedAt":1709287300}""".formatted(ELB, arn, word);
    }

    private void onService(String managedBy) {
        aws.on("DescribeServices").with("\"services\":[\"web\"]").reply("""
                {"services":[{"serviceName":"web","serviceArn":"%s","status":"ACTIVE"%s}]}""".formatted(SERVICE, managedBy));
    }

    private Reading confirm(String text) {
        List<Reading> checked = new ArrayList<>();
        fleet.confirm(List.of(reading(text)), checked::add);
        return checked.get(0);
    }

    private ReadError failure(String text) {
        return reading(text).failed().orElseThrow();
    }

    @Test
    void the_latest_service_deployment_is_read_as_of_every_service_and_what_ecs_manages_is_part_of_it() {
        onService(",\"resourceManagementType\":\"ECS\"");
        aws.on("ListServiceDeployments")
                .with("\"service\":\"web\"")
                .with("\"cluster\":\"prod\"")
                .reply("{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"%sd1\",\"createdAt\":1}]}".formatted(ARN));
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", ",\"lifecycleStage\":\"BAKE_TIME\""));
        onManaged(path("\"loadBalancer\":" + resource("loadbalancer/app/web/1", "ACTIVE") + ",\"targetGroups\":["
                        + resource("targetgroup/web/2", "PROVISIONING") + "]")
                + ",\"logGroups\":[{\"logGroupName\":\"/ecs/web\",\"status\":\"ACTIVE\"}]");

        Rollout rollout = read("ecs:express/prod/web");

        assertThat(rollout.id()).isEqualTo("d1");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.stage()).isEqualTo("BAKE_TIME");
        assertThat(rollout.revision()).isEqualTo("web:12");
        assertThat(rollout.problems()).isEmpty();
        assertThat(rollout.attributes()).containsEntry("endpoint", "web.on.aws");
        assertThat(rollout.parts())
                .extracting(Part::kind, Part::name, Part::status, Part::nativeStatus, Part::detail)
                .containsExactly(
                        tuple("load balancer", "loadbalancer/app/web/1", Status.SUCCEEDED, "ACTIVE", "so it is"),
                        tuple("target group", "targetgroup/web/2", Status.IN_PROGRESS, "PROVISIONING", "so it is"),
                        tuple("log group", "/ecs/web", Status.SUCCEEDED, "ACTIVE", null));
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, SUCCEEDED, PASS",
        "active, SUCCEEDED, PASS",
        "PROVISIONING, IN_PROGRESS, PENDING",
        "FAILED, FAILED, FAIL",
        "DEPROVISIONING, FAILED, FAIL",
        "DELETED, FAILED, FAIL",
        "HIBERNATING, UNKNOWN, PENDING"
    })
    void a_success_counts_once_what_ecs_manages_for_it_is_there(String word, Status status, Verdict verdict) {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onManaged(path("\"listener\":" + resource("listener/app/web/1/2", word) + ",\"loadBalancer\":"
                + resource("loadbalancer/app/web/1", "ACTIVE")));
        Rollout rollout = read(PINNED);
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo("SUCCESSFUL");
        assertThat(rollout.verdict(Set.of())).isEqualTo(verdict);
        assertThat(rollout.flags().contains(Flag.EARLY)).isEqualTo(status == Status.IN_PROGRESS);
        assertThat(rollout.reason())
                .isEqualTo(
                        verdict == Verdict.PASS ? null : "the listener listener/app/web/1/2 is " + word + ": so it is");
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, SUCCEEDED",
        "CREATE_IN_PROGRESS, IN_PROGRESS",
        "UPDATE_IN_PROGRESS, IN_PROGRESS",
        "CREATE_FAILED, FAILED",
        "UPDATE_FAILED, FAILED",
        "DELETE_IN_PROGRESS, FAILED",
        "DELETE_FAILED, FAILED",
        "HIBERNATING, UNKNOWN"
    })
    void a_success_counts_once_its_routes_through_a_gateway_are_there(String word, Status status) {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onManaged("\"gatewayConnections\":[{\"gatewayRouteArn\":\"" + ECS + "gateway-route/g/r\",\"status\":\"" + word
                + "\"}]");
        assertThat(read(PINNED).status()).isEqualTo(status);
    }

    @Test
    void the_tables_hold_every_word() {
        assertThat(new ExpressServices().states())
                .extracting(NativeState::kind, NativeState::word, NativeState::status)
                .containsExactlyInAnyOrder(
                        tuple("Express service", "ACTIVE", Status.SUCCEEDED),
                        tuple("Express service", "DRAINING", Status.STOPPED),
                        tuple("Express service", "INACTIVE", Status.STOPPED),
                        tuple("managed resource", "PROVISIONING", Status.IN_PROGRESS),
                        tuple("managed resource", "ACTIVE", Status.SUCCEEDED),
                        tuple("managed resource", "DEPROVISIONING", Status.STOPPED),
                        tuple("managed resource", "DELETED", Status.STOPPED),
                        tuple("managed resource", "FAILED", Status.FAILED),
                        tuple("gateway route", "ACTIVE", Status.SUCCEEDED),
                        tuple("gateway route", "CREATE_IN_PROGRESS", Status.IN_PROGRESS),
                        tuple("gateway route", "UPDATE_IN_PROGRESS", Status.IN_PROGRESS),
                        tuple("gateway route", "CREATE_FAILED", Status.FAILED),
                        tuple("gateway route", "UPDATE_FAILED", Status.FAILED),
                        tuple("gateway route", "DELETE_IN_PROGRESS", Status.STOPPED),
                        tuple("gateway route", "DELETE_FAILED", Status.STOPPED));
    }

    /** After a shift of traffic the target group of the old revision goes. */
    @Test
    void what_is_taken_away_beside_another_one_in_its_place_is_not_counted() {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onManaged(path("\"targetGroups\":[" + resource("targetgroup/blue/1", "DEPROVISIONING") + ","
                + resource("targetgroup/green/2", "ACTIVE") + "]"));
        assertThat(read(PINNED).verdict(Set.of())).isEqualTo(Verdict.PASS);
    }

    @Test
    void the_worst_of_all_that_is_managed_decides_and_each_sort_is_looked_at() {
        String policies = "\"applicationAutoScalingPolicies\":[" + resource("policy/1", "PROVISIONING") + "]";
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onManaged(path("\"certificate\":" + resource("certificate/1", "PROVISIONING") + ",\"rule\":"
                        + resource("listener-rule/1", "PROVISIONING") + ",\"loadBalancerSecurityGroups\":["
                        + resource("security-group/lb", "PROVISIONING") + "]")
                + ",\"autoScaling\":{\"scalableTarget\":" + resource("target/1", "PROVISIONING") + "," + policies + "}"
                + ",\"metricAlarms\":[" + resource("alarm/1", "PROVISIONING") + "],\"serviceSecurityGroups\":["
                + resource("security-group/web", "PROVISIONING") + "],\"logGroups\":["
                + resource("log-group/1", "FAILED") + "]");
        Rollout rollout = read(PINNED);
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.reason()).isEqualTo("the log group log-group/1 is FAILED: so it is");
        assertThat(rollout.parts())
                .extracting(Part::kind)
                .containsExactly(
                        "load balancer's security group",
                        "certificate",
                        "listener rule",
                        "scalable target",
                        "scaling policy",
                        "alarm",
                        "security group",
                        "log group");
        assertThat(rollout.parts()).extracting(Part::id).doesNotHaveDuplicates();
    }

    @Test
    void a_rollback_stays_one_and_names_its_alarm_and_what_is_broken() {
        aws.on("DescribeServiceDeployments").reply(deployment("ROLLBACK_SUCCESSFUL", """
                ,"alarms":{"status":"TRIGGERED","triggeredAlarmNames":["web-4xx-5xx"]}"""));
        onManaged(path("\"listener\":" + resource("listener/1", "FAILED")));
        Rollout rollout = read(PINNED);
        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("web-4xx-5xx", "ALARM", "the deployment alarm went off"),
                        new Problem("listener/1", "FAILED", "the listener listener/1 is FAILED: so it is"));
    }

    @Test
    void what_is_managed_is_asked_for_at_each_look() {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onManaged(path("\"listener\":" + resource("listener/1", "PROVISIONING")));
        onManaged(path("\"listener\":" + resource("listener/1", "ACTIVE")));
        assertThat(read(PINNED).status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(read(PINNED).status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_status_that_is_left_out_says_nothing() {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onManaged("\"ingressPaths\":[{\"listener\":{}}],\"autoScaling\":{}");
        assertThat(read(PINNED).verdict(Set.of())).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, PASS, ",
        "DRAINING, FAIL, 'the Express service is being deleted, or was (its status is DRAINING): asked to'",
        "INACTIVE, FAIL, 'the Express service is being deleted, or was (its status is INACTIVE): asked to'",
        "inactive, FAIL, 'the Express service is being deleted, or was (its status is inactive): asked to'",
        "LEAVING, PENDING, 'the Express service has the status LEAVING, which is not known'"
    })
    void a_success_of_a_service_that_is_being_deleted_does_not_pass(String word, Verdict verdict, String why) {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onManaged("");
        aws.on("DescribeExpressGatewayService")
                .with("\"serviceArn\":\"" + SERVICE + "\"")
                .reply("""
                {"service":{"serviceArn":"%s","status":{"statusCode":"%s","statusReason":"asked to"}}}""".formatted(SERVICE, word));
        Rollout checked = confirm(PINNED).found().orElseThrow();
        assertThat(checked.verdict(Set.of())).isEqualTo(verdict);
        assertThat(checked.reason()).isEqualTo(why);
        assertThat(checked.operation() == Operation.DELETE).isEqualTo(verdict == Verdict.FAIL);
    }

    @Test
    void a_success_of_a_service_that_is_gone_does_not_pass() {
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onManaged("");
        aws.on("DescribeExpressGatewayService").fail(400, "ResourceNotFoundException", "no");
        assertThat(confirm(PINNED).found().orElseThrow().status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void an_express_service_without_service_deployments_answers_for_itself() {
        onServiceWithDeployments();
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[]}");
        aws.on("DescribeExpressGatewayService").with(SERVICE).reply("""
                {"service":{"status":{"statusCode":"DRAINING"}}}""");
        assertThat(read("ecs:express/prod/web").id()).isEqualTo("ecs-svc/2");
        assertThat(confirm("ecs:express/prod/web").found().orElseThrow().status())
                .isEqualTo(Status.STOPPED);
    }

    private void onServiceWithDeployments() {
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceName":"web","serviceArn":"%s","status":"ACTIVE","resourceManagementType":"ECS",
                 "deployments":[{"id":"ecs-svc/2","status":"PRIMARY","rolloutState":"COMPLETED","createdAt":1709287200}]}]}""".formatted(SERVICE));
    }

    @Test
    void a_service_that_is_no_express_service_is_told_how_it_is_named() {
        onService(",\"resourceManagementType\":\"CUSTOMER\"");
        aws.on("ListServices").with("\"resourceManagementType\":\"ECS\"").reply("{\"serviceArns\":[]}");
        ReadError error = failure("ecs:express/prod/web");
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("the service web is no Express service");
        assertThat(error.hint()).isEqualTo("Name it as other services are: ecs:prod/web");
    }

    @Test
    void one_missing_service_does_not_hide_the_others_and_is_told_its_neighbours() {
        onServices();
        aws.on("ListServices").with("\"resourceManagementType\":\"ECS\"").reply("""
                {"serviceArns":["%s"]}""".formatted(SERVICE));
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"%sd1\",\"createdAt\":1}]}".formatted(ARN));
        aws.on("DescribeServiceDeployments").reply(deployment("SUCCESSFUL", ""));
        onManaged("");
        List<Reading> readings = fleet.read(List.of(target("ecs:express/prod/wep"), target("ecs:express/prod/web")));
        assertThat(readings.get(0).failed().orElseThrow().hint()).startsWith("Did you mean ecs:express/prod/web?");
        assertThat(readings.get(1).found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
    }

    private void onServices() {
        aws.on("DescribeServices").with("\"services\":[\"wep\",\"web\"]").reply("""
                {"services":[{"serviceName":"web","serviceArn":"%s","status":"ACTIVE"}],
                 "failures":[{"arn":"x","reason":"MISSING"}]}""".formatted(SERVICE));
    }

    @Test
    void history_is_that_of_the_service() {
        aws.on("ListServiceDeployments").with("\"service\":\"web\"").reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%sd1","createdAt":1709287200,"status":"SUCCESSFUL",
                 "targetServiceRevisionArn":"%s77"}]}""".formatted(ARN, REVISION));
        onManaged("");
        assertThat(history("ecs:express/prod/web", HistoryQuery.newest(5)))
                .extracting(Rollout::id, Rollout::revision)
                .containsExactly(tuple("d1", "web:12"));
    }

    @Test
    void an_explanation_tells_what_the_service_and_its_tasks_say_beside_what_is_broken() {
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", ""));
        onManaged(path("\"listener\":" + resource("listener/1", "FAILED")));
        aws.on("DescribeServices").with("\"services\":[\"web\"]").reply("""
                {"services":[{"serviceName":"web","status":"ACTIVE","events":[
                 {"id":"1","createdAt":1709287260,"message":"(service web) was unable to place a task."}]}]}""");
        aws.on("ListTasks").with("\"serviceName\":\"web\"").reply("{\"taskArns\":[]}");
        assertThat(explain(PINNED).problems()).extracting(Problem::code).containsExactly("SERVICE_EVENT", "FAILED");
    }

    @Test
    void twenty_pinned_deployments_cost_two_calls_a_look() {
        aws.on("DescribeServiceDeployments").reply(deployment("IN_PROGRESS", "").replace("d1", "d0"));
        onManaged("");
        List<Target> pinned = IntStream.range(0, 20)
                .mapToObj(number -> target("ecs:express/prod/web#" + ARN + "d" + number))
                .toList();
        fleet.read(pinned);
        fleet.read(pinned);
        assertThat(aws.operations())
                .containsExactly(
                        "DescribeServiceDeployments",
                        "DescribeServiceRevisions",
                        "DescribeServiceDeployments",
                        "DescribeServiceRevisions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecs:prod/a/b", "ecs:express/prod/a/b", "ecs:express//web", "ecs:daemon/prod/"})
    void a_target_of_more_pieces_is_refused_and_told_the_forms(String text) {
        assertThatThrownBy(() -> target(text))
                .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.hint())
                        .contains("ecs:CLUSTER/SERVICE", "ecs:express/CLUSTER/", "ecs:daemon/CLUSTER/"));
    }

    @Test
    void options_name_what_the_forms_do() {
        assertThat(of("cluster", "express", "service", "api").resource()).isEqualTo("express/api");
        assertThat(of("cluster", "prod", "express-service", "web").resource()).isEqualTo("express/prod/web");
        assertThat(of("cluster", "prod", "daemon-name", "agent").resource()).isEqualTo("daemon/prod/agent");
        assertThat(of("cluster", "prod", "service", SERVICE).field("service")).isEqualTo(SERVICE);
    }

    private static Target of(String a, String first, String b, String second) {
        return Targets.of(Ecs.INFO, Map.of(a, first, b, second), null);
    }

    @ParameterizedTest
    @CsvSource({
        "ecs:express/api, express, api, ",
        "ecs:express, default, express, ",
        "ecs:express/prod/web, prod, , web",
        "arn:aws:ecs:eu-west-1:111122223333:service/express/api, express, api, ",
        "ecs:express/arn:aws:ecs:eu-west-1:111122223333:cluster/prod/web, arn:aws:ecs:eu-west-1:111122223333:cluster/prod, , web"
    })
    void two_pieces_are_a_service_also_of_a_cluster_named_express(
            String text, String cluster, String service, String express) {
        Target target = target(text);
        assertThat(target.field("cluster")).isEqualTo(cluster);
        assertThat(target.field("service")).isEqualTo(service);
        assertThat(target.field("express-service")).isEqualTo(express);
        assertThat(new ExpressServices().reads(target)).isEqualTo(express != null);
        assertThat(new ServiceDeployments().reads(target)).isEqualTo(service != null);
    }
}
