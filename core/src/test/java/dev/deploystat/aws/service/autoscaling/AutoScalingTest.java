package dev.deploystat.aws.service.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import dev.deploystat.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutoScalingTest extends AgainstLoopback {
    private static final String REFRESHES = "DescribeInstanceRefreshes";
    private static final String GROUPS = "DescribeAutoScalingGroups";
    private static final String ACTIVITIES = "DescribeScalingActivities";
    private static final String NO_GROUP = "AutoScalingGroup name not found - AutoScalingGroup 'api' not found";

    private static String reply(String operation, String list, String token, String... members) {
        return "<%1$sResponse><%1$sResult><%2$s>%3$s</%2$s>%4$s</%1$sResult></%1$sResponse>"
                .formatted(
                        operation,
                        list,
                        Stream.of(members)
                                .map(each -> "<member>" + each + "</member>")
                                .collect(Collectors.joining()),
                        token == null ? "" : "<NextToken>" + token + "</NextToken>");
    }

    private static String refreshes(String token, String... members) {
        return reply(REFRESHES, "InstanceRefreshes", token, members);
    }

    private static String groups(String... members) {
        return reply(GROUPS, "AutoScalingGroups", null, members);
    }

    private static String activities(String token, String... members) {
        return reply(ACTIVITIES, "Activities", token, members);
    }

    private static String refresh(String id, String status, String more) {
        return "<InstanceRefreshId>" + id + "</InstanceRefreshId><AutoScalingGroupName>web</AutoScalingGroupName>"
                + (status == null ? "" : "<Status>" + status + "</Status>") + more;
    }

    private static String started(String minute) {
        return "<StartTime>2024-03-01T10:" + minute + ":00Z</StartTime>";
    }

    private static String template(String version) {
        return "<LaunchTemplateId>lt-1</LaunchTemplateId><LaunchTemplateName>web</LaunchTemplateName>"
                + (version == null ? "" : "<Version>" + version + "</Version>");
    }

    private static String bringing(String version) {
        return "<DesiredConfiguration><LaunchTemplate>" + template(version)
                + "</LaunchTemplate></DesiredConfiguration>";
    }

    private static String activity(String id, String status, String start, String end, String more) {
        return "<ActivityId>" + id + "</ActivityId><StatusCode>" + status + "</StatusCode><StartTime>2024-03-01T"
                + start + "Z</StartTime>" + (end == null ? "" : "<EndTime>2024-03-01T" + end + "Z</EndTime>") + more;
    }

    private static Instant at(String time) {
        return Instant.parse("2024-03-01T" + time + "Z");
    }

    /** Answers with one refresh and returns it as it is read. */
    private Rollout read(String status, String more) {
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-1", status, more)));
        return read("asg:web#r-1");
    }

    private Outcome look(String text) {
        return Poller.look(fleet, Clock.virtual(LoopbackAws.NOW, 0), List.of(target(text)))
                .observations()
                .get(0)
                .outcome();
    }

    @ParameterizedTest
    @CsvSource({
        "Pending,PENDING",
        "InProgress,IN_PROGRESS",
        "Baking,IN_PROGRESS",
        "Cancelling,IN_PROGRESS",
        "Successful,SUCCEEDED",
        "Failed,FAILED",
        "Cancelled,STOPPED",
        "RollbackInProgress,ROLLING_BACK",
        "RollbackSuccessful,ROLLED_BACK",
        "RollbackFailed,ROLLBACK_FAILED",
        "BrandNewWord,UNKNOWN"
    })
    void every_native_status_is_mapped_and_kept(String word, Status status) {
        Rollout rollout = read(word, started("00"));
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.flags()).isEqualTo(word.equals("Cancelling") ? Set.of(Flag.STOPPING) : Set.of());
    }

    @Test
    void the_mapping_lists_every_word_of_refreshes_and_of_activities() {
        assertThat(new AutoScaling().states())
                .extracting(state -> state.kind() + " " + state.word() + " " + state.status())
                .containsExactly(
                        "instance refresh Baking IN_PROGRESS",
                        "instance refresh Cancelled STOPPED",
                        "instance refresh Cancelling IN_PROGRESS",
                        "instance refresh Failed FAILED",
                        "instance refresh InProgress IN_PROGRESS",
                        "instance refresh Pending PENDING",
                        "instance refresh RollbackFailed ROLLBACK_FAILED",
                        "instance refresh RollbackInProgress ROLLING_BACK",
                        "instance refresh RollbackSuccessful ROLLED_BACK",
                        "instance refresh Successful SUCCEEDED",
                        "scaling activity Cancelled STOPPED",
                        "scaling activity Failed FAILED",
                        "scaling activity InPlaceUpdateInProgress IN_PROGRESS",
                        "scaling activity InProgress IN_PROGRESS",
                        "scaling activity MidLifecycleAction IN_PROGRESS",
                        "scaling activity PendingSpotBidPlacement PENDING",
                        "scaling activity PreInService IN_PROGRESS",
                        "scaling activity Successful SUCCEEDED",
                        "scaling activity WaitingForConnectionDraining IN_PROGRESS",
                        "scaling activity WaitingForELBConnectionDraining IN_PROGRESS",
                        "scaling activity WaitingForInPlaceUpdateToFinalize IN_PROGRESS",
                        "scaling activity WaitingForInPlaceUpdateToStart PENDING",
                        "scaling activity WaitingForInstanceId PENDING",
                        "scaling activity WaitingForInstanceWarmup IN_PROGRESS",
                        "scaling activity WaitingForSpotInstanceId PENDING",
                        "scaling activity WaitingForSpotInstanceRequestId PENDING");
    }

    @Test
    void a_refresh_of_which_nothing_is_said_is_unknown() {
        Rollout rollout = read(null, "");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.nativeStatus()).isNull();
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.progress()).isNull();
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.nativeOperation()).isEqualTo("UPDATE");
        assertThat(rollout.attributes()).containsOnlyKeys("autoScalingGroupName");
    }

    @Test
    void every_field_of_a_refresh_is_kept() {
        aws.on(REFRESHES)
                .with("InstanceRefreshIds.member.1=r-1")
                .reply(refreshes(null, refresh("r-1", "InProgress", started("00") + """
                <StatusReason>Waiting for instances to warm up</StatusReason><PercentageComplete>40</PercentageComplete>
                <InstancesToUpdate>6</InstancesToUpdate><Strategy>Rolling</Strategy>
                <ProgressDetails><LivePoolProgress><PercentageComplete>40</PercentageComplete>
                 <InstancesToUpdate>6</InstancesToUpdate></LivePoolProgress></ProgressDetails>
                <Preferences><MinHealthyPercentage>90</MinHealthyPercentage><AutoRollback>true</AutoRollback>
                 <CheckpointPercentages><member>20</member><member>100</member></CheckpointPercentages></Preferences>""" + bringing("7"))));

        Rollout rollout = read("asg:web#r-1");

        assertThat(rollout.id()).isEqualTo("r-1");
        assertThat(rollout.operation()).isEqualTo(Operation.UPDATE);
        assertThat(rollout.nativeOperation()).isEqualTo("Rolling");
        assertThat(rollout.createdAt()).isNull();
        assertThat(rollout.startedAt()).isEqualTo(at("10:00:00"));
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.progress()).isEqualTo(new Progress(0, 0, "instances", 40));
        assertThat(rollout.reason()).isEqualTo("Waiting for instances to warm up; instances to go: 6");
        assertThat(rollout.revision()).isEqualTo("web:7");
        assertThat(rollout.brings("lt-1:7")).isTrue();
        assertThat(rollout.brings("web:7")).isTrue();
        assertThat(rollout.brings("7")).isFalse();
        assertThat(rollout.problems()).isEmpty();
        assertThat(rollout.consoleUrl())
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1"
                        + "#AutoScalingGroupDetails:id=web;view=instanceRefresh");
        assertThat(rollout.attributes())
                .containsOnly(
                        Map.entry("autoScalingGroupName", "web"),
                        Map.entry("percentageComplete", 40),
                        Map.entry("instancesToUpdate", 6),
                        Map.entry(
                                "progressDetails",
                                Map.of("livePoolProgress", Map.of("percentageComplete", 40, "instancesToUpdate", 6))),
                        Map.entry(
                                "preferences",
                                Map.of(
                                        "minHealthyPercentage",
                                        90,
                                        "autoRollback",
                                        true,
                                        "checkpointPercentages",
                                        List.of(20, 100))),
                        Map.entry(
                                "desiredConfiguration",
                                Map.of(
                                        "launchTemplate",
                                        Map.of(
                                                "launchTemplateId",
                                                "lt-1",
                                                "launchTemplateName",
                                                "web",
                                                "version",
                                                "7"))));
        assertThat(aws.requests().get(0).body()).contains("AutoScalingGroupName=web");
    }

    @Test
    void a_rollback_tells_its_reason_and_its_own_progress() {
        Rollout rollout = read("RollbackInProgress", started("00") + """
                <PercentageComplete>10</PercentageComplete><InstancesToUpdate>9</InstancesToUpdate>
                <RollbackDetails><RollbackReason>alarm 5xx went off</RollbackReason>
                <RollbackStartTime>2024-03-01T10:05:00Z</RollbackStartTime>
                <PercentageCompleteOnRollback>75</PercentageCompleteOnRollback>
                <InstancesToUpdateOnRollback>1</InstancesToUpdateOnRollback></RollbackDetails>""");
        assertThat(rollout.status()).isEqualTo(Status.ROLLING_BACK);
        assertThat(rollout.progress().percent()).isEqualTo(86);
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.problems()).containsExactly(new Problem("web", null, "alarm 5xx went off"));
        assertThat(rollout.cause()).isEqualTo("web: alarm 5xx went off");
    }

    @ParameterizedTest
    @CsvSource({"Cancelling,ROLLING_BACK", "Cancelled,ROLLBACK_FAILED"})
    void a_rollback_that_somebody_cancels_is_neither_open_nor_just_stopped(String word, Status status) {
        Rollout rollout = read(
                word,
                started("00")
                        + "<RollbackDetails><RollbackStartTime>2024-03-01T10:05:00Z</RollbackStartTime></RollbackDetails>");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<InstancesToUpdate>2</InstancesToUpdate><PercentageComplete>100</PercentageComplete>",
                "<PercentageComplete>50</PercentageComplete>",
                "<InstancesToUpdate>0</InstancesToUpdate><PercentageComplete>100</PercentageComplete><Preferences>"
                        + "<CheckpointPercentages><member>20</member><member>50</member></CheckpointPercentages></Preferences>"
            })
    void a_success_that_leaves_instances_as_they_were_is_partial(String more) {
        Rollout rollout = read("Successful", more);
        assertThat(rollout.flags()).containsExactly(Flag.PARTIAL);
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(rollout.reason())
                .isEqualTo(
                        more.startsWith("<InstancesToUpdate>2")
                                ? "instances left as they were: 2"
                                : "not all instances were updated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<InstancesToUpdate>0</InstancesToUpdate><PercentageComplete>100</PercentageComplete>",
                "<InstancesToUpdate>0</InstancesToUpdate><PercentageComplete>0</PercentageComplete>"
            })
    void a_success_with_nothing_left_to_update_passes_also_when_nothing_was_replaced(String more) {
        Rollout rollout = read("Successful", more);
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.PASS);
        assertThat(rollout.reason()).isNull();
    }

    @Test
    void baking_is_a_stage_once_all_instances_are_updated() {
        assertThat(read("Baking", "<InstancesToUpdate>0</InstancesToUpdate>")
                        .stages()
                        .reached())
                .containsExactly("Baking");
        aws.forget();
        assertThat(read("Baking", "<InstancesToUpdate>3</InstancesToUpdate>")
                        .stages()
                        .reached())
                .isEmpty();
        assertThat(new AutoScaling().milestones()).containsExactly("Baking");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$Latest", "$Default", ""})
    void a_version_that_moves_is_no_revision(String version) {
        Rollout rollout = read("InProgress", bringing(version.isEmpty() ? null : version));
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.revisionNames()).isEmpty();
        assertThat(rollout.brings("web:" + version)).isFalse();
    }

    @Test
    void a_mixed_group_brings_the_templates_of_all_its_instance_types() {
        Rollout rollout = read(
                "InProgress", mixed(template("7"), "<LaunchTemplateId>lt-arm</LaunchTemplateId><Version>3</Version>"));
        assertThat(rollout.revision()).isEqualTo("web:7, lt-arm:3");
        assertThat(rollout.revisionNames()).containsExactly("web:7", "lt-1:7", "lt-arm:3");
        aws.forget();
        Rollout moving = read(
                "InProgress",
                mixed(template("7"), "<LaunchTemplateId>lt-arm</LaunchTemplateId><Version>$Latest</Version>"));
        assertThat(moving.revision()).isNull();
        assertThat(moving.brings("web:7")).isFalse();
    }

    private static String mixed(String base, String override) {
        return "<DesiredConfiguration><MixedInstancesPolicy><LaunchTemplate><LaunchTemplateSpecification>" + base
                + "</LaunchTemplateSpecification><Overrides><member><InstanceType>c7g.large</InstanceType>"
                + "<LaunchTemplateSpecification>" + override + "</LaunchTemplateSpecification></member>"
                + "<member><InstanceType>c7i.large</InstanceType></member></Overrides></LaunchTemplate>"
                + "</MixedInstancesPolicy></DesiredConfiguration>";
    }

    @Test
    void the_latest_refresh_takes_one_call_and_a_pinned_one_asks_for_its_id() {
        aws.on(REFRESHES)
                .with("AutoScalingGroupName=web&MaxRecords=10")
                .reply(refreshes("more", refresh("r-2", "InProgress", started("30"))));
        assertThat(read("asg:web").id()).isEqualTo("r-2");
        aws.forget();
        aws.on(REFRESHES)
                .with("InstanceRefreshIds.member.1=r-2")
                .reply(refreshes(null, refresh("r-2", "InProgress", started("30"))));
        assertThat(read("asg:web#r-2").status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(aws.operations()).containsExactly(REFRESHES, REFRESHES);
        assertThat(aws.requests().get(0).body()).doesNotContain("InstanceRefreshIds");
    }

    @Test
    void another_refresh_in_the_answer_is_not_the_one_that_was_asked_for() {
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-9", "Successful", "")));
        assertThat(reading("asg:web#r-1").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_group_without_a_refresh_says_so() {
        aws.on(REFRESHES).reply(refreshes(null));
        Reading reading = reading("asg:web");
        assertThat(reading.failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(reading.failed().orElseThrow().message())
                .isEqualTo("Auto Scaling group web had no instance refresh in the last six weeks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#r-1"})
    void an_unknown_group_is_not_found_and_does_not_hide_the_others(String pin) {
        aws.on(REFRESHES).with("AutoScalingGroupName=api").fail(400, "ValidationError", NO_GROUP);
        aws.on(REFRESHES)
                .with("AutoScalingGroupName=web")
                .reply(refreshes(null, refresh("r-1", "Successful", started("00"))));
        List<Target> targets = Stream.of("api", "web", "api2", "api3", "api4")
                .map(name -> target("asg:" + name + pin))
                .toList();
        List<Reading> readings = fleet.read(targets);
        assertThat(readings.get(0).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(readings.get(1).found().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
        assertThat(aws.operations()).hasSize(5);
        if (pin.isEmpty()) {
            assertThat(readings.get(0).failed().orElseThrow().message())
                    .isEqualTo("there is no Auto Scaling group api");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400,ValidationError,INVALID",
        "400,Throttling,THROTTLED",
        "500,ResourceContention,UNAVAILABLE",
        "403,AccessDenied,DENIED",
        "403,ExpiredToken,CREDENTIALS"
    })
    void a_refused_call_is_told_by_its_kind(int status, String code, ErrorKind kind) {
        aws.on(REFRESHES).fail(status, code, "no");
        Reading reading = reading("asg:web#r-1");
        assertThat(reading.failed().orElseThrow().kind()).isEqualTo(kind);
        assertThat(reading.failed().orElseThrow().action()).isEqualTo("autoscaling:DescribeInstanceRefreshes");
    }

    @Test
    void an_arn_names_a_group() {
        Target target = target("arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:"
                + "930d940e-891e-4781-a11a-7b0acd480f03:autoScalingGroupName/web/blue");
        assertThat(target.resource()).isEqualTo("web/blue");
        assertThat(target.account()).isEqualTo("111122223333");
    }

    @Test
    void a_target_without_a_group_is_told_what_it_takes() {
        assertThatThrownBy(() -> target("asg:"))
                .isInstanceOf(Refusal.class)
                .hasMessage("'autoscaling:' names no resource")
                .extracting(refusal -> ((Refusal) refusal).hint())
                .isEqualTo(
                        "It takes: autoscaling:AUTO_SCALING_GROUP_NAME (the instance refreshes of an Auto Scaling group)");
    }

    @Test
    void history_reads_pages_newest_first_and_no_further_back_than_asked() {
        aws.on(REFRESHES)
                .with("MaxRecords=7")
                .reply(refreshes(
                        "t",
                        refresh("r-4", "Pending", ""),
                        refresh("r-3", "Cancelled", started("30")),
                        refresh("r-2", "Successful", started("20"))));
        aws.on(REFRESHES).with("NextToken=t").reply(refreshes("never", refresh("r-1", "Failed", started("10"))));
        HistoryQuery query = new HistoryQuery(Set.of(), at("10:15:00"), null, 0, 7);
        List<Rollout> rows = history("asg:web", query);
        assertThat(rows).extracting(Rollout::id).containsExactly("r-4", "r-3", "r-2");
        assertThat(aws.operations()).hasSize(2);
    }

    @Test
    void groups_are_found_over_all_pages() {
        aws.on(GROUPS)
                .with("IncludeInstances=false")
                .reply(reply(GROUPS, "AutoScalingGroups", "t", "<AutoScalingGroupName>web</AutoScalingGroupName>"));
        aws.on(GROUPS).with("NextToken=t").reply(groups("<AutoScalingGroupName>api</AutoScalingGroupName>"));
        List<Target> found = new ArrayList<>();
        assertThat(fleet.discover(target("asg:any"), found::add)).isEmpty();
        assertThat(found).extracting(Target::resource).containsExactly("web", "api");
    }

    @Test
    void a_success_in_a_group_that_is_being_deleted_or_gone_never_passes() {
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-1", "Successful", started("00"))));
        String web = "<AutoScalingGroupName>web</AutoScalingGroupName>";
        aws.on(GROUPS).with("AutoScalingGroupNames.member.1=web").reply(groups(web));
        assertThat(look("asg:web")).isEqualTo(Outcome.PASSED);
        aws.forget();
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-1", "Successful", started("00"))));
        aws.on(GROUPS).reply(groups(web + "<Status>Delete in progress</Status>"));
        assertThat(look("asg:web")).isEqualTo(Outcome.FAILED);
        aws.forget();
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-1", "Successful", started("00"))));
        aws.on(GROUPS).reply(groups());
        assertThat(look("asg:web")).isEqualTo(Outcome.FAILED);
    }

    @Test
    void many_groups_cost_a_call_each_and_one_look_at_the_groups_for_each_of_four_lots() {
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-1", "Successful", started("00"))));
        aws.on(GROUPS)
                .reply(groups(IntStream.range(0, 25)
                        .mapToObj(i -> "<AutoScalingGroupName>g" + i + "</AutoScalingGroupName>")
                        .toArray(String[]::new)));
        List<Target> targets =
                IntStream.range(0, 25).mapToObj(i -> target("asg:g" + i)).toList();
        assertThat(Poller.look(fleet, Clock.virtual(LoopbackAws.NOW, 0), targets)
                        .observations())
                .allMatch(seen -> seen.outcome() == Outcome.PASSED);
        assertThat(aws.operations()).filteredOn(REFRESHES::equals).hasSize(25);
        assertThat(aws.operations()).filteredOn(GROUPS::equals).hasSize(4);
    }

    @Test
    void an_explanation_tells_what_failed_during_the_refresh_newest_first() {
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-1", "RollbackFailed", started("00") + """
                <EndTime>2024-03-01T11:00:00Z</EndTime><StatusReason>gave up</StatusReason><RollbackDetails>
                <RollbackReason>too many failures</RollbackReason>
                <RollbackStartTime>2024-03-01T10:30:00Z</RollbackStartTime></RollbackDetails>""")));
        aws.on(ACTIVITIES)
                .with("AutoScalingGroupName=web")
                .reply(activities(
                        "t",
                        activity("a-old", "InProgress", "09:00:00", null, "<Description>long ago</Description>"),
                        activity("a-late", "Failed", "12:00:00", "12:01:00", "<Description>later</Description>"),
                        activity("a-3", "Failed", "10:40:00", "10:41:00", """
                        <Description>Launching a new EC2 instance.  Status Reason: no capacity. Launching failed.</Description>
                        <Cause>an instance was launched in response to an instance refresh</Cause>
                        <StatusMessage>no capacity. Launching failed.</StatusMessage>""")));
        aws.on(ACTIVITIES)
                .with("NextToken=t")
                .reply(activities(
                        "never",
                        activity(
                                "a-2",
                                "Cancelled",
                                "10:20:00",
                                "10:21:00",
                                "<Description>Terminating i-2</Description>"),
                        activity("a-1", "Failed", "10:10:00", "10:11:00", "<Description>Launching i-1</Description>"),
                        activity("a-0", "Failed", "09:59:00", "10:01:00", "<Description>before</Description>")));

        Rollout told = explain("asg:web#r-1");

        assertThat(told.parts())
                .extracting(Part::id, Part::status)
                .containsExactly(
                        tuple("a-3", Status.FAILED), tuple("a-2", Status.STOPPED), tuple("a-1", Status.FAILED));
        assertThat(told.parts().get(0))
                .isEqualTo(new Part(
                        "scaling activity",
                        "Launching a new EC2 instance",
                        "a-3",
                        null,
                        Status.FAILED,
                        "Failed",
                        at("10:40:00"),
                        at("10:41:00"),
                        "no capacity. Launching failed."));
        assertThat(told.problems())
                .containsExactly(
                        new Problem(
                                "Launching a new EC2 instance",
                                "Failed",
                                "no capacity. Launching failed.; an instance was launched in response to an instance refresh"),
                        new Problem("Launching i-1", "Failed", null),
                        new Problem("web", null, "too many failures"),
                        new Problem("web", null, "gave up"));
        assertThat(told.events())
                .extracting(Event::at)
                .containsExactly(at("10:10:00"), at("10:20:00"), at("10:30:00"), at("10:40:00"));
        assertThat(told.events().get(2).message()).isEqualTo("too many failures");
        assertThat(told.reason()).isEqualTo("gave up");
        assertThat(aws.operations()).filteredOn(ACTIVITIES::equals).hasSize(2);
    }

    @Test
    void root_volumes_replaced_in_place_are_told_by_their_activities() {
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-1", "InProgress", started("00") + """
                <Strategy>ReplaceRootVolume</Strategy><PercentageComplete>50</PercentageComplete>
                <InstancesToUpdate>2</InstancesToUpdate>""")));
        aws.on(ACTIVITIES)
                .reply(activities(
                        null,
                        activity("a-3", "WaitingForInPlaceUpdateToStart", "10:03:00", null, ""),
                        activity("a-2", "WaitingForInPlaceUpdateToFinalize", "10:02:00", null, ""),
                        activity("a-1", "SomeNewCode", "10:01:00", "10:01:30", "")));
        Rollout told = explain("asg:web#r-1");
        assertThat(told.nativeOperation()).isEqualTo("ReplaceRootVolume");
        assertThat(told.progress()).isEqualTo(new Progress(0, 0, "root volumes", 50));
        assertThat(told.reason()).isEqualTo("root volumes to go: 2");
        assertThat(told.parts())
                .extracting(Part::status)
                .containsExactly(Status.PENDING, Status.IN_PROGRESS, Status.UNKNOWN);
        assertThat(told.problems()).isEmpty();
    }

    @Test
    void a_launch_that_a_lifecycle_hook_gave_up_is_a_reason_and_both_calls_follow() {
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-1", "Failed", started("00"))));
        aws.on(ACTIVITIES).reply(activities(null, activity("a-1", "Cancelled", "10:10:00", "10:11:00", """
                <Description>Launching i-1</Description><StatusMessage>Lifecycle Action was abandoned: Heartbeat Timeout</StatusMessage>""")));

        Rollout told = explain("asg:web#r-1");

        assertThat(told.cause())
                .isEqualTo("Launching i-1: Cancelled: Lifecycle Action was abandoned: Heartbeat Timeout");
        assertThat(told.commands())
                .extracting(AwsCommand::line)
                .containsExactly(
                        "aws autoscaling describe-instance-refreshes --auto-scaling-group-name web --instance-refresh-ids r-1",
                        "aws autoscaling describe-scaling-activities --auto-scaling-group-name web");
    }

    @Test
    void a_pending_refresh_is_explained_without_a_call_and_a_success_has_no_problems() {
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-1", "Pending", "")));
        assertThat(explain("asg:web#r-1").parts()).isEmpty();
        aws.forget();
        aws.on(REFRESHES).reply(refreshes(null, refresh("r-1", "Successful", started("00"))));
        aws.on(ACTIVITIES)
                .reply(activities(
                        null, activity("a-1", "Failed", "10:10:00", "10:11:00", "<Description>x</Description>")));
        Rollout told = explain("asg:web#r-1");
        assertThat(told.parts()).hasSize(1);
        assertThat(told.problems()).isEmpty();
    }
}
