package dev.deploystat.cli;

import static dev.deploystat.aws.service.cloudformation.CfnReplies.because;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.event;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.events;
import static dev.deploystat.aws.service.cloudformation.CfnReplies.stacks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole screens of {@code explain}, as somebody reads them on 80 columns and 24 lines. */
class ExplainScreensTest {
    private static final Path SCREENS = Path.of("src/test/resources/screens");
    private static final int HEIGHT = 24;
    private static final int WIDTH = 80;
    /** 2024-03-01T11:40:00Z. */
    private static final long BEGUN = 1709293200;

    private static final String SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/prod/api";
    private static final String STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/orders/5d2c1f80-d7b6";
    private static final String NESTED =
            "arn:aws:cloudformation:eu-west-1:111122223333:stack/orders-Web-1KX7Q/6e3d2a91-e8c7";
    private static final String STACK_TYPE = "AWS::CloudFormation::Stack";

    @TempDir
    Path folder;

    private final LoopbackAws aws = new LoopbackAws();

    @AfterEach
    void close() {
        aws.close();
    }

    private CliRun run() {
        // An address that the AWS CLI knows by itself stands in no command.
        return CliRun.alone()
                .with("AWS_ENDPOINT_URL", aws.endpoint().toString())
                .clock(Clock.virtual(LoopbackAws.NOW.plusSeconds(600), 0))
                .with("NO_COLOR", "1");
    }

