package dev.deploystat.aws.service.elasticbeanstalk;

import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.BEGUN;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.begun;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.done;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.environment;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.environments;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.event;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.events;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.instance;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.instances;
import static dev.deploystat.aws.service.elasticbeanstalk.EbReplies.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.Silence;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElasticBeanstalkTest extends AgainstLoopback {
    private static final String ENVIRONMENTS = "DescribeEnvironments";
    private static final String EVENTS = "DescribeEvents";
    private static final String INSTANCES = "DescribeInstancesHealth";
    private static final String HEALTH = "DescribeEnvironmentHealth";
    private static final String VERSIONS = "DescribeApplicationVersions";
    private static final String ACTIONS = "DescribeEnvironmentManagedActions";
    private static final String ACTION_HISTORY = "DescribeEnvironmentManagedActionHistory";
    private static final String WEB = "elasticbeanstalk:shop/web";
    private static final Instant SOON = BEGUN.plusSeconds(90);
    private static final Instant LATER = BEGUN.plus(Duration.ofHours(1));
    private static final String RED = "<Health>Red</Health><HealthStatus>Severe</HealthStatus>";
    private static final String START = begun(BEGUN, "r-2");

    /** Answers with an environment that has basic health. */
    private void onWeb(String environment, String... eventsNewestFirst) {
        aws.on(ENVIRONMENTS).reply(environments(environment));
        aws.on(EVENTS).reply(events(eventsNewestFirst));
        aws.on(INSTANCES).ifAsked().fail(400, "InvalidRequestException", "DescribeInstancesHealth is not supported");
    }

    private void onInstances(Instant refreshedAt, String... members) {
        aws.on(INSTANCES).reply(instances(refreshedAt, members));
    }

    private static String ready(String version) {
        return environment("Ready", version, "<Health>Green</Health>");
    }

    /** Looks as {@code status} does, which asks why something failed. */
    private Observation look() {
        mayExplain();
        return Poller.look(fleet, Clock.virtual(LoopbackAws.NOW, 0), List.of(target(WEB)))
                .observations()
                .get(0);
    }

    private void mayExplain() {
        aws.on(HEALTH).ifAsked().fail(400, "InvalidRequestException", "DescribeEnvironmentHealth is not supported");
        for (String operation : List.of(VERSIONS, ACTIONS, ACTION_HISTORY)) {
            aws.on(operation).ifAsked().replyWithNothing();
        }
    }

    private Observation waited(Policy policy) {
        mayExplain();
        try {
            return new Poller(fleet, Clock.virtual(LoopbackAws.NOW, 0), policy, new Silence(), () -> 0.5)
                    .run(List.of(target(WEB)))
                    .observations()
                    .get(0);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Launching,IN_PROGRESS",
        "Updating,IN_PROGRESS",
        "LinkingFrom,IN_PROGRESS",
        "LinkingTo,IN_PROGRESS",
        "Aborting,ROLLING_BACK",
        "Ready,SUCCEEDED",
        "Terminating,STOPPED",
        "Terminated,STOPPED",
        "updating,IN_PROGRESS",
        "'LINKING_FROM ',IN_PROGRESS",
        "BrandNewWord,UNKNOWN"
    })
    void every_status_of_an_environment_is_mapped_and_kept(String word, Status status) {
        onWeb(environment(word, "v2", ""), done(60), START);
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
    }

    @Test
    void an_environment_without_a_status_is_unknown() {
        onWeb("<member><EnvironmentName>web</EnvironmentName><ApplicationName>shop</ApplicationName></member>");
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.nativeStatus()).isNull();
        assertThat(rollout.consoleUrl()).isNull();
        assertThat(bodies(EVENTS).get(0)).contains("EnvironmentName=web");
    }

    @Test
    void the_mapping_lists_every_word() {
        assertThat(new ElasticBeanstalk().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .containsExactly(
                        "application version Building PENDING",
                        "application version Failed FAILED",
                        "application version Processed SUCCEEDED",
                        "application version Processing PENDING",
                        "application version Unprocessed PENDING",
                        "environment Aborting ROLLING_BACK",
                        "environment Launching IN_PROGRESS",
                        "environment LinkingFrom IN_PROGRESS",
                        "environment LinkingTo IN_PROGRESS",
                        "environment Ready SUCCEEDED",
                        "environment Terminated STOPPED",
                        "environment Terminating STOPPED",
                        "environment Updating IN_PROGRESS",
                        "failure of a managed action CancellationFailed FAILED",
                        "failure of a managed action InternalFailure FAILED",
                        "failure of a managed action InvalidEnvironmentState FAILED",
                        "failure of a managed action PermissionsError FAILED",
                        "failure of a managed action RollbackFailed ROLLBACK_FAILED",
                        "failure of a managed action RollbackSuccessful ROLLED_BACK",
                        "failure of a managed action UpdateCancelled STOPPED",
                        "finished managed action Completed SUCCEEDED",
                        "finished managed action Failed FAILED",
                        "finished managed action Unknown UNKNOWN",
                        "health Green SUCCEEDED",
                        "health Grey SUCCEEDED",
                        "health Red FAILED",
                        "health Yellow SUCCEEDED",
                        "health status Degraded FAILED",
                        "health status Info SUCCEEDED",
                        "health status NoData SUCCEEDED",
                        "health status Ok SUCCEEDED",
                        "health status Pending SUCCEEDED",
                        "health status Severe FAILED",
                        "health status Suspended SUCCEEDED",
                        "health status Unknown SUCCEEDED",
                        "health status Warning SUCCEEDED",
                        "instance deployment Deployed SUCCEEDED",
                        "instance deployment Failed FAILED",
                        "instance deployment In Progress IN_PROGRESS",
                        "managed action Pending PENDING",
                        "managed action Running IN_PROGRESS",
                        "managed action Scheduled PENDING",
                        "managed action Unknown UNKNOWN");
    }

    @Test
    void a_success_has_all_that_environment_events_and_instances_say() {
        onWeb(environment("Ready", "v2", """
                <EnvironmentArn>arn:aws:elasticbeanstalk:eu-west-1:111122223333:environment/shop/web</EnvironmentArn>\
                <CNAME>web.example.com</CNAME><Health>Green</Health><HealthStatus>Ok</HealthStatus>\
                <AbortableOperationInProgress>false</AbortableOperationInProgress>\
                <DateUpdated>2024-03-01T10:01:01Z</DateUpdated>"""), done(60), START);
        aws.forget();
        aws.on(ENVIRONMENTS).with("EnvironmentNames.member.1=web").reply(environments(environment("Ready", "v2", """
                <EnvironmentArn>arn:aws:elasticbeanstalk:eu-west-1:111122223333:environment/shop/web</EnvironmentArn>\
                <CNAME>web.example.com</CNAME><Health>Green</Health><HealthStatus>Ok</HealthStatus>""")));
        aws.on(EVENTS)
                .with("EnvironmentId=" + EbReplies.ID)
                .reply(events(
                        event(61, "INFO", "Environment health has transitioned from Info to Ok."), done(60), START));
        onInstances(SOON, instance("i-1", "v2", 2, "Deployed"), instance("i-2", "v2", 2, "Deployed"));

        Rollout rollout = read(WEB);

        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.flags()).isEmpty();
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.PASS);
        assertThat(rollout.id()).isEqualTo("r-2");
        assertThat(rollout.operation()).isEqualTo(Operation.UPDATE);
        assertThat(rollout.nativeOperation()).isEqualTo("Environment update");
        assertThat(rollout.revision()).isEqualTo("v2");
        assertThat(rollout.createdAt()).isNull();
        assertThat(rollout.startedAt()).isEqualTo(BEGUN);
        assertThat(rollout.finishedAt()).isEqualTo(BEGUN.plusSeconds(60));
        assertThat(rollout.updatedAt()).isEqualTo(BEGUN.plusSeconds(61));
        assertThat(rollout.progress()).isEqualTo(Progress.of(2, 2, "instances"));
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.consoleUrl())
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/elasticbeanstalk/home?region=eu-west-1"
                        + "#/environment/dashboard?environmentId=e-rpqsewtp2j");
        assertThat(rollout.attributes())
                .containsEntry("environmentId", "e-rpqsewtp2j")
                .containsEntry("applicationName", "shop")
                .containsEntry("cNAME", "web.example.com")
                .containsEntry("health", "Green")
                .containsEntry("healthStatus", "Ok");
        assertThat(aws.operations()).containsExactly(ENVIRONMENTS, EVENTS, INSTANCES);
        assertThat(bodies(INSTANCES).get(0)).contains("AttributeNames.member.1=All");
    }

    @Test
    void an_environment_that_is_ready_after_an_error_has_failed_and_the_command_on_the_instance_is_the_cause() {
        onWeb(
                ready("v1"),
                event(
                        61,
                        "ERROR",
                        "During an aborted deployment, some instances may have deployed the new application version."
                                + " To ensure all instances are running the same version, re-deploy the appropriate application"
                                + " version."),
                event(60, "ERROR", "Failed to deploy application."),
                event(59, "ERROR", "Unsuccessful command execution on instance id(s) 'i-1'. Aborting the operation."),
                event(58, "INFO", "Command execution completed on all instances. Summary: [Successful: 0, Failed: 1]."),
                event(
                        57,
                        "ERROR",
                        "[Instance: i-1] Command failed on instance. Return code: 1 Output: Hook"
                                + " /opt/hooks/12_db_migration.sh failed."),
                event(56, "ERROR", "Instance deployment failed. For details, see 'eb-engine.log'."),
                event(2, "INFO", "Deploying new version to instance(s)."),
                START);

        Rollout rollout = read(WEB);

        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.nativeStatus()).isEqualTo("Ready");
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.finishedAt()).isEqualTo(BEGUN.plusSeconds(60));
        assertThat(rollout.reason()).startsWith("During an aborted deployment");
        assertThat(rollout.problems()).extracting(Problem::resource).containsExactly("i-1", "web", "web", "web", "web");
        assertThat(rollout.cause())
                .startsWith(
                        "i-1: Command failed on instance. Return code: 1 Output: Hook /opt/hooks/12_db_migration.sh");
        assertThat(aws.operations()).containsExactly(ENVIRONMENTS, EVENTS);
    }

    @Test
    void what_an_engine_says_in_general_stands_behind_what_says_more() {
        onWeb(
                ready("v1"),
                event(60, "ERROR", "Failed to deploy application."),
                event(
                        58,
                        "ERROR",
                        "[Instance: i-1] Command failed on instance. Return code: 1 Output: Engine execution"
                                + " has encountered an error.."),
                event(57, "ERROR", "Instance deployment: 'npm' failed to install dependencies."),
                event(56, "ERROR", "Instance deployment failed. For details, see 'eb-engine.log'."),
                START);
        assertThat(read(WEB).problems())
                .extracting(Problem::message)
                .extracting(text -> text.substring(0, 21))
                .containsExactly(
                        "Instance deployment: ",
                        "Command failed on ins",
                        "Instance deployment f",
                        "Failed to deploy appl");
    }

    @Test
    void a_warning_is_the_cause_of_a_failure_of_which_errors_only_say_that_it_is_one() {
        String late = "The following instances have not responded in the allowed command timeout time: [i-1].";
        String ill = "Environment health has transitioned from Info to Severe.";
        String[] newestFirst = {
            event(60, "ERROR", "Failed to deploy application."), event(58, "WARN", late), event(50, "WARN", ill), START
        };
        onWeb(ready("v1"), newestFirst);
        assertThat(read(WEB).problems())
                .extracting(Problem::message)
                .containsExactly(late, ill, "Failed to deploy application.");
        aws.forget();
        newestFirst[1] = event(58, "ERROR", "No space left.");
        onWeb(ready("v1"), newestFirst);
        assertThat(read(WEB).problems())
                .extracting(Problem::message)
                .containsExactly("No space left.", "Failed to deploy application.");
        aws.forget();
        onWeb(ready("v2"), done(60), event(50, "WARN", ill), START);
        assertThat(read(WEB).problems()).isEmpty();
    }

    @Test
    void a_way_back_without_an_error_has_its_event_for_a_reason() {
        onWeb(ready("v1"), event(60, "INFO", "Environment update was aborted by a user."), START);
        assertThat(look().reading().found().orElseThrow().cause())
                .isEqualTo("Environment update was aborted by a user.");
    }

    @ParameterizedTest
    @CsvSource({
        "ERROR,Failed to deploy application.,FAILED",
        "ERROR,Failed to deploy configuration.,FAILED",
        "ERROR,Failed to launch environment.,FAILED",
        "WARN,'Update environment operation is complete, but with errors. For more information, see docs.',FAILED",
        "ERROR,'Create environment operation is complete, but with errors.',FAILED",
        "FATAL,Something nobody knows.,FAILED",
        "error,Something nobody knows.,FAILED",
        "CATASTROPHE,Something nobody knows.,FAILED",
        "WARN,Something nobody knows.,IN_PROGRESS",
        "INFO,Environment update completed successfully.,SUCCEEDED",
        "INFO,Successfully deployed new configuration to environment.,SUCCEEDED",
        "INFO,Successfully launched environment: web,SUCCEEDED",
        "INFO,Instance deployment completed successfully.,IN_PROGRESS",
        "INFO,New application version was deployed to running EC2 instances.,IN_PROGRESS",
        "INFO,Environment tag update completed successfully.,IN_PROGRESS",
        "ERROR,The environment was reverted to the previous configuration setting.,ROLLED_BACK",
        "INFO,The environment update was aborted.,ROLLED_BACK",
        "INFO,Rolling back the environment.,ROLLED_BACK"
    })
    void the_last_event_of_an_update_says_how_it_ended(String severity, String message, Status status) {
        onWeb(ready("v2"), event(60, severity, message), START);
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(status);
        if (status == Status.IN_PROGRESS) {
            assertThat(rollout.reason())
                    .isEqualTo("the environment is Ready, and no event says yet how the update ended");
        }
    }

    @Test
    void an_error_without_a_time_counts() {
        onWeb(
                ready("v2"),
                START,
                "<member><Message>Failed to deploy application.</Message><Severity>ERROR</Severity></member>");
        assertThat(read(WEB).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void events_may_come_in_any_order() {
        onWeb(
                ready("v2"),
                begun(BEGUN.minusSeconds(900), "r-1"),
                START,
                event(60, "ERROR", "Failed to deploy application."));
        assertThat(read(WEB).status()).isEqualTo(Status.FAILED);
        assertThat(read(WEB).id()).isEqualTo("r-2");
    }

    @Test
    void a_success_after_an_abort_is_still_a_way_back() {
        onWeb(ready("v1"), done(90), event(60, "INFO", "Aborting environment update."), START);
        assertThat(look().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(read(WEB).status()).isEqualTo(Status.ROLLED_BACK);
    }

    @Test
    void an_error_on_the_way_back_leaves_it_half_done_and_one_before_it_is_its_cause() {
        onWeb(
                ready("v1"),
                event(90, "ERROR", "Stack did not come back."),
                event(80, "INFO", "The environment update is being rolled back."),
                event(70, "ERROR", "Stack did not change."),
                START);
        assertThat(read(WEB).status()).isEqualTo(Status.ROLLBACK_FAILED);
        aws.forget();
        onWeb(
                ready("v1"),
                event(80, "ERROR", "The environment was reverted to the previous configuration setting."),
                event(70, "ERROR", "Failed to deploy configuration."),
                event(60, "ERROR", "Creating LaunchTemplate failed."),
                START);
        assertThat(read(WEB).status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(read(WEB).cause()).startsWith("web: Creating LaunchTemplate failed.");
    }

    @Test
    void a_failure_with_the_version_before_live_is_rolled_back_unless_instances_are_mixed() {
        String label = "<VersionLabel>v2</VersionLabel>";
        String failure = event(BEGUN.plusSeconds(60), "ERROR", "Failed to deploy application.", label);
        onWeb(ready("v1"), failure, START);
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.revision()).isEqualTo("v2");
        assertThat(rollout.attributes()).containsEntry("versionLabel", "v1");
        aws.forget();
        onWeb(ready("v2"), failure, START);
        assertThat(read(WEB).status()).isEqualTo(Status.FAILED);
        aws.forget();
        String mixture = "During an aborted deployment, some instances may have deployed the new application version.";
        onWeb(ready("v1"), event(61, "ERROR", mixture), failure, START);
        assertThat(read(WEB).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void a_success_on_the_way_to_which_something_failed_is_partial() {
        onWeb(ready("v2"), done(60), event(50, "ERROR", "[Instance: i-2] Command failed on instance."), START);
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.flags()).containsExactly(Flag.PARTIAL);
        assertThat(look().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void an_error_after_a_success_is_another_story_but_a_failure_is_not() {
        onWeb(ready("v2"), event(900, "ERROR", "Failed to pull logs."), done(60), START);
        assertThat(look().outcome()).isEqualTo(Outcome.PASSED);
        aws.forget();
        onWeb(ready("v2"), event(900, "ERROR", "Failed to deploy application."), done(60), START);
        assertThat(look().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void an_update_under_way_with_a_failure_is_certain_to_fail() {
        onWeb(environment("Updating", "v2", ""), event(60, "ERROR", "Failed to deploy application."), START);
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.doom()).isEqualTo("Failed to deploy application.");
        assertThat(rollout.cause()).isEqualTo("web: Failed to deploy application.");
        assertThat(rollout.finishedAt()).isNull();
    }

    @Test
    void an_environment_that_is_ready_with_an_update_that_can_be_aborted_is_not_through() {
        onWeb(
                environment("Ready", "v2", "<AbortableOperationInProgress>true</AbortableOperationInProgress>"),
                done(60),
                START);
        assertThat(look().outcome()).isEqualTo(Outcome.PENDING);
        assertThat(read(WEB).reason()).contains("can be aborted");
    }

    @ParameterizedTest
    @CsvSource({
        "Red,,true", "Red,Severe,true", "red,,true", "Yellow,Degraded,true", "Green,Severe,true",
        "Green,Ok,false", "Green,Info,false", "Yellow,Warning,false", "Grey,,false", "Grey,NoData,false",
        "Grey,Unknown,false", "Grey,Pending,false", "Grey,Suspended,false", "'GREEN ',OK,false"
    })
    void an_ill_environment_that_is_ready_does_not_pass(String colour, String word, boolean isIll) {
        String health =
                "<Health>" + colour + "</Health>" + (word == null ? "" : "<HealthStatus>" + word + "</HealthStatus>");
        onWeb(environment("Ready", "v2", health), done(60), START);
        Rollout rollout = read(WEB);
        assertThat(rollout.flags().contains(Flag.UNHEALTHY)).isEqualTo(isIll);
        assertThat(rollout.verdict(Set.of())).isEqualTo(isIll ? Verdict.PENDING : Verdict.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<Health>Black</Health>", "<Health>Green</Health><HealthStatus>Splendid</HealthStatus>"})
    void a_health_that_nobody_knows_is_never_a_pass(String health) {
        onWeb(environment("Ready", "v2", health), done(60), START);
        assertThat(read(WEB).status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void ill_health_may_pass_for_a_while_and_is_a_failure_then() {
        onWeb(environment("Ready", "v2", RED), done(60), START);
        aws.forget();
        aws.on(ENVIRONMENTS).reply(environments(environment("Ready", "v2", RED)));
        aws.on(EVENTS).reply(events(done(60), START));
        onInstances(SOON);
        onInstances(LATER);

        Rollout soon = read(WEB);
        assertThat(soon.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(soon.flags()).containsExactlyInAnyOrder(Flag.EARLY, Flag.UNHEALTHY);
        assertThat(soon.verdict(Set.of(Flag.EARLY))).isEqualTo(Verdict.PASS);
        assertThat(soon.reason()).isEqualTo("the update is complete, but the health of the environment is Severe, Red");

        Rollout later = read(WEB);
        assertThat(later.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(later.flags()).containsExactlyInAnyOrder(Flag.PARTIAL, Flag.UNHEALTHY);
        assertThat(later.verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(later.verdict(Set.of(Flag.PARTIAL))).isEqualTo(Verdict.PASS);
        assertThat(later.cause()).isEqualTo("web: the health of the environment is Severe, Red");
    }

    @Test
    void the_last_event_says_as_well_how_late_it_is() {
        onWeb(
                environment("Ready", "v2", "<Health>Red</Health>"),
                event(3600, "WARN", "Environment health has transitioned from YELLOW to RED"),
                done(60),
                START);
        assertThat(read(WEB).flags()).containsExactlyInAnyOrder(Flag.PARTIAL, Flag.UNHEALTHY);
    }

    @ParameterizedTest
    @CsvSource({
        "v2,2,Deployed,SUCCEEDED,",
        "v2,2,DEPLOYED,SUCCEEDED,",
        "v1,1,Deployed,IN_PROGRESS,PARTIAL",
        "v1,2,Deployed,IN_PROGRESS,PARTIAL",
        "v2,1,Deployed,IN_PROGRESS,PARTIAL",
        "v2,2,Failed,IN_PROGRESS,PARTIAL",
        "v2,2,In Progress,IN_PROGRESS,",
        "v2,2,in_progress,IN_PROGRESS,",
    })
    void an_instance_that_was_left_behind_makes_a_success_partial_after_a_while(
            String version, int number, String word, Status soon, Flag later) {
        aws.on(ENVIRONMENTS).reply(environments(ready("v2")));
        aws.on(EVENTS).reply(events(done(60), START));
        String[] both = {instance("i-1", "v2", 2, "Deployed"), instance("i-2", version, number, word)};
        onInstances(SOON, both);
        onInstances(LATER, both);
        assertThat(read(WEB).status()).isEqualTo(soon);
        Rollout settled = read(WEB);
        assertThat(settled.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(settled.flags()).isEqualTo(later == null ? Set.of() : Set.of(later));
        if (later != null) {
            assertThat(settled.cause()).startsWith("i-2: ");
            assertThat(settled.progress()).isEqualTo(Progress.of(1, 2, "instances"));
        }
    }

    @Test
    void an_instance_with_a_word_that_nobody_knows_is_never_a_pass() {
        aws.on(ENVIRONMENTS).reply(environments(ready("v2")));
        aws.on(EVENTS).reply(events(done(60), START));
        onInstances(LATER, instance("i-1", "v2", 2, "Cloned"));
        assertThat(read(WEB).status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void instances_of_all_pages_count_and_one_without_a_deployment_says_nothing() {
        aws.on(ENVIRONMENTS).reply(environments(ready("v2")));
        aws.on(EVENTS).reply(events(done(60), START));
        aws.on(INSTANCES)
                .reply(page(INSTANCES, "InstanceHealthList", "t", "<member><InstanceId>i-1</InstanceId></member>"));
        aws.on(INSTANCES).with("NextToken=t").reply(instances(LATER, instance("i-2", "v2", 2, "Deployed")));
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.progress()).isEqualTo(Progress.of(1, 2, "instances"));
    }

    @Test
    void a_deleted_environment_never_passes_and_keeps_why_its_last_release_failed() {
        onWeb(environment("Terminating", null, ""), event(60, "ERROR", "Failed to launch environment."), START);
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.operation()).isEqualTo(Operation.DELETE);
        assertThat(rollout.nativeOperation()).isEqualTo("Terminating");
        assertThat(rollout.reason()).isEqualTo("the environment is being deleted");
        assertThat(rollout.cause()).isEqualTo("web: Failed to launch environment.");
        aws.forget();
        onWeb(environment("Terminated", null, ""), done(60), START);
        assertThat(read(WEB).reason()).isEqualTo("the environment was deleted");
        assertThat(look().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void an_environment_that_is_being_deleted_when_its_release_is_about_to_pass_does_not() {
        for (String withdrawn : List.of(
                environment("Terminating", "v2", ""),
                environment("Terminated", "v2", ""),
                environment("Aborting", "v2", ""),
                environment("web", "e-other", "Ready", "v2", ""),
                environment("web2", "e-other", "Ready", "v2", ""))) {
            aws.forget();
            onWeb(ready("v2"), done(60), START);
            aws.on(ENVIRONMENTS).reply(environments(withdrawn));
            assertThat(look().outcome()).as(withdrawn).isEqualTo(Outcome.FAILED);
        }
        aws.forget();
        onWeb(ready("v2"), done(60), START);
        assertThat(look().outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_deleted_environment_of_the_same_name_is_not_the_one_that_is_there() {
        aws.on(ENVIRONMENTS)
                .with("IncludeDeleted=true")
                .reply(environments(
                        environment(
                                "web", "e-3", "Terminated", "v3", "<DateCreated>2024-03-01T11:00:00Z</DateCreated>"),
                        environment("web", "e-2", "Updating", "v2", "<DateCreated>2024-02-01T11:00:00Z</DateCreated>"),
                        environment("web", "e-1", "Terminated", "v1", "")));
        aws.on(EVENTS).with("EnvironmentId=e-2").reply(events(START));
        assertThat(read("eb:web").attributes()).containsEntry("environmentId", "e-2");
    }

    @Test
    void an_environment_of_another_application_is_not_found_and_hides_no_other() {
        aws.on(ENVIRONMENTS).reply(environments(environment("Updating", "v2", "")));
        aws.on(EVENTS).reply(events(START));
        List<Reading> readings = fleet.read(
                Stream.of("eb:blog/web", "eb:web", "eb:gone").map(this::target).toList());
        assertThat(readings.get(0).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(readings.get(1).found().orElseThrow().status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(readings.get(2).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(readings.get(2).failed().orElseThrow().hint()).contains("web");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"swapEnvironmentCNAMEs", "requestEnvironmentInfo", "restartAppServer", "terminateEnvironment"})
    void what_brings_nothing_is_no_release(String what) {
        String id = "<RequestId>r-9</RequestId>";
        onWeb(
                ready("v2"),
                event(BEGUN.plusSeconds(910), "ERROR", "It went wrong.", id),
                event(BEGUN.plusSeconds(900), "INFO", what + " is starting.", id),
                done(60),
                START);
        Rollout rollout = read(WEB);
        assertThat(rollout.id()).isEqualTo("r-2");
        assertThat(rollout.startedAt()).isEqualTo(BEGUN);
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.flags()).isEmpty();
    }

    @Test
    void a_request_for_logs_during_an_update_neither_hides_nor_makes_how_it_ends() {
        String id = "<RequestId>r-9</RequestId>";
        String logs = event(BEGUN.plusSeconds(31), "ERROR", "Failed to pull logs for environment instances.", id)
                + event(BEGUN.plusSeconds(30), "INFO", "requestEnvironmentInfo is starting.", id);
        onWeb(ready("v2"), event(60, "WARN", "Failed to deploy application."), logs, START);
        assertThat(read(WEB).status()).isEqualTo(Status.FAILED);
        assertThat(read(WEB).id()).isEqualTo("r-2");
        aws.forget();
        onWeb(ready("v2"), done(60), logs, START);
        assertThat(read(WEB).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(read(WEB).flags()).isEmpty();
    }

    @Test
    void what_begins_and_is_not_known_may_be_a_release() {
        onWeb(ready("v2"), event(900, "INFO", "transmogrifyEnvironment is starting."), done(60), START);
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.operation()).isEqualTo(Operation.OTHER);
        assertThat(rollout.nativeOperation()).isEqualTo("transmogrifyEnvironment");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_managed_update_is_no_release_and_takes_nothing_from_the_last_one(boolean isSaidFirst) {
        String managed = event(isSaidFirst ? 7190 : 7210, "INFO", "Managed platform update is in-progress.");
        String update = begun(BEGUN.plusSeconds(7200), "r-3");
        String[] both = isSaidFirst ? new String[] {update, managed} : new String[] {managed, update};
        onWeb(environment("Updating", "v2", ""), both[0], both[1], done(60), START);
        Rollout during = read(WEB);
        assertThat(during.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(during.id()).isEqualTo("r-2");
        assertThat(during.startedAt()).isEqualTo(BEGUN);
        assertThat(during.reason()).contains("something else");
        aws.forget();
        onWeb(ready("v2"), event(7300, "ERROR", "Failed to deploy configuration."), both[0], both[1], done(60), START);
        Rollout after = read(WEB);
        assertThat(after.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(after.id()).isEqualTo("r-2");
        assertThat(after.flags()).isEmpty();
    }

    @Test
    void a_release_after_a_managed_update_is_one() {
        onWeb(
                ready("v2"),
                event(60, "ERROR", "Failed to deploy application."),
                START,
                event(-600, "INFO", "Managed update failed, retrying in 60 minutes."),
                event(-900, "INFO", "Managed platform update is in-progress."));
        assertThat(read(WEB).id()).isEqualTo("r-2");
        assertThat(read(WEB).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void a_release_right_after_a_managed_update_that_could_not_begin_is_one() {
        onWeb(
                ready("v2"),
                event(60, "ERROR", "Failed to deploy application."),
                event(10, "INFO", "Managed update failed, retrying in 60 minutes."),
                START,
                event(-10, "INFO", "Managed update failed, retrying in 60 minutes."),
                done(-600),
                begun(BEGUN.minusSeconds(660), "r-1"));
        assertThat(read(WEB).id()).isEqualTo("r-2");
        assertThat(read(WEB).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void a_release_from_before_all_events_has_no_time_and_what_is_ill_is_ill() {
        onWeb(ready("v2"), event(60, "INFO", "Environment health has transitioned from Info to Ok."));
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.id()).isNull();
        assertThat(rollout.startedAt()).isNull();
        assertThat(rollout.updatedAt()).isNull();
        assertThat(rollout.operation()).isNull();
        aws.forget();
        onWeb(environment("Ready", "v2", RED));
        assertThat(read(WEB).verdict(Set.of())).isEqualTo(Verdict.FAIL);
        aws.forget();
        onWeb(ready("v2"), event(60, "ERROR", "Failed to deploy application."));
        assertThat(read(WEB).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void an_error_in_weeks_without_a_release_is_another_story() {
        onWeb(ready("v2"), event(60, "ERROR", "Failed to pull logs."));
        assertThat(look().outcome()).isEqualTo(Outcome.PASSED);
        assertThat(read(WEB).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INFO|Environment update completed successfully.|",
                "ERROR|Failed to deploy application.|<DateUpdated>2024-03-01T11:00:00Z</DateUpdated>"
            })
    void what_no_event_tells_of_yet_takes_nothing_from_the_release_before(String before) {
        String[] end = before.split("\\|", -1);
        onWeb(environment("Updating", "v3", end[2]), event(60, end[0], end[1]), START);
        Rollout rollout = read(WEB);
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.id()).isNull();
        assertThat(rollout.startedAt()).isNull();
        assertThat(rollout.doom()).isNull();
        assertThat(rollout.problems()).isEmpty();
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.brings("v3")).isTrue();
        assertThat(rollout.reason()).isEqualTo("something is done to the environment that no event tells of yet");
    }

    @Test
    void what_no_event_told_of_by_its_end_is_looked_for_once_more() {
        aws.on(ENVIRONMENTS).reply(environments(environment("Updating", "v1", "")));
        aws.on(EVENTS).reply(events(done(60), START));
        onWeb(ready("v1"), done(60), START);
        assertThat(read(WEB).status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(read(WEB).status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(read(WEB).status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void the_name_of_an_environment_says_nothing_of_a_way_back() {
        String event = event(60, "INFO", "Successfully launched environment: rollback-test")
                .replace(">web<", ">rollback-test<");
        onWeb(ready("v2"), event, START);
        assertThat(look().outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void the_name_of_a_version_says_nothing_of_a_way_back() {
        String batch = event(30, "INFO", "Batch 1: Deploying application version 'abort-7' to 1 instance(s) ('i-1').");
        onWeb(ready("abort-7"), done(60), batch, START);
        assertThat(look().outcome()).isEqualTo(Outcome.PASSED);
        aws.forget();
        onWeb(ready("v1"), event(60, "INFO", "The update didn't end. Rolling back. It can't go on."), START);
        assertThat(look().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_creation_is_a_release() {
        onWeb(environment("Launching", "v1", ""), event(0, "INFO", "createEnvironment is starting."));
        assertThat(read(WEB).operation()).isEqualTo(Operation.CREATE);
        assertThat(read(WEB).nativeOperation()).isEqualTo("createEnvironment");
    }

    @Test
    void the_version_before_is_known_from_the_release_before() {
        String label = "<VersionLabel>v1</VersionLabel>";
        onWeb(
                environment("Updating", "v2", ""),
                START,
                event(BEGUN.minusSeconds(900), "INFO", "Environment update completed successfully.", label),
                begun(BEGUN.minusSeconds(960), "r-1"));
        assertThat(read(WEB).previousRevision()).isEqualTo("v1");
        assertThat(read(WEB).revision()).isEqualTo("v2");
        aws.forget();
        onWeb(environment("Updating", "v2", ""), START);
        assertThat(read(WEB).previousRevision()).isEqualTo("v1");
    }

    @Test
    void under_way_the_label_of_the_environment_may_be_the_one_from_before() {
        onWeb(environment("Updating", "v1", ""), START);
        Rollout rollout = read(WEB);
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.revisionNames()).containsExactly("v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void whoever_waits_for_a_version_sees_its_update_through_whichever_label_the_environment_shows(String meanwhile) {
        aws.on(ENVIRONMENTS).reply(environments(ready("v1")));
        for (int look = 0; look < 40; look++) {
            aws.on(ENVIRONMENTS).reply(environments(environment("Updating", meanwhile, "")));
        }
        onWeb(ready("v2"), START);
        aws.on(EVENTS).after(ENVIRONMENTS, 41).reply(events(done(300), START));
        assertThat(waited(Policy.DEFAULT.withRevision("v2")).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_version_whose_update_fails_is_no_version_that_never_came() {
        aws.on(ENVIRONMENTS).reply(environments(environment("Updating", "v1", "")));
        onWeb(ready("v1"), START);
        aws.on(EVENTS).after(ENVIRONMENTS, 2).reply(events(event(60, "ERROR", "No space left."), START));
        Observation end = waited(Policy.DEFAULT.withRevision("v2"));
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.reading().found().orElseThrow().cause()).isEqualTo("web: No space left.");
    }

    @Test
    void a_release_that_failed_before_the_next_one_began_is_still_a_failure_with_its_cause() {
        aws.on(ENVIRONMENTS).reply(environments(environment("Updating", "v1", "")));
        aws.on(EVENTS).reply(events(START));
        String failed = event(60, "ERROR", "No space left.");
        onWeb(environment("Updating", "v1", ""), begun(BEGUN.plusSeconds(70), "r-3"), failed, START);
        Observation end = waited(Policy.DEFAULT);
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.reading().found().orElseThrow().id()).isEqualTo("r-2");
        assertThat(end.reading().found().orElseThrow().cause()).isEqualTo("web: No space left.");
        assertThat(read(WEB).id()).isEqualTo("r-3");
    }

    @Test
    void a_release_that_another_one_followed_at_once_is_superseded() {
        aws.on(ENVIRONMENTS).reply(environments(environment("Updating", "v1", "")));
        aws.on(EVENTS).reply(events(START));
        onWeb(environment("Updating", "v2", ""), begun(BEGUN.plusSeconds(70), "r-3"), done(60), START);
        assertThat(waited(Policy.DEFAULT).outcome()).isEqualTo(Outcome.SUPERSEDED);
    }

    @Test
    void under_way_events_or_a_creation_tell_what_comes() {
        String named = "<VersionLabel>v2</VersionLabel>";
        onWeb(environment("Updating", "v1", ""), event(BEGUN.plusSeconds(5), "INFO", "Deploying.", named), START);
        Rollout rollout = read(WEB);
        assertThat(rollout.revision()).isEqualTo("v2");
        assertThat(rollout.revisionNames()).containsExactly("v1");
        aws.forget();
        onWeb(environment("Launching", "v1", ""), event(0, "INFO", "createEnvironment is starting."));
        assertThat(read(WEB).revision()).isEqualTo("v1");
    }

    @Test
    void polling_asks_for_no_events_from_before_the_release() {
        onWeb(environment("Updating", "v2", ""), START);
        read(WEB);
        read(WEB);
        assertThat(bodies(EVENTS).get(0)).contains("MaxRecords=300").doesNotContain("StartTime");
        assertThat(bodies(EVENTS).get(1)).contains("StartTime=2024-03-01T09%3A55%3A00Z");
        assertThat(aws.operations()).containsExactly(ENVIRONMENTS, EVENTS, ENVIRONMENTS, EVENTS);
    }

    @Test
    void the_beginning_is_looked_for_over_pages_and_no_further() {
        aws.on(ENVIRONMENTS).reply(environments(environment("Updating", "v2", "")));
        aws.on(EVENTS).reply(page(EVENTS, "Events", "t", event(30, "INFO", "Deploying new version to instance(s).")));
        aws.on(EVENTS)
                .with("NextToken=t")
                .reply(page(EVENTS, "Events", "never", START, done(-60), begun(BEGUN.minusSeconds(90), "r-1")));
        assertThat(read(WEB).id()).isEqualTo("r-2");
        assertThat(aws.operations()).containsExactly(ENVIRONMENTS, EVENTS, EVENTS);
    }

    @Test
    void many_environments_are_described_in_one_call() {
        aws.on(ENVIRONMENTS)
                .reply(environments(IntStream.range(0, 25)
                        .mapToObj(i -> environment("env" + i, "e-" + i, "Updating", "v2", ""))
                        .toArray(String[]::new)));
        aws.on(EVENTS).reply(events(START));
        List<Target> targets =
                IntStream.range(0, 25).mapToObj(i -> target("eb:env" + i)).toList();
        assertThat(fleet.read(targets)).allMatch(reading -> reading.found().isPresent());
        assertThat(aws.operations()).filteredOn(ENVIRONMENTS::equals).hasSize(1);
        assertThat(aws.operations()).filteredOn(EVENTS::equals).hasSize(25);
    }

    @Test
    void environments_are_found_over_all_pages_but_for_those_that_are_deleted() {
        aws.on(ENVIRONMENTS)
                .with("IncludeDeleted=false")
                .reply(page(ENVIRONMENTS, "Environments", "t", environment("web", "e-1", "Ready", "v1", "")));
        aws.on(ENVIRONMENTS)
                .with("NextToken=t")
                .reply(environments(
                        environment("old", "e-2", "Terminated", "v1", ""),
                        environment("api", "e-3", "Launching", "v1", "")));
        List<Target> found = new ArrayList<>();
        assertThat(fleet.discover(target("eb:any"), found::add)).isEmpty();
        assertThat(found).extracting(Target::resource).containsExactly("shop/web", "shop/api");
    }

    @Test
    void history_has_the_release_as_a_look_shows_it_and_those_that_events_remember() {
        onWeb(
                ready("v3"),
                done(60),
                START,
                event(
                        BEGUN.minusSeconds(800),
                        "ERROR",
                        "Failed to deploy application.",
                        "<VersionLabel>v2</VersionLabel>"),
                begun(BEGUN.minusSeconds(900), "r-1"),
                event(BEGUN.minusSeconds(1700), "INFO", "Deploying new version to instance(s).", ""),
                begun(BEGUN.minusSeconds(1800), "r-0"));
        List<Rollout> rows = history(WEB, HistoryQuery.newest(0));
        assertThat(rows).extracting(Rollout::id).containsExactly("r-2", "r-1", "r-0");
        assertThat(rows).extracting(Rollout::status).containsExactly(Status.SUCCEEDED, Status.FAILED, Status.UNKNOWN);
        assertThat(rows).extracting(Rollout::revision).containsExactly("v3", "v2", null);
        assertThat(rows.get(1).nativeStatus()).isEqualTo("Failed to deploy application.");
        assertThat(rows.get(1).finishedAt()).isEqualTo(BEGUN.minusSeconds(800));
        assertThat(rows.get(1).cause()).isEqualTo("web: Failed to deploy application.");
        assertThat(rows.get(2).reason()).isEqualTo("its events do not say how it ended");
    }

    @Test
    void the_history_of_what_is_not_there_is_not_found() {
        aws.on(ENVIRONMENTS).reply(environments());
        assertThat(fleet.history(target("eb:gone"), HistoryQuery.newest(0), row -> {}))
                .hasValueSatisfying(error -> {
                    assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
                    assertThat(error.message()).contains("there is no Elastic Beanstalk environment gone");
                });
    }

    @Test
    void an_explanation_has_causes_instances_version_managed_updates_and_events() {
        aws.on(ENVIRONMENTS).reply(environments(environment("Ready", "v2", RED)));
        aws.on(EVENTS).reply(events(done(60), START));
        onInstances(LATER, """
                <member><InstanceId>i-1</InstanceId><HealthStatus>Severe</HealthStatus><Color>Red</Color>
                <Causes><member>100 % of the requests are failing with HTTP 5xx.</member></Causes></member>""");
        aws.on(HEALTH).with("AttributeNames.member.1=All").reply("""
                <R><DescribeEnvironmentHealthResult><Color>Red</Color><HealthStatus>Severe</HealthStatus><Causes>
                <member>ELB health is failing on all instances.</member></Causes></DescribeEnvironmentHealthResult></R>""");
        aws.on(VERSIONS).with("VersionLabels.member.1=v2").reply(page(VERSIONS, "ApplicationVersions", null, """
                <member><VersionLabel>v2</VersionLabel><Status>Failed</Status><SourceBundle><S3Bucket>b</S3Bucket>
                <S3Key>k.zip</S3Key></SourceBundle></member>"""));
        aws.on(ACTIONS).reply(page(ACTIONS, "ManagedActions", null, """
                <member><ActionId>a-1</ActionId><ActionType>PlatformUpdate</ActionType><Status>Scheduled</Status>
                <WindowStartTime>2024-03-03T10:00:00Z</WindowStartTime></member>"""));
        aws.on(ACTION_HISTORY).reply(page(ACTION_HISTORY, "ManagedActionHistoryItems", null, """
                <member><ActionId>a-0</ActionId><ActionDescription>to 4.1</ActionDescription><Status>Failed</Status>
                <FailureType>RollbackSuccessful</FailureType><FailureDescription>unhealthy</FailureDescription></member>
                <member><ActionId>a-1</ActionId><ActionDescription>to 4.2</ActionDescription><Status>Failed</Status>
                <ExecutedTime>2024-03-01T09:59:00Z</ExecutedTime><FinishedTime>2024-03-01T10:01:00Z</FinishedTime>
                <FailureType>RollbackSuccessful</FailureType><FailureDescription>too ill</FailureDescription></member>"""));

        Rollout rollout = explain(WEB);

        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("v2", "Failed", "the version could not be processed"),
                        new Problem("web", "Severe", "ELB health is failing on all instances."),
                        new Problem("i-1", "Severe", "100 % of the requests are failing with HTTP 5xx."),
                        new Problem("web", "Severe", "the health of the environment is Severe, Red"),
                        new Problem("to 4.2", "RollbackSuccessful", "too ill"));
        assertThat(rollout.parts())
                .extracting(Part::kind, Part::name, Part::status, Part::nativeStatus, Part::detail)
                .containsExactly(
                        tuple(
                                "instance",
                                "i-1",
                                Status.UNKNOWN,
                                null,
                                "health Severe; 100 % of the requests are failing with HTTP 5xx."),
                        tuple("application version", "v2", Status.FAILED, "Failed", "s3://b/k.zip"),
                        tuple(
                                "managed action",
                                "PlatformUpdate",
                                Status.PENDING,
                                "Scheduled",
                                "window from 2024-03-03T10:00:00Z"),
                        tuple("managed action", "to 4.2", Status.ROLLED_BACK, "RollbackSuccessful", "too ill"),
                        tuple("managed action", "to 4.1", Status.ROLLED_BACK, "RollbackSuccessful", "unhealthy"));
        assertThat(rollout.events())
                .containsExactly(
                        new Event(BEGUN, null, "INFO", "Environment update is starting."),
                        new Event(BEGUN.plusSeconds(60), null, "INFO", "Environment update completed successfully."));
    }

    @Test
    void what_is_ill_after_a_failure_stands_behind_the_failure() {
        onWeb(
                environment("Ready", "v2", RED),
                event(60, "ERROR", "Failed to deploy application."),
                event(50, "ERROR", "[Instance: i-1] Command failed on instance."),
                START);
        aws.on(HEALTH).reply("""
                <R><DescribeEnvironmentHealthResult><Color>Red</Color><HealthStatus>Severe</HealthStatus><Causes>
                <member>Command failed on all instances.</member></Causes></DescribeEnvironmentHealthResult></R>""");
        aws.on(ACTIONS).replyWithNothing();
        aws.on(ACTION_HISTORY).replyWithNothing();
        Rollout rollout = explain(WEB);
        assertThat(rollout.problems())
                .extracting(Problem::message)
                .containsExactly(
                        "Command failed on instance.",
                        "Failed to deploy application.",
                        "Command failed on all instances.");
        assertThat(rollout.cause()).startsWith("i-1: Command failed on instance.");
    }

    @ParameterizedTest
    @CsvSource({
        "400,InvalidParameterValue,INVALID",
        "400,Throttling,THROTTLED",
        "500,InternalFailure,UNAVAILABLE",
        "403,AccessDenied,DENIED",
        "403,InsufficientPrivilegesException,DENIED"
    })
    void a_refused_call_is_told_by_its_kind(int status, String code, ErrorKind kind) {
        aws.on(ENVIRONMENTS).reply(environments(ready("v2")));
        aws.on(EVENTS).fail(status, code, "no");
        ReadError error = reading(WEB).failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.action()).isEqualTo("elasticbeanstalk:DescribeEvents");
    }

    @Test
    void who_may_not_see_the_instances_is_told_so() {
        aws.on(ENVIRONMENTS).reply(environments(ready("v2")));
        aws.on(EVENTS).reply(events(done(60), START));
        aws.on(INSTANCES).fail(403, "AccessDenied", "no");
        assertThat(reading(WEB).failed().orElseThrow().action()).isEqualTo("elasticbeanstalk:DescribeInstancesHealth");
    }

    @Test
    void an_arn_names_an_environment() {
        aws.on(ENVIRONMENTS).reply(environments(environment("Updating", "v2", "")));
        aws.on(EVENTS).reply(events(START));
        assertThat(read("arn:aws:elasticbeanstalk:eu-west-1:111122223333:environment/shop/web")
                        .status())
                .isEqualTo(Status.IN_PROGRESS);
    }

    @Test
    void what_is_no_environment_is_told_what_it_takes() {
        assertThatThrownBy(() -> target("eb:shop/web/blue"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not a resource of AWS Elastic Beanstalk")
                .extracting(refusal -> ((Refusal) refusal).hint())
                .isEqualTo(
                        "It takes: elasticbeanstalk:APPLICATION_NAME/ENVIRONMENT_NAME (an environment of an application),"
                                + " elasticbeanstalk:ENVIRONMENT_NAME (an environment)");
    }

    @Test
    void what_a_release_changes_is_the_version() {
        onWeb(
                environment("Updating", "v2", ""),
                START,
                event(
                        BEGUN.minusSeconds(900),
                        "INFO",
                        "Environment update completed successfully.",
                        "<VersionLabel>v1</VersionLabel>"),
                begun(BEGUN.minusSeconds(960), "r-1"));
        aws.on(HEALTH).ifAsked().fail(400, "InvalidRequestException", "DescribeEnvironmentHealth is not supported");
        for (String operation : List.of(ACTIONS, ACTION_HISTORY)) {
            aws.on(operation).ifAsked().replyWithNothing();
        }
        aws.on(VERSIONS).with("VersionLabels.member.1=v2").ifAsked().replyWithNothing();
        aws.on(VERSIONS).with("VersionLabels.member.1=v1").reply("""
                <DescribeApplicationVersionsResponse><DescribeApplicationVersionsResult><ApplicationVersions>
                <member><VersionLabel>v1</VersionLabel><Description>one</Description><SourceBundle><S3Bucket>b</S3Bucket>
                <S3Key>1.zip</S3Key></SourceBundle></member><member><VersionLabel>v2</VersionLabel>
                <Description>two</Description><SourceBundle><S3Bucket>b</S3Bucket><S3Key>2.zip</S3Key></SourceBundle></member>
                </ApplicationVersions></DescribeApplicationVersionsResult></DescribeApplicationVersionsResponse>""");
        assertThat(explain(WEB, 0, true).changes())
                .containsExactly(
                        Change.of("version label", "v1", "v2"),
                        Change.of("description", "one", "two"),
                        Change.of("source bundle", "s3://b/1.zip", "s3://b/2.zip"));
    }
}
