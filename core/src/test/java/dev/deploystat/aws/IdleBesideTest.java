package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is at work on a target beside its latest deployment, in the places where each service shows it. */
class IdleBesideTest {
    private static final String SERVICE = """
            {"services":[{"serviceName":"api","serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/prod/api",
             "clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/prod","status":"ACTIVE",
             "deploymentController":{"type":"%s"},"deployments":[],"taskSets":[%s]}],"failures":[]}""";
    private static final String APP_RUNNER = "arn:aws:apprunner:eu-west-1:111122223333:service/web/8fe1";

    private static Observation service(String controller, String taskSets, String codeDeploy)
            throws InterruptedException {
        return IdleOnEveryServiceTest.wait("ecs:prod/api", aws -> {
            aws.on("ListServiceDeployments").fail(400, "UnsupportedFeatureException", "Not of this controller.");
            aws.on("DescribeServices").reply(SERVICE.formatted(controller, taskSets));
            aws.on("ListTasks").ifAsked().reply("{\"taskArns\":[]}");
            if (codeDeploy != null) {
                aws.on("BatchGetDeploymentGroups").reply("""
                        {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"prod",
                         "lastAttemptedDeployment":{"deploymentId":"d-NEW"}}]}""");
                aws.on("ListDeployments").reply("{\"deployments\":[\"d-NEW\",\"d-OLD\"]}");
                aws.on("BatchGetDeployments")
                        .with("[\"d-NEW\"]")
                        .reply("{\"deploymentsInfo\":[" + deployment("d-NEW", 1709286000, "Succeeded") + "]}");
                aws.on("BatchGetDeployments")
                        .with("d-OLD")
                        .reply("{\"deploymentsInfo\":[" + deployment("d-NEW", 1709286000, "Succeeded") + ","
                                + deployment("d-OLD", 1709285000, codeDeploy) + "]}");
            }
        });
    }

    private static String deployment(String id, long created, String word) {
        return """
                {"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"%s","createTime":%d,"status":"%s",
                 "computePlatform":"ECS"}""".formatted(id, created, word);
    }

    private static String taskSet(String id, int created, String status, String stability) {
        return """
                {"id":"ecs-svc/%s","status":"%s","stabilityStatus":"%s","createdAt":%d,"externalId":"d-NEW",
                 "taskDefinition":"web:1"}""".formatted(id, status, stability, created);
    }

