package dev.deploystat.aws.service.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eks.model.UpdateType;

class EksTest extends AgainstLoopback {
    private static final String ARN = "arn:aws:eks:eu-west-1:111122223333:";
    private static final String CLUSTER = "GET /clusters/prod";
    private static final String UPDATES = CLUSTER + "/updates";
    private static final String GROUP = CLUSTER + "/node-groups/web";
    private static final String GROUP_ARN = ARN + "nodegroup/prod/web/1a2b";
    private static final String OF_GROUP = "nodegroupName=web";
    private static final String ADD_ON = CLUSTER + "/addons/coredns";

    private void onUpdates(String... ids) {
        aws.on(UPDATES).reply("{\"updateIds\":[" + quoted(ids) + "]}");
    }

    private static String quoted(String... ids) {
        return Stream.of(ids).map(id -> "\"" + id + "\"").collect(Collectors.joining(","));
    }

    private void onUpdate(String id, String more) {
        aws.on(UPDATES + "/" + id).reply("{\"update\":{\"id\":\"" + id + "\"" + more + "}}");
    }

    /** Answers for an update whose number is its time, in hours. */
    private void onUpdate(int number, String status, String type, String version) {
        onUpdate(
                "u-" + number,
                ",\"status\":\"%s\",\"type\":\"%s\",\"createdAt\":%d,\"params\":[{\"type\":\"Version\",\"value\":\"%s\"}]"
                        .formatted(status, type, number * 3600L, version));
    }

    private void onCluster(String status, String version) {
        aws.on(CLUSTER).reply("""
                {"cluster":{"name":"prod","arn":"%scluster/prod","status":"%s","version":"%s"}}""".formatted(ARN, status, version));
    }

    private void onGroup(String status, String more) {
        aws.on(GROUP).reply("""
                {"nodegroup":{"nodegroupName":"web","nodegroupArn":"%s","status":"%s"%s}}""".formatted(GROUP_ARN, status, more));
    }

