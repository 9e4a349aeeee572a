package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.aws.record.Recorder;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

class FleetTest {
    private final LoopbackAws aws = new LoopbackAws();
    private final Fake adapter = new Fake(3, "id", null);
    private final Fleet fleet = fleet(adapter, true, false);

    @AfterEach
    void close() {
        fleet.close();
        aws.close();
    }

    private Fleet fleet(Adapter<?> only, boolean keepRaw, boolean showSecrets) {
        return fleet(only, AwsSession.live(aws.options()), keepRaw, showSecrets);
    }

    private static Fleet fleet(Adapter<?> only, AwsSession session, boolean keepRaw, boolean showSecrets) {
        Adapters adapters = mock(Adapters.class);
        when(adapters.adapter(anyString())).thenReturn(Optional.of(only));
        return new Fleet(adapters, session, new StoppedTime(LoopbackAws.NOW), keepRaw, showSecrets);
    }

    private static Target target(String name) {
        return target(name, "eu-west-1");
    }

    private static Target target(String name, String region) {
        return new Target("fake", name, Map.of("name", name), null, null, region, "111122223333");
    }

    private static List<Target> targets(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> target("t" + number))
                .toList();
    }

    private static Rollout.Builder rollout(Target target) {
        return Rollout.builder(Status.SUCCEEDED, "DONE").id("of " + target.resource());
    }

    private static AwsServiceException error(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("no")
                        .build())
                .build();
    }

    private static String id(Reading reading) {
        return reading.found().map(Rollout::id).orElse(null);
    }

    @Test
    void readings_come_in_the_order_of_the_targets() {
        List<Target> targets = new ArrayList<>(targets(20));
        Collections.reverse(targets);
        List<Reading> readings = fleet.read(targets);
        assertThat(readings).extracting(Reading::target).isEqualTo(targets);
        assertThat(readings).allSatisfy(reading -> assertThat(id(reading))
                .isEqualTo("of " + reading.target().resource()));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "3,1", "4,2", "20,7"})
    void targets_are_read_in_the_largest_batches_the_service_takes(int count, int calls) {
        assertThat(fleet.read(targets(count))).hasSize(count);
        assertThat(adapter.batches).hasSize(calls).allMatch(batch -> batch.size() <= 3);
    }

    @Test
    void a_target_named_twice_is_read_once_and_answered_twice() {
        List<Reading> readings = fleet.read(List.of(target("a"), target("b"), target("a"), target("a")));
        assertThat(readings).extracting(FleetTest::id).containsExactly("of a", "of b", "of a", "of a");
        assertThat(adapter.batches).containsExactly(List.of(target("a"), target("b")));
    }

    @Test
    void regions_are_read_at_the_same_time_each_with_a_connection_of_its_own() {
        CountDownLatch both = new CountDownLatch(2);
        adapter.reading = (connection, target) -> {
            both.countDown();
            assertThat(await(both)).isTrue();
            return Reading.of(
                    target, rollout(target).initiator(connection.region()).build());
        };
        List<Reading> readings = fleet.read(List.of(target("a", "eu-west-1"), target("a", "us-east-1")));
        assertThat(readings)
                .extracting(reading -> reading.found().orElseThrow().initiator())
                .containsExactly("eu-west-1", "us-east-1");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void each_region_is_signed_for_itself() {
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[]}");
        aws.on("DescribeServices").reply("{\"services\":[]}");
        try (Fleet ecs = aws.fleet()) {
            Target target = new Target(
                    "ecs", "prod/api", Map.of("cluster", "prod", "service", "api"), null, null, "eu-west-1", null);
            assertThat(ecs.read(List.of(target, target.at(null, "us-east-1")))).hasSize(2);
        }
        assertThat(aws.requests())
                .filteredOn(request -> request.operation().equals("ListServiceDeployments"))
                .extracting(LoopbackAws.Request::authorization)
                .anyMatch(signature -> signature.contains("/eu-west-1/ecs/"))
                .anyMatch(signature -> signature.contains("/us-east-1/ecs/"));
    }

    @Test
    void a_connection_is_made_once_for_each_place() {
        fleet.read(targets(7));
        fleet.read(targets(7));
        fleet.read(List.of(target("a", "us-east-1")));
        assertThat(adapter.connections).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "ServiceNotFoundException,NOT_FOUND",
        "AccessDeniedException,DENIED",
        "InvalidParameterException,INVALID",
    })
    void one_bad_target_does_not_hide_the_others_of_its_batch(String code, ErrorKind kind) {
        adapter.reading = (connection, target) -> {
            if (target.resource().equals("t1")) {
                throw error(400, code);
            }
            return Reading.of(target, rollout(target).build());
        };
        List<Reading> readings = fleet.read(targets(3));
        assertThat(readings).extracting(FleetTest::id).containsExactly("of t0", null, "of t2");
        assertThat(readings.get(1).failed().orElseThrow().kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThrottlingException", "ExpiredToken"})
    void what_ails_every_call_is_not_asked_again_for_each_target(String code) {
        adapter.reading = (connection, target) -> {
            throw error(400, code);
        };
        List<Reading> readings = fleet.read(targets(3));
        assertThat(readings).hasSize(3).allSatisfy(reading -> assertThat(
                        reading.failed().orElseThrow().code())
                .isEqualTo(code));
        assertThat(readings).extracting(Reading::target).isEqualTo(targets(3));
        assertThat(adapter.batches).hasSize(1);
    }

    /** Confirms the successes of three targets of a batch, of which one is being deleted and another one cannot be read. */
    private List<Reading> confirmed(String code) {
        adapter.withdrawal = passing -> {
            if (passing.keySet().stream().anyMatch(target -> target.resource().equals("t1"))) {
                throw error(400, code);
            }
            return passing.entrySet().stream()
                    .filter(entry -> entry.getKey().resource().equals("t2"))
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toBuilder()
                            .status(Status.STOPPED)
                            .build()));
        };
        Map<Target, Reading> confirmed = new HashMap<>();
        fleet.confirm(fleet.read(targets(3)), reading -> {
            confirmed.put(reading.target(), reading);
            return true;
        });
        return targets(3).stream().map(confirmed::get).toList();
    }

    private static Status status(Reading reading) {
        return reading.found().map(Rollout::status).orElse(null);
    }

    @Test
    void what_belongs_to_something_that_may_not_be_read_does_not_hide_what_is_deleted_beside_it() {
        List<Reading> confirmed = confirmed("AccessDeniedException");
        assertThat(confirmed).extracting(FleetTest::status).containsExactly(Status.SUCCEEDED, null, Status.STOPPED);
        assertThat(confirmed.get(1).failed().orElseThrow().kind()).isEqualTo(ErrorKind.DENIED);
    }

    @Test
    void what_belongs_to_something_that_is_not_there_any_more_never_passes() {
        List<Reading> confirmed = confirmed("ClusterNotFoundException");
        assertThat(confirmed)
                .extracting(FleetTest::status)
                .containsExactly(Status.SUCCEEDED, Status.STOPPED, Status.STOPPED);
        assertThat(confirmed.get(1).found().orElseThrow().reason())
                .isEqualTo("what it belongs to is not there any more: no");
    }

    @Test
    void a_failing_batch_does_not_hide_the_other_batches() {
        adapter.reading = (connection, target) -> {
            if (target.resource().equals("t4")) {
                throw error(503, "ServiceUnavailable");
            }
            return Reading.of(target, rollout(target).build());
        };
        assertThat(fleet.read(targets(6)))
                .extracting(reading -> reading.failed().isPresent())
                .containsExactly(false, false, false, true, true, true);
    }

    @Test
    void a_target_left_out_by_its_adapter_was_not_found() {
        adapter.reading = (connection, target) -> null;
        List<Reading> readings = fleet.read(List.of(target("a"), target("b").pinnedTo("d1")));
        assertThat(readings)
                .extracting(reading -> reading.failed().orElseThrow())
                .containsExactly(
                        ReadError.notFound(
                                "Fake has no deployment of a", "Check the name, the region and the account."),
                        ReadError.notFound(
                                "Fake has no deployment d1 of b", "Check the name, the region and the account."));
    }

    @Test
    void a_bug_is_not_passed_off_as_an_answer_of_aws() {
        adapter.reading = (connection, target) -> {
            throw new IllegalStateException("bug");
        };
        assertThatThrownBy(() -> fleet.read(targets(1))).hasMessage("bug");
        assertThatThrownBy(() -> fleet.read(targets(9))).hasMessage("bug");
    }

    @Test
    void the_account_of_the_target_stands_in_where_the_service_names_none() {
        adapter.reading = (connection, target) -> Reading.of(
                target,
                rollout(target)
                        .account(target.resource().equals("a") ? null : "999900001111")
                        .build());
        assertThat(fleet.read(List.of(target("a"), target("b"))))
                .extracting(reading -> reading.found().orElseThrow().account())
                .containsExactly("111122223333", "999900001111");
    }

    @Test
    void what_an_ended_service_still_answers_is_flagged() {
        Fake ended = new Fake(3, "id", new ServiceInfo.EndOfLife(null, "another"));
        try (Fleet endedFleet = fleet(ended, true, false)) {
            assertThat(endedFleet.read(targets(1)).get(0).found().orElseThrow().flags())
                    .containsExactly(Flag.RETIRED);
        }
        assertThat(fleet.read(targets(1)).get(0).found().orElseThrow().flags()).isEmpty();
    }

    @Test
    void the_reply_of_the_service_is_kept_only_when_asked_for_and_without_what_is_hidden() {
        Function<Boolean, Object> raw = keep -> {
            Fake answering = new Fake(3, "id", null);
            answering.reading = (connection, target) -> Reading.of(
                    target,
                    rollout(target)
                            .source(ServiceDeployment.builder()
                                    .serviceArn("arn")
                                    .statusReason("secret")
                                    .build())
                            .build());
            try (Fleet keeping = fleet(answering, keep, false)) {
                return keeping.read(targets(1)).get(0).found().orElseThrow().raw();
            }
        };
        assertThat(raw.apply(true)).isEqualTo(Map.of("serviceArn", "arn", "statusReason", "(hidden)"));
        assertThat(raw.apply(false)).isNull();
    }

    @Test
    void history_is_filtered_and_cut_without_reading_on() {
        List<Integer> asked = new ArrayList<>();
        adapter.history =
                target -> IntStream.iterate(0, number -> number + 1).boxed().map(number -> {
                    asked.add(number);
                    Status status = number % 2 == 0 ? Status.SUCCEEDED : Status.FAILED;
                    return Rollout.builder(status, "WORD").id("d" + number).build();
                });
        HistoryQuery failed = new HistoryQuery(Set.of("failed"), null, null, 2, null);
        List<Rollout> rows = new ArrayList<>();
        assertThat(fleet.history(target("a"), failed, rows::add)).isEmpty();
        assertThat(rows).extracting(Rollout::id).containsExactly("d1", "d3");
        assertThat(asked).containsExactly(0, 1, 2, 3);
    }

    @Test
    void history_that_fails_midway_says_so_after_the_rows_before() {
        adapter.history = target -> Stream.of(1, 2, 3).map(number -> {
            if (number == 3) {
                throw error(400, "ThrottlingException");
            }
            return Rollout.builder(Status.SUCCEEDED, "DONE").id("d" + number).build();
        });
        List<Rollout> rows = new ArrayList<>();
        Optional<ReadError> failure = fleet.history(target("a"), HistoryQuery.newest(0), rows::add);
        assertThat(rows).extracting(Rollout::id).containsExactly("d1", "d2");
        assertThat(failure.orElseThrow().kind()).isEqualTo(ErrorKind.THROTTLED);
    }

    @Test
    void a_closed_pipe_is_no_broken_connection_to_aws() {
        adapter.history = target -> Stream.of(rollout(target).build());
        UncheckedIOException closed = new UncheckedIOException(new IOException("Broken pipe"));
        assertThatThrownBy(() -> fleet.history(target("a"), HistoryQuery.newest(0), row -> {
                    throw closed;
                }))
                .isSameAs(closed);
        assertThatThrownBy(() -> fleet.discover(target("a"), found -> {
                    throw closed;
                }))
                .isSameAs(closed);
    }

    @Test
    void a_full_disk_under_a_record_is_no_broken_connection_to_aws() {
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[]}");
        UncheckedIOException full = new UncheckedIOException(new IOException("No space left on device"));
        AwsSession session = AwsSession.recorded(
                aws.options(),
                new Recorder.Sink(
                        line -> {
                            throw full;
                        },
                        () -> LoopbackAws.NOW,
                        Set.of()),
                said -> {});
        Target target = new Target(
                "ecs", "prod/api", Map.of("cluster", "prod", "service", "api"), null, null, "eu-west-1", null);
        try (Fleet recording = new Fleet(new Adapters(), session, new StoppedTime(LoopbackAws.NOW), false, false)) {
            assertThatThrownBy(() -> recording.read(List.of(target))).isSameAs(full);
        }
        assertThat(aws.operations()).hasSize(1);
    }

    @Test
    void targets_found_are_at_the_place_that_was_searched(@TempDir Path folder) throws IOException {
        Path keys = Files.writeString(
                folder.resolve("credentials"), "[shop]\naws_access_key_id = AKID\naws_secret_access_key = secret\n");
        List<Target> found = new ArrayList<>();
        Target anywhere = target("any", "us-east-1").at("shop", null);
        AwsSession session = AwsSession.live(aws.options(Map.of("AWS_SHARED_CREDENTIALS_FILE", keys.toString())));
        try (Fleet shop = fleet(adapter, session, false, false)) {
            assertThat(shop.discover(anywhere, found::add)).isEmpty();
        }
        assertThat(found)
                .extracting(Target::profile, Target::region)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("shop", "us-east-1"));
    }

    @Test
    void an_explanation_is_of_the_deployment_that_was_seen() {
        adapter.explanation = (target, seen) ->
                seen.toBuilder().reason("pinned to " + target.deployment()).build();
        Reading reading = fleet.explain(target("a"));
        assertThat(reading.target()).isEqualTo(target("a"));
        assertThat(reading.found().orElseThrow().reason()).isEqualTo("pinned to of a");

        Fake unpinned = new Fake(3, null, null);
        unpinned.explanation = adapter.explanation;
        try (Fleet fleetWithoutIds = fleet(unpinned, true, false)) {
            assertThat(fleetWithoutIds
                            .explain(target("a"))
                            .found()
                            .orElseThrow()
                            .reason())
                    .isEqualTo("pinned to null");
        }
    }

    @Test
    void an_explanation_that_fails_keeps_what_is_known_without_it() {
        adapter.explanation = (target, seen) -> {
            throw error(400, "AccessDeniedException");
        };
        Rollout known = fleet.explain(target("a")).found().orElseThrow();
        assertThat(known.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(known.problems())
                .containsExactly(new Problem(null, "AccessDeniedException", "not everything could be read: no"));
    }

    @Test
    void nothing_is_explained_where_nothing_was_read() {
        adapter.reading = (connection, target) -> null;
        adapter.explanation = (target, seen) -> {
            throw new AssertionError("there is nothing to explain");
        };
        assertThat(fleet.explain(target("a")).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    /** Has every target fail, and those but the first say why in their own words. */
    private void failing(Relation.Kind kind, String... started) {
        adapter.reading = (connection, target) ->
                Reading.of(target, Rollout.builder(Status.FAILED, "BAD").id("d").build());
        adapter.explanation = (target, seen) -> {
            Rollout.Builder told = seen.toBuilder();
            if (!target.resource().equals("pipeline")) {
                return told.relation(new Relation(Relation.Kind.STARTED, target("third")))
                        .problem("i-1", "BOOM", "out of memory")
                        .build();
            }
            for (String other : started) {
                told.relation(new Relation(kind, target(other)));
            }
            return (kind == Relation.Kind.STARTED ? told.problem("stage", "JobFailed", "it failed") : told).build();
        };
    }

    private List<String> readBesides() {
        return adapter.batches.stream()
                .flatMap(List::stream)
                .map(Target::resource)
                .skip(1)
                .toList();
    }

    private List<Problem> problems() {
        return fleet.explain(target("pipeline")).found().orElseThrow().problems();
    }

    @Test
    void the_problems_of_what_a_failed_one_started_come_first() {
        failing(Relation.Kind.STARTED, "api");
        assertThat(problems())
                .containsExactly(
                        new Problem("fake:api i-1", "BOOM", "out of memory"),
                        new Problem("stage", "JobFailed", "it failed"));
        assertThat(readBesides()).as("one step and no further").containsExactly("api");
    }

    @Test
    void only_a_handful_of_what_it_started_is_asked() {
        failing(Relation.Kind.STARTED, "a", "b", "c", "d", "e", "f", "g");
        assertThat(problems()).hasSize(6);
        assertThat(readBesides()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void what_deployed_it_is_asked_where_nothing_else_says_why() {
        failing(Relation.Kind.DEPLOYED_BY, "api");
        assertThat(problems()).containsExactly(new Problem("fake:api i-1", "BOOM", "out of memory"));
        adapter.batches.clear();
        Fake.Explain silent = adapter.explanation;
        adapter.explanation = (target, seen) -> {
            Rollout told = silent.explain(target, seen);
            return target.resource().equals("pipeline")
                    ? told.toBuilder().problem("task", null, "exit code 1").build()
                    : told;
        };
        assertThat(problems()).containsExactly(new Problem("task", null, "exit code 1"));
        assertThat(readBesides()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Relation.Kind.class,
            names = {"STARTED", "DEPLOYED_BY"},
            mode = EnumSource.Mode.EXCLUDE)
    void what_is_not_its_own_work_is_not_asked(Relation.Kind kind) {
        failing(kind, "api");
        assertThat(problems()).isEmpty();
        assertThat(readBesides()).isEmpty();
    }

    @Test
    void a_success_is_not_asked_what_it_started() {
        failing(Relation.Kind.STARTED, "api");
        adapter.reading =
                (connection, target) -> Reading.of(target, rollout(target).build());
        problems();
        assertThat(readBesides()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SUCCEEDED,0,1", "FAILED,-9,-8", "FAILED,8,9"})
    void what_ended_well_or_is_another_release_is_no_cause(Status status, int begun, int ended) {
        failing(Relation.Kind.STARTED, "api");
        adapter.reading = (connection, target) -> Reading.of(
                target,
                target.resource().equals("pipeline")
                        ? Rollout.builder(Status.FAILED, "BAD")
                                .createdAt(LoopbackAws.NOW)
                                .finishedAt(LoopbackAws.NOW.plusSeconds(2))
                                .build()
                        : Rollout.builder(status, "WORD")
                                .createdAt(LoopbackAws.NOW.plusSeconds(begun))
                                .finishedAt(LoopbackAws.NOW.plusSeconds(ended))
                                .build());
        assertThat(problems()).containsExactly(new Problem("stage", "JobFailed", "it failed"));
        assertThat(readBesides()).containsExactly("api");
    }

    private void refusingAllButThePipeline(String code) {
        Fake.ReadOne own = adapter.reading;
        adapter.reading = (connection, target) -> {
            if (!target.resource().equals("pipeline")) {
                throw error(400, code);
            }
            return own.read(connection, target);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "ThrottlingException"})
    void what_cannot_be_read_of_what_it_started_is_one_note(String code) {
        failing(Relation.Kind.STARTED, "a", "b");
        refusingAllButThePipeline(code);
        assertThat(problems())
                .containsExactly(
                        new Problem("stage", "JobFailed", "it failed"),
                        new Problem(null, code, "not everything could be read: no"));
    }

    @Test
    void what_it_started_and_is_not_there_any_more_has_no_note() {
        failing(Relation.Kind.STARTED, "a");
        refusingAllButThePipeline("ResourceNotFoundException");
        assertThat(problems()).containsExactly(new Problem("stage", "JobFailed", "it failed"));
    }

    @Test
    void what_a_cause_does_not_say_whole_is_a_note_after_all_that_is_known() {
        failing(Relation.Kind.STARTED, "api");
        Fake.Explain whole = adapter.explanation;
        adapter.explanation = (target, seen) -> {
            Rollout told = whole.explain(target, seen);
            return target.resource().equals("pipeline")
                    ? told
                    : told.toBuilder()
                            .unread(ErrorCodes.refused("AccessDeniedException", "no", "fake:Explain"))
                            .build();
        };
        assertThat(problems())
                .containsExactly(
                        new Problem("fake:api i-1", "BOOM", "out of memory"),
                        new Problem("stage", "JobFailed", "it failed"),
                        new Problem("fake:Explain", "AccessDeniedException", "not everything could be read: no"));
    }

    private String hintOfMissing(Target target) {
        adapter.reading = (connection, each) -> null;
        return fleet.read(List.of(target)).get(0).failed().orElseThrow().hint();
    }

    @Test
    void a_misspelt_target_is_answered_with_the_one_beside_it_that_is_near() {
        adapter.neighbours = () -> List.of("prod/api", "prod/web");
        assertThat(hintOfMissing(target("prod/wbe"))).startsWith("Did you mean fake:prod/web? ");
        assertThat(hintOfMissing(target("prod/wbe"))).startsWith("Did you mean fake:prod/web? ");
        assertThat(adapter.neighbourCalls).as("asked once").isEqualTo(1);
    }

    @Test
    void where_none_is_near_some_that_there_are_get_named() {
        adapter.neighbours = () -> List.of("a", "b", "c", "d", "e", "f", "g");
        assertThat(hintOfMissing(target("something-else"))).startsWith("There is: a, b, c, d, e and 2 more. ");
    }

    @Test
    void what_stands_beside_a_missing_target_is_only_asked_where_it_helps() {
        fleet.read(List.of(target("there")));
        assertThat(adapter.neighbourCalls).isZero();
        hintOfMissing(target("api").pinnedTo("d-1"));
        assertThat(adapter.neighbourCalls).isZero();
    }

    @Test
    void a_missing_target_is_not_found_also_where_its_neighbours_may_not_be_listed() {
        String hint = hintOfMissing(target("one"));
        adapter.neighbours = () -> {
            throw error(400, "AccessDeniedException");
        };
        assertThat(hintOfMissing(target("api"))).isEqualTo(hint);
    }

    /** Has a target that its own service knows nothing of, and the deployment that did the work. */
    private Reading readDeployedBy(Relation.Kind kind, Status own, Fake.ReadOne other) {
        adapter.reading = (connection, target) -> target.resource().equals("d-1")
                ? other.read(connection, target)
                : Reading.of(
                        target,
                        Rollout.builder(own, "STEADY")
                                .id("set")
                                .revision("web:12")
                                .relation(new Relation(kind, target("d-1")))
                                .build());
        return fleet.read(List.of(target("api"))).get(0);
    }

    private static Reading named(Target target, String id) {
        return Reading.of(
                target,
                Rollout.builder(Status.ROLLED_BACK, "Stopped")
                        .id(id)
                        .flag(Flag.STOPPING)
                        .createdAt(LoopbackAws.NOW)
                        .finishedAt(LoopbackAws.NOW.plusSeconds(9))
                        .reason("alarm fired")
                        .build());
    }

    @Test
    void the_deployment_that_did_the_work_answers_for_one_whose_service_does_not_know() {
        Rollout answered = readDeployedBy(
                        Relation.Kind.DEPLOYED_BY, Status.UNKNOWN, (connection, target) -> named(target, "d-1"))
                .found()
                .orElseThrow();
        assertThat(answered.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(answered.nativeStatus()).isEqualTo("Stopped");
        assertThat(answered.id()).isEqualTo("set");
        assertThat(answered.revision()).isEqualTo("web:12");
        assertThat(answered.createdAt()).isEqualTo(LoopbackAws.NOW);
        assertThat(answered.finishedAt()).isEqualTo(LoopbackAws.NOW.plusSeconds(9));
        assertThat(answered.reason()).isEqualTo("alarm fired");
        assertThat(answered.flags()).containsExactly(Flag.STOPPING);
        assertThat(readBesides()).containsExactly("d-1");
    }

    @Test
    void another_deployment_than_the_one_named_answers_for_nothing() {
        Reading reading = readDeployedBy(
                Relation.Kind.DEPLOYED_BY, Status.UNKNOWN, (connection, target) -> named(target, "another"));
        assertThat(reading.found().orElseThrow().status()).isEqualTo(Status.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"DEPLOYED_BY,SUCCEEDED", "DEPLOYED_BY,FAILED", "STARTED,UNKNOWN", "SUPERSEDED_BY,UNKNOWN"})
    void what_knows_its_own_outcome_is_not_answered_for(Relation.Kind kind, Status own) {
        Reading reading = readDeployedBy(kind, own, (connection, target) -> named(target, "d-1"));
        assertThat(reading.found().orElseThrow().status()).isEqualTo(own);
        assertThat(readBesides()).isEmpty();
    }

    @Test
    void an_answer_that_may_not_be_read_is_that_error() {
        Reading reading = readDeployedBy(Relation.Kind.DEPLOYED_BY, Status.UNKNOWN, (connection, target) -> {
            throw error(400, "AccessDeniedException");
        });
        assertThat(reading.target()).isEqualTo(target("api"));
        assertThat(reading.failed().orElseThrow().kind()).isEqualTo(ErrorKind.DENIED);
    }

    @Test
    void an_answer_that_is_gone_leaves_the_outcome_unknown() {
        Reading reading = readDeployedBy(Relation.Kind.DEPLOYED_BY, Status.UNKNOWN, (connection, target) -> null);
        assertThat(reading.found().orElseThrow().status()).isEqualTo(Status.UNKNOWN);
    }

    /** An adapter that does as it is told and remembers what it was asked. */
    private static final class Fake implements SoleKind<EcsClient> {
        private final ServiceInfo info;
        private final List<List<Target>> batches = Collections.synchronizedList(new ArrayList<>());
        private int connections;
        private ReadOne reading =
                (connection, target) -> Reading.of(target, rollout(target).build());
        private Function<Target, Stream<Rollout>> history = target -> Stream.empty();
        private Explain explanation = (target, seen) -> seen;
        private UnaryOperator<Map<Target, Rollout>> withdrawal = passing -> Map.of();
        private Supplier<List<String>> neighbours = List::of;
        private int neighbourCalls;

        interface ReadOne {
            Reading read(Connection<EcsClient> connection, Target target);
        }

        interface Explain {
            Rollout explain(Target target, Rollout seen);
        }

        Fake(int batchSize, String pin, ServiceInfo.EndOfLife endOfLife) {
            ServiceInfo.Builder builder = ServiceInfo.builder("fake", "Fake")
                    .form("{name}", "")
                    .pin(pin)
                    .batchSize(batchSize)
                    .secret("statusReason");
            if (endOfLife != null) {
                builder.endOfLife(endOfLife.on(), endOfLife.instead());
            }
            info = builder.build();
        }

        @Override
        public ServiceInfo info() {
            return info;
        }

        @Override
        public List<NativeState> states() {
            return List.of();
        }

        @Override
        public synchronized EcsClient connect(Clients clients) {
            connections++;
            return clients.configure(EcsClient.builder()).build();
        }

        @Override
        public Stream<Target> discover(Connection<EcsClient> connection) {
            return Stream.of(new Target("fake", "found", Map.of(), null, null, null, null));
        }

        @Override
        public Stream<Rollout> history(Connection<EcsClient> connection, Target target, HistoryQuery query) {
            return history.apply(target);
        }

        @Override
        public List<Reading> read(Connection<EcsClient> connection, List<Target> targets) {
            batches.add(List.copyOf(targets));
            return targets.stream()
                    .map(target -> reading.read(connection, target))
                    .filter(each -> each != null)
                    .toList();
        }

        @Override
        public Map<Target, Rollout> withdrawn(Connection<EcsClient> connection, Map<Target, Rollout> passing) {
            return withdrawal.apply(passing);
        }

        @Override
        public List<String> neighbours(Connection<EcsClient> connection, Target target) {
            neighbourCalls++;
            return neighbours.get();
        }

        @Override
        public void commands(Target target, Rollout seen, Rollout.Builder explained) {
            explained.command("fake", "describe", "--name", target.resource());
        }

        @Override
        public Rollout explain(Connection<EcsClient> connection, Target target, Rollout seen) {
            return explanation.explain(target, seen);
        }
    }
}
