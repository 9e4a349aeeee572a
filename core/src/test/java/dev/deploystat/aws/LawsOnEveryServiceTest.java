package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.WireService.Age;
import dev.deploystat.aws.WireService.Law;
import dev.deploystat.aws.WireService.RefusedCall;
import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.gate.GateListener;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Policy;
import dev.deploystat.gate.Poller;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Flag;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The laws of the gate, for every service in its own words: the real gate reads with the real client what the service
 * answers on the wire. Between two looks the gate pauses, and then the world is another one.
 */
class LawsOnEveryServiceTest {
    private static final Duration APPEAR = Duration.ofSeconds(20);
    private static final Policy IMPATIENT =
            Policy.DEFAULT.withTimeout(Duration.ofMinutes(3)).withAppearTimeout(APPEAR);

    /** How a wait ended: what was seen, after how many looks, and how late it was by the gate's clock. */
    private record End(Observation seen, int looks, Duration after) {
        Outcome outcome() {
            return seen.outcome();
        }

        Rollout rollout() {
            return seen.reading().found().orElseThrow();
        }
    }

    static Stream<WireService> services() {
        return WireServices.all();
    }

    private static Stream<WireService> showing(Law law) {
        return services().filter(service -> !service.cannotShow().containsKey(law));
    }

    /** A gate that passes nothing would obey every law. */
    @ParameterizedTest
    @MethodSource("services")
    void a_success_passes_and_so_does_one_that_is_seen_to_come(WireService service) throws InterruptedException {
        assertThat(wait(service, IMPATIENT, aws -> service.has(aws, service.succeeded(Age.NEW)))
                        .outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(wait(
                                service,
                                IMPATIENT,
                                aws -> service.has(aws, service.inProgress(Age.NEW)),
                                aws -> service.has(aws, service.succeeded(Age.NEW)))
                        .outcome())
                .isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @MethodSource("services")
    void nothing_is_never_a_pass(WireService service) throws InterruptedException {
        End end = wait(service, IMPATIENT, service::has);
        assertThat(end.outcome()).isEqualTo(service.ofNothing());
        assertThat(end.after()).isGreaterThanOrEqualTo(APPEAR);
    }

    @ParameterizedTest
    @MethodSource("services")
    void an_answer_without_a_word_in_it_is_never_a_pass(WireService service) throws InterruptedException {
        assertThat(wait(service, IMPATIENT, always(service.empty())).outcome()).isEqualTo(service.ofEmptyAnswer());
    }

    @ParameterizedTest
    @MethodSource("services")
    void a_word_from_the_future_is_never_a_pass(WireService service) throws InterruptedException {
        End end = wait(service, IMPATIENT, aws -> service.has(aws, WireService.deployed(Age.NEW, "SUCCEEDED_AT_LAST")));
        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(end.rollout().status()).isEqualTo(Status.UNKNOWN);
        assertThat(end.rollout().nativeStatus()).isEqualTo("SUCCEEDED_AT_LAST");
    }

    /** Ways to write a word in which only case, blanks at the ends and separators are others. */
    private static final List<UnaryOperator<String>> SPELLINGS = List.of(
            word -> word.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-'),
            word -> ' ' + word.replace('_', ' ').replace('-', ' ') + ' ',
            word -> word.toUpperCase(Locale.ROOT).replaceAll("[-_ ]", ""));

    @ParameterizedTest
    @MethodSource("services")
    void a_word_means_the_same_however_it_is_spelt(WireService service) {
        List<Consumer<LoopbackAws>> worlds = new ArrayList<>(service.rollbacks().values());
        Stream.of(service.succeeded(Age.NEW), service.failed(Age.NEW), service.inProgress(Age.NEW))
                .forEach(deployed -> worlds.add(aws -> service.has(aws, deployed)));
        for (Consumer<LoopbackAws> world : worlds) {
            Rollout plain = lookedAt(service, world);
            for (UnaryOperator<String> spelling : SPELLINGS) {
                Rollout spelt =
                        lookedAt(service, world.andThen(aws -> aws.spell(text -> respelt(text, service, spelling))));
                assertThat(spelt.status()).as(plain.nativeStatus()).isEqualTo(plain.status());
                assertThat(spelt.flags()).as(plain.nativeStatus()).isEqualTo(plain.flags());
                assertThat(spelt.operation()).as(plain.nativeStatus()).isEqualTo(plain.operation());
                if (plain.nativeStatus() != null) {
                    assertThat(spelt.nativeStatus()).isIn(plain.nativeStatus(), spelling.apply(plain.nativeStatus()));
                }
            }
        }
    }

    /** Returns what one look shows, and where it would pass what the last look before that shows. */
    private static Rollout lookedAt(WireService service, Consumer<LoopbackAws> world) {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            world.accept(aws);
            Reading reading = fleet.read(List.of(aws.target(service.target()))).get(0);
            List<Reading> confirmed = new ArrayList<>();
            if (reading.found().orElseThrow().status() == Status.SUCCEEDED) {
                fleet.confirm(List.of(reading), confirmed::add);
            }
            return (confirmed.isEmpty() ? reading : confirmed.get(0)).found().orElseThrow();
        }
    }

    /** Spells every word of a service's mapping in another way wherever an answer has it as a value. */
    private static String respelt(String text, WireService service, UnaryOperator<String> spelling) {
        String said = text;
        String id = service.target().substring(0, service.target().indexOf(':'));
        Adapter<?> adapter = new Adapters().adapter(id).orElseThrow();
        for (NativeState state : adapter.states()) {
            String word = state.word();
            said = said.replaceAll(
                            "\"" + Pattern.quote(word) + "\"(?! *:)",
                            Matcher.quoteReplacement('"' + spelling.apply(word) + '"'))
                    .replace('>' + word + '<', '>' + spelling.apply(word) + '<');
        }
        return said;
    }

    @ParameterizedTest
    @MethodSource("services")
    void what_is_still_in_progress_at_the_deadline_is_never_a_pass(WireService service) throws InterruptedException {
        End end = wait(service, IMPATIENT, aws -> service.has(aws, service.inProgress(Age.NEW)));
        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(end.rollout().status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(end.after()).isEqualTo(IMPATIENT.timeout());
    }

    @ParameterizedTest
    @MethodSource("services")
    void an_answer_that_cannot_be_read_is_never_a_pass(WireService service) throws InterruptedException {
        assertThat(wait(service, IMPATIENT, always("<html><body>Sign in to the network<br></body>"))
                        .outcome())
                .isEqualTo(Outcome.UNREADABLE);
    }

    static Stream<Arguments> rollbacks() {
        return showing(Law.ROLLBACK).flatMap(service -> service.rollbacks().entrySet().stream()
                .map(rollback -> Arguments.of(service, rollback.getKey(), rollback.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rollbacks")
    void a_rollback_is_a_failure_whenever_it_is_seen_and_however_long_one_waits(
            WireService service, String name, Consumer<LoopbackAws> rollback) throws InterruptedException {
        Consumer<LoopbackAws> before = aws -> service.has(aws, service.inProgress(Age.NEW));
        for (Policy policy : List.of(IMPATIENT, IMPATIENT.withFailFast(false))) {
            for (End end :
                    List.of(wait(service, policy, before, rollback), wait(service, policy, before, before, rollback))) {
                assertThat(end.outcome()).as(end.seen().why()).isEqualTo(Outcome.FAILED);
                assertThat(end.rollout().id()).isEqualTo(service.id(Age.NEW));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servicesWithHistory")
    void a_failure_stays_one_when_something_newer_has_succeeded(WireService service) throws InterruptedException {
        End end = wait(
                service,
                IMPATIENT,
                aws -> service.has(aws, service.inProgress(Age.NEW)),
                aws -> service.has(aws, service.succeeded(Age.NEWER), service.failed(Age.NEW)));
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.rollout().id()).isEqualTo(service.id(Age.NEW));
    }

    static Stream<WireService> servicesWithHistory() {
        return showing(Law.NEWER_SUCCESS);
    }

    static Stream<Arguments> expectations() {
        Policy since = IMPATIENT.withSince(LoopbackAws.NOW);
        return Stream.concat(
                services().map(service -> Arguments.of(service, "since", since)),
                services()
                        .map(service ->
                                Arguments.of(service, "revision", IMPATIENT.withRevision(service.revision(Age.NEW)))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("expectations")
    void what_was_there_before_is_no_answer(WireService service, String by, Policy policy) throws InterruptedException {
        End end = wait(service, policy, aws -> service.has(aws, service.succeeded(Age.OLD)));
        assertThat(end.outcome()).isEqualTo(Outcome.NOT_SEEN);
        assertThat(end.after()).isGreaterThanOrEqualTo(APPEAR);
    }

    static Stream<Arguments> laterOnes() {
        return expectations().filter(each -> {
            WireService service = (WireService) each.get()[0];
            Law told = each.get()[1].equals("since") ? Law.SINCE : Law.REVISION;
            return Stream.of(Law.LATER, told).noneMatch(service.cannotShow()::containsKey);
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("laterOnes")
    void what_appears_later_is_the_answer(WireService service, String by, Policy policy) throws InterruptedException {
        Consumer<LoopbackAws> before = aws -> service.has(aws, service.succeeded(Age.OLD));
        Consumer<LoopbackAws> begun = aws -> service.has(aws, service.inProgress(Age.NEW), service.succeeded(Age.OLD));
        assertThat(wait(
                                service,
                                policy,
                                before,
                                before,
                                begun,
                                aws -> service.has(aws, service.succeeded(Age.NEW), service.succeeded(Age.OLD)))
                        .outcome())
                .isEqualTo(Outcome.PASSED);
        assertThat(wait(
                                service,
                                policy,
                                before,
                                before,
                                begun,
                                aws -> service.has(aws, service.failed(Age.NEW), service.succeeded(Age.OLD)))
                        .outcome())
                .isEqualTo(Outcome.FAILED);
    }

    static Stream<WireService> replacing() {
        return showing(Law.REPLACED);
    }

    @ParameterizedTest
    @MethodSource("replacing")
    void a_newer_deployment_supersedes_and_is_named(WireService service) throws InterruptedException {
        End end = wait(
                service,
                IMPATIENT,
                aws -> service.has(aws, service.inProgress(Age.NEW)),
                aws -> service.has(aws, service.inProgress(Age.NEWER), service.replaced()));
        assertThat(end.outcome()).isEqualTo(Outcome.SUPERSEDED);
        // By the gate, or by the service's own reason.
        assertThat(end.seen().why() + " " + end.rollout().reason()).contains(service.id(Age.NEWER));
        assertThat(end.rollout().id()).isEqualTo(service.id(Age.NEW));
        assertThat(end.rollout().flags()).contains(Flag.SUPERSEDED);
    }

    @ParameterizedTest
    @MethodSource("replacing")
    void a_failure_is_not_superseded_by_what_comes_after_it(WireService service) throws InterruptedException {
        End end = wait(
                service,
                IMPATIENT,
                aws -> service.has(aws, service.inProgress(Age.NEW)),
                aws -> service.has(aws, service.inProgress(Age.NEWER), service.failed(Age.NEW)));
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
    }

    static Stream<WireService> stopping() {
        return services().filter(service -> service.words().stopped() != null);
    }

    @ParameterizedTest
    @MethodSource("stopping")
    void what_was_stopped_and_not_replaced_has_failed(WireService service) throws InterruptedException {
        End end = wait(
                service,
                IMPATIENT,
                aws -> service.has(aws, service.inProgress(Age.NEW), service.succeeded(Age.OLD)),
                aws -> service.has(aws, service.stopped(Age.NEW), service.succeeded(Age.OLD)));
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.rollout().status()).isEqualTo(Status.STOPPED);
    }

    static Stream<Arguments> troubles() {
        return services().flatMap(service -> Stream.of(
                        Map.<String, Consumer<LoopbackAws>>entry("throttled", service.throttled()::answer),
                        Map.entry("429", failing(429)),
                        Map.entry("500", failing(500)),
                        Map.entry("503", failing(503)),
                        Map.entry("cut", (Consumer<LoopbackAws>)
                                aws -> aws.onRequests(any -> true).breakOff(service.empty())))
                .map(trouble -> Arguments.of(service, trouble.getKey(), trouble.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("troubles")
    void what_passes_lengthens_the_wait(WireService service, String name, Consumer<LoopbackAws> trouble)
            throws InterruptedException {
        Consumer<LoopbackAws> begun = aws -> service.has(aws, service.inProgress(Age.NEW));
        Consumer<LoopbackAws> done = aws -> service.has(aws, service.succeeded(Age.NEW));
        End end = wait(service, IMPATIENT, trouble, begun, trouble, trouble, done);
        assertThat(end.outcome()).as(end.seen().why()).isEqualTo(Outcome.PASSED);
        assertThat(end.looks()).isEqualTo(5);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("troubles")
    void what_does_not_pass_in_time_is_a_timeout(WireService service, String name, Consumer<LoopbackAws> trouble)
            throws InterruptedException {
        assertThat(wait(service, IMPATIENT, trouble).outcome()).isEqualTo(Outcome.TIMED_OUT);
        End end = wait(service, IMPATIENT, aws -> service.has(aws, service.inProgress(Age.NEW)), trouble);
        assertThat(end.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(end.seen().why()).contains("last seen in progress");
        assertThat(end.after()).isEqualTo(IMPATIENT.timeout());
    }

    static Stream<Arguments> refusals() {
        return services()
                .flatMap(service -> Stream.of(
                        Arguments.of(service, service.denied(), Outcome.UNAUTHORISED),
                        Arguments.of(service, service.expired(), Outcome.UNAUTHORISED),
                        Arguments.of(service, service.invalid(), Outcome.UNREADABLE)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refusals")
    void what_does_not_pass_ends_the_wait_at_once(WireService service, RefusedCall refusal, Outcome outcome)
            throws InterruptedException {
        End first = wait(service, IMPATIENT, refusal::answer);
        assertThat(first.outcome()).isEqualTo(outcome);
        assertThat(first.looks()).isEqualTo(1);

        End later = wait(service, IMPATIENT, aws -> service.has(aws, service.inProgress(Age.NEW)), refusal::answer);
        assertThat(later.outcome()).isEqualTo(outcome);
        assertThat(later.looks()).isEqualTo(2);
        assertThat(later.seen().why()).contains("last seen in progress");
    }

    @ParameterizedTest
    @MethodSource("services")
    void what_is_deleted_meanwhile_has_failed_and_it_is_said(WireService service) throws InterruptedException {
        End end = wait(service, IMPATIENT, aws -> service.has(aws, service.inProgress(Age.NEW)), service::isGone);
        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.seen().why()).contains("deleted");
    }

    @Test
    void what_a_service_cannot_show_has_a_reason_and_is_not_shown_all_the_same() {
        services().forEach(service -> {
            assertThat(service.cannotShow().values()).as(service.target()).noneMatch(String::isBlank);
            assertThat(service.rollbacks().isEmpty())
                    .as(service.target())
                    .isEqualTo(service.cannotShow().containsKey(Law.ROLLBACK));
        });
        for (Law law : Law.values()) {
            assertThat(showing(law)).as(law.name()).isNotEmpty();
        }
    }

    @Test
    void every_service_is_held_to_the_laws() {
        assertThat(services().map(service -> new Targets(new Adapters())
                        .parse(service.target())
                        .service()))
                .containsAll(new Adapters().ids());
    }

    private static Consumer<LoopbackAws> always(String body) {
        return aws -> aws.onRequests(any -> true).reply(body);
    }

    private static Consumer<LoopbackAws> failing(int status) {
        return aws -> aws.onRequests(any -> true).fail(status, "");
    }

    /** Waits in a world that is another one at each look, and in the end stays as it is. */
    @SafeVarargs
    private static End wait(WireService service, Policy policy, Consumer<LoopbackAws>... worlds)
            throws InterruptedException {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            Target target = aws.target(service.target());
            Clock time = Clock.virtual(LoopbackAws.NOW, 0);
            Looks looks = new Looks();
            worlds[0].accept(aws);
            Clock clock = new Clock() {
                private int pauses;

                @Override
                public Instant now() {
                    return time.now();
                }

                @Override
                public void sleep(Duration duration) throws InterruptedException {
                    time.sleep(duration);
                    pauses++;
                    if (pauses < worlds.length) {
                        aws.forget();
                        worlds[pauses].accept(aws);
                    }
                }
            };
            Snapshot end = new Poller(fleet, clock, policy, looks, () -> 0.5).run(List.of(target));
            Observation seen = end.observations().get(0);
            return new End(seen, looks.count, Duration.between(LoopbackAws.NOW, end.at()));
        }
    }

    /** Counts the looks. */
    private static final class Looks implements GateListener {
        private int count;

        @Override
        public void looked(Snapshot snapshot) {
            count++;
        }

        @Override
        public void observed(Observation first) {}

        @Override
        public void changed(Observation before, Observation now) {}

        @Override
        public void delayed(Target target, ReadError error) {}

        @Override
        public void decided(Observation seen) {}
    }
}