    /** Checks a screen, and that off a terminal the same is said. */
    private void screen(String name, String command, Runnable scene) {
        scene.run();
        CliRun.Result result = run().onTerminal().run(command + " --color off");
        Golden.check(SCREENS.resolve(name + ".txt"), result.out());
        // Links are not broken: a terminal does it.
        assertThat(result.out()
                        .lines()
                        .mapToInt(line -> 1 + Math.max(0, line.length() - 1) / WIDTH)
                        .sum())
                .isLessThan(HEIGHT);
        assertThat(result.out().lines().filter(line -> !line.contains("https://")))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(WIDTH));
        assertThat(result.out()).doesNotContain("\u001b");
        aws.forget();
        scene.run();
        CliRun.Result piped = run().run(command);
        assertThat(headings(piped.out())).containsSubsequence(headings(result.out()));
    }

    private static List<String> headings(String page) {
        return page.lines()
                .filter(line -> line.matches("[A-Z][a-z ]+.*"))
                .map(line -> line.replaceAll("[,(].*", "").strip())
                .toList();
    }

    @Test
    void a_service_whose_tasks_have_too_little_memory() {
        screen("explain-ecs", "explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5", this::ecs);
    }

    @Test
    void a_nested_stack_that_failed_over_a_stopped_task() {
        screen("explain-cloudformation", "explain cloudformation:orders", this::nestedStack);
    }

    @Test
    void the_nested_stack_as_a_page() {
        nestedStack();
        CliRun.Result result = run().run("explain cloudformation:orders -o html");
        // The port of the server of the test is another one each time.
        Golden.check(
                SCREENS.resolve("explain-cloudformation.html"),
                result.out().replaceAll("127.0.0.1:\\d+", "127.0.0.1:0"));
    }

    private void nestedStack() {
        aws.on("DescribeStacks")
                .reply(stacks("<member><StackId>" + STACK + "</StackId><StackName>orders</StackName>"
                        + "<CreationTime>2024-02-01T10:00:00Z</CreationTime><LastUpdatedTime>2024-03-01T11:39:00Z"
                        + "</LastUpdatedTime><StackStatus>UPDATE_ROLLBACK_COMPLETE</StackStatus></member>"));
        String own = "The following resource(s) failed to update: [Web].";
        aws.on("DescribeStackEvents")
                .with("orders-Web")
                .reply(events(
                        null,
                        at(1500, NESTED, "orders-Web-1KX7Q", STACK_TYPE, NESTED, "UPDATE_ROLLBACK_COMPLETE", null),
                        at(1400, NESTED, "Service", "AWS::ECS::Service", SERVICE, "UPDATE_COMPLETE", null),
                        at(
                                1200,
                                NESTED,
                                "orders-Web-1KX7Q",
                                STACK_TYPE,
                                NESTED,
                                "UPDATE_ROLLBACK_IN_PROGRESS",
                                "The following resource(s) failed to update: [Service]."),
                        at(
                                1190,
                                NESTED,
                                "Service",
                                "AWS::ECS::Service",
                                SERVICE,
                                "UPDATE_FAILED",
                                "Resource handler returned message: &quot;Error occurred during operation 'ECS Deployment"
                                        + " Circuit Breaker was triggered'.&quot;"),
                        at(70, NESTED, "Service", "AWS::ECS::Service", SERVICE, "UPDATE_IN_PROGRESS", null),
                        at(
                                65,
                                NESTED,
                                "orders-Web-1KX7Q",
                                STACK_TYPE,
                                NESTED,
                                "UPDATE_IN_PROGRESS",
                                "User Initiated")));
        aws.on("DescribeStackEvents")
                .reply(events(
                        null,
                        at(1520, STACK, "orders", STACK_TYPE, STACK, "UPDATE_ROLLBACK_COMPLETE", null),
                        at(1510, STACK, "Web", STACK_TYPE, NESTED, "UPDATE_COMPLETE", null),
                        at(1300, STACK, "orders", STACK_TYPE, STACK, "UPDATE_ROLLBACK_IN_PROGRESS", own),
                        at(
                                1290,
                                STACK,
                                "Web",
                                STACK_TYPE,
                                NESTED,
                                "UPDATE_FAILED",
                                "Embedded stack " + NESTED + " was not successfully updated."),
                        at(60, STACK, "Web", STACK_TYPE, NESTED, "UPDATE_IN_PROGRESS", null),
                        at(0, STACK, "orders", STACK_TYPE, STACK, "UPDATE_IN_PROGRESS", "User Initiated")));
        ecs();
    }

    private static String at(
            int second, String stack, String resource, String type, String physical, String status, String why) {
        // The replies of the tests begin at 10:00, this release at 11:39.
        return event(second + 5940, stack, null, resource, type, physical, status, because(why));
    }

    /** A deployment whose three tasks were killed, and the one that the way back made. */
    private void ecs() {
        String deployment = "arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/";
        aws.on("ListServiceDeployments").reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%1$sback","createdAt":%2$d,"status":"SUCCESSFUL"},
                 {"serviceDeploymentArn":"%1$sNCWGC2ZR-tawPYrIaU5","createdAt":%3$d,"finishedAt":%4$d,
                  "status":"ROLLBACK_SUCCESSFUL"}]}""".formatted(deployment, BEGUN + 1210, BEGUN + 70, BEGUN + 1180));
        aws.on("DescribeServiceDeployments").with("NCWGC2ZR").reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%1$sNCWGC2ZR-tawPYrIaU5","createdAt":%2$d,"startedAt":%2$d,
                 "finishedAt":%3$d,"status":"ROLLBACK_SUCCESSFUL","serviceArn":"%4$s",
                 "deploymentCircuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3},
                 "targetServiceRevision":{"arn":"arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/api/2"},
                 "sourceServiceRevisions":[{"arn":"arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/api/1"}],
                 "rollback":{"reason":"Service deployment rolled back because the circuit breaker threshold was exceeded."}}],
                 "failures":[]}""".formatted(
                        deployment, BEGUN + 70, BEGUN + 1180, SERVICE));
        aws.on("DescribeServiceDeployments").reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%1$sback","createdAt":%2$d,"status":"SUCCESSFUL"}],
                 "failures":[]}""".formatted(deployment, BEGUN + 1210));
        aws.on("DescribeServiceRevisions").reply("""
                {"serviceRevisions":[
                 {"serviceRevisionArn":"arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/api/2",
                  "taskDefinition":"arn:aws:ecs:eu-west-1:111122223333:task-definition/api:42"},
                 {"serviceRevisionArn":"arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/api/1",
                  "taskDefinition":"arn:aws:ecs:eu-west-1:111122223333:task-definition/api:41"}],"failures":[]}""");
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceArn":"%1$s","serviceName":"api","events":[
                 {"id":"3","createdAt":%4$d,"message":"(service api) deployment ecs-svc/42 deployment failed: tasks failed to start."},
                 {"id":"2","createdAt":%3$d,"message":"(service api) has started 1 tasks: (task 0a1b2c3d4e5f60718293a4b5c6d7e8f2)."},
                 {"id":"1","createdAt":%2$d,"message":"(service api) has started 1 tasks: (task 0a1b2c3d4e5f60718293a4b5c6d7e8f1)."}
                 ]}],"failures":[]}""".formatted(SERVICE, BEGUN + 80, BEGUN + 400, BEGUN + 1150));
        aws.on("ListTasks").reply("{\"taskArns\":[\"t1\",\"t2\",\"t3\"]}");
        List<String> tasks = new ArrayList<>();
        for (int task = 1; task <= 3; task++) {
            tasks.add("""
                    {"taskArn":"arn:aws:ecs:eu-west-1:111122223333:task/prod/0a1b2c3d4e5f60718293a4b5c6d7e8f%d",
                     "taskDefinitionArn":"arn:aws:ecs:eu-west-1:111122223333:task-definition/api:42",
                     "createdAt":%d,"stoppedAt":%d,"lastStatus":"STOPPED","stopCode":"EssentialContainerExited",
                     "stoppedReason":"Essential container in task exited","containers":[{"name":"api","exitCode":137,
                     "reason":"OutOfMemoryError: Container killed due to memory usage"}]}""".formatted(task, BEGUN + 300L * task, BEGUN + 300L * task + 41));
        }
        aws.on("DescribeTasks").reply("{\"tasks\":[" + String.join(",", tasks) + "]}");
        aws.on("DescribeTaskDefinition").with("api:42").reply(definition("shop/api:2.4", "256"));
        aws.on("DescribeTaskDefinition").with("api:41").reply(definition("shop/api:2.3", "512"));
        for (int task = 1; task <= 3; task++) {
            aws.on("GetLogEvents")
                    .with("app/api/0a1b2c3d4e5f60718293a4b5c6d7e8f" + task)
                    .reply("""
                    {"events":[{"message":"\\u001b[32minfo\\u001b[0m listening on 10.0.1.%1$d:8080"},
                     {"message":"info warming the cache, 4096 entries"},
                     {"message":"warn heap at 248 MB of 256 MB"},
                     {"message":"error cannot allocate: DB_PASSWORD=hunter%1$d\\n\\tat Cache.fill(Cache.java:88)"}]}""".formatted(task));
        }
    }

    private static String definition(String image, String memory) {
        return """
                {"taskDefinition":{"memory":"%2$s","containerDefinitions":[{"name":"api","image":"%1$s",
                 "environment":[{"name":"CACHE_SIZE","value":"entries-%2$s"},{"name":"STAGE","value":"prod"}],
                 "logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/api","awslogs-region":"eu-west-1",
                 "awslogs-stream-prefix":"app"}}}]}}""".formatted(image, memory);
    }

    @Test
    void what_the_release_changed() {
        ecs();
        String command = "explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5 --diff --logs 0";
        Golden.check(
                SCREENS.resolve("explain-diff.txt"),
                run().onTerminal().run(command).out());
        aws.forget();
        ecs();
        CliRun.Result result = run().run(command + " -o json");
        assertThat(result.out())
                .contains("\"name\": \"container api: environment CACHE_SIZE\"")
                .doesNotContain("hunter", "entries-");
    }

    @Test
    void a_script_that_failed_on_the_instances() {
        screen("explain-codedeploy", "explain codedeploy:shop/prod", this::script);
    }

    private void script() {
        aws.on("BatchGetDeploymentGroups").reply("""
                {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"prod",
                 "lastAttemptedDeployment":{"deploymentId":"d-7KQ2M4XNB","status":"Failed"}}]}""");
        aws.on("BatchGetDeployments").reply("""
                {"deploymentsInfo":[{"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"d-7KQ2M4XNB",
                 "createTime":%d,"startTime":%d,"completeTime":%d,"status":"Failed","creator":"user",
                 "revision":{"revisionType":"S3","s3Location":{"bucket":"acme","key":"shop-2.4.zip","bundleType":"zip"}},
                 "errorInformation":{"code":"HEALTH_CONSTRAINTS","message":"The overall deployment failed because too many \
                individual instances failed deployment, too few healthy instances are available for deployment, or some \
                instances in your deployment group are experiencing problems."}}]}""".formatted(BEGUN, BEGUN + 2, BEGUN + 95));
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[\"i-0a1b2c3d4e5f60718\",\"i-0a1b2c3d4e5f60719\"]}");
        List<String> targets = new ArrayList<>();
        for (String id : List.of("i-0a1b2c3d4e5f60718", "i-0a1b2c3d4e5f60719")) {
            targets.add("""
                    {"deploymentTargetType":"InstanceTarget","instanceTarget":{"targetId":"%1$s","status":"Failed",
                     "lastUpdatedAt":%3$d,"lifecycleEvents":[
                     {"lifecycleEventName":"BeforeInstall","status":"Succeeded","startTime":%2$d,"endTime":%2$d},
                     {"lifecycleEventName":"ApplicationStart","status":"Failed","startTime":%2$d,"endTime":%3$d,"diagnostics":
                     {"errorCode":"ScriptFailed","scriptName":"bin/start.sh","message":"Script at specified location:\
                     bin/start.sh failed with exit code 1","logTail":"[stdout]starting\\n[stderr]Error: cannot find module \
                    'express'\\n"}}]}}""".formatted(id, BEGUN + 10, BEGUN + 60));
        }
        aws.on("BatchGetDeploymentTargets").reply("{\"deploymentTargets\":[" + String.join(",", targets) + "]}");
    }

    @Test
    void a_pipeline_that_waits_for_an_approval() {
        screen("explain-codepipeline", "explain codepipeline:release", this::approval);
    }

    private void approval() {
        aws.on("ListPipelineExecutions").reply("""
                {"pipelineExecutionSummaries":[{"pipelineExecutionId":"2f6b1c3d-7a8e-4b9f-a0c1-d2e3f4a5b6c7",
                 "status":"InProgress","startTime":%d,"executionMode":"SUPERSEDED","sourceRevisions":[{"actionName":"Source",
                 "revisionId":"9f3c2d1e0b"}]}]}""".formatted(BEGUN));
        aws.on("GetPipelineState").reply("""
                {"stageStates":[{"stageName":"Build","latestExecution":{"pipelineExecutionId":\
                "2f6b1c3d-7a8e-4b9f-a0c1-d2e3f4a5b6c7","status":"Succeeded"},"actionStates":[]},
                 {"stageName":"Prod","latestExecution":{"pipelineExecutionId":"2f6b1c3d-7a8e-4b9f-a0c1-d2e3f4a5b6c7",
                 "status":"InProgress"},"actionStates":[{"actionName":"Approve","latestExecution":{"status":"InProgress",
                 "token":"1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"}}]}]}""");
        aws.on("ListActionExecutions").reply("""
                {"actionExecutionDetails":[{"pipelineExecutionId":"2f6b1c3d-7a8e-4b9f-a0c1-d2e3f4a5b6c7","actionExecutionId":"a2",
                 "stageName":"Prod","actionName":"Approve","startTime":%d,"status":"InProgress","input":{"actionTypeId":
                 {"category":"Approval","owner":"AWS","provider":"Manual","version":"1"}},"output":{"executionResult":
                 {"externalExecutionId":"1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"}}},
                 {"pipelineExecutionId":"2f6b1c3d-7a8e-4b9f-a0c1-d2e3f4a5b6c7","actionExecutionId":"a1","stageName":"Build",
                 "actionName":"Compile","startTime":%d,"lastUpdateTime":%d,"status":"Succeeded","input":{"actionTypeId":
                 {"category":"Build","owner":"AWS","provider":"CodeBuild","version":"1"}}}]}""".formatted(BEGUN + 200, BEGUN + 5, BEGUN + 190));
    }

    @Test
    void all_that_is_known_is_there_on_demand() {
        ecs();
        String page = run().onTerminal()
                .run("explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5 --all")
                .out();
        assertThat(page).contains("\nDetails\n  Revision  ", "\nParts\n", "ROLLBACK_SUCCESSFUL");
        assertThat(page.split("Container killed due to memory usage", -1)).hasSize(2);
    }

    @Test
    void a_page_longer_than_the_screen_goes_to_the_pager_that_the_aws_cli_would_take() {
        ecs();
        for (Map.Entry<String, String> each : Map.of(
                        "AWS_PAGER=more -s|PAGER=most", "[more, -s] {LESS=FRX}",
                        "PAGER=most", "[most] {LESS=FRX}",
                        "PAGER=most|LESS=S", "[most] {}",
                        "LINES=10", "[less] {LESS=FRX}")
                .entrySet()) {
            aws.forget();
            ecs();
            List<String> shown = new ArrayList<>();
            CliRun run = run().onTerminal().with("LINES", "10").viewer((command, additions, text) -> {
                shown.add(command + " " + additions);
                assertThat(text).contains("ecs:prod/api#NCWGC2ZR-tawPYrIaU5@eu-west-1");
                return true;
            });
            for (String variable : each.getKey().split("\\|", -1)) {
                String[] halves = variable.split("=", -1);
                run.with(halves[0], halves[1]);
            }
            assertThat(run.run("explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5 --color off")
                            .out())
                    .isEmpty();
            assertThat(shown).containsExactly(each.getValue());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [default]                 | cli_pager=more -s |                 |              | [more, -s]
                    [default]                 | cli_pager=more -s | PAGER=most      |              | [more, -s]
                    [default]                 | cli_pager=more -s | AWS_PAGER=most  |              | [most]
                    [default]                 | cli_pager=        | PAGER=most      |              |
                    [default]                 | region=eu-west-1  | PAGER=most      |              | [most]
                    [profile ops]             | cli_pager=more    | AWS_PROFILE=ops |              | [more]
                    [profile ops]             | cli_pager=more    |                 |              | [less]
                    [profile ops]             | cli_pager=more    |                 |--profile ops | [more]
                    """)
    void the_pager_of_the_profile_comes_between_the_two_variables(
            String section, String setting, String variable, String option, String command) throws IOException {
        ecs();
        Path config = Files.writeString(
                folder.resolve("config"),
                section + "\n" + setting + "\naws_access_key_id=AKIDEXAMPLE\naws_secret_access_key=example\n");
        List<String> shown = new ArrayList<>();
        CliRun run = run().onTerminal()
                .with("LINES", "10")
                .with("AWS_CONFIG_FILE", config.toString())
                .viewer((pager, additions, text) -> shown.add(pager.toString()));
        if (variable != null) {
            run.with(variable.split("=")[0], variable.split("=")[1]);
        }
        run.run("explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5" + (option == null ? "" : " " + option));
        assertThat(shown).isEqualTo(command == null ? List.of() : List.of(command));
    }

    @Test
    void no_pager_is_asked_where_none_is_wanted_or_needed() {
        ecs();
        Map<String, CliRun> runs = Map.of(
                "explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5", run().onTerminal().with("LINES", "40"),
                "explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5 --no-cli-pager",
                        run().onTerminal().with("LINES", "10"),
                "explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5 --color off",
                        run().onTerminal().with("LINES", "10").with("AWS_PAGER", ""),
                "explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5 -o json",
                        run().onTerminal().with("LINES", "10"),
                "explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5 -o table", run().with("LINES", "10"));
        runs.forEach((line, run) -> assertThat(run.viewer((command, additions, text) -> {
                            throw new AssertionError(line);
                        })
                        .run(line)
                        .out())
                .contains("ecs:prod/api#NCWGC2ZR-tawPYrIaU5@eu-west-1"));
    }

    @Test
    void without_the_program_the_page_is_written_at_once() {
        ecs();
        assertThat(run().onTerminal()
                        .with("LINES", "10")
                        .run("explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5")
                        .out())
                .startsWith("ecs:prod/api#NCWGC2ZR-tawPYrIaU5@eu-west-1  ");
    }

    @Test
    void as_many_last_words_are_read_and_shown_as_are_asked_for() {
        String command = "explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5";
        ecs();
        assertThat(run().run(command + " --logs 0").out()).doesNotContain("Last words");
        assertThat(aws.operations()).doesNotContain("GetLogEvents", "DescribeTaskDefinition");
        aws.forget();
        ecs();
        assertThat(run().onTerminal().run(command + " --logs 100 --color off").out())
                .contains("Last words, 3 alike: ", "  info listening on 10.0.1.1:8080\n", "DB_PASSWORD=***")
                .doesNotContain("hunter");
        assertThat(aws.requests()).anyMatch(request -> request.body().contains("\"limit\":100"));
        for (String wrong : List.of("-1", "x", "1001")) {
            CliRun.Result refused = run().run(command + " --logs=" + wrong);
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.err()).contains("--logs takes a number, not '" + wrong + "'", "from 0 to 1000");
        }
    }

    @Test
    void a_wait_and_a_status_ask_for_no_log() {
        for (String command : List.of("status", "wait --timeout 1m")) {
            aws.forget();
            ecs();
            run().run(command + " ecs:prod/api#NCWGC2ZR-tawPYrIaU5");
            assertThat(aws.operations()).as(command).doesNotContain("GetLogEvents", "DescribeTaskDefinition");
        }
    }

    @Test
    void without_the_permission_the_page_names_it_and_the_rest_is_there() {
        aws.on("GetLogEvents").fail(400, "AccessDeniedException", "not authorized");
        ecs();
        CliRun.Result result = run().run("explain ecs:prod/api#NCWGC2ZR-tawPYrIaU5");
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("OutOfMemoryError", "logs:GetLogEvents: AccessDeniedException: not everything could be read")
                .doesNotContain("Last words");
    }
}
