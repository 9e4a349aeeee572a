package dev.deploystat.aws;

import dev.deploystat.aws.WireService.Age;
import dev.deploystat.aws.WireService.Deployed;
import dev.deploystat.aws.WireService.Law;
import dev.deploystat.aws.WireService.Refusal;
import dev.deploystat.gate.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                target + "#" + Age.NEW.id(),
                Outcome.SUPERSEDED,
                aws -> service.has(aws, service.inProgress(Age.NEWER), service.replaced()));
        return service.cannotShow().containsKey(Law.REPLACED) ? plain : Stream.concat(plain, Stream.of(replaced));
    }

    static Stream<WireService> all() {
        return Stream.of(
                new OnEcs(),
                new OnCodeDeploy(),
                new OnStack(),
                new OnStackSet(),
                new OnGreengrassGroup(),
                new OnGreengrassBulk(),
                new OnOpsWorks(),
                new OnUpload(),
                new OnSystemInstance());
    }

    private static String joined(Deployed[] deployed, Function<Deployed, String> text) {
        return Stream.of(deployed).map(text).collect(Collectors.joining(","));
    }

    /** A service of ECS with service deployments. */
    private static final class OnEcs extends WireService {
        private static final String ARN = "arn:aws:ecs:eu-west-1:111122223333:";

        @Override
        String target() {
            return "ecs:prod/api";
        }

        @Override
        Words words() {
            return new Words("IN_PROGRESS", "SUCCESSFUL", "ROLLBACK_FAILED", "STOPPED");
        }

        @Override
        void has(LoopbackAws aws, Deployed... newestFirst) {
            aws.on("ListServiceDeployments")
                    .reply("{\"serviceDeployments\":["
                            + joined(newestFirst, deployed -> """
                            {"serviceDeploymentArn":"%s","createdAt":%d,"status":"%s"}""".formatted(
                                            arn(deployed), deployed.begun().getEpochSecond(), deployed.word()))
                            + "]}");
            for (Deployed deployed : newestFirst) {
                String revision =
                        ARN + "service-revision/prod/api/" + deployed.age().revision();
                aws.on("DescribeServiceDeployments").with(arn(deployed)).reply("""
                        {"serviceDeployments":[{"serviceDeploymentArn":"%s","createdAt":%d,"status":"%s",
                         "targetServiceRevision":{"arn":"%s"}%s}],"failures":[]}""".formatted(
                        arn(deployed), deployed.begun().getEpochSecond(), deployed.word(), revision, deployed.more()));
                aws.on("DescribeServiceRevisions").with(revision).reply("""
                        {"serviceRevisions":[{"serviceRevisionArn":"%s"}]}""".formatted(revision));
            }
            aws.on("DescribeServices").reply("{\"services\":[],\"failures\":[]}");
            aws.on("ListTasks").reply("{\"taskArns\":[]}");
        }

        private static String arn(Deployed deployed) {
            return ARN + "service-deployment/prod/api/" + deployed.id();
        }

        @Override
        void isGone(LoopbackAws aws) {
            aws.on("ListServiceDeployments").fail(400, "ServiceNotFoundException", "Service not found.");
            aws.on("DescribeServiceDeployments").reply("""
                    {"serviceDeployments":[],"failures":[{"arn":"%sservice-deployment/prod/api/d-2","reason":"MISSING"}]}""".formatted(ARN));
        }

        @Override
        Refusal invalid() {
            return new Refusal(400, "InvalidParameterException");
        }

        @Override
        Map<String, Consumer<LoopbackAws>> rollbacks() {
            return Map.of(
                    "asked to go back", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_REQUESTED")),
                    "on the way back", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_IN_PROGRESS")),
                    "healthy again", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_SUCCESSFUL")),
                    "stuck on the way back", aws -> has(aws, deployed(Age.NEW, "ROLLBACK_FAILED")),
                    "ended by the circuit breaker", aws -> has(aws, new Deployed(Age.NEW, "STOPPED", """
                            ,"deploymentCircuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3}""")),
                    "ended by an alarm", aws -> has(aws, new Deployed(Age.NEW, "STOPPED", """
                            ,"alarms":{"status":"TRIGGERED","triggeredAlarmNames":["5xx"]}""")));
        }

        @Override
        Map<Law, String> cannotShow() {
            return Map.of();
        }
    }

    /** A deployment group of CodeDeploy. */
    private static final class OnCodeDeploy extends WireService {
        @Override
        String target() {
            return "codedeploy:shop/prod";
        }

        @Override
        Words words() {
            return new Words("InProgress", "Succeeded", "Failed", "Stopped");
        }

        @Override
        void has(LoopbackAws aws, Deployed... newestFirst) {
            group(aws, newestFirst.length == 0 ? "" : """
                    ,"lastAttemptedDeployment":{"deploymentId":"%s","status":"%s"}""".formatted(newestFirst[0].id(), newestFirst[0].word()));
            for (Deployed deployed : newestFirst) {
                deployment(aws, deployed, deployed.id(), deployed.age().revision());
            }
        }

        private static void group(LoopbackAws aws, String more) {
            aws.on("BatchGetDeploymentGroups").reply("""
                    {"deploymentGroupsInfo":[{"applicationName":"shop","deploymentGroupName":"prod"%s}]}""".formatted(more));
            aws.on("ListDeploymentTargets").reply("{\"targetIds\":[]}");
        }

        private static void deployment(LoopbackAws aws, Deployed deployed, String id, String revision) {
            aws.on("BatchGetDeployments").with(id).reply("""
                    {"deploymentsInfo":[{"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"%s",
                     "createTime":%d,"status":"%s","revision":{"revisionType":"GitHub","gitHubLocation":
                     {"repository":"shop/web","commitId":"%s"}}%s}]}""".formatted(
                            id, deployed.begun().getEpochSecond(), deployed.word(), revision, deployed.more()));
        }

        /** The group's newest deployment is the automatic rollback of the awaited one. */
        private static void rolledBack(LoopbackAws aws, String word, String rollback) {
            group(aws, """
                    ,"lastAttemptedDeployment":{"deploymentId":"d-R","status":"%s"}""".formatted(rollback));
            deployment(aws, new Deployed(Age.NEW, word, """
                    ,"rollbackInfo":{"rollbackDeploymentId":"d-R"}"""), "d-2", "v-2");
            deployment(aws, new Deployed(Age.NEWER, rollback, """
                    ,"creator":"codeDeployRollback","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-2"}"""), "d-R", "v-1");
        }

        @Override
        void isGone(LoopbackAws aws) {
            aws.on("BatchGetDeploymentGroups").fail(400, "ApplicationDoesNotExistException", "No application: shop");
            aws.on("BatchGetDeployments").reply("{\"deploymentsInfo\":[]}");
        }

        @Override
        Refusal invalid() {
            return new Refusal(400, "InvalidDeploymentGroupNameException");
        }

        @Override
        Map<String, Consumer<LoopbackAws>> rollbacks() {
            return Map.of(
                    "on the way back", aws -> rolledBack(aws, "Failed", "InProgress"),
                    "healthy again, by a new and successful deployment", aws -> rolledBack(aws, "Failed", "Succeeded"),
                    "stopped, and healthy again", aws -> rolledBack(aws, "Stopped", "Succeeded"),
                    "stuck on the way back", aws -> rolledBack(aws, "Failed", "Failed"),
                    "ended by an alarm", aws -> has(aws, new Deployed(Age.NEW, "Stopped", """
                            ,"errorInformation":{"code":"ALARM_ACTIVE","message":"5xx"}""")));
        }

        @Override
        Map<Law, String> cannotShow() {
            return Map.of();
        }
    }

    /** A stack of CloudFormation that exists for long and is updated. */
    private static final class OnStack extends WireService {
        @Override
        String target() {
            return "cloudformation:shop";
        }

        @Override
        Words words() {
            return new Words("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "UPDATE_FAILED", null);
        }

        @Override
        void has(LoopbackAws aws, Deployed... newestFirst) {
            if (newestFirst.length == 0) {
                aws.on("DescribeStacks").fail(400, "ValidationError", "Stack with id shop does not exist");
                return;
            }
            answer(
                    aws,
                    "StackName",
                    newestFirst[0],
                    Stream.of(newestFirst)
                            .map(deployed -> "UPDATE_STACK=" + deployed.id())
                            .toArray(String[]::new));
            events(aws, newestFirst);
        }

        private static void answer(LoopbackAws aws, String asked, Deployed now, String... operations) {
            aws.on("DescribeStacks")
                    .with(asked)
                    .reply(CfnReplies.stack(
                            now.word(),
                            "<LastUpdatedTime>" + now.begun() + "</LastUpdatedTime><ChangeSetId>"
                                    + now.age().revision() + "</ChangeSetId>" + CfnReplies.last(operations)));
        }

        private static void events(LoopbackAws aws, Deployed... newestFirst) {
            List<String> events = new ArrayList<>();
            for (Deployed deployed : newestFirst) {
                int begun = (int)
                        Duration.between(CfnReplies.at(0), deployed.begun()).toSeconds();
                if (!deployed.word().equals("UPDATE_IN_PROGRESS")) {
                    events.add(CfnReplies.own(begun + 20, deployed.id(), deployed.word(), ""));
                }
                events.add(CfnReplies.own(begun, deployed.id(), "UPDATE_IN_PROGRESS", ""));
            }
            aws.on("DescribeStackEvents").reply(CfnReplies.events(null, events.toArray(String[]::new)));
            aws.on("DescribeEvents").reply("<DescribeEventsResponse><DescribeEventsResult/></DescribeEventsResponse>");
        }

        /** The awaited update is undone by an operation of its own, which the stack shows as its latest. */
        private void rolledBack(LoopbackAws aws, String word) {
            Deployed now = deployed(Age.NEW, word);
            answer(aws, "StackName", now, "ROLLBACK=d-R", "UPDATE_STACK=d-2");
            events(aws, now);
        }

        @Override
        void isGone(LoopbackAws aws) {
            Deployed deletion = deployed(Age.NEWER, "DELETE_COMPLETE");
            answer(aws, "StackName=arn", deletion, "DELETE_STACK=d-3", "UPDATE_STACK=d-2");
            aws.on("DescribeStacks")
                    .with("StackName=shop")
                    .fail(400, "ValidationError", "Stack with id shop does not exist");
            aws.on("DescribeStackEvents")
                    .reply(CfnReplies.events(
                            null,
                            CfnReplies.own(7240, "d-3", "DELETE_COMPLETE", ""),
                            CfnReplies.own(7230, "d-3", "DELETE_IN_PROGRESS", ""),
                            CfnReplies.own(7201, "d-2", "UPDATE_IN_PROGRESS", "")));
            aws.on("DescribeEvents").reply("<DescribeEventsResponse><DescribeEventsResult/></DescribeEventsResponse>");
        }

        @Override
        String empty() {
            return "<Response/>";
        }

        @Override
        Refusal throttled() {
            return new Refusal(400, "Throttling");
        }

        @Override
        Refusal denied() {
            return new Refusal(403, "AccessDenied");
        }

        @Override
        Refusal expired() {
            return new Refusal(403, "ExpiredToken");
        }

        @Override
        Refusal invalid() {
            return new Refusal(400, "ValidationError");
        }

        @Override
        Deployed replaced() {
            return inProgress(Age.NEW);
        }

        @Override
        Map<String, Consumer<LoopbackAws>> rollbacks() {
            return Map.of(
                    "on the way back", aws -> rolledBack(aws, "UPDATE_ROLLBACK_IN_PROGRESS"),
                    "healthy again, and cleaning up",
                            aws -> rolledBack(aws, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
                    "healthy again", aws -> rolledBack(aws, "UPDATE_ROLLBACK_COMPLETE"),
                    "stuck on the way back", aws -> rolledBack(aws, "UPDATE_ROLLBACK_FAILED"),
                    "updated again after the rollback",
                            aws -> has(
                                    aws,
                                    deployed(Age.NEWER, "UPDATE_COMPLETE"),
                                    deployed(Age.NEW, "UPDATE_ROLLBACK_COMPLETE")));
        }

        @Override
        Map<Law, String> cannotShow() {
            return Map.of();
        }
    }

    /** A stack set. */
    private static final class OnStackSet extends WireService {
        @Override
        String target() {
            return "cloudformation:stackset/guard";
        }

        @Override
        Words words() {
            return new Words("RUNNING", "SUCCEEDED", "FAILED", "STOPPED");
        }

        @Override
        void has(LoopbackAws aws, Deployed... newestFirst) {
            String entries = Stream.of(newestFirst)
                    .map(deployed -> "<member>" + operation(deployed) + "</member>")
                    .collect(Collectors.joining());
            aws.on("ListStackSetOperations").reply(reply("ListStackSetOperations", "Summaries", entries));
            for (Deployed deployed : newestFirst) {
                aws.on("DescribeStackSetOperation")
                        .with("OperationId=" + deployed.id())
                        .reply(reply("DescribeStackSetOperation", "StackSetOperation", operation(deployed)));
            }
            aws.on("ListStackSetOperationResults").reply(reply("ListStackSetOperationResults", "Summaries", ""));
        }

        private static String reply(String operation, String member, String content) {
            return "<%1$sResponse><%1$sResult><%2$s>%3$s</%2$s></%1$sResult></%1$sResponse>"
                    .formatted(operation, member, content);
        }

        private static String operation(Deployed deployed) {
            return "<OperationId>" + deployed.id() + "</OperationId><Action>UPDATE</Action><Status>" + deployed.word()
                    + "</Status><CreationTimestamp>" + deployed.begun() + "</CreationTimestamp>" + deployed.more();
        }

        @Override
        void isGone(LoopbackAws aws) {
            aws.on("ListStackSetOperations").fail(404, "StackSetNotFoundException", "StackSet guard not found");
            aws.on("DescribeStackSetOperation").fail(404, "StackSetNotFoundException", "StackSet guard not found");
        }

        @Override
        String empty() {
            return "<Response/>";
        }

        @Override
        Refusal throttled() {
            return new Refusal(400, "Throttling");
        }

        @Override
        Refusal denied() {
            return new Refusal(403, "AccessDenied");
        }

        @Override
        Refusal expired() {
            return new Refusal(403, "ExpiredToken");
        }

        @Override
        Refusal invalid() {
            return new Refusal(400, "ValidationError");
        }

        @Override
        Map<Law, String> cannotShow() {
            return Map.of(
                    Law.ROLLBACK, "an operation is not undone; each stack that failed is rolled back by itself",
                    Law.REVISION, "an operation does not say which template it brings");
        }
    }

    /** A group of Greengrass V1. */
    private static final class OnGreengrassGroup extends WireService {
        private static final String GROUP = "/greengrass/groups/g-1";
        private static final String ARN = "arn:aws:greengrass:eu-west-1:111122223333:";

        @Override
        String target() {
            return "greengrass:g-1";
        }

        @Override
        Words words() {
            return new Words("InProgress", "Success", "Failure", null);
        }

        @Override
        void has(LoopbackAws aws, Deployed... newestFirst) {
            aws.on("GET " + GROUP + "/deployments")
                    .reply("{\"Deployments\":["
                            + joined(newestFirst, deployed -> """
                            {"DeploymentId":"%s","DeploymentType":"NewDeployment","CreatedAt":"%s","GroupArn":"%s"}""".formatted(
                                    deployed.id(),
                                    deployed.begun(),
                                    ARN + GROUP + "/versions/" + deployed.age().revision()))
                            + "]}");
            for (Deployed deployed : newestFirst) {
                aws.on("GET " + GROUP + "/deployments/" + deployed.id() + "/status")
                        .reply("{\"DeploymentStatus\":\"%s\"}".formatted(deployed.word()));
                aws.on("GET " + GROUP + "/versions/" + deployed.age().revision())
                        .reply("{}");
            }
            aws.on("GET " + GROUP).reply("{}");
        }

        @Override
        void isGone(LoopbackAws aws) {
            aws.on("GET " + GROUP + "/deployments").fail(404, "IdNotFoundException", "The group does not exist.");
            aws.on("GET " + GROUP + "/deployments/d-2/status")
                    .fail(400, "InvalidInputException", "Deployment 'd-2' does not exist.");
        }

        @Override
        Refusal throttled() {
            return new Refusal(429, "TooManyRequestsException");
        }

        @Override
        Refusal denied() {
            return new Refusal(403, "ForbiddenException");
        }

        @Override
        Refusal expired() {
            return new Refusal(403, "ExpiredTokenException");
        }

        @Override
        Refusal invalid() {
            return new Refusal(400, "BadRequestException");
        }

        @Override
        Map<Law, String> cannotShow() {
            return Map.of(
                    Law.ROLLBACK, "nothing is rolled back; an older version is deployed again like a new one",
                    Law.REPLACED, "a deployment is never stopped, and nothing says that a newer one took its place");
        }
    }

    /** A bulk deployment of Greengrass V1. */
    private static final class OnGreengrassBulk extends WireService {
        private static final String BULK = "/greengrass/bulk/deployments/b-1";

        @Override
        String target() {
            return "greengrass:bulk/b-1";
        }

        @Override
        Words words() {
            return new Words("Running", "Completed", "Failed", "Stopped");
        }

        @Override
        void has(LoopbackAws aws, Deployed... newestFirst) {
            if (newestFirst.length == 0) {
                isGone(aws);
                return;
            }
            aws.on("GET " + BULK + "/status").reply("""
                    {"BulkDeploymentStatus":"%s","CreatedAt":"%s",
                     "BulkDeploymentMetrics":{"InvalidInputRecords":0,"RecordsProcessed":1,"RetryAttempts":0}}""".formatted(newestFirst[0].word(), newestFirst[0].begun()));
            aws.on("GET " + BULK + "/detailed-reports").reply("""
                    {"Deployments":[{"DeploymentId":"d-1","DeploymentStatus":"Success"}]}""");
        }

        @Override
        void isGone(LoopbackAws aws) {
            aws.on("GET " + BULK + "/status").fail(404, "IdNotFoundException", "The bulk deployment does not exist.");
        }

        @Override
        Outcome ofEmptyAnswer() {
            return Outcome.TIMED_OUT;
        }

        @Override
        Refusal throttled() {
            return new Refusal(429, "TooManyRequestsException");
        }

        @Override
        Refusal denied() {
            return new Refusal(403, "ForbiddenException");
        }

        @Override
        Refusal expired() {
            return new Refusal(403, "ExpiredTokenException");
        }

        @Override
        Refusal invalid() {
            return new Refusal(400, "BadRequestException");
        }

        @Override
        Map<Law, String> cannotShow() {
            return Map.of(
                    Law.ROLLBACK, "nothing is rolled back",
                    Law.NEWER_SUCCESS, "the target is one bulk deployment",
                    Law.REVISION, "each group gets a version of its own",
                    Law.LATER, "the target is one bulk deployment",
                    Law.REPLACED, "the target is one bulk deployment");
        }
    }

    /** A stack of OpsWorks. Its commands name a version in one case only: when they upgrade the operating system. */
    private static final class OnOpsWorks extends WireService {
        @Override
        String target() {
            return "opsworks:s1";
        }

        @Override
        Words words() {
            return new Words("running", "successful", "failed", null);
        }

        @Override
        void has(LoopbackAws aws, Deployed... newestFirst) {
            aws.on("DescribeDeployments").with("\"StackId\"").reply(reply(newestFirst));
            for (Deployed deployed : newestFirst) {
                aws.on("DescribeDeployments")
                        .with("[\"" + deployed.id() + "\"]")
                        .reply(reply(deployed));
            }
            aws.on("DescribeCommands").reply("{\"Commands\":[]}");
            aws.on("DescribeInstances").reply("{\"Instances\":[]}");
        }

        private static String reply(Deployed... deployments) {
            return "{\"Deployments\":["
                    + joined(deployments, deployed -> """
                    {"DeploymentId":"%s","StackId":"s1","CreatedAt":"%s","Status":"%s",
                     "Command":{"Name":"update_dependencies","Args":{"upgrade_os_to":["%s"]}}}""".formatted(
                                    deployed.id(),
                                    deployed.begun(),
                                    deployed.word(),
                                    deployed.age().revision()))
                    + "]}";
        }

        @Override
        void isGone(LoopbackAws aws) {
            aws.on("DescribeDeployments").fail(400, "ResourceNotFoundException", "Unable to find it.");
        }

        @Override
        Refusal invalid() {
            return new Refusal(400, "ValidationException");
        }

        @Override
        Map<Law, String> cannotShow() {
            return Map.of(
                    Law.ROLLBACK, "nothing is rolled back by itself; 'rollback' is a command like any other",
                    Law.REPLACED, "a deployment is never stopped, and nothing says that a newer one took its place");
        }
    }

    /** An upload of entity definitions to Things Graph. */
    private static final class OnUpload extends WireService {
        @Override
        String target() {
            return "thingsgraph:u-1";
        }

        @Override
        Words words() {
            return new Words("IN_PROGRESS", "SUCCEEDED", "FAILED", null);
        }

        @Override
        void has(LoopbackAws aws, Deployed... newestFirst) {
            if (newestFirst.length == 0) {
                isGone(aws);
                return;
            }
            aws.on("GetUploadStatus").reply("""
                    {"uploadId":"u-1","uploadStatus":"%s","namespaceVersion":%d,"createdDate":%d}""".formatted(
                            newestFirst[0].word(),
                            newestFirst[0].age().number,
                            newestFirst[0].begun().getEpochSecond()));
        }

        @Override
        void isGone(LoopbackAws aws) {
            aws.on("GetUploadStatus").fail(400, "ResourceNotFoundException", "No upload u-1");
        }

        @Override
        Outcome ofEmptyAnswer() {
            return Outcome.TIMED_OUT;
        }

        @Override
        String revision(Age age) {
            return String.valueOf(age.number);
        }

        @Override
        Refusal invalid() {
            return new Refusal(400, "InvalidRequestException");
        }

        @Override
        Map<Law, String> cannotShow() {
            return Map.of(
                    Law.ROLLBACK, "nothing is rolled back",
                    Law.NEWER_SUCCESS, "the target is one upload",
                    Law.LATER, "the target is one upload",
                    Law.REPLACED, "the target is one upload");
        }
    }

    /** A system instance of Things Graph. */
    private static final class OnSystemInstance extends WireService {
        @Override
        String target() {
            return "thingsgraph:instance/i-1";
        }

        @Override
        Words words() {
            return new Words("DEPLOY_IN_PROGRESS", "DEPLOYED_IN_TARGET", "FAILED", null);
        }

        @Override
        void has(LoopbackAws aws, Deployed... newestFirst) {
            if (newestFirst.length == 0) {
                isGone(aws);
                return;
            }
            aws.on("GetSystemInstance").reply("""
                    {"description":{"summary":{"id":"i-1","status":"%s","createdAt":%d,
                     "updatedAt":%d,"greengrassGroupVersionId":"%s"}}}""".formatted(
                            newestFirst[0].word(),
                            Age.OLD.begun.getEpochSecond(),
                            newestFirst[0].begun().getEpochSecond(),
                            newestFirst[0].age().revision()));
            aws.on("SearchFlowExecutions").reply("{\"summaries\":[]}");
        }

        @Override
        void isGone(LoopbackAws aws) {
            aws.on("GetSystemInstance").fail(400, "ResourceNotFoundException", "No system instance i-1");
        }

        @Override
        Outcome ofEmptyAnswer() {
            return Outcome.TIMED_OUT;
        }

        @Override
        Refusal invalid() {
            return new Refusal(400, "InvalidRequestException");
        }

        @Override
        Map<Law, String> cannotShow() {
            return Map.of(
                    Law.ROLLBACK, "nothing is rolled back",
                    Law.SINCE, "an instance says when it was created, not when it was deployed",
                    Law.NEWER_SUCCESS, "a system instance has a current state and no history",
                    Law.REPLACED, "a system instance has a current state and no history");
        }
    }
}