    @ParameterizedTest
    @CsvSource({"STEADY_STATE,PASSED", "STABILIZING,TIMED_OUT", "SOMETHING_NEW,TIMED_OUT"})
    void a_task_set_that_stabilizes_beside_the_newest_keeps_a_service_from_being_idle(String stability, Outcome outcome)
            throws InterruptedException {
        String sets = taskSet("2", 1709286000, "DRAINING", "STEADY_STATE") + ","
                + taskSet("1", 1709285000, "PRIMARY", stability);

        assertThat(service("EXTERNAL", sets, null).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"Succeeded,PASSED", "Created,TIMED_OUT", "Queued,TIMED_OUT", "InProgress,TIMED_OUT", "Ready,TIMED_OUT"})
    void a_deployment_of_codedeploy_beside_the_latest_keeps_a_service_from_being_idle(String word, Outcome outcome)
            throws InterruptedException {
        Observation end = service("CODE_DEPLOY", taskSet("1", 1709286000, "PRIMARY", "STEADY_STATE"), word);

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    /** An environment takes one deployment at a time, whatever its profile. */
    @ParameterizedTest
    @CsvSource({
        "flags,DEPLOYING,TIMED_OUT",
        "flags,COMPLETE,PASSED",
        "limits,BAKING,TIMED_OUT",
        "limits,COMPLETE,PASSED"
    })
    void a_deployment_of_another_profile_keeps_a_profile_from_being_idle(String profile, String state, Outcome outcome)
            throws InterruptedException {
        String application = "GET /applications/shop123";
        String row = """
                {"DeploymentNumber":7,"ConfigurationName":"flags","ConfigurationVersion":"3","State":"%s",
                 "StartedAt":"2024-03-01T10:00:00Z"}""";
        Observation end = IdleOnEveryServiceTest.wait("appconfig:shop/prod/" + profile, aws -> {
            aws.on("GET /applications").reply("{\"Items\":[{\"Id\":\"shop123\",\"Name\":\"shop\"}]}");
            aws.on(application + "/environments").reply("{\"Items\":[{\"Id\":\"prod123\",\"Name\":\"prod\"}]}");
            aws.on(application + "/configurationprofiles")
                    .reply("{\"Items\":[{\"Id\":\"f1\",\"Name\":\"flags\"},{\"Id\":\"l1\",\"Name\":\"limits\"}]}");
            aws.on(application + "/environments/prod123/deployments")
                    .reply("{\"Items\":[" + row.formatted(state) + "]}");
            aws.on(application + "/environments/prod123/deployments/7").reply(row.formatted(state));
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    /** It is no deployment, and no deployment can begin meanwhile. */
    @ParameterizedTest
    @CsvSource({
        "PAUSE_SERVICE,IN_PROGRESS,TIMED_OUT",
        "RESUME_SERVICE,PENDING,TIMED_OUT",
        "RESUME_SERVICE,SUCCEEDED,PASSED"
    })
    void a_service_that_is_paused_or_resumed_is_not_idle(String type, String word, Outcome outcome)
            throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("apprunner:web", aws -> {
            aws.on("ListServices").reply("""
                    {"ServiceSummaryList":[{"ServiceName":"web","ServiceArn":"%s","Status":"RUNNING"}]}""".formatted(APP_RUNNER));
            aws.on("ListOperations").reply("""
                    {"OperationSummaryList":[{"Id":"o-2","Type":"%s","Status":"%s","StartedAt":1709286000},
                     {"Id":"o-1","Type":"START_DEPLOYMENT","Status":"SUCCEEDED","StartedAt":1709285000}]}""".formatted(type, word));
            aws.on("DescribeService").reply("""
                    {"Service":{"ServiceArn":"%s","Status":"RUNNING"}}""".formatted(APP_RUNNER));
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    /** What another service deploys is idle when that one is, also where it has forgotten it. */
    @ParameterizedTest
    @CsvSource({"InProgress,TIMED_OUT", "Success,PASSED", "gone,PASSED", "denied,UNAUTHORISED"})
    void a_deployment_of_the_group_of_a_system_instance_keeps_it_from_being_idle(String group, Outcome outcome)
            throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("thingsgraph:instance/i-1", aws -> {
            aws.on("GetSystemInstance").reply("""
                    {"description":{"summary":{"id":"i-1","status":"DEPLOYED_IN_TARGET","greengrassGroupId":"g-1",
                     "createdAt":1709280000,"updatedAt":1709280100}}}""");
            aws.on("SearchFlowExecutions").ifAsked().reply("{\"summaries\":[]}");
            String deployments = "GET /greengrass/groups/g-1/deployments";
            if (group.equals("gone")) {
                aws.on(deployments).fail(404, "IdNotFoundException", "no group");
            } else if (group.equals("denied")) {
                aws.on(deployments).fail(403, "AccessDeniedException", "no");
            } else {
                aws.on(deployments)
                        .reply("{\"Deployments\":[{\"DeploymentId\":\"d-1\",\"CreatedAt\":\"2024-03-01T10:00:00Z\"}]}");
                aws.on(deployments + "/d-1/status").reply("{\"DeploymentStatus\":\"" + group + "\"}");
            }
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    @Test
    void what_stands_beside_and_may_not_be_listed_keeps_a_service_from_being_idle() throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("codedeploy:shop/prod", aws -> {
            aws.on("BatchGetDeploymentGroups").reply("""
                    {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"prod"}]}""");
            aws.on("ListDeployments").fail(400, "AccessDeniedException", "no");
        });

        assertThat(end.outcome()).isEqualTo(Outcome.UNAUTHORISED);
    }
}
