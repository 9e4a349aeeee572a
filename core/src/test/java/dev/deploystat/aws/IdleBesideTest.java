package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.service.cloudformation.CfnReplies;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import java.util.function.Consumer;
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

    private static Observation alias(Consumer<LoopbackAws> codeDeploy) throws InterruptedException {
        return IdleOnEveryServiceTest.wait("lambda:api:live", aws -> {
            codeDeploy.accept(aws);
            aws.on("GET /2015-03-31/functions/api/aliases/live").reply("{\"Name\":\"live\",\"FunctionVersion\":\"2\"}");
            aws.on("GET /2015-03-31/functions/api").reply("""
                    {"Configuration":{"FunctionName":"api","Version":"2","State":"Active","LastUpdateStatus":"Successful"}}""");
            aws.on("GET /2019-09-30/functions/api/provisioned-concurrency")
                    .fail(404, "ProvisionedConcurrencyConfigNotFoundException", "none");
        });
    }

    /** The hook before the shift runs while the alias shows nothing of it. */
    @ParameterizedTest
    @CsvSource({
        "Lambda,InProgress,api,live,TIMED_OUT",
        "Lambda,InProgress,arn:aws:lambda:eu-west-1:111122223333:function:api,live,TIMED_OUT",
        "Lambda,InProgress,api,test,PASSED",
        "Lambda,InProgress,other,live,PASSED",
        "Lambda,InProgress,api,,TIMED_OUT",
        "Lambda,Succeeded,api,live,PASSED",
        "Server,InProgress,api,live,PASSED",
        ",InProgress,api,live,TIMED_OUT"
    })
    void a_deployment_of_codedeploy_that_has_not_shifted_an_alias_yet_keeps_it_from_being_idle(
            String platform, String word, String function, String alias, Outcome outcome) throws InterruptedException {
        Observation end = alias(aws -> {
            aws.on("ListDeployments").with("InProgress").reply("{\"deployments\":[\"d-1\"]}");
            aws.on("BatchGetDeployments")
                    .reply("""
                    {"deploymentsInfo":[{"deploymentId":"d-1","applicationName":"shop","deploymentGroupName":"prod",
                     "createTime":1709285000,"status":"%s"%s}]}""".formatted(word, platform == null ? "" : ",\"computePlatform\":\"" + platform + '"'));
            aws.on("ListDeploymentTargets").ifAsked().reply("{\"targetIds\":[\"t-1\"]}");
            aws.on("BatchGetDeploymentTargets").ifAsked().reply("""
                    {"deploymentTargets":[{"deploymentTargetType":"LambdaTarget","lambdaTarget":{"targetId":"t-1",
                     "lambdaFunctionInfo":{"functionName":"%s"%s}}}]}""".formatted(
                            function, alias == null ? "" : ",\"functionAlias\":\"" + alias + '"'));
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    @Test
    void a_deployment_of_codedeploy_that_names_no_targets_yet_may_be_of_any_alias() throws InterruptedException {
        Observation end = alias(aws -> {
            aws.on("ListDeployments").reply("{\"deployments\":[\"d-1\"]}");
            aws.on("BatchGetDeployments").reply("""
                    {"deploymentsInfo":[{"deploymentId":"d-1","createTime":1709285000,"status":"Created",
                     "computePlatform":"Lambda"}]}""");
            aws.on("ListDeploymentTargets").fail(400, "DeploymentNotStartedException", "not yet");
        });

        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(end.why()).contains("also under way: codedeploy:d-1, pending");
    }

    @Test
    void an_alias_is_not_idle_where_codedeploy_may_not_be_asked() throws InterruptedException {
        Observation end = alias(aws -> aws.on("ListDeployments").fail(400, "AccessDeniedException", "no"));

        assertThat(end.outcome()).isEqualTo(Outcome.UNAUTHORISED);
        assertThat(end.reading().failed().orElseThrow().action()).isEqualTo("codedeploy:ListDeployments");
    }

    /** The task set that came with the service names no deployment, and the hook before the installation makes none. */
    @ParameterizedTest
    @CsvSource({"prod:api,TIMED_OUT", "prod:web,PASSED"})
    void the_first_deployment_of_codedeploy_keeps_a_service_from_being_idle(String of, Outcome outcome)
            throws InterruptedException {
        String first = """
                {"id":"ecs-svc/1","status":"PRIMARY","stabilityStatus":"STEADY_STATE","createdAt":1709285000,
                 "taskDefinition":"web:1"}""";
        Observation end = IdleOnEveryServiceTest.wait("ecs:prod/api", aws -> {
            aws.on("ListServiceDeployments").fail(400, "UnsupportedFeatureException", "Not of this controller.");
            aws.on("DescribeServices").reply(SERVICE.formatted("CODE_DEPLOY", first));
            aws.on("ListTasks").ifAsked().reply("{\"taskArns\":[]}");
            aws.on("ListDeployments").reply("{\"deployments\":[\"d-1\"]}");
            aws.on("BatchGetDeployments")
                    .reply("{\"deploymentsInfo\":[" + deployment("d-1", 1709286000, "InProgress") + "]}");
            aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"" + of + "\"]}");
            aws.on("BatchGetDeploymentTargets").reply("""
                    {"deploymentTargets":[{"deploymentTargetType":"ECSTarget","ecsTarget":{"targetId":"%s"}}]}""".formatted(of));
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    @Test
    void a_service_with_a_controller_of_its_own_is_idle_before_its_first_task_set() throws InterruptedException {
        Observation end = service("EXTERNAL", "", null);

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isEqualTo("idle: nothing was ever deployed");
    }

    private static Observation core(String type, String newest, String older) throws InterruptedException {
        String group = "GET /greengrass/groups/g-1/deployments";
        return IdleOnEveryServiceTest.wait("greengrass:g-1", aws -> {
            aws.on(group).reply("""
                    {"Deployments":[{"DeploymentId":"d-2","DeploymentType":"%s","CreatedAt":"2024-03-01T11:00:00Z"},
                     {"DeploymentId":"d-1","DeploymentType":"NewDeployment","CreatedAt":"2024-03-01T10:00:00Z"}]}""".formatted(type));
            aws.on(group + "/d-2/status").reply("""
                    {"DeploymentStatus":"%s","DeploymentType":"%s","UpdatedAt":"2024-03-01T11:01:00Z"}""".formatted(newest, type));
            aws.on("GET /greengrass/groups/g-1").ifAsked().reply("{}");
            aws.on(group + "/d-1/status").ifAsked().reply("{\"DeploymentStatus\":\"" + older + "\"}");
        });
    }

    /** A core works at one deployment after the other. */
    @ParameterizedTest
    @CsvSource({
        "NewDeployment,Success,InProgress,PASSED",
        "NewDeployment,Failure,Success,PASSED",
        "NewDeployment,Failure,InProgress,TIMED_OUT",
        "NewDeployment,Failure,Building,TIMED_OUT",
        "ResetDeployment,InProgress,Success,TIMED_OUT",
        "ResetDeployment,Building,Success,TIMED_OUT",
        "ResetDeployment,Success,InProgress,PASSED"
    })
    void what_a_core_has_still_to_do_keeps_a_group_from_being_idle(
            String type, String newest, String older, Outcome outcome) throws InterruptedException {
        assertThat(core(type, newest, older).outcome()).isEqualTo(outcome);
    }

    private static Observation app(String stackDeployments) throws InterruptedException {
        return IdleOnEveryServiceTest.wait("opsworks:app/a1", aws -> {
            explained(aws, of("a1", "deploy", "failed"));
            aws.on("DescribeDeployments")
                    .with("\"AppId\":\"a1\"")
                    .reply("{\"Deployments\":[%s]}".formatted(of("a1", "deploy", "failed")));
            aws.on("DescribeDeployments")
                    .with("\"StackId\":\"s1\"")
                    .reply("{\"Deployments\":[%s]}".formatted(stackDeployments));
        });
    }

    private static void explained(LoopbackAws aws, String deployment) {
        aws.on("DescribeDeployments").with("[\"d-1\"]").ifAsked().reply("{\"Deployments\":[" + deployment + "]}");
        aws.on("DescribeCommands").ifAsked().reply("{\"Commands\":[]}");
        aws.on("DescribeInstances").ifAsked().reply("{\"Instances\":[]}");
    }

    private static String of(String app, String command, String word) {
        return """
                {"DeploymentId":"d-1","StackId":"s1",%s"CreatedAt":"2024-03-01T10:00:00Z","Status":"%s",
                 "CompletedAt":"%s","Command":{"Name":"%s"}}""".formatted(
                        app == null ? "" : "\"AppId\":\"" + app + "\",",
                        word,
                        word.equals("running") ? "" : "2024-03-01T10:01:00Z",
                        command);
    }

    @ParameterizedTest
    @CsvSource({
        ",update_dependencies,running,TIMED_OUT",
        ",update_dependencies,successful,PASSED",
        ",execute_recipes,SOMETHING_NEW,TIMED_OUT",
        "a1,deploy,running,TIMED_OUT",
        "a2,deploy,running,PASSED"
    })
    void a_command_on_the_whole_stack_keeps_an_app_from_being_idle(
            String app, String command, String word, Outcome outcome) throws InterruptedException {
        assertThat(app(of(app, command, word)).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"running,TIMED_OUT", "successful,PASSED"})
    void an_app_to_which_nothing_was_deployed_is_at_work_with_its_stack(String word, Outcome outcome)
            throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("opsworks:app/a1", aws -> {
            aws.on("DescribeDeployments").with("\"AppId\":\"a1\"").reply("{\"Deployments\":[]}");
            aws.on("DescribeApps").with("[\"a1\"]").reply("{\"Apps\":[{\"AppId\":\"a1\",\"StackId\":\"s1\"}]}");
            aws.on("DescribeDeployments")
                    .with("\"StackId\":\"s1\"")
                    .reply("{\"Deployments\":[" + of(null, "setup", word) + "]}");
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    @Test
    void an_app_that_is_not_there_is_not_idle() throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("opsworks:app/a1", aws -> {
            aws.on("DescribeDeployments").reply("{\"Deployments\":[]}");
            aws.on("DescribeApps").reply("{\"Apps\":[]}");
        });

        assertThat(end.outcome()).isEqualTo(Outcome.NOT_FOUND);
    }

    /** What takes a release away is no success of one, and is at work all the same until it is over. */
    @ParameterizedTest
    @CsvSource({
        "undeploy,running,TIMED_OUT",
        "undeploy,successful,PASSED",
        "rollback,running,TIMED_OUT",
        "rollback,successful,PASSED"
    })
    void an_order_to_take_a_release_away_is_at_work_until_it_is_over(String command, String word, Outcome outcome)
            throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("opsworks:s1", aws -> {
            explained(aws, of("a1", command, word));
            aws.on("DescribeDeployments").with("StackId").reply("{\"Deployments\":[" + of("a1", command, word) + "]}");
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    private static String stack(String name, String word, String parent) {
        return """
                <DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>%1$s</StackName>
                <StackId>arn:aws:cloudformation:eu-west-1:111122223333:stack/%1$s/1</StackId>
                <CreationTime>2024-03-01T10:00:00Z</CreationTime><StackStatus>%2$s</StackStatus>%3$s
                </member></Stacks></DescribeStacksResult></DescribeStacksResponse>""".formatted(
                name,
                word,
                parent == null
                        ? ""
                        : "<ParentId>arn:aws:cloudformation:eu-west-1:111122223333:stack/" + parent + "/1</ParentId>");
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE_IN_PROGRESS,UPDATE_COMPLETE,TIMED_OUT",
        "UPDATE_COMPLETE,UPDATE_ROLLBACK_IN_PROGRESS,TIMED_OUT",
        "UPDATE_COMPLETE,UPDATE_FAILED,PASSED"
    })
    void a_stack_that_contains_a_nested_one_keeps_it_from_being_idle(String root, String between, Outcome outcome)
            throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("cloudformation:leaf", aws -> {
            aws.on("DescribeStackEvents").ifAsked().reply(CfnReplies.events(null));
            aws.on("DescribeStacks").with("StackName=leaf").reply(stack("leaf", "UPDATE_COMPLETE", "between"));
            aws.on("DescribeStacks").with("between").reply(stack("between", between, "root"));
            aws.on("DescribeStacks").with("root").reply(stack("root", root, null));
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"UPDATING,TIMED_OUT", "ACTIVE,PASSED", "FAILED,PASSED"})
    void a_change_of_a_cluster_keeps_its_node_groups_from_being_idle(String word, Outcome outcome)
            throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("eks:prod/nodegroup/web", aws -> {
            aws.on("GET /clusters/prod").reply("{\"cluster\":{\"name\":\"prod\",\"status\":\"" + word + "\"}}");
            aws.on("GET /clusters/prod/updates").reply("{\"updateIds\":[]}");
            aws.on("GET /clusters/prod/node-groups/web").reply("{\"nodegroup\":{\"status\":\"ACTIVE\"}}");
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    /** An endpoint is as good as what it last became; one component may be made meanwhile. */
    @ParameterizedTest
    @CsvSource({
        "InService,,InService,PASSED",
        "InService,the last update failed,InService,PASSED",
        "InService,the last update failed,Updating,TIMED_OUT",
        "InService,the last update failed,SOMETHING_NEW,TIMED_OUT",
        "InService,,Deleting,TIMED_OUT",
        "Failed,no capacity,Creating,TIMED_OUT"
    })
    void a_component_that_is_made_keeps_an_endpoint_from_being_idle(
            String endpoint, String reason, String component, Outcome outcome) throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("sagemaker:shared", aws -> {
            aws.on("DescribeEndpoint")
                    .reply("""
                    {"EndpointName":"shared","EndpointStatus":"%s"%s}""".formatted(endpoint, reason == null ? "" : ",\"FailureReason\":\"" + reason + '"'));
            aws.on("DescribeInferenceComponent").ifAsked().reply("{}");
            aws.on("ListInferenceComponents").reply("""
                    {"InferenceComponents":[
                     {"InferenceComponentName":"c-1","InferenceComponentStatus":"Failed"},
                     {"InferenceComponentName":"c-2","InferenceComponentStatus":"%s"}]}""".formatted(component));
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"Updating,TIMED_OUT", "SystemUpdating,TIMED_OUT", "RollingBack,TIMED_OUT", "InService,PASSED"})
    void an_endpoint_that_is_updated_keeps_its_components_from_being_idle(String word, Outcome outcome)
            throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("sagemaker:shared/component/c-1", aws -> {
            aws.on("DescribeEndpoint").reply("{\"EndpointName\":\"shared\",\"EndpointStatus\":\"" + word + "\"}");
            aws.on("DescribeInferenceComponent").reply("""
                    {"InferenceComponentName":"c-1","EndpointName":"shared","InferenceComponentStatus":"InService",
                     "RuntimeConfig":{"DesiredCopyCount":1,"CurrentCopyCount":1}}""");
        });

        assertThat(end.outcome()).isEqualTo(outcome);
    }

    /** It is no success, as nothing runs, and nothing is at work either. */
    @Test
    void a_component_of_which_no_copies_are_wanted_is_idle() throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait("sagemaker:shared/component/c-1", aws -> {
            aws.on("DescribeEndpoint").reply("{\"EndpointName\":\"shared\",\"EndpointStatus\":\"InService\"}");
            aws.on("DescribeInferenceComponent").reply("""
                    {"InferenceComponentName":"c-1","EndpointName":"shared","InferenceComponentStatus":"InService",
                     "RuntimeConfig":{"DesiredCopyCount":0,"CurrentCopyCount":0}}""");
        });

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(end.why()).isEqualTo("idle");
    }

    @Test
    void a_system_instance_that_was_not_deployed_yet_is_idle() throws InterruptedException {
        Observation end = IdleOnEveryServiceTest.wait(
                "thingsgraph:instance/i-1", aws -> aws.on("GetSystemInstance").reply("""
                        {"description":{"summary":{"id":"i-1","status":"NOT_DEPLOYED","createdAt":1709280000}}}"""));

        assertThat(end.outcome()).isEqualTo(Outcome.PASSED);
    }
}
