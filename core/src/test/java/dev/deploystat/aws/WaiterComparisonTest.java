package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.service.appconfig.AppConfig;
import dev.deploystat.aws.service.cloudformation.CfnReplies;
import dev.deploystat.aws.service.cloudformation.CloudFormation;
import dev.deploystat.aws.service.codedeploy.CodeDeploy;
import dev.deploystat.aws.service.ecs.Ecs;
import dev.deploystat.aws.service.eks.Eks;
import dev.deploystat.aws.service.elasticbeanstalk.EbReplies;
import dev.deploystat.aws.service.elasticbeanstalk.ElasticBeanstalk;
import dev.deploystat.aws.service.lambda.Lambda;
import dev.deploystat.aws.service.opsworks.OpsWorks;
import dev.deploystat.aws.service.sagemaker.SageMaker;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.util.VersionInfo;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.services.appconfig.model.GetEnvironmentRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.codedeploy.model.GetDeploymentRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeNodegroupRequest;
import software.amazon.awssdk.services.elasticbeanstalk.waiters.ElasticBeanstalkWaiter;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.opsworks.model.DescribeDeploymentsRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointRequest;

/**
 * Gives the same replies of AWS to the SDK's waiters and to the gate, and holds {@code docs/waiters.md} to what both
 * make of them; {@code -Dgolden.update=true} writes it.
 */
class WaiterComparisonTest {
    private static final Path FILE = Path.of("../docs/waiters.md");
    private static final String HEAD = """
            # deploystat and the waiters of the SDK

            The AWS SDKs, and with them `aws ... wait`, have waiters: they make one call again and again until the reply has a
            certain look. Most answer "is this resource settled?", and do that well. A pipeline asks another question, "is **my**
            deployment live?", and a resource may also be settled because the deployment was rolled back or has not begun.

            Each row below gives the same replies to a waiter of the AWS SDK for Java %s (for OpsWorks: its last release) and to
            the gate of `deploystat wait`, over a real socket. A test makes these calls in every build and fails when an answer
            differs from this page. The first column has the names of the AWS CLI; its own waiters were not run. The replies are
            made up, not recorded from AWS: they show what both make of a state, not how often it occurs.

            The waiter looks once, and "goes on" means that this reply ends its wait neither way. deploystat waits to its own end,
            by a clock that passes the time in no time, and "timed out" means that nothing changed until then; like everything
            but "passed", it does not let a pipeline go on.

            The rows were chosen to show where the answers differ, with some where they agree. These waiters take neither a
            revision nor a time. deploystat takes both, and where a row depends on that, the state column gives the option;
            without it deploystat, too, takes the latest deployment it sees for the awaited one.

            """;

    private static final String PROVISIONED = "GET /2019-09-30/functions/api/provisioned-concurrency";
    private static final String MANAGED = """
            ,"CapacityProviderConfig":{"LambdaManagedInstancesCapacityProviderConfig":{"CapacityProviderArn":"cp"}}""";

    private enum Answer {
        SUCCESS,
        FAILURE,
        GOES_ON
    }

    /** Lets a waiter of the SDK look once. */
    private interface Waiter {
        void look(Clients clients, WaiterOverrideConfiguration once);
    }

    /**
     * One row.
     *
     * @param replies what AWS replies to the calls of both sides
     * @param status what deploystat last saw, or null when there was nothing to be seen
     */
    private record Case(
            String name,
            Waiter waiter,
            String state,
            Consumer<LoopbackAws> replies,
            String target,
            Policy policy,
            Answer waiterSays,
            Outcome outcome,
            Status status,
            String why) {

        @Override
        public String toString() {
            return name + ": " + state;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                        ecs(),
                        cloudFormation(),
                        codeDeploy(),
                        lambda(),
                        eks(),
                        elasticBeanstalk(),
                        sageMaker(),
                        appConfig(),
                        opsWorks())
                .flatMap(each -> each);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void both_answer_as_the_page_says(Case each) throws InterruptedException {
        assertThat(answer(each)).isEqualTo(each.waiterSays());

        Observation seen = wait(each);

        assertThat(seen.outcome()).as(seen.why()).isEqualTo(each.outcome());
        assertThat(seen.reading().found().map(Rollout::status).orElse(null)).isEqualTo(each.status());
    }

    @Test
    void the_page_about_waiters_says_what_the_cases_assert() throws IOException {
        StringBuilder page = new StringBuilder(HEAD.formatted(VersionInfo.SDK_VERSION));
        line(page, "waiter", "state", "waiter says", "deploystat says", "why");
        page.append("|---".repeat(5)).append("|\n");
        cases().forEach(each -> line(
                page,
                "`" + each.name() + "`",
                each.state(),
                words(each.waiterSays()),
                each.status() == null ? words(each.outcome()) : words(each.outcome()) + ", `" + each.status() + "`",
                each.why()));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(FILE, page);
        }
        assertThat(page.toString())
                .as("the text of %s; if the change is meant: mvn test -Dgolden.update=true", FILE)
                .isEqualTo(Files.readString(FILE));
    }