    private static HistoryQuery whole() {
        return HistoryQuery.newest(0);
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress,IN_PROGRESS",
        "Successful,SUCCEEDED",
        "Failed,FAILED",
        "Cancelled,STOPPED",
        "Succeeded,UNKNOWN",
        "BrandNewWord,UNKNOWN"
    })
    void every_status_of_an_update_is_mapped_and_kept(String word, Status status) {
        onUpdate(2, word, "ConfigUpdate", "1.31");
        onCluster("ACTIVE", "1.31");
        Rollout rollout = read("eks:prod#u-2");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.id()).isEqualTo("u-2");
        assertThat(aws.operations()).containsExactly(UPDATES + "/u-2", CLUSTER);
    }

    @ParameterizedTest
    @CsvSource({
        "prod,cluster,PENDING,PENDING",
        "prod,cluster,CREATING,IN_PROGRESS",
        "prod,cluster,ACTIVE,SUCCEEDED",
        "prod,cluster,UPDATING,IN_PROGRESS",
        "prod,cluster,FAILED,FAILED",
        "prod,cluster,DELETING,STOPPED",
        "prod,cluster,HIBERNATED,UNKNOWN",
        "prod/nodegroup/web,nodegroup,CREATING,IN_PROGRESS",
        "prod/nodegroup/web,nodegroup,ACTIVE,SUCCEEDED",
        "prod/nodegroup/web,nodegroup,UPDATING,IN_PROGRESS",
        "prod/nodegroup/web,nodegroup,DEGRADED,FAILED",
        "prod/nodegroup/web,nodegroup,CREATE_FAILED,FAILED",
        "prod/nodegroup/web,nodegroup,DELETE_FAILED,FAILED",
        "prod/nodegroup/web,nodegroup,DELETING,STOPPED",
        "prod/nodegroup/web,nodegroup,HIBERNATED,UNKNOWN",
        "prod/addon/coredns,addon,CREATING,IN_PROGRESS",
        "prod/addon/coredns,addon,ACTIVE,SUCCEEDED",
        "prod/addon/coredns,addon,UPDATING,IN_PROGRESS",
        "prod/addon/coredns,addon,DEGRADED,FAILED",
        "prod/addon/coredns,addon,CREATE_FAILED,FAILED",
        "prod/addon/coredns,addon,UPDATE_FAILED,FAILED",
        "prod/addon/coredns,addon,DELETE_FAILED,FAILED",
        "prod/addon/coredns,addon,DELETING,STOPPED",
        "prod/addon/coredns,addon,HIBERNATED,UNKNOWN",
        "prod/fargate/jobs,fargateProfile,CREATING,IN_PROGRESS",
        "prod/fargate/jobs,fargateProfile,ACTIVE,SUCCEEDED",
        "prod/fargate/jobs,fargateProfile,CREATE_FAILED,FAILED",
        "prod/fargate/jobs,fargateProfile,DELETE_FAILED,FAILED",
        "prod/fargate/jobs,fargateProfile,DELETING,STOPPED",
        "prod/fargate/jobs,fargateProfile,HIBERNATED,UNKNOWN",
        "prod/capability/cd,capability,CREATING,IN_PROGRESS",
        "prod/capability/cd,capability,ACTIVE,SUCCEEDED",
        "prod/capability/cd,capability,UPDATING,IN_PROGRESS",
        "prod/capability/cd,capability,DEGRADED,FAILED",
        "prod/capability/cd,capability,CREATE_FAILED,FAILED",
        "prod/capability/cd,capability,DELETE_FAILED,FAILED",
        "prod/capability/cd,capability,DELETING,STOPPED",
        "prod/capability/cd,capability,HIBERNATED,UNKNOWN"
    })
    void every_state_of_a_resource_without_updates_is_mapped_and_kept(
            String resource, String member, String word, Status status) {
        aws.on(UPDATES).ifAsked().reply("{\"updateIds\":[]}");
        String path = Map.of(
                        "cluster", "",
                        "nodegroup", "/node-groups/web",
                        "addon", "/addons/coredns",
                        "fargateProfile", "/fargate-profiles/jobs",
                        "capability", "/capabilities/cd")
                .get(member);
        aws.on(CLUSTER + path).reply("{\"%s\":{\"status\":\"%s\"}}".formatted(member, word));
        Rollout rollout = read("eks:" + resource);
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.verdict(Set.of())).isEqualTo("ACTIVE".equals(word) ? Verdict.PASS : status.verdict());
    }

    @Test
    void the_table_of_states_holds_every_word_once() {
        assertThat(new Eks().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .hasSize(8 + 7 + 6 + 5 + 7 + 4 + 4)
                .doesNotHaveDuplicates()
                .contains(
                        "add-on UPDATE_FAILED FAILED",
                        "update Successful SUCCEEDED",
                        "version rollback Successful ROLLED_BACK",
                        "version rollback Failed ROLLBACK_FAILED",
                        "version rollback InProgress ROLLING_BACK",
                        "version rollback Cancelled STOPPED");
    }

    @ParameterizedTest
    @EnumSource(value = UpdateType.class)
    void every_type_of_update_is_mapped_and_its_word_is_kept(UpdateType type) {
        Operation expected =
                switch (type) {
                    case VERSION_ROLLBACK -> Operation.ROLLBACK;
                    case UNKNOWN_TO_SDK_VERSION -> Operation.OTHER;
                    default -> Operation.UPDATE;
                };
        String word = type == UpdateType.UNKNOWN_TO_SDK_VERSION ? "BrandNewUpdate" : type.toString();
        onUpdate(2, "InProgress", word, "1.31");
        onCluster("UPDATING", "1.31");
        Rollout rollout = read("eks:prod#u-2");
        assertThat(rollout.operation()).isEqualTo(expected);
        assertThat(rollout.nativeOperation()).isEqualTo(word);
    }

    @Test
    void a_resource_that_is_active_after_a_failed_update_has_failed() {
        onUpdates("u-1", "u-2");
        onUpdate(1, "Successful", "VersionUpdate", "1.30");
        onUpdate(2, "Failed", "VersionUpdate", "1.31");
        onGroup("ACTIVE", ",\"version\":\"1.30\"");
        assertThat(read("eks:prod/nodegroup/web").status()).isEqualTo(Status.FAILED);
        assertThat(read("eks:prod/nodegroup/web#u-2").status()).isEqualTo(Status.FAILED);
    }

    @Test
    void an_update_of_a_part_is_asked_for_with_the_name_of_the_part() {
        aws.on(UPDATES).with(OF_GROUP).reply("{\"updateIds\":[\"u-1\"]}");
        aws.on(UPDATES + "/u-1").with(OF_GROUP).reply("{\"update\":{\"status\":\"InProgress\"}}");
        onGroup("UPDATING", "");
        aws.on(UPDATES).with("addonName=coredns").reply("{\"updateIds\":[\"u-2\"]}");
        aws.on(UPDATES + "/u-2").with("addonName=coredns").reply("{\"update\":{\"status\":\"InProgress\"}}");
        aws.on(ADD_ON).reply("{\"addon\":{\"status\":\"UPDATING\"}}");
        aws.on(UPDATES).with("capabilityName=cd").reply("{\"updateIds\":[\"u-3\"]}");
        aws.on(UPDATES + "/u-3").with("capabilityName=cd").reply("{\"update\":{\"status\":\"InProgress\"}}");
        aws.on(CLUSTER + "/capabilities/cd").reply("{\"capability\":{\"status\":\"UPDATING\"}}");
        assertThat(read("eks:prod/nodegroup/web").id()).isEqualTo("u-1");
        assertThat(read("eks:prod/addon/coredns").id()).isEqualTo("u-2");
        assertThat(read("eks:prod/capability/cd").id()).isEqualTo("u-3");
    }

    @Test
    void an_update_of_a_cluster_is_asked_for_without_the_name_of_a_part() {
        onUpdates("u-1");
        onUpdate(1, "InProgress", "VersionUpdate", "1.31");
        onCluster("UPDATING", "1.30");
        read("eks:prod");
        assertThat(aws.requests())
                .extracting(request -> request.operation() + "?" + request.query())
                .containsExactly(UPDATES + "?maxResults=100", UPDATES + "/u-1?", CLUSTER + "?");
    }

    @Test
    void the_latest_update_is_the_newest_of_all_pages() {
        aws.on(UPDATES).reply("{\"updateIds\":[\"u-1\",\"u-4\"],\"nextToken\":\"t\"}");
        aws.on(UPDATES).with("nextToken=t").reply("{\"updateIds\":[\"u-3\",\"u-2\"]}");
        onUpdate(1, "Successful", "ConfigUpdate", "1.31");
        onUpdate(2, "Successful", "ConfigUpdate", "1.31");
        onUpdate(3, "Successful", "ConfigUpdate", "1.31");
        onUpdate(4, "Failed", "ConfigUpdate", "1.31");
        onCluster("ACTIVE", "1.31");
        assertThat(read("eks:prod").id()).isEqualTo("u-4");
    }

    @Test
    void updates_that_are_over_are_asked_for_once_and_the_others_again() {
        onUpdates("u-1", "u-2", "u-3");
        onUpdate(1, "Successful", "ConfigUpdate", "1.31");
        onUpdate("u-2", """
                ,"status":"Cancelled","createdAt":7200,"cancellation":{"status":"InProgress"}""");
        onUpdate(3, "InProgress", "ConfigUpdate", "1.31");
        onCluster("UPDATING", "1.31");
        for (int look = 0; look < 3; look++) {
            assertThat(read("eks:prod").id()).isEqualTo("u-3");
        }
        assertThat(aws.operations().stream().collect(Collectors.groupingBy(each -> each, Collectors.counting())))
                .isEqualTo(Map.of(
                        UPDATES, 3L, UPDATES + "/u-1", 1L, UPDATES + "/u-2", 3L, UPDATES + "/u-3", 3L, CLUSTER, 3L));
    }

    @Test
    void an_update_that_is_listed_and_not_found_is_passed_over() {
        onUpdates("u-9", "u-2");
        aws.on(UPDATES + "/u-9").fail(404, "ResourceNotFoundException", "No update found for ID: u-9");
        onUpdate(2, "Successful", "ConfigUpdate", "1.31");
        onCluster("ACTIVE", "1.31");
        assertThat(read("eks:prod").id()).isEqualTo("u-2");
    }

    @Test
    void an_update_that_is_under_way_and_not_listed_yet_is_waited_for() {
        onUpdates("u-1");
        onUpdate(1, "Successful", "ConfigUpdate", "1.31");
        onCluster("UPDATING", "1.31");
        Rollout rollout = read("eks:prod");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.nativeStatus()).isEqualTo("UPDATING");
        assertThat(rollout.operation()).isEqualTo(Operation.UPDATE);
        assertThat(rollout.id()).isNull();
        assertThat(rollout.reason()).contains("not listed yet");
    }

    @Test
    void every_field_of_an_update_is_read() {
        onUpdate("u-2", """
                ,"status":"Failed","type":"VersionUpdate","createdAt":1709287200.5,
                 "params":[{"type":"Version","value":"1.31"},{"type":"ReleaseVersion","value":"1.31.2-20241213"},
                 {"type":"LaunchTemplateVersion","value":"7"},{"type":"BrandNewParam","value":"x"},{"type":"Version"}],
                 "errors":[{"errorCode":"PodEvictionFailure","errorMessage":"Reached max retries",
                 "resourceIds":["i-1","i-2"]},{"errorCode":"BrandNewCode","errorMessage":"?"}]""");
        onGroup("DEGRADED", """
                ,"health":{"issues":[{"code":"AsgInstanceLaunchFailures","message":"no capacity","resourceIds":["eks-web"]},
                 {"code":"BrandNewIssue","message":"!"}]}""");

        Rollout rollout = read("eks:prod/nodegroup/web#u-2");

        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.createdAt()).isEqualTo(Instant.parse("2024-03-01T10:00:00.500Z"));
        assertThat(rollout.startedAt()).isNull();
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.initiator()).isNull();
        assertThat(rollout.progress()).isNull();
        assertThat(rollout.previousRevision()).isNull();
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.revision()).isEqualTo("1.31.2-20241213");
        assertThat(List.of("1.31", "1.31.2-20241213", "7")).allMatch(rollout::brings);
        assertThat(rollout.brings("x")).isFalse();
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("i-1", "PodEvictionFailure", "Reached max retries"),
                        new Problem("i-2", "PodEvictionFailure", "Reached max retries"),
                        new Problem(null, "BrandNewCode", "?"),
                        new Problem("eks-web", "AsgInstanceLaunchFailures", "no capacity"),
                        new Problem(null, "BrandNewIssue", "!"));
        assertThat(rollout.parts()).singleElement().satisfies(part -> {
            assertThat(part.name()).isEqualTo("eks-web");
            assertThat(part.status()).isEqualTo(Status.FAILED);
            assertThat(part.nativeStatus()).isEqualTo("AsgInstanceLaunchFailures");
            assertThat(part.detail()).isEqualTo("no capacity");
        });
        assertThat(rollout.flags()).containsExactly(Flag.UNHEALTHY);
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.consoleUrl())
                .isEqualTo(
                        "https://eu-west-1.console.aws.amazon.com/eks/clusters/prod/nodegroups/web?region=eu-west-1");
        assertThat(rollout.attributes()).containsOnlyKeys("params", "resource");
        assertThat(rollout.raw())
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsKeys("id", "status", "type", "params", "createdAt", "errors");
    }

    @Test
    void an_update_with_nothing_in_it_is_unknown() {
        aws.on(UPDATES + "/u-2").reply("{\"update\":{}}");
        aws.on(CLUSTER).reply("{\"cluster\":{}}");
        Rollout rollout = read("eks:prod#u-2");
        assertThat(rollout.id()).isEqualTo("u-2");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.nativeStatus()).isNull();
        assertThat(rollout.operation()).isNull();
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.createdAt()).isNull();
        assertThat(rollout.flags()).isEmpty();
    }

    @Test
    void a_creation_goes_by_the_arn_of_what_was_created() {
        aws.on(UPDATES).with(OF_GROUP).reply("{\"updateIds\":[]}");
        onGroup("ACTIVE", """
                ,"version":"1.31","releaseVersion":"1.31.2-20241213","launchTemplate":{"version":"7"},
                 "createdAt":1709287200,"modifiedAt":1709287300""");
        Rollout latest = read("eks:prod/nodegroup/web");
        assertThat(latest.id()).isEqualTo(GROUP_ARN);
        assertThat(latest.operation()).isEqualTo(Operation.CREATE);
        assertThat(latest.revision()).isEqualTo("1.31.2-20241213");
        assertThat(List.of("1.31", "7")).allMatch(latest::brings);
        assertThat(latest.createdAt()).isEqualTo(Instant.parse("2024-03-01T10:00:00Z"));
        assertThat(latest.updatedAt()).isEqualTo(Instant.parse("2024-03-01T10:01:40Z"));
        assertThat(latest.attributes()).containsOnlyKeys("resource");
        Rollout pinned = found("eks:prod/nodegroup/web", GROUP_ARN);
        assertThat(pinned.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(aws.operations()).containsExactly(UPDATES, GROUP, GROUP);
    }

    private Rollout found(String text, String id) {
        return fleet.read(List.of(target(text).pinnedTo(id))).get(0).found().orElseThrow();
    }

    @Test
    void a_resource_made_anew_under_the_same_name_is_not_the_one_that_was_created() {
        onGroup("ACTIVE", "");
        Target earlier = target("eks:prod/nodegroup/web").pinnedTo(ARN + "nodegroup/prod/web/0000");
        assertThat(fleet.read(List.of(earlier)).get(0).failed().map(ReadError::kind))
                .contains(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_fargate_profile_has_no_updates_and_goes_by_its_arn() {
        String arn = ARN + "fargateprofile/prod/jobs/1a2b";
        aws.on(CLUSTER + "/fargate-profiles/jobs").reply("""
                {"fargateProfile":{"fargateProfileArn":"%s","status":"CREATE_FAILED","createdAt":1709287200,"health":{"issues":
                 [{"code":"AccessDenied","message":"role","resourceIds":["r"]}]}}}""".formatted(arn));
        Rollout rollout = read("eks:prod/fargate/jobs");
        assertThat(rollout.id()).isEqualTo(arn);
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.problems()).containsExactly(new Problem("r", "AccessDenied", "role"));
        assertThat(found("eks:prod/fargate/jobs", arn).status()).isEqualTo(Status.FAILED);
        assertThat(reading("eks:prod/fargate/jobs#u-1").failed().map(ReadError::kind))
                .contains(ErrorKind.NOT_FOUND);
        assertThat(history("eks:prod/fargate/jobs", whole()))
                .extracting(Rollout::id)
                .containsExactly(arn);
    }

    @ParameterizedTest
    @CsvSource({"addon,addons/coredns,coredns", "capability,capabilities/coredns,coredns"})
    void the_health_and_the_version_of_every_kind_are_read(String member, String path, String name) {
        aws.on(UPDATES).reply("{\"updateIds\":[]}");
        aws.on(CLUSTER + "/" + path).reply("""
                {"%1$s":{"status":"ACTIVE","%2$s":"v1.2","health":{"issues":[{"code":"AccessDenied","message":"role"}]}}}""".formatted(member, member.equals("addon") ? "addonVersion" : "version"));
        Rollout rollout = read("eks:prod/" + member + "/" + name);
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.flags()).containsExactly(Flag.UNHEALTHY);
        assertThat(rollout.revision()).isEqualTo("v1.2");
        assertThat(rollout.problems()).containsExactly(new Problem(null, "AccessDenied", "role"));
    }

    @Test
    void the_health_of_a_cluster_is_read() {
        onUpdate(2, "Successful", "VersionUpdate", "1.31");
        aws.on(CLUSTER).reply("""
                {"cluster":{"status":"ACTIVE","version":"1.31","platformVersion":"eks.4","health":{"issues":[
                 {"code":"KmsKeyDisabled","message":"key","resourceIds":["k"]}]}}}""");
        Rollout rollout = read("eks:prod#u-2");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.flags()).containsExactly(Flag.UNHEALTHY);
        assertThat(rollout.problems()).containsExactly(new Problem("k", "KmsKeyDisabled", "key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEGRADED", "CREATE_FAILED", "DELETE_FAILED"})
    void a_success_does_not_hold_where_what_it_updated_is_broken(String state) {
        onUpdates("u-2");
        onUpdate(2, "Successful", "ConfigUpdate", "1.31");
        onGroup(state, "");
        for (String target : List.of("eks:prod/nodegroup/web", "eks:prod/nodegroup/web#u-2")) {
            Rollout rollout = read(target);
            assertThat(rollout.status()).isEqualTo(Status.FAILED);
            assertThat(rollout.nativeStatus()).isEqualTo("Successful");
            assertThat(rollout.flags()).containsExactly(Flag.UNHEALTHY);
            assertThat(rollout.reason()).isEqualTo("the update was Successful, but the node group is " + state);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"status\":\"HIBERNATED\"", ""})
    void a_success_does_not_pass_where_the_state_of_what_it_updated_is_unknown(String state) {
        onUpdates("u-2");
        onUpdate(2, "Successful", "ConfigUpdate", "1.31");
        aws.on(CLUSTER).reply("{\"cluster\":{\"name\":\"prod\"" + state + "}}");
        assertThat(read("eks:prod").status()).isEqualTo(Status.UNKNOWN);
        assertThat(read("eks:prod#u-2").status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void an_update_under_way_of_a_degraded_resource_is_in_progress_and_unhealthy() {
        onUpdates("u-2");
        onUpdate(2, "InProgress", "ConfigUpdate", "1.31");
        onGroup("DEGRADED", "");
        for (String target : List.of("eks:prod/nodegroup/web", "eks:prod/nodegroup/web#u-2")) {
            assertThat(read(target).status()).isEqualTo(Status.IN_PROGRESS);
            assertThat(read(target).flags()).containsExactly(Flag.UNHEALTHY);
        }
    }

    @Test
    void a_degraded_resource_is_in_progress_while_a_later_update_is_under_way() {
        onUpdates("u-1", "u-2");
        onUpdate(1, "Successful", "ConfigUpdate", "1.31");
        onUpdate(2, "InProgress", "ConfigUpdate", "1.31");
        onGroup("DEGRADED", "");
        assertThat(read("eks:prod/nodegroup/web#u-1").status()).isEqualTo(Status.IN_PROGRESS);
        Rollout creation = found("eks:prod/nodegroup/web", GROUP_ARN);
        assertThat(creation.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(creation.flags()).containsExactly(Flag.UNHEALTHY);
    }

    @Test
    void what_a_later_update_broke_is_not_held_against_an_earlier_success() {
        onUpdates("u-1", "u-2");
        onUpdate(1, "Successful", "ConfigUpdate", "1.31");
        onUpdate(2, "Failed", "ConfigUpdate", "1.31");
        onGroup("DEGRADED", "");
        assertThat(read("eks:prod/nodegroup/web#u-1").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(read("eks:prod/nodegroup/web").status()).isEqualTo(Status.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Successful", "InProgress", "BrandNewWord"})
    void an_update_of_what_is_being_deleted_never_passes(String word) {
        onUpdates("u-2");
        onUpdate(2, word, "ConfigUpdate", "1.31");
        onGroup("DELETING", "");
        for (String target : List.of("eks:prod/nodegroup/web", "eks:prod/nodegroup/web#u-2")) {
            assertThat(read(target).status()).isEqualTo(Status.STOPPED);
            assertThat(read(target).reason()).isEqualTo("the node group is being deleted (its status is DELETING)");
        }
    }

    @Test
    void a_failure_stays_one_while_its_resource_is_being_deleted() {
        onUpdate(2, "Failed", "ConfigUpdate", "1.31");
        onGroup("DELETING", "");
        assertThat(read("eks:prod/nodegroup/web#u-2").status()).isEqualTo(Status.FAILED);
    }

    @Test
    void a_resource_that_is_being_deleted_and_never_was_updated_is_a_deletion() {
        onUpdates();
        onGroup("DELETING", "");
        Rollout rollout = read("eks:prod/nodegroup/web");
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.operation()).isEqualTo(Operation.DELETE);
        assertThat(rollout.reason()).isEqualTo("the node group is being deleted (its status is DELETING)");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETING,STOPPED,the cluster is being deleted (its status is DELETING)",
        "BRAND_NEW_WORD,UNKNOWN,'the cluster has the status BRAND_NEW_WORD, which is not known'",
        "ACTIVE,SUCCEEDED,"
    })
    void a_success_in_a_cluster_that_is_being_deleted_never_passes(String state, Status status, String reason) {
        onUpdate(2, "Successful", "ConfigUpdate", "1.31");
        onGroup("ACTIVE", "");
        onCluster(state, "1.31");
        Reading seen = reading("eks:prod/nodegroup/web#u-2");
        List<Reading> confirmed = new ArrayList<>();
        fleet.confirm(List.of(seen), confirmed::add);
        Rollout rollout = confirmed.get(0).found().orElseThrow();
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.reason()).isEqualTo(reason);
        assertThat(aws.operations()).containsExactly(UPDATES + "/u-2", GROUP, CLUSTER);
    }

    @Test
    void a_success_whose_version_is_not_there_never_passes() {
        aws.on(UPDATES).reply("{\"updateIds\":[\"u-2\"]}");
        onUpdate(2, "Successful", "VersionUpdate", "1.31");
        onGroup("ACTIVE", ",\"version\":\"1.30\"");
        for (String text : List.of("eks:prod/nodegroup/web", "eks:prod/nodegroup/web#u-2")) {
            Rollout rollout = read(text);
            assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
            assertThat(rollout.reason()).isEqualTo("the update was Successful, but the node group has 1.30");
        }
    }

    @Test
    void a_version_that_a_later_update_replaced_was_a_success() {
        aws.on(UPDATES).reply("{\"updateIds\":[\"u-2\",\"u-3\"]}");
        onUpdate(2, "Successful", "VersionUpdate", "1.31");
        onUpdate(3, "Successful", "VersionUpdate", "1.32");
        onGroup("ACTIVE", ",\"version\":\"1.32\"");
        assertThat(read("eks:prod/nodegroup/web#u-2").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_cluster_is_confirmed_by_the_look_that_saw_it() {
        onUpdate(2, "Successful", "ConfigUpdate", "1.31");
        onCluster("ACTIVE", "1.31");
        Reading seen = reading("eks:prod#u-2");
        List<Reading> confirmed = new ArrayList<>();
        fleet.confirm(List.of(seen), confirmed::add);
        assertThat(confirmed.get(0).found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
        assertThat(aws.operations()).containsExactly(UPDATES + "/u-2", CLUSTER);
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress,UPDATING,1.31,ROLLING_BACK,IN_PROGRESS",
        "Successful,ACTIVE,1.30,ROLLED_BACK,SUCCEEDED",
        "Failed,ACTIVE,1.31,ROLLBACK_FAILED,FAILED",
        "Cancelled,ACTIVE,1.31,STOPPED,STOPPED",
        "BrandNewWord,ACTIVE,1.31,UNKNOWN,UNKNOWN"
    })
    void a_version_rollback_passes_only_when_it_is_named_by_its_id(
            String word, String state, String live, Status asLatest, Status byId) {
        onUpdates("u-1", "u-2", "u-3");
        onUpdate(1, "Successful", "VersionUpdate", "1.30");
        onUpdate(2, "Successful", "VersionUpdate", "1.31");
        onUpdate(3, word, "VersionRollback", "1.30");
        onCluster(state, live);
        Rollout latest = read("eks:prod");
        assertThat(latest.id()).isEqualTo("u-3");
        assertThat(latest.status()).isEqualTo(asLatest);
        assertThat(latest.operation()).isEqualTo(Operation.ROLLBACK);
        assertThat(latest.nativeOperation()).isEqualTo("VersionRollback");
        Rollout named = read("eks:prod#u-3");
        assertThat(named.status()).isEqualTo(byId);
        assertThat(named.brings("1.30")).isTrue();
        assertThat(named.brings("1.31")).isFalse();
    }

    @Test
    void a_version_rollback_answers_whoever_waits_for_the_version_that_it_takes_back() {
        onUpdates("u-1", "u-3", "u-2");
        onUpdate(1, "Successful", "VersionUpdate", "1.30");
        onUpdate(2, "Successful", "VersionUpdate", "1.31");
        onUpdate(3, "Successful", "VersionRollback", "1.30");
        onCluster("ACTIVE", "1.30");
        Rollout latest = read("eks:prod");
        assertThat(latest.revision()).isEqualTo("1.30");
        assertThat(latest.brings("1.31")).isTrue();
        assertThat(latest.verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(latest.related(Relation.Kind.ROLLS_BACK))
                .extracting(Target::deployment)
                .containsExactly("u-2");
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress,UPDATING,1.31,ROLLING_BACK",
        "Successful,ACTIVE,1.30,ROLLED_BACK",
        "Failed,UPDATING,1.31,ROLLBACK_FAILED",
        "Cancelled,UPDATING,1.31,SUCCEEDED",
        "BrandNewWord,UPDATING,1.31,UNKNOWN"
    })
    void an_upgrade_that_was_taken_back_is_no_success(String word, String state, String live, Status status) {
        onUpdates("u-1", "u-2", "u-3");
        onUpdate(1, "Successful", "VersionUpdate", "1.30");
        onUpdate(2, "Successful", "VersionUpdate", "1.31");
        onUpdate(3, word, "VersionRollback", "1.30");
        onCluster(state, live);
        Rollout upgrade = read("eks:prod#u-2");
        assertThat(upgrade.status()).isEqualTo(status);
        assertThat(upgrade.nativeStatus()).isEqualTo("Successful");
        assertThat(upgrade.related(Relation.Kind.ROLLED_BACK_BY))
                .extracting(Target::deployment)
                .isEqualTo(status == Status.SUCCEEDED ? List.of() : List.of("u-3"));
    }

    @Test
    void only_the_last_upgrade_before_a_rollback_is_taken_back_by_it() {
        onUpdates("u-1", "u-2", "u-3", "u-4", "u-5");
        onUpdate(1, "Successful", "VersionUpdate", "1.30");
        onUpdate(2, "Successful", "VersionUpdate", "1.31");
        onUpdate(3, "Failed", "VersionRollback", "1.30");
        onUpdate(4, "Successful", "VersionRollback", "1.30");
        onUpdate(5, "Successful", "VersionUpdate", "1.31");
        onCluster("ACTIVE", "1.31");
        assertThat(history("eks:prod", whole()))
                .extracting(rollout -> rollout.id() + " " + rollout.status())
                .containsExactly(
                        "u-5 SUCCEEDED", "u-4 ROLLED_BACK", "u-3 ROLLBACK_FAILED", "u-2 ROLLED_BACK", "u-1 SUCCEEDED");
    }

    @Test
    void a_success_that_is_plain_costs_no_look_at_other_updates() {
        onUpdate(2, "Successful", "VersionUpdate", "1.31");
        onCluster("ACTIVE", "1.31");
        assertThat(read("eks:prod#u-2").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(aws.operations()).containsExactly(UPDATES + "/u-2", CLUSTER);
    }

    @Test
    void the_latest_version_of_a_launch_template_is_not_held_against_the_number_in_the_resource() {
        onUpdate("u-2", """
                ,"status":"Successful","type":"VersionUpdate","createdAt":7200,
                 "params":[{"type":"LaunchTemplateName","value":"web"},{"type":"LaunchTemplateVersion","value":"$Latest"}]""");
        onUpdates("u-2");
        onGroup("ACTIVE", ",\"version\":\"1.31\",\"launchTemplate\":{\"version\":\"7\"}");
        for (String target : List.of("eks:prod/nodegroup/web", "eks:prod/nodegroup/web#u-2")) {
            assertThat(read(target).status()).isEqualTo(Status.SUCCEEDED);
            assertThat(read(target).brings("7")).isTrue();
            assertThat(read(target).brings("$Latest")).isFalse();
        }
    }

    @Test
    void a_success_that_changes_no_version_leaves_the_one_that_is_there_for_as_long_as_it_is_the_newest() {
        onUpdate("u-2", """
                ,"status":"Successful","type":"ConfigUpdate","createdAt":7200,"params":[{"type":"DesiredSize","value":"5"}]""");
        onUpdate(3, "Failed", "VersionUpdate", "1.32");
        onUpdates("u-1", "u-2");
        onUpdates("u-1", "u-2");
        onUpdates("u-1", "u-2", "u-3");
        onUpdate(1, "Successful", "VersionUpdate", "1.31");
        onGroup("ACTIVE", ",\"releaseVersion\":\"1.31.2-20241109\",\"version\":\"1.31\"");
        assertThat(read("eks:prod/nodegroup/web").revision()).isEqualTo("1.31.2-20241109");
        assertThat(read("eks:prod/nodegroup/web#u-2").brings("1.31")).isTrue();
        assertThat(read("eks:prod/nodegroup/web#u-2").revision()).isNull();
    }

    @Test
    void a_failure_that_changes_no_version_has_none() {
        onUpdate("u-2", ",\"status\":\"Failed\",\"type\":\"ConfigUpdate\"");
        onUpdates("u-2");
        onGroup("ACTIVE", ",\"version\":\"1.31\"");
        assertThat(read("eks:prod/nodegroup/web").revision()).isNull();
    }

    @Test
    void a_success_says_what_the_health_report_of_its_resource_says() {
        onUpdate(2, "Successful", "VersionUpdate", "1.31");
        onGroup("ACTIVE", """
                ,"version":"1.31","health":{"issues":[{"code":"Ec2SubnetNotFound","message":"gone","resourceIds":["subnet-1"]}]}""");
        Rollout rollout = read("eks:prod/nodegroup/web#u-2");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.reason()).isEqualTo("the node group reports subnet-1: Ec2SubnetNotFound: gone");
    }

    @Test
    void a_cancelled_update_was_stopped_and_says_why() {
        onUpdate("u-2", """
                ,"status":"Cancelled","type":"VersionRollback","cancellation":{"status":"Successful","reason":"by the user"}""");
        onCluster("ACTIVE", "1.31");
        Rollout rollout = read("eks:prod#u-2");
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.reason()).isEqualTo("by the user");
        assertThat(rollout.flags()).isEmpty();
        assertThat(rollout.attributes())
                .containsEntry("cancellation", Map.of("status", "Successful", "reason", "by the user"));
    }

    @ParameterizedTest
    @CsvSource({"InProgress,true", "Failed,false", "Successful,false", "BrandNewWord,false"})
    void an_update_that_is_being_cancelled_is_in_progress_and_stopping(String word, boolean stopping) {
        onUpdate("u-2", ",\"status\":\"InProgress\",\"cancellation\":{\"status\":\"" + word + "\"}");
        onCluster("UPDATING", "1.31");
        Rollout rollout = read("eks:prod#u-2");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.flags().contains(Flag.STOPPING)).isEqualTo(stopping);
    }

    @Test
    void updates_without_a_time_come_last_unless_they_are_under_way() {
        onUpdates("u-7", "u-1", "u-8");
        onUpdate("u-7", ",\"status\":\"Successful\"");
        onUpdate(1, "Successful", "AddonUpdate", "1.31");
        onUpdate("u-8", ",\"status\":\"InProgress\"");
        aws.on(ADD_ON).reply("{\"addon\":{\"status\":\"UPDATING\"}}");
        assertThat(history("eks:prod/addon/coredns", whole()))
                .extracting(Rollout::id)
                .containsExactly("u-8", "u-1", "u-7");
        assertThat(read("eks:prod/addon/coredns").id()).isEqualTo("u-8");
        assertThat(read("eks:prod/addon/coredns").createdAt()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"Successful,Failed", "Failed,Successful"})
    void which_update_is_the_latest_is_unknown_where_one_without_a_time_ended_otherwise(String dated, String undated) {
        onUpdates("u-1", "u-7");
        onUpdate(1, dated, "AddonUpdate", "1.31");
        onUpdate("u-7", ",\"status\":\"" + undated + "\"");
        aws.on(ADD_ON).reply("{\"addon\":{\"status\":\"ACTIVE\"}}");
        Rollout rollout = read("eks:prod/addon/coredns");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.id()).isNull();
        assertThat(rollout.reason()).contains("u-7", undated, "u-1");
    }

    @Test
    void history_holds_the_creation_where_nothing_was_updated() {
        onUpdates();
        onCluster("ACTIVE", "1.31");
        assertThat(history("eks:prod", whole())).singleElement().satisfies(creation -> assertThat(creation.operation())
                .isEqualTo(Operation.CREATE));
    }

    @Test
    void the_state_of_a_resource_says_nothing_of_updates_before_the_latest() {
        onUpdates("u-1", "u-2");
        onUpdate(1, "Successful", "ConfigUpdate", "1.30");
        onUpdate(2, "Successful", "ConfigUpdate", "1.31");
        onGroup("DELETING", ",\"health\":{\"issues\":[{\"code\":\"AccessDenied\"}]}");
        List<Rollout> rows = history("eks:prod/nodegroup/web", whole());
        assertThat(rows).extracting(Rollout::status).containsExactly(Status.STOPPED, Status.SUCCEEDED);
        assertThat(rows.get(1).problems()).isEmpty();
        assertThat(rows.get(1).consoleUrl()).isNotNull();
    }

    @Test
    void an_explanation_tells_when_it_began_and_asks_for_nothing_more() {
        onUpdate(2, "Failed", "ConfigUpdate", "1.31");
        onCluster("ACTIVE", "1.31");
        assertThat(explain("eks:prod#u-2").events())
                .containsExactly(new Event(Instant.ofEpochSecond(7200), "prod", "ConfigUpdate", null));
        assertThat(aws.operations()).containsExactly(UPDATES + "/u-2", CLUSTER);
    }

    @Test
    void an_explanation_of_what_has_no_time_has_no_events() {
        onUpdate("u-2", ",\"status\":\"Failed\"");
        onCluster("ACTIVE", "1.31");
        assertThat(explain("eks:prod#u-2").events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "404,ResourceNotFoundException,NOT_FOUND",
        "403,AccessDeniedException,DENIED",
        "429,ThrottlingException,THROTTLED",
        "503,ServiceUnavailableException,UNAVAILABLE",
        "400,InvalidParameterException,INVALID",
        "400,ClientException,INVALID"
    })
    void a_refused_call_says_why_and_which_permission_it_needs(int status, String code, ErrorKind kind) {
        aws.on(UPDATES).fail(status, code, "no");
        ReadError error = reading("eks:prod").failed().orElseThrow();
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.action()).isEqualTo("eks:ListUpdates");
    }

    @Test
    void an_update_that_cannot_be_read_is_never_passed_over() {
        onUpdates("u-2");
        aws.on(UPDATES + "/u-2").fail(403, "AccessDeniedException", "no");
        assertThat(reading("eks:prod").failed().map(ReadError::action)).contains("eks:DescribeUpdate");
    }

    @Test
    void an_update_id_that_is_not_there_is_not_found() {
        aws.on(UPDATES + "/u-2").fail(404, "ResourceNotFoundException", "No update found for ID: u-2");
        assertThat(reading("eks:prod#u-2").failed().map(ReadError::kind)).contains(ErrorKind.NOT_FOUND);
    }

    @Test
    void an_answer_without_the_resource_is_not_found() {
        aws.onRequests(any -> true).reply("{\"updateIds\":[]}");
        assertThat(reading("eks:prod").failed().map(ReadError::kind)).contains(ErrorKind.NOT_FOUND);
    }

    @Test
    void an_answer_without_the_update_does_not_say_that_there_is_none() {
        aws.on(UPDATES + "/u-2").reply("{}");
        assertThat(reading("eks:prod#u-2").failed().map(ReadError::message).orElseThrow())
                .endsWith("it lacks the update");
    }

    @Test
    void arns_name_clusters_and_what_they_hold() {
        assertThat(target(ARN + "cluster/prod")).hasToString("eks:prod@eu-west-1");
        assertThat(target(ARN + "nodegroup/prod/web/1a2b")).hasToString("eks:prod/nodegroup/web@eu-west-1");
        assertThat(target(ARN + "addon/prod/coredns/1a2b")).hasToString("eks:prod/addon/coredns@eu-west-1");
        assertThat(target(ARN + "fargateprofile/prod/jobs/1a2b")).hasToString("eks:prod/fargate/jobs@eu-west-1");
        assertThat(target(ARN + "capability/prod/argocd/cd/1a2b")).hasToString("eks:prod/capability/cd@eu-west-1");
        assertThat(target(ARN + "cluster/prod").account()).isEqualTo("111122223333");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eks:prod/web",
                "eks:prod/nodegroups/web",
                "eks:prod/nodegroup/",
                "eks:prod/nodegroup/a/b",
                "eks:pr od",
                "arn:aws:eks:eu-west-1:111122223333:access-entry/prod/role/1/r/2"
            })
    void what_is_of_no_form_is_refused(String text) {
        assertThatThrownBy(() -> target(text)).isInstanceOf(Refusal.class);
    }

    @Test
    void discovery_lists_clusters_and_what_they_hold_of_all_pages() {
        aws.on("GET /clusters").with("maxResults=100").reply("{\"clusters\":[\"prod\"],\"nextToken\":\"t\"}");
        aws.on("GET /clusters").with("nextToken=t").reply("{\"clusters\":[\"test\"]}");
        aws.on("GET /clusters").with("maxResults=100").reply("{\"clusters\":[\"prod\"]}");
        aws.on(CLUSTER + "/node-groups").reply("{\"nodegroups\":[\"a\"],\"nextToken\":\"t\"}");
        aws.on(CLUSTER + "/node-groups").with("nextToken=t").reply("{\"nodegroups\":[\"b\"]}");
        aws.on(CLUSTER + "/addons").reply("{\"addons\":[\"c\"],\"nextToken\":\"t\"}");
        aws.on(CLUSTER + "/addons").with("nextToken=t").reply("{\"addons\":[\"d\"]}");
        aws.on(CLUSTER + "/fargate-profiles").reply("{\"fargateProfileNames\":[\"e\"],\"nextToken\":\"t\"}");
        aws.on(CLUSTER + "/fargate-profiles").with("nextToken=t").reply("{\"fargateProfileNames\":[\"f\"]}");
        aws.on(CLUSTER + "/capabilities").reply("{\"capabilities\":[{\"capabilityName\":\"g\"}],\"nextToken\":\"t\"}");
        aws.on(CLUSTER + "/capabilities").with("nextToken=t").reply("{\"capabilities\":[{\"capabilityName\":\"h\"}]}");
        List<String> found = new ArrayList<>();
        assertThat(fleet.discover(target("eks:any"), each -> found.add(each.resource())))
                .isEmpty();
        assertThat(found)
                .containsExactly(
                        "prod",
                        "test",
                        "prod/nodegroup/a",
                        "prod/nodegroup/b",
                        "prod/addon/c",
                        "prod/addon/d",
                        "prod/fargate/e",
                        "prod/fargate/f",
                        "prod/capability/g",
                        "prod/capability/h");
    }
}
