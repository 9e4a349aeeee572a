package dev.deploystat.aws.service.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcsDaemonTest extends AgainstLoopback {
    private static final String ECS = "arn:aws:ecs:eu-west-1:111122223333:";
    private static final String DAEMON = ECS + "daemon/prod/agent";
    private static final String ARN = ECS + "daemon-deployment/prod/agent/";
    private static final String REVISION = ECS + "daemon-revision/prod/agent/";
    private static final String DEFINITION = ECS + "daemon-task-definition/agent:";
    private static final String RUNNING = "\"totalRunningInstanceCount\":3";

    private static String deployment(String word, String counts, String more) {
        return """
            {"daemonDeployments":[{"daemonDeploymentArn":"%sd1","createdAt":1709287200,"status":"%s",
             "targetDaemonRevision":{"arn":"%s77"%s}%s}],"failures":[]}""".formatted(ARN, word, REVISION, counts.isEmpty() ? "" : "," + counts, more);
    }

    private static String summary(String id, String word, long createdAt) {
        return """
            {"daemonDeploymentArn":"%s%s","daemonArn":"%s","clusterArn":"%scluster/prod","createdAt":%d,"startedAt":%d,
             "finishedAt":%d,"targetDaemonRevisionArn":"%s77","status":"%s","statusReason":"because"}""".formatted(ARN, id, DAEMON, ECS, createdAt, createdAt + 1, createdAt + 61, REVISION, word);
    }

    private void onDaemons() {
        aws.on("ListDaemons").reply("""
                {"daemonSummariesList":[{"daemonArn":"%sdaemon/test/agent"}],"nextToken":"t"}""".formatted(ECS));
        aws.on("ListDaemons").with("\"nextToken\":\"t\"").reply("""
                {"daemonSummariesList":[{"daemonArn":"%sdaemon/prod/log"},{"daemonArn":"%s"}]}""".formatted(ECS, DAEMON));
    }

    private void onRevisions() {
        aws.on("DescribeDaemonRevisions").reply("""
                {"daemonRevisions":[{"daemonRevisionArn":"%s77","daemonTaskDefinitionArn":"%s12",
                  "containerImages":[{"containerName":"agent","image":"repo/agent:1.2",
                   "imageDigest":"sha256:aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"}]},
                 {"daemonRevisionArn":"%s76","daemonTaskDefinitionArn":"%s11"}],
                 "failures":[]}""".formatted(REVISION, DEFINITION, REVISION, DEFINITION));
    }

    private Reading confirm(String text) {
        List<Reading> checked = new ArrayList<>();
        fleet.confirm(List.of(reading(text)), checked::add);
        return checked.get(0);
    }

    private ReadError failure(String text) {
        return reading(text).failed().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,PENDING",
        "IN_PROGRESS,IN_PROGRESS",
        "STOP_REQUESTED,IN_PROGRESS",
        "STOPPED,STOPPED",
        "ROLLBACK_IN_PROGRESS,ROLLING_BACK",
        "SUCCESSFUL,SUCCEEDED",
        "ROLLBACK_SUCCESSFUL,ROLLED_BACK",
        "ROLLBACK_FAILED,ROLLBACK_FAILED",
        "'rollback successful ',ROLLED_BACK",
        "BRAND_NEW_WORD,UNKNOWN"
    })
    void every_native_status_is_mapped_and_kept(String word, Status status) {
        aws.on("DescribeDaemonDeployments").reply(deployment(word, RUNNING, ""));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.flags().contains(Flag.STOPPING)).isEqualTo(word.equals("STOP_REQUESTED"));
    }

    @Test
    void the_tables_hold_every_word_of_a_daemon_and_of_its_deployments() {
        assertThat(new DaemonDeployments().states())
                .filteredOn(state -> state.kind().equals("daemon"))
                .extracting(NativeState::word, NativeState::status)
                .containsExactly(tuple("ACTIVE", Status.SUCCEEDED), tuple("DELETE_IN_PROGRESS", Status.STOPPED));
        assertThat(new DaemonDeployments().states())
                .filteredOn(state -> state.kind().equals("daemon deployment"))
                .hasSize(8);
    }

    @Test
    void the_latest_deployment_is_found_by_the_daemon_and_read_with_all_that_it_says() {
        onDaemons();
        aws.on("DescribeDaemon").with("\"daemonArn\":\"" + DAEMON + "\"").reply("""
                {"daemon":{"daemonArn":"%s","status":"ACTIVE","deploymentArn":"%sd1"}}""".formatted(DAEMON, ARN));
        aws.on("DescribeDaemonDeployments")
                .with("[\"" + ARN + "d1\"]")
                .reply(deployment("IN_PROGRESS", """
                        "totalRunningInstanceCount":3,"totalDrainingInstanceCount":0,"totalWithoutDaemonInstanceCount":1,
                        "capacityProviders":[{"arn":"%scapacity-provider/web","runningInstanceCount":3,
                         "drainingInstanceCount":0,"withoutDaemonInstanceCount":1}]""".formatted(ECS), """
                        ,"clusterArn":"%scluster/prod","statusReason":"Draining.","startedAt":1709287201,
                        "sourceDaemonRevisions":[{"arn":"%s76","totalRunningInstanceCount":4,"totalDrainingInstanceCount":2}],
                        "circuitBreaker":{"status":"MONITORING","failureCount":2,"threshold":3},
                        "alarms":{"status":"DISABLED","alarmNames":[],"triggeredAlarmNames":[]},
                        "deploymentConfiguration":{"drainPercent":25.0,"bakeTimeInMinutes":5}""".formatted(ECS, REVISION)));
        onRevisions();

        Rollout rollout = read("ecs:daemon/prod/agent");

        assertThat(rollout.id()).isEqualTo("d1");
        assertThat(rollout.revision()).isEqualTo("agent:12");
        assertThat(rollout.previousRevision()).isEqualTo("agent:11");
        assertThat(rollout.brings("agent:12")).isTrue();
        assertThat(rollout.brings("repo/agent:1.2")).isTrue();
        assertThat(rollout.brings("aaaaaaaabbbb")).isTrue();
        assertThat(rollout.brings("77")).isTrue();
        assertThat(rollout.brings("agent:11")).isFalse();
        assertThat(rollout.progress()).isEqualTo(Progress.of(3, 10, "instances"));
        assertThat(rollout.createdAt()).isEqualTo(Instant.ofEpochSecond(1709287200));
        assertThat(rollout.startedAt()).isEqualTo(Instant.ofEpochSecond(1709287201));
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.initiator()).isNull();
        assertThat(rollout.reason()).isEqualTo("Draining.; 2 of 3 task failures until the circuit breaker fires");
        assertThat(rollout.flags()).isEmpty();
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.consoleUrl())
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod?region=eu-west-1");
        assertThat(rollout.parts())
                .containsExactly(new Part(
                        "capacity provider",
                        "web",
                        null,
                        Status.IN_PROGRESS,
                        null,
                        null,
                        null,
                        "instances: 3 with the daemon, 0 draining, 1 without the daemon"));
        assertThat(rollout.attributes())
                .containsEntry("daemonTaskDefinitionArn", DEFINITION + "12")
                .containsKeys(
                        "clusterArn",
                        "daemonDeploymentArn",
                        "targetDaemonRevision",
                        "sourceDaemonRevisions",
                        "circuitBreaker",
                        "alarms",
                        "deploymentConfiguration",
                        "containerImages");
    }

    @Test
    void a_reply_that_says_next_to_nothing_is_read() {
        aws.on("DescribeDaemonDeployments").reply("""
                {"daemonDeployments":[{"daemonDeploymentArn":"%sd1"}]}""".formatted(ARN));
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.progress()).isNull();
        assertThat(rollout.reason()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"totalRunningInstanceCount\":3,\"totalWithoutDaemonInstanceCount\":0 | 0 | PASS | ",
                "\"totalRunningInstanceCount\":3,\"totalWithoutDaemonInstanceCount\":1 | 0 | FAIL | 1 instance is without the daemon",
                "\"totalRunningInstanceCount\":3 | 2 | FAIL | 2 instances are with an old revision",
                "\"capacityProviders\":[{\"runningInstanceCount\":2,\"withoutDaemonInstanceCount\":2}] | 0 | FAIL | 2 instances are without the daemon"
            })
    void a_success_that_leaves_instances_without_the_new_revision_is_partial(
            String counts, int old, Verdict verdict, String why) {
        aws.on("DescribeDaemonDeployments").reply(deployment("SUCCESSFUL", counts, """
                ,"sourceDaemonRevisions":[{"arn":"%s76","totalRunningInstanceCount":%d}]""".formatted(REVISION, old)));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.verdict(Set.of())).isEqualTo(verdict);
        assertThat(rollout.verdict(Set.of(Flag.PARTIAL))).isEqualTo(Verdict.PASS);
        assertThat(rollout.reason()).isEqualTo(why);
    }

    @Test
    void the_revision_that_is_deployed_anew_is_not_an_old_one() {
        aws.on("DescribeDaemonDeployments").reply(deployment("SUCCESSFUL", RUNNING, """
                ,"sourceDaemonRevisions":[{"arn":"%s77","totalRunningInstanceCount":3}]""".formatted(REVISION)));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.flags()).isEmpty();
        assertThat(rollout.previousRevision()).isNull();
        assertThat(rollout.progress()).isEqualTo(Progress.of(3, 3, "instances"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"totalRunningInstanceCount\":0", "\"capacityProviders\":[{\"arn\":\"x/web\"}]"})
    void a_success_without_an_instance_shows_nothing_and_does_not_pass(String counts) {
        aws.on("DescribeDaemonDeployments").reply(deployment("SUCCESSFUL", counts, ""));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.flags()).containsExactly(Flag.EARLY);
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(rollout.verdict(Set.of(Flag.EARLY))).isEqualTo(Verdict.PASS);
        assertThat(rollout.reason())
                .isEqualTo("no instance runs the new revision: the capacity providers may have none yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRIGGERED", "triggered"})
    void a_circuit_breaker_without_rollback_is_a_failure_and_not_a_stop(String word) {
        aws.on("DescribeDaemonDeployments").reply(deployment("STOPPED", RUNNING, """
                ,"circuitBreaker":{"status":"%s","failureCount":3,"threshold":3}""".formatted(word)));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.problems())
                .containsExactly(new Problem(
                        "agent", "DEPLOYMENT_CIRCUIT_BREAKER", "3 task failures reached the threshold of 3"));
    }

    @Test
    void a_rollback_keeps_the_alarm_that_led_to_it() {
        aws.on("DescribeDaemonDeployments").reply(deployment("ROLLBACK_SUCCESSFUL", RUNNING, """
                ,"alarms":{"status":"TRIGGERED","alarmNames":["a","b"],"triggeredAlarmNames":["b"]},"stoppedAt":1709287300,
                "rollback":{"reason":"alarm b","startedAt":1709287290,"rollbackTargetDaemonRevisionArn":"%s76"}""".formatted(REVISION)));
        onRevisions();
        Rollout rollout = read(ARN + "d1");
        assertThat(rollout.reason()).isEqualTo("alarm b");
        assertThat(rollout.finishedAt()).isEqualTo(Instant.ofEpochSecond(1709287300));
        assertThat(rollout.problems()).containsExactly(new Problem("b", "ALARM", "the deployment alarm went off"));
        assertThat(rollout.attributes()).containsKey("rollback");
    }

    @Test
    void a_daemon_without_a_deployment_says_so() {
        onDaemons();
        aws.on("DescribeDaemon").reply("{\"daemon\":{\"daemonArn\":\"%s\",\"status\":\"ACTIVE\"}}".formatted(DAEMON));
        assertThat(failure("ecs:daemon/prod/agent").kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure("ecs:daemon/prod/agent").message()).isEqualTo("daemon agent has no deployment yet");
    }

    @Test
    void one_missing_daemon_does_not_hide_the_others_and_is_told_its_neighbours() {
        onDaemons();
        aws.on("DescribeDaemon").reply("""
                {"daemon":{"daemonArn":"%s","status":"ACTIVE","deploymentArn":"%sd1"}}""".formatted(DAEMON, ARN));
        aws.on("DescribeDaemonDeployments").reply(deployment("SUCCESSFUL", RUNNING, ""));
        onRevisions();
        List<Reading> readings = fleet.read(List.of(target("ecs:daemon/prod/agant"), target("ecs:daemon/prod/agent")));
        ReadError missing = readings.get(0).failed().orElseThrow();
        assertThat(missing.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(missing.hint()).startsWith("Did you mean ecs:daemon/prod/agent?");
        assertThat(readings.get(1).found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void an_unread_failure_is_never_taken_for_found() {
        aws.on("DescribeDaemonDeployments")
                .reply("{\"daemonDeployments\":[],\"failures\":[{\"arn\":\"" + ARN + "d1\",\"reason\":\"MISSING\"}]}");
        assertThat(failure(ARN + "d1").kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure(ARN + "d1").message()).isEqualTo("ECS knows no daemon deployment " + ARN + "d1");
    }

    @Test
    void a_deployment_of_another_daemon_is_not_found() {
        assertThat(failure("ecs:daemon/prod/log#" + ARN + "d1").kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(aws.operations()).isEmpty();
    }

    @Test
    void a_deployment_by_its_id_is_looked_up_in_the_list_once() {
        onDaemons();
        aws.on("ListDaemonDeployments")
                .with("\"daemonArn\":\"" + DAEMON + "\"")
                .reply("{\"daemonDeployments\":[" + summary("d2", "SUCCESSFUL", 1709287300) + ","
                        + summary("d1", "STOPPED", 1709287200) + "]}");
        aws.on("DescribeDaemonDeployments").reply(deployment("STOPPED", RUNNING, ""));
        onRevisions();
        assertThat(read("ecs:daemon/prod/agent#d1").id()).isEqualTo("d1");
        assertThat(read("ecs:daemon/prod/agent#d1").id()).isEqualTo("d1");
        assertThat(aws.operations())
                .containsExactly(
                        "ListDaemons",
                        "ListDaemons",
                        "ListDaemonDeployments",
                        "DescribeDaemonDeployments",
                        "DescribeDaemonRevisions",
                        "DescribeDaemonDeployments");
    }

    @Test
    void history_sends_every_parameter_and_reads_pages_newest_first() {
        onDaemons();
        aws.on("ListDaemonDeployments")
                .reply("{\"daemonDeployments\":[" + summary("d1", "SUCCESSFUL", 1709200000) + "],\"nextToken\":\"t\"}");
        aws.on("ListDaemonDeployments")
                .with("\"nextToken\":\"t\"")
                .reply("{\"daemonDeployments\":[" + summary("d2", "ROLLBACK_SUCCESSFUL", 1709200500) + "]}");
        onRevisions();
        HistoryQuery query = new HistoryQuery(
                Set.of("ROLLED_BACK", "SUCCEEDED"),
                Instant.ofEpochSecond(1709100000),
                Instant.ofEpochSecond(1709300000),
                0,
                50);

        List<Rollout> rows = history("ecs:daemon/prod/agent", query);

        assertThat(rows).extracting(Rollout::id).containsExactly("d2", "d1");
        assertThat(rows).extracting(Rollout::status).containsExactly(Status.ROLLED_BACK, Status.SUCCEEDED);
        assertThat(rows).extracting(Rollout::revision).containsOnly("agent:12");
        assertThat(rows.get(0).finishedAt()).isEqualTo(Instant.ofEpochSecond(1709200561));
        assertThat(rows.get(0).reason()).isEqualTo("because");
        assertThat(rows.get(0).attributes()).containsKeys("daemonArn", "clusterArn", "targetDaemonRevisionArn");
        assertThat(bodies("ListDaemonDeployments").get(0))
                .contains("\"daemonArn\":\"" + DAEMON + "\"", "\"maxResults\":50")
                .contains("\"before\":1709300000", "\"after\":1709100000")
                .contains("ROLLBACK_SUCCESSFUL", "\"SUCCESSFUL\"")
                .doesNotContain("IN_PROGRESS");
    }

    @Test
    void whoever_may_list_only_sees_the_revisions_by_their_ids() {
        onDaemons();
        aws.on("ListDaemonDeployments")
                .reply("{\"daemonDeployments\":[" + summary("d1", "SUCCESSFUL", 1709200000) + "]}");
        aws.on("DescribeDaemonRevisions").fail(400, "AccessDeniedException", "no");
        assertThat(history("ecs:daemon/prod/agent", HistoryQuery.newest(5)))
                .extracting(Rollout::revision)
                .containsExactly("77");
    }

    @Test
    void the_history_of_a_daemon_that_is_not_there_is_not_found() {
        onDaemons();
        assertThat(fleet.history(target("ecs:daemon/prod/gone"), HistoryQuery.newest(5), row -> {})
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, PASS, ",
        "DELETE_IN_PROGRESS, FAIL, the daemon is being deleted (its status is DELETE_IN_PROGRESS)",
        "delete in progress, FAIL, the daemon is being deleted (its status is delete in progress)",
        "LEAVING, PENDING, 'the daemon has the status LEAVING, which is not known'"
    })
    void a_success_of_a_daemon_that_is_being_deleted_does_not_pass(String word, Verdict verdict, String why) {
        onDaemons();
        aws.on("DescribeDaemonDeployments").reply(deployment("SUCCESSFUL", RUNNING, ""));
        onRevisions();
        aws.on("DescribeDaemon").reply("{\"daemon\":{\"daemonArn\":\"%s\",\"status\":\"%s\"}}".formatted(DAEMON, word));
        Rollout checked = confirm(ARN + "d1").found().orElseThrow();
        assertThat(checked.verdict(Set.of())).isEqualTo(verdict);
        assertThat(checked.reason()).isEqualTo(why);
        assertThat(checked.operation() == Operation.DELETE).isEqualTo(verdict == Verdict.FAIL);
    }

    @Test
    void a_success_of_a_daemon_that_is_gone_does_not_pass_and_hides_no_other() {
        aws.on("ListDaemons").reply("""
                {"daemonSummariesList":[{"daemonArn":"%s"},{"daemonArn":"%sdaemon/prod/log"}]}""".formatted(DAEMON, ECS));
        aws.on("DescribeDaemonDeployments").reply("""
                {"daemonDeployments":[
                 {"daemonDeploymentArn":"%sd1","status":"SUCCESSFUL","targetDaemonRevision":{"totalRunningInstanceCount":1}},
                 {"daemonDeploymentArn":"%sdaemon-deployment/prod/log/d1","status":"SUCCESSFUL",
                  "targetDaemonRevision":{"totalRunningInstanceCount":1}}]}""".formatted(ARN, ECS));
        aws.on("DescribeDaemon").with(DAEMON).fail(400, "DaemonNotFoundException", "Daemon not found.");
        aws.on("DescribeDaemon").with("prod/log").reply("{\"daemon\":{\"status\":\"ACTIVE\"}}");
        List<Reading> passing = fleet.read(List.of(target(ARN + "d1"), target(ECS + "daemon-deployment/prod/log/d1")));
        List<Reading> checked = new ArrayList<>();
        fleet.confirm(passing, checked::add);
        assertThat(checked)
                .extracting(reading -> reading.found().orElseThrow().status())
                .containsExactly(Status.STOPPED, Status.SUCCEEDED);
        assertThat(checked.get(0).found().orElseThrow().reason()).isEqualTo("the daemon was deleted");
    }

    @Test
    void an_explanation_tells_why_the_tasks_of_the_daemon_stopped() {
        aws.on("DescribeDaemonDeployments").reply(deployment("ROLLBACK_IN_PROGRESS", RUNNING, """
                ,"circuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3}"""));
        onRevisions();
        aws.on("ListTasks").with("\"daemonName\":\"agent\"").reply("{\"taskArns\":[\"a/1\",\"a/2\",\"a/3\"]}");
        aws.on("DescribeTasks").reply("""
                {"tasks":[%s,%s,%s]}""".formatted(crashed("1", "12"), crashed("2", "12"), crashed("3", "11")));

        Rollout rollout = explain(ARN + "d1");

        assertThat(bodies("ListTasks")).allMatch(body -> body.contains("STOPPED") && !body.contains("serviceName"));
        assertThat(rollout.parts()).extracting(Part::name).containsExactly("1", "2");
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem(
                                "2 tasks",
                                "EssentialContainerExited",
                                "Essential container in task exited; agent exited with 1"),
                        new Problem(
                                "agent", "DEPLOYMENT_CIRCUIT_BREAKER", "3 task failures reached the threshold of 3"));
    }

    private static String crashed(String id, String definition) {
        return """
            {"taskArn":"a/%s","taskDefinitionArn":"%s%s","createdAt":1709287210,"lastStatus":"STOPPED",
             "stopCode":"EssentialContainerExited","stoppedReason":"Essential container in task exited",
             "containers":[{"name":"agent","exitCode":1}]}""".formatted(id, DEFINITION, definition);
    }

    @Test
    void three_tasks_that_stop_alike_while_no_instance_has_the_daemon_are_a_certain_failure() {
        aws.on("DescribeDaemonDeployments")
                .reply(deployment(
                        "IN_PROGRESS", "\"totalRunningInstanceCount\":0,\"totalWithoutDaemonInstanceCount\":3", ""));
        onRevisions();
        aws.on("ListTasks").reply("{\"taskArns\":[\"a/1\",\"a/2\",\"a/3\"]}");
        aws.on("DescribeTasks").reply("""
                {"tasks":[%s,%s,%s]}""".formatted(crashed("1", "12"), crashed("2", "12"), crashed("3", "12")));
        assertThat(explain(ARN + "d1").doom()).startsWith("every new task stops alike: ");
    }

    @Test
    void pinned_deployments_cost_a_call_for_every_twenty() {
        aws.on("DescribeDaemonDeployments").reply("{\"daemonDeployments\":[],\"failures\":[]}");
        List<Target> pinned = IntStream.range(0, 45)
                .mapToObj(number -> target(ARN + "d" + number))
                .toList();
        fleet.read(pinned);
        assertThat(aws.operations()).containsExactlyElementsOf(Collections.nCopies(3, "DescribeDaemonDeployments"));
    }

    @Test
    void daemons_are_discovered_behind_the_services() {
        aws.on("ListClusters").reply("{\"clusterArns\":[\"%scluster/prod\"]}".formatted(ECS));
        aws.on("ListServices").reply("{\"serviceArns\":[\"%sservice/prod/api\"]}".formatted(ECS));
        onDaemons();
        assertThat(discovered())
                .containsExactly(
                        "ecs:prod/api@eu-west-1",
                        "ecs:daemon/test/agent@eu-west-1",
                        "ecs:daemon/prod/log@eu-west-1",
                        "ecs:daemon/prod/agent@eu-west-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "UnsupportedFeatureException"})
    void services_are_discovered_where_daemons_cannot_be_listed(String code) {
        aws.on("ListClusters").reply("{\"clusterArns\":[\"%scluster/prod\"]}".formatted(ECS));
        aws.on("ListServices").reply("{\"serviceArns\":[\"%sservice/prod/api\"]}".formatted(ECS));
        aws.on("ListDaemons").fail(400, code, "no");
        assertThat(discovered()).containsExactly("ecs:prod/api@eu-west-1");
    }

    private List<String> discovered() {
        List<String> found = new ArrayList<>();
        assertThat(fleet.discover(target("ecs:any"), target -> found.add(target.toString())))
                .isEmpty();
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "ecs:daemon/api, daemon, api, ",
        "ecs:prod/api, prod, api, ",
        "ecs:api, default, api, ",
        "ecs:daemon/prod/agent, prod, , agent",
        "arn:aws:ecs:eu-west-1:111122223333:daemon/prod/agent, prod, , agent",
        "arn:aws:ecs:eu-west-1:111122223333:daemon-deployment/prod/agent/d1, prod, , agent",
        "ecs:daemon/arn:aws:ecs:eu-west-1:111122223333:cluster/prod/agent, arn:aws:ecs:eu-west-1:111122223333:cluster/prod, , agent"
    })
    void two_pieces_are_a_service_also_of_a_cluster_named_daemon(
            String text, String cluster, String service, String daemon) {
        Target target = target(text);
        assertThat(target.field("cluster")).isEqualTo(cluster);
        assertThat(target.field("service")).isEqualTo(service);
        assertThat(target.field("daemon-name")).isEqualTo(daemon);
        assertThat(new DaemonDeployments().reads(target)).isEqualTo(daemon != null);
        assertThat(new ServiceDeployments().reads(target)).isEqualTo(service != null);
    }
}