    private static void line(StringBuilder page, String... cells) {
        page.append(Stream.of(cells).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Answer answer(Case each) {
        try (LoopbackAws aws = new LoopbackAws();
                AwsSession session = AwsSession.live(aws.options())) {
            each.replies().accept(aws);
            WaiterOverrideConfiguration once =
                    WaiterOverrideConfiguration.builder().maxAttempts(1).build();
            each.waiter().look(session.clients(null, null, "eu-west-1", LoopbackAws.unlimited()), once);
            return Answer.SUCCESS;
        } catch (SdkClientException e) {
            // The SDK has one exception for both ends; only the message distinguishes them.
            if (e.getMessage().contains("transitioned the waiter to failure state")) {
                return Answer.FAILURE;
            }
            assertThat(e).hasMessageContaining("exceeded the max retry attempts");
            return Answer.GOES_ON;
        }
    }

    private static Observation wait(Case each) throws InterruptedException {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            each.replies().accept(aws);
            Target target = aws.target(each.target());
            Clock clock = Clock.virtual(LoopbackAws.NOW, 0);
            Poller poller = new Poller(new Brief(fleet), clock, each.policy(), new Silence(), () -> 0.5);
            return poller.run(List.of(target)).observations().get(0);
        }
    }

    /** Explains without further calls: reasons change no outcome. */
    private record Brief(Fleet fleet) implements Reader {
        @Override
        public void read(List<Target> targets, Predicate<Reading> each) {
            fleet.read(targets, each);
        }

        @Override
        public Target pin(Target target, Rollout seen) {
            return fleet.pin(target, seen);
        }

        @Override
        public void confirm(List<Reading> passing, Predicate<Reading> each) {
            fleet.confirm(passing, each);
        }

        @Override
        public void confirmIdle(List<Reading> over, Predicate<Reading> each) {
            fleet.confirmIdle(over, each);
        }

        @Override
        public void explain(List<Reading> seen, Predicate<Reading> each) {
            seen.forEach(reading -> assertThat(each.test(reading)).isTrue());
        }
    }

    private static Stream<Case> ecs() {
        Policy impatient = Policy.DEFAULT.withTimeout(Duration.ofMinutes(2)).withAppearTimeout(Duration.ofSeconds(20));
        String service = "ecs:prod/api";
        return Stream.of(
                servicesStable(
                        "the circuit breaker has rolled back; the old tasks run",
                        aws -> {
                            onServiceDeployments(aws, "d2");
                            onServiceDeployment(aws, "d2", 77, "ROLLBACK_SUCCESSFUL", """
                                    ,"deploymentCircuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3}""");
                            onServices(aws, 11, "COMPLETED", 2);
                        },
                        service,
                        Policy.DEFAULT,
                        Outcome.FAILED,
                        Status.ROLLED_BACK,
                        "The waiter looks for one deployment with all its tasks, which the old one is again. deploystat asks for"
                                + " the service deployment, which says how it ended."),
                servicesStable(
                        "an alarm ended the deployment without a rollback: `rolloutState` is `FAILED`, all tasks run",
                        aws -> {
                            onServiceDeployments(aws, "d2");
                            onServiceDeployment(aws, "d2", 77, "STOPPED", """
                                    ,"alarms":{"status":"TRIGGERED","triggeredAlarmNames":["5xx"]}""");
                            onServices(aws, 12, "FAILED", 2);
                        },
                        service,
                        Policy.DEFAULT,
                        Outcome.FAILED,
                        Status.FAILED,
                        "The waiter does not look at `rolloutState`."),
                servicesStable(
                        "all tasks run, but `rolloutState` is still `IN_PROGRESS`",
                        aws -> {
                            onServiceDeployments(aws, "d2");
                            onServiceDeployment(aws, "d2", 77, "IN_PROGRESS", ",\"lifecycleStage\":\"BAKE_TIME\"");
                            onServices(aws, 12, "IN_PROGRESS", 2);
                        },
                        service,
                        impatient,
                        Outcome.TIMED_OUT,
                        Status.IN_PROGRESS,
                        "Counts are equal before ECS has made up its mind; a rollback may still follow. deploystat waits for"
                                + " the end."),
                servicesStable(
                        "no task is wanted (`desiredCount` 0) and ECS gives no `rolloutState`",
                        aws -> {
                            onServiceDeployments(aws);
                            aws.on("DescribeServices").reply(services(12, "", 0));
                        },
                        service,
                        impatient,
                        Outcome.TIMED_OUT,
                        Status.PENDING,
                        "0 of 0 is equal, but nothing shows that a task of the new revision has ever run."),
                servicesStable(
                        "the reply is empty: neither a service nor a failure",
                        aws -> {
                            onServiceDeployments(aws);
                            aws.on("DescribeServices").reply("{\"services\":[],\"failures\":[]}");
                        },
                        service,
                        impatient,
                        Outcome.NOT_FOUND,
                        null,
                        "For the waiter none of no services is unstable. To deploystat, no answer is never a pass."),
                servicesStable(
                        "right after `update-service` ECS still shows the old deployment; the new one is rolled back later"
                                + " (`--revision web:12`)",
                        aws -> {
                            onServiceDeployments(aws, "d1");
                            onServiceDeployments(aws, "d2", "d1");
                            onServiceDeployment(aws, "d1", 76, "SUCCESSFUL", "");
                            onServiceDeployment(aws, "d2", 77, "ROLLBACK_SUCCESSFUL", "");
                            onServices(aws, 11, "COMPLETED", 2);
                        },
                        service,
                        Policy.DEFAULT.withRevision("web:12"),
                        Outcome.FAILED,
                        Status.ROLLED_BACK,
                        "The old deployment is stable. deploystat passes it over, for it brings `web:11`, and waits for the one"
                                + " that brings `web:12`."));
    }

    private static Case servicesStable(
            String state,
            Consumer<LoopbackAws> replies,
            String target,
            Policy policy,
            Outcome outcome,
            Status status,
            String why) {
        Waiter waiter = (clients, once) -> {
            try (var ecs = new Ecs().connect(clients)) {
                ecs.waiter()
                        .waitUntilServicesStable(
                                DescribeServicesRequest.builder()
                                        .cluster("prod")
                                        .services("api")
                                        .build(),
                                once);
            }
        };
        return new Case(
                "ecs services-stable", waiter, state, replies, target, policy, Answer.SUCCESS, outcome, status, why);
    }

    private static void onServiceDeployments(LoopbackAws aws, String... newestFirst) {
        aws.on("ListServiceDeployments")
                .reply(Stream.of(newestFirst)
                        .map(id -> """
                            {"serviceDeploymentArn":"%s","status":"PENDING","createdAt":%d}""".formatted(serviceDeployment(id), createdAt(id)))
                        .collect(Collectors.joining(",", "{\"serviceDeployments\":[", "]}")));
    }

    private static void onServiceDeployment(LoopbackAws aws, String id, int revision, String status, String more) {
        String arn = "arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/api/" + revision;
        aws.on("DescribeServiceDeployments").with(serviceDeployment(id)).reply("""
                {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":%d,"status":"%s",
                 "targetServiceRevision":{"arn":"%s"}%s}]}""".formatted(
                        serviceDeployment(id), createdAt(id), status, arn, more));
        aws.on("DescribeServiceRevisions").with(arn).reply("""
                {"serviceRevisions":[{"serviceRevisionArn":"%s","taskDefinition":
                 "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:%d"}]}""".formatted(arn, revision - 65));
    }

    private static String serviceDeployment(String id) {
        return "arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/" + id;
    }

    private static long createdAt(String id) {
        return LoopbackAws.NOW.getEpochSecond() + (id.equals("d1") ? -86_400 : -60);
    }

    private static void onServices(LoopbackAws aws, int revision, String rolloutState, int tasks) {
        aws.on("DescribeServices").reply(services(revision, "\"rolloutState\":\"" + rolloutState + "\",", tasks));
    }

    /** Returns a service with one deployment, as the waiter wants it, and as many tasks running as desired. */
    private static String services(int revision, String rolloutState, int tasks) {
        return """
                {"services":[{"serviceName":"api","serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/prod/api",
                 "clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/prod","status":"ACTIVE",
                 "desiredCount":%d,"runningCount":%d,"deployments":[{"id":"ecs-svc/1","status":"PRIMARY",%s
                 "taskDefinition":"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:%d",
                 "desiredCount":%d,"runningCount":%d,"pendingCount":0}]}]}""".formatted(tasks, tasks, rolloutState, revision, tasks, tasks);
    }

    private static Stream<Case> cloudFormation() {
        return Stream.of(
                stackCreateComplete(
                        "CREATE_COMPLETE",
                        Answer.SUCCESS,
                        Outcome.PASSED,
                        Status.SUCCEEDED,
                        "Both look at the stack's status."),
                stackCreateComplete(
                        "UPDATE_ROLLBACK_COMPLETE",
                        Answer.SUCCESS,
                        Outcome.FAILED,
                        Status.ROLLED_BACK,
                        "A stack that rolled back an update was created once, which is all that the waiter asks."),
                stackCreateComplete(
                        "UPDATE_FAILED",
                        Answer.SUCCESS,
                        Outcome.FAILED,
                        Status.FAILED,
                        "As above: for the waiter a failed update is a created stack."),
                stackUpdateComplete(
                        "`UPDATE_COMPLETE` is left over from the update before; this one is rolled back later"
                                + " (`--since` its start)",
                        aws -> {
                            onStack(aws, "UPDATE_COMPLETE", "2024-02-29T10:00:00Z", "UPDATE_STACK=op-1");
                            onStack(aws, "UPDATE_ROLLBACK_COMPLETE", "2024-03-01T12:00:05Z", "UPDATE_STACK=op-2");
                        },
                        Policy.DEFAULT.withSince(LoopbackAws.NOW),
                        Answer.SUCCESS,
                        Status.ROLLED_BACK,
                        "A change set's execution is accepted before the stack's status follows. deploystat passes over what"
                                + " began before the given time."),
                stackUpdateComplete(
                        "`ROLLBACK_COMPLETE`",
                        aws -> onStack(aws, "ROLLBACK_COMPLETE", "2024-03-01T11:00:00Z", "CREATE_STACK=op-1"),
                        Policy.DEFAULT,
                        Answer.GOES_ON,
                        Status.ROLLED_BACK,
                        "Such a stack can only be deleted, but the waiter does not know the word and asks until its attempts"
                                + " are used up."),
                stackUpdateComplete(
                        "`UPDATE_ROLLBACK_COMPLETE`",
                        aws -> onStack(aws, "UPDATE_ROLLBACK_COMPLETE", "2024-03-01T11:00:00Z", "UPDATE_STACK=op-1"),
                        Policy.DEFAULT,
                        Answer.FAILURE,
                        Status.ROLLED_BACK,
                        "Both know this end of an update."));
    }

    private static Case stackCreateComplete(
            String word, Answer waiterSays, Outcome outcome, Status status, String why) {
        Waiter waiter = (clients, once) -> {
            try (var cfn = new CloudFormation().connect(clients)) {
                cfn.waiter().waitUntilStackCreateComplete(shop(), once);
            }
        };
        return new Case(
                "cloudformation stack-create-complete",
                waiter,
                "`" + word + "`",
                aws -> onStack(
                        aws,
                        word,
                        "2024-03-01T11:00:00Z",
                        word.startsWith("UPDATE") ? "UPDATE_STACK=op-1" : "CREATE_STACK=op-1"),
                "cloudformation:shop",
                Policy.DEFAULT,
                waiterSays,
                outcome,
                status,
                why);
    }

    private static Case stackUpdateComplete(
            String state, Consumer<LoopbackAws> replies, Policy policy, Answer waiterSays, Status status, String why) {
        Waiter waiter = (clients, once) -> {
            try (var cfn = new CloudFormation().connect(clients)) {
                cfn.waiter().waitUntilStackUpdateComplete(shop(), once);
            }
        };
        return new Case(
                "cloudformation stack-update-complete",
                waiter,
                state,
                replies,
                "cloudformation:shop",
                policy,
                waiterSays,
                Outcome.FAILED,
                status,
                why);
    }

    private static DescribeStacksRequest shop() {
        return DescribeStacksRequest.builder().stackName("shop").build();
    }

    private static void onStack(LoopbackAws aws, String status, String updatedAt, String operation) {
        aws.on("DescribeStacks")
                .reply(CfnReplies.stack(
                        status, "<LastUpdatedTime>" + updatedAt + "</LastUpdatedTime>" + CfnReplies.last(operation)));
    }

    private static Stream<Case> codeDeploy() {
        String failed = """
                {"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"d-A1","status":"Failed",
                 "errorInformation":{"code":"HEALTH_CONSTRAINTS","message":"too many failed"},
                 "rollbackInfo":{"rollbackDeploymentId":"d-R1"}}""";
        String rollback = """
                {"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"d-R1","status":"Succeeded",
                 "creator":"codeDeployRollback","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-A1"}}""";
        Consumer<LoopbackAws> replies = aws -> {
            aws.on("BatchGetDeploymentGroups").reply("""
                    {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"prod",
                     "lastAttemptedDeployment":{"deploymentId":"d-R1","status":"Succeeded"}}]}""");
            aws.on("BatchGetDeployments").with("d-A1").reply("{\"deploymentsInfo\":[" + failed + "]}");
            aws.on("BatchGetDeployments").with("d-R1").reply("{\"deploymentsInfo\":[" + rollback + "]}");
            aws.on("GetDeployment").with("d-A1").reply("{\"deploymentInfo\":" + failed + "}");
            aws.on("GetDeployment").with("d-R1").reply("{\"deploymentInfo\":" + rollback + "}");
        };
        return Stream.of(
                deploymentSuccessful(
                        "d-R1",
                        "the newest deployment of the group is an automatic rollback, and succeeded",
                        replies,
                        "codedeploy:shop/prod",
                        Answer.SUCCESS,
                        "The rollback is a deployment of its own, and a good one. deploystat reads its creator, and shows what"
                                + " it rolled back."),
                deploymentSuccessful(
                        "d-A1",
                        "the deployment's own id is known; it failed and was rolled back",
                        replies,
                        "codedeploy:shop/prod#d-A1",
                        Answer.FAILURE,
                        "Both see the failure. deploystat follows the rollback and says that the previous revision is live."));
    }

    private static Case deploymentSuccessful(
            String id, String state, Consumer<LoopbackAws> replies, String target, Answer waiterSays, String why) {
        Waiter waiter = (clients, once) -> {
            try (var codeDeploy = new CodeDeploy().connect(clients)) {
                codeDeploy
                        .waiter()
                        .waitUntilDeploymentSuccessful(
                                GetDeploymentRequest.builder().deploymentId(id).build(), once);
            }
        };
        return new Case(
                "deploy deployment-successful",
                waiter,
                state,
                replies,
                target,
                Policy.DEFAULT,
                waiterSays,
                Outcome.FAILED,
                Status.ROLLED_BACK,
                why);
    }

    private static Stream<Case> lambda() {
        Policy impatient = Policy.DEFAULT.withTimeout(Duration.ofMinutes(2)).withAppearTimeout(Duration.ofSeconds(20));
        Waiter functionActive = (clients, once) -> {
            try (var lambda = new Lambda().connect(clients)) {
                lambda.waiter()
                        .waitUntilFunctionActiveV2(
                                GetFunctionRequest.builder().functionName("api").build(), once);
            }
        };
        Waiter functionUpdated = (clients, once) -> {
            try (var lambda = new Lambda().connect(clients)) {
                lambda.waiter()
                        .waitUntilFunctionUpdatedV2(
                                GetFunctionRequest.builder().functionName("api").build(), once);
            }
        };
        Waiter publishedVersionActive = (clients, once) -> {
            try (var lambda = new Lambda().connect(clients)) {
                lambda.waiter()
                        .waitUntilPublishedVersionActive(
                                GetFunctionConfigurationRequest.builder()
                                        .functionName("api")
                                        .qualifier("2")
                                        .build(),
                                once);
            }
        };
        return Stream.of(
                new Case(
                        "lambda function-active-v2",
                        functionActive,
                        "`Active`, and `LastUpdateStatus` is `Failed`",
                        aws -> onFunction(aws, function("Active", "Failed", "old")),
                        "lambda:api",
                        Policy.DEFAULT,
                        Answer.SUCCESS,
                        Outcome.FAILED,
                        Status.FAILED,
                        "The function can be called: the code from before the update still runs. The waiter does not look at the"
                                + " update."),
                new Case(
                        "lambda function-active-v2",
                        functionActive,
                        "`Active`, and `LastUpdateStatus` is `InProgress`",
                        aws -> onFunction(aws, function("Active", "InProgress", "new")),
                        "lambda:api",
                        impatient,
                        Answer.SUCCESS,
                        Outcome.TIMED_OUT,
                        Status.IN_PROGRESS,
                        "As above: calls still run the old code."),
                new Case(
                        "lambda function-updated-v2",
                        functionUpdated,
                        "`Successful` is left over from the update before; this one fails later (`--revision` its `CodeSha256`)",
                        aws -> onFunction(
                                aws,
                                function("Active", "Successful", "old"),
                                function("Active", "InProgress", "new"),
                                function("Active", "Failed", "new")),
                        "lambda:api",
                        Policy.DEFAULT.withRevision("new"),
                        Answer.SUCCESS,
                        Outcome.FAILED,
                        Status.FAILED,
                        "`LastUpdateStatus` does not say which update it is of. deploystat compares the digest of the code."),
                new Case(
                        "lambda function-updated-v2",
                        functionUpdated,
                        "`Successful`, but the alias that callers use stays at version 1 (`--revision 2`)",
                        aws -> {
                            aws.on("GET /2015-03-31/functions/api/aliases/live")
                                    .reply("{\"Name\":\"live\",\"FunctionVersion\":\"1\"}");
                            aws.on(PROVISIONED).fail(404, "ProvisionedConcurrencyConfigNotFoundException", "none");
                            onFunction(aws, function("Active", "Successful", "old"));
                        },
                        "lambda:api:live",
                        impatient.withRevision("2"),
                        Answer.SUCCESS,
                        Outcome.NOT_SEEN,
                        Status.SUCCEEDED,
                        "No waiter looks at aliases. deploystat waits for the one that it is given to lead to version 2."),
                new Case(
                        "lambda function-updated-v2",
                        functionUpdated,
                        "`Successful`, but the function has managed instances and its new code is not published",
                        aws -> {
                            onFunction(aws, function("Active", "Successful", "new", MANAGED));
                            aws.on("GET /2015-03-31/functions/api")
                                    .with("Qualifier=%24LATEST.PUBLISHED")
                                    .reply(function("Active", "Successful", "old", MANAGED));
                        },
                        "lambda:api",
                        impatient,
                        Answer.SUCCESS,
                        Outcome.TIMED_OUT,
                        Status.PENDING,
                        "Callers of such a function get `$LATEST.PUBLISHED`, which deploystat reads as well."),
                new Case(
                        "lambda function-updated-v2",
                        functionUpdated,
                        "`Failed`",
                        aws -> onFunction(aws, function("Active", "Failed", "new")),
                        "lambda:api",
                        Policy.DEFAULT,
                        Answer.FAILURE,
                        Outcome.FAILED,
                        Status.FAILED,
                        "Both look at the last update."),
                new Case(
                        "lambda published-version-active",
                        publishedVersionActive,
                        "`Active`, and provisioned concurrency for it is `IN_PROGRESS`",
                        aws -> {
                            aws.on("GET /2015-03-31/functions/api/configuration")
                                    .reply("{\"State\":\"Active\"}");
                            onFunction(aws, function("Active", "Successful", "new"));
                            aws.on(PROVISIONED).reply("{\"Status\":\"IN_PROGRESS\"}");
                        },
                        "lambda:api:2",
                        impatient,
                        Answer.SUCCESS,
                        Outcome.TIMED_OUT,
                        Status.IN_PROGRESS,
                        "The version can be called; what was ordered to be kept warm for it is not there yet."));
    }

    private static void onFunction(LoopbackAws aws, String... replies) {
        for (String reply : replies) {
            aws.on("GET /2015-03-31/functions/api").reply(reply);
        }
    }

    private static String function(String state, String lastUpdate, String code) {
        return function(state, lastUpdate, code, "");
    }

    private static String function(String state, String lastUpdate, String code, String more) {
        return """
                {"Configuration":{"FunctionName":"api","State":"%s","LastUpdateStatus":"%s","CodeSha256":"%s"%s}}""".formatted(state, lastUpdate, code, more);
    }

    private static Stream<Case> eks() {
        Policy impatient = Policy.DEFAULT.withTimeout(Duration.ofMinutes(2)).withAppearTimeout(Duration.ofSeconds(20));
        return Stream.of(
                clusterActive(
                        "`ACTIVE` after an upgrade that failed",
                        aws -> {
                            onUpdates(aws, update("Failed", "VersionUpdate", "1.31", 60));
                            onEks(aws, "cluster", "", "ACTIVE", "1.30");
                        },
                        Policy.DEFAULT,
                        Outcome.FAILED,
                        Status.FAILED,
                        "The cluster runs on at its old version. deploystat asks for the update, which says how it ended."),
                clusterActive(
                        "still `ACTIVE`, since the update has just been accepted",
                        aws -> {
                            onUpdates(aws, update("InProgress", "VersionUpdate", "1.31", 60));
                            onEks(aws, "cluster", "", "ACTIVE", "1.30");
                        },
                        impatient,
                        Outcome.TIMED_OUT,
                        Status.IN_PROGRESS,
                        "The state of a cluster follows its updates with some delay."),
                clusterActive(
                        "`ACTIVE` at the old version, to which somebody rolled the upgrade back (`--revision 1.31`)",
                        aws -> {
                            onUpdates(
                                    aws,
                                    update("Successful", "VersionUpdate", "1.31", 60),
                                    update("Successful", "VersionRollback", "1.30", 30));
                            onEks(aws, "cluster", "", "ACTIVE", "1.30");
                        },
                        Policy.DEFAULT.withRevision("1.31"),
                        Outcome.FAILED,
                        Status.ROLLED_BACK,
                        "A rollback is an update of its own, and a good one. deploystat sees which upgrade it takes back."),
                nodegroupActive(
                        "`ACTIVE` after an update that failed",
                        "ACTIVE",
                        "Failed",
                        Policy.DEFAULT,
                        Answer.SUCCESS,
                        Outcome.FAILED,
                        Status.FAILED,
                        "As for clusters: pods that could not be evicted leave the old nodes at work, and these are fine."),
                nodegroupActive(
                        "`DEGRADED` after an update that succeeded",
                        "DEGRADED",
                        "Successful",
                        Policy.DEFAULT,
                        Answer.GOES_ON,
                        Outcome.FAILED,
                        Status.FAILED,
                        "The waiter does not know the word and asks until its attempts are used up."),
                nodegroupActive(
                        "`ACTIVE`, and the update `Successful`",
                        "ACTIVE",
                        "Successful",
                        Policy.DEFAULT,
                        Answer.SUCCESS,
                        Outcome.PASSED,
                        Status.SUCCEEDED,
                        "Both pass."),
                addonActive(
                        "`UPDATE_FAILED`",
                        "UPDATE_FAILED",
                        Answer.GOES_ON,
                        "The waiter waits for a state that does not come."),
                addonActive(
                        "`DEGRADED`",
                        "DEGRADED",
                        Answer.FAILURE,
                        "Both fail; deploystat says which update it was, and why it failed."));
    }

    private static Case clusterActive(
            String state, Consumer<LoopbackAws> replies, Policy policy, Outcome outcome, Status status, String why) {
        Waiter waiter = (clients, once) -> {
            try (var eks = new Eks().connect(clients)) {
                eks.waiter()
                        .waitUntilClusterActive(
                                DescribeClusterRequest.builder().name("prod").build(), once);
            }
        };
        return new Case(
                "eks cluster-active", waiter, state, replies, "eks:prod", policy, Answer.SUCCESS, outcome, status, why);
    }

    private static Case nodegroupActive(
            String state,
            String word,
            String update,
            Policy policy,
            Answer waiterSays,
            Outcome outcome,
            Status status,
            String why) {
        Waiter waiter = (clients, once) -> {
            try (var eks = new Eks().connect(clients)) {
                eks.waiter()
                        .waitUntilNodegroupActive(
                                DescribeNodegroupRequest.builder()
                                        .clusterName("prod")
                                        .nodegroupName("web")
                                        .build(),
                                once);
            }
        };
        Consumer<LoopbackAws> replies = aws -> {
            onUpdates(aws, update(update, "VersionUpdate", "1.31", 60));
            onEks(aws, "nodegroup", "/node-groups/web", word, "1.31");
            onEks(aws, "cluster", "", "ACTIVE", "1.31");
        };
        return new Case(
                "eks nodegroup-active",
                waiter,
                state,
                replies,
                "eks:prod/nodegroup/web",
                policy,
                waiterSays,
                outcome,
                status,
                why);
    }

    private static Case addonActive(String state, String word, Answer waiterSays, String why) {
        Waiter waiter = (clients, once) -> {
            try (var eks = new Eks().connect(clients)) {
                eks.waiter()
                        .waitUntilAddonActive(
                                DescribeAddonRequest.builder()
                                        .clusterName("prod")
                                        .addonName("coredns")
                                        .build(),
                                once);
            }
        };
        Consumer<LoopbackAws> replies = aws -> {
            onUpdates(aws, update("Failed", "AddonUpdate", "1.31", 60));
            onEks(aws, "addon", "/addons/coredns", word, "1.31");
        };
        return new Case(
                "eks addon-active",
                waiter,
                state,
                replies,
                "eks:prod/addon/coredns",
                Policy.DEFAULT,
                waiterSays,
                Outcome.FAILED,
                Status.FAILED,
                why);
    }

    private static void onUpdates(LoopbackAws aws, String... updates) {
        String path = "GET /clusters/prod/updates";
        List<String> ids = new ArrayList<>();
        for (String update : updates) {
            String id = "u" + ids.size();
            ids.add("\"" + id + "\"");
            aws.on(path + "/" + id).reply("{\"update\":" + update + "}");
        }
        aws.on(path).reply("{\"updateIds\":[" + String.join(",", ids) + "]}");
    }

    private static String update(String status, String type, String version, int minutes) {
        return """
                {"status":"%s","type":"%s","createdAt":%d,"params":[{"type":"Version","value":"%s"}]}""".formatted(status, type, LoopbackAws.NOW.getEpochSecond() - 60L * minutes, version);
    }

    private static void onEks(LoopbackAws aws, String member, String path, String status, String version) {
        aws.on("GET /clusters/prod" + path)
                .reply("{\"%s\":{\"status\":\"%s\",\"version\":\"%s\"}}".formatted(member, status, version));
    }

    private static Stream<Case> appConfig() {
        Policy impatient = Policy.DEFAULT.withTimeout(Duration.ofMinutes(2)).withAppearTimeout(Duration.ofSeconds(20));
        return Stream.of(
                readyForDeployment(
                        "`READY_FOR_DEPLOYMENT`, and the deployment is `COMPLETE`",
                        "READY_FOR_DEPLOYMENT",
                        "COMPLETE",
                        Outcome.PASSED,
                        Status.SUCCEEDED,
                        "The waiter compares with `ReadyForDeployment`, which AppConfig does not send. deploystat compares words"
                                + " without case and separators."),
                readyForDeployment(
                        "`ROLLED_BACK`, and so is the deployment",
                        "ROLLED_BACK",
                        "ROLLED_BACK",
                        Outcome.FAILED,
                        Status.ROLLED_BACK,
                        "As above: the waiter compares with `RolledBack`."),
                deploymentComplete(
                        "`COMPLETE`, and reverted soon after (`--stable-for 5m`)",
                        Policy.DEFAULT.withStableFor(Duration.ofMinutes(5)),
                        Answer.SUCCESS,
                        Outcome.FAILED,
                        Status.ROLLED_BACK,
                        "A deployment can be reverted for three days. deploystat looks on for as long as it is told to.",
                        "COMPLETE",
                        "COMPLETE",
                        "REVERTED"),
                deploymentComplete(
                        "`BAKING`, with all targets reached",
                        impatient,
                        Answer.GOES_ON,
                        Outcome.TIMED_OUT,
                        Status.IN_PROGRESS,
                        "Both wait: an alarm may still take it back. `--until traffic` lets deploystat pass here.",
                        "BAKING"),
                deploymentComplete(
                        "`ROLLED_BACK`",
                        Policy.DEFAULT,
                        Answer.FAILURE,
                        Outcome.FAILED,
                        Status.ROLLED_BACK,
                        "Both fail; deploystat says whether an alarm or a user has done it.",
                        "ROLLED_BACK"));
    }

    private static Case readyForDeployment(
            String state, String environment, String deployment, Outcome outcome, Status status, String why) {
        Waiter waiter = (clients, once) -> {
            try (var appConfig = new AppConfig().connect(clients)) {
                appConfig
                        .waiter()
                        .waitUntilEnvironmentReadyForDeployment(
                                GetEnvironmentRequest.builder()
                                        .applicationId("shop")
                                        .environmentId("prod")
                                        .build(),
                                once);
            }
        };
        return new Case(
                "appconfig environment-ready-for-deployment",
                waiter,
                state,
                aws -> onAppConfig(aws, environment, deployment),
                "appconfig:shop/prod",
                Policy.DEFAULT,
                Answer.GOES_ON,
                outcome,
                status,
                why);
    }

    private static Case deploymentComplete(
            String state,
            Policy policy,
            Answer waiterSays,
            Outcome outcome,
            Status status,
            String why,
            String... deployment) {
        Waiter waiter = (clients, once) -> {
            try (var appConfig = new AppConfig().connect(clients)) {
                appConfig
                        .waiter()
                        .waitUntilDeploymentComplete(
                                request -> request.applicationId("shop")
                                        .environmentId("prod")
                                        .deploymentNumber(1),
                                override ->
                                        override.maxAttempts(once.maxAttempts().orElseThrow()));
            }
        };
        return new Case(
                "appconfig deployment-complete",
                waiter,
                state,
                aws -> onAppConfig(aws, "READY_FOR_DEPLOYMENT", deployment),
                "appconfig:shop/prod",
                policy,
                waiterSays,
                outcome,
                status,
                why);
    }

    /** The words of the deployment are given one after the other, the last one for ever. */
    private static void onAppConfig(LoopbackAws aws, String environment, String... deployment) {
        String path = "GET /applications/shop/environments";
        String state = "{\"Id\":\"prod\",\"State\":\"" + environment + "\"}";
        aws.on("GET /applications").reply("{\"Items\":[{\"Id\":\"shop\"}]}");
        aws.on(path).reply("{\"Items\":[" + state + "]}");
        aws.on(path + "/prod").reply(state);
        aws.on("GET /applications/shop/configurationprofiles").reply("{\"Items\":[]}");
        aws.on(path + "/prod/deployments").reply("{\"Items\":[{\"DeploymentNumber\":1}]}");
        for (String word : deployment) {
            aws.on(path + "/prod/deployments/1").reply("""
                    {"DeploymentNumber":1,"State":"%s","PercentageComplete":100.0}""".formatted(word));
        }
    }

    private static Stream<Case> sageMaker() {
        Policy impatient = Policy.DEFAULT.withTimeout(Duration.ofMinutes(2)).withAppearTimeout(Duration.ofSeconds(20));
        return Stream.of(
                endpointInService(
                        "`InService` with the old configuration and a failure reason: the update failed",
                        "InService",
                        ",\"FailureReason\":\"The container did not pass the ping health check.\"",
                        "",
                        Policy.DEFAULT,
                        Answer.SUCCESS,
                        Outcome.FAILED,
                        Status.ROLLED_BACK,
                        "The waiter looks for the word alone. deploystat reads the reason, which stays until the next update."),
                endpointInService(
                        "the same without a reason (`--revision cfg-2`)",
                        "InService",
                        "",
                        "",
                        impatient.withRevision("cfg-2"),
                        Answer.SUCCESS,
                        Outcome.NOT_SEEN,
                        Status.SUCCEEDED,
                        "Nothing but the name of the configuration shows that it went back. Without `--revision`, deploystat"
                                + " sees it only if it saw the update."),
                endpointInService(
                        "still `InService`, and the deployment of the new configuration pending",
                        "InService",
                        ",\"PendingDeploymentSummary\":{\"EndpointConfigName\":\"cfg-2\"}",
                        "",
                        impatient,
                        Answer.SUCCESS,
                        Outcome.TIMED_OUT,
                        Status.IN_PROGRESS,
                        "The word is about the endpoint, the summary about the deployment."),
                endpointInService(
                        "`InService`, and one of two inference components `Failed`",
                        "InService",
                        "",
                        """
                        {"InferenceComponentName":"a","InferenceComponentStatus":"InService"},
                        {"InferenceComponentName":"b","InferenceComponentStatus":"Failed"}""",
                        Policy.DEFAULT,
                        Answer.SUCCESS,
                        Outcome.FAILED,
                        Status.SUCCEEDED,
                        "The endpoint does not say what became of its components; only their list does. `--allow-partial`"
                                + " passes it."),
                endpointInService(
                        "`UpdateRollbackFailed`",
                        "UpdateRollbackFailed",
                        "",
                        "",
                        Policy.DEFAULT,
                        Answer.GOES_ON,
                        Outcome.FAILED,
                        Status.ROLLBACK_FAILED,
                        "The waiter does not know the word and asks until its attempts are used up, an hour."),
                endpointInService(
                        "`OutOfService`",
                        "OutOfService",
                        "",
                        "",
                        Policy.DEFAULT,
                        Answer.GOES_ON,
                        Outcome.FAILED,
                        Status.FAILED,
                        "The same."),
                endpointInService(
                        "`InService` with the new configuration (`--revision cfg-1`)",
                        "InService",
                        "",
                        "",
                        Policy.DEFAULT.withRevision("cfg-1"),
                        Answer.SUCCESS,
                        Outcome.PASSED,
                        Status.SUCCEEDED,
                        "Both pass."));
    }

    private static Case endpointInService(
            String state,
            String word,
            String more,
            String components,
            Policy policy,
            Answer waiterSays,
            Outcome outcome,
            Status status,
            String why) {
        Waiter waiter = (clients, once) -> {
            try (var sageMaker = new SageMaker().connect(clients)) {
                sageMaker
                        .waiter()
                        .waitUntilEndpointInService(
                                DescribeEndpointRequest.builder()
                                        .endpointName("shop")
                                        .build(),
                                once);
            }
        };
        Consumer<LoopbackAws> replies = aws -> {
            aws.on("DescribeEndpoint").reply("""
                    {"EndpointName":"shop","EndpointStatus":"%s","EndpointConfigName":"cfg-1"%s}""".formatted(word, more));
            aws.on("ListInferenceComponents").reply("{\"InferenceComponents\":[" + components + "]}");
        };
        return new Case(
                "sagemaker endpoint-in-service",
                waiter,
                state,
                replies,
                "sagemaker:shop",
                policy,
                waiterSays,
                outcome,
                status,
                why);
    }

    private static Stream<Case> elasticBeanstalk() {
        Policy impatient = Policy.DEFAULT.withTimeout(Duration.ofMinutes(2)).withAppearTimeout(Duration.ofSeconds(20));
        Instant begun = LoopbackAws.NOW;
        String start = EbReplies.begun(begun, "r-2");
        String done = EbReplies.event(
                begun.plusSeconds(60),
                "INFO",
                "Environment update completed successfully.",
                "<VersionLabel>v2</VersionLabel>");
        String failed = EbReplies.event(
                begun.plusSeconds(60), "ERROR", "Failed to deploy application.", "<VersionLabel>v2</VersionLabel>");
        String green = "<Health>Green</Health>";
        return Stream.of(
                environmentUpdated(
                        "`Ready` at the old version after a deployment that failed",
                        aws -> onEnvironment(aws, EbReplies.environment("Ready", "v1", green), failed, start),
                        Policy.DEFAULT,
                        Answer.SUCCESS,
                        Outcome.FAILED,
                        Status.ROLLED_BACK,
                        "`Ready` only says that nothing is done to the environment. deploystat reads its events, which say what"
                                + " went wrong."),
                environmentUpdated(
                        "`Ready` at the new version, health `Red`",
                        aws -> onEnvironment(
                                aws, EbReplies.environment("Ready", "v2", "<Health>Red</Health>"), done, start),
                        impatient,
                        Answer.SUCCESS,
                        Outcome.TIMED_OUT,
                        Status.IN_PROGRESS,
                        "The waiter does not look at health. deploystat waits for it to recover; with enhanced health it fails"
                                + " after five minutes."),
                environmentUpdated(
                        "`Ready`, and an instance still has the old version",
                        aws -> {
                            aws.on("DescribeInstancesHealth")
                                    .reply(EbReplies.instances(
                                            begun.plusSeconds(3600),
                                            EbReplies.instance("i-1", "v2", 2, "Deployed"),
                                            EbReplies.instance("i-2", "v1", 1, "Deployed")));
                            onEnvironment(aws, EbReplies.environment("Ready", "v2", green), done, start);
                        },
                        Policy.DEFAULT,
                        Answer.SUCCESS,
                        Outcome.FAILED,
                        Status.SUCCEEDED,
                        "The update was called complete without this instance. Only `--allow-partial` lets that pass."),
                environmentUpdated(
                        "still `Ready` at the old version, since the update has not begun yet (`--revision v2`)",
                        aws -> onEnvironment(aws, EbReplies.environment("Ready", "v1", green), EbReplies.done(-60)),
                        impatient.withRevision("v2"),
                        Answer.SUCCESS,
                        Outcome.NOT_SEEN,
                        Status.SUCCEEDED,
                        "The waiter takes what was there before for the outcome."),
                environmentUpdated(
                        "there is no such environment",
                        aws -> aws.on("DescribeEnvironments").reply(EbReplies.environments()),
                        impatient,
                        Answer.GOES_ON,
                        Outcome.NOT_FOUND,
                        null,
                        "The reply is an empty list and no error, so the waiter asks until its attempts are used up."),
                environmentUpdated(
                        "`Ready`, and the events say that the update is complete",
                        aws -> onEnvironment(aws, EbReplies.environment("Ready", "v2", green), done, start),
                        Policy.DEFAULT,
                        Answer.SUCCESS,
                        Outcome.PASSED,
                        Status.SUCCEEDED,
                        "Both pass."));
    }

    private static Case environmentUpdated(
            String state,
            Consumer<LoopbackAws> replies,
            Policy policy,
            Answer waiterSays,
            Outcome outcome,
            Status status,
            String why) {
        Waiter waiter = (clients, once) -> {
            try (var beanstalk = new ElasticBeanstalk().connect(clients);
                    var environments = ElasticBeanstalkWaiter.builder()
                            .client(beanstalk)
                            .overrideConfiguration(once)
                            .build()) {
                environments.waitUntilEnvironmentUpdated(request -> request.environmentNames("web"));
            }
        };
        return new Case(
                "elasticbeanstalk environment-updated",
                waiter,
                state,
                replies,
                "elasticbeanstalk:web",
                policy,
                waiterSays,
                outcome,
                status,
                why);
    }

    private static void onEnvironment(LoopbackAws aws, String environment, String... events) {
        aws.on("DescribeEnvironments").reply(EbReplies.environments(environment));
        aws.on("DescribeEvents").reply(EbReplies.events(events));
        aws.on("DescribeInstancesHealth").fail(400, "InvalidRequestException", "is not supported");
    }

    private static Stream<Case> opsWorks() {
        Waiter waiter = (clients, once) -> {
            try (var opsWorks = new OpsWorks().connect(clients)) {
                opsWorks.waiter()
                        .waitUntilDeploymentSuccessful(
                                DescribeDeploymentsRequest.builder()
                                        .deploymentIds("d1")
                                        .build(),
                                once);
            }
        };
        return Stream.of(new Case(
                "opsworks deployment-successful",
                waiter,
                "`failed`",
                aws -> aws.on("DescribeDeployments").reply("""
                        {"Deployments":[{"DeploymentId":"d1","StackId":"s1","CreatedAt":"2024-03-01T11:00:00+00:00",
                         "Status":"failed"}]}"""),
                "opsworks:deployment/d1",
                Policy.DEFAULT,
                Answer.FAILURE,
                Outcome.FAILED,
                Status.FAILED,
                "This waiter is sound, where its ten minutes are enough."));
    }
}
