package dev.deploystat.gate;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reader;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A service that plays what a test says: what is deployed to each target, second by second of a virtual clock. A target is
 * pinned to the deployment with its id; unpinned, the one that appeared last answers.
 */
final class Script implements Reader {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Clock clock = Clock.virtual(START, 0);
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> explained = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final List<Instant> looks = new ArrayList<>();
    private Consumer<Observation> told = seen -> {};
    private UnaryOperator<Reading> confirmation = reading -> reading;
    private boolean hasIds = true;
    private Duration rhythm;
    private Duration usual;
    private Instant interruption = Instant.MAX;

    static Instant second(double second) {
        return START.plusMillis(Math.round(second * 1000));
    }

    static Target target(String name) {
        return new Target("svc", name, Map.of(), null, null, null, null);
    }

    /** Starts the story of one target. */
    Line on(String name) {
        return lines.computeIfAbsent(name, Line::new);
    }

    /** Makes it a service that has no deployment ids. */
    Script withoutIds() {
        hasIds = false;
        return this;
    }

    /** Calls the waiting off, for waits that nothing else would end. */
    Script interruptedAt(int second) {
        interruption = second(second);
        return this;
    }

    /** Has the listener want to hear of the wait so often. */
    Script hearing(Duration every) {
        rhythm = every;
        return this;
    }

    /** Says how long deployments took before. */
    Script usually(Duration took) {
        usual = took;
        return this;
    }

    @Override
    public Optional<Duration> usual(Target target) {
        return Optional.ofNullable(usual);
    }

    /** Plays the script to a gate; the listener's events are in {@link #events}. */
    Snapshot play(Policy policy, Target... targets) {
        try {
            return poller(policy).run(List.of(targets));
        } catch (InterruptedException e) {
            throw new AssertionError("nothing ended the wait before " + seconds(clock.now()), e);
        }
    }

    /** Plays the script to a gate on all of its targets, unpinned. */
    Snapshot play(Policy policy) {
        return play(policy, lines.keySet().stream().map(Script::target).toArray(Target[]::new));
    }

    /** Plays the script to a gate on its only target. */
    Observation playOne(Policy policy) {
        return play(policy).observations().get(0);
    }

    Poller poller(Policy policy) {
        return poller(policy, Map.of());
    }

    /** Returns a gate at which some targets have a policy of their own. */
    Poller poller(Policy policy, Map<Target, Policy> own) {
        return new Poller(this, new Interruptible(), policy, own, new Log(), () -> 0.5);
    }

    /** Plays the script to a gate on all of its targets, of which some have a policy of their own. */
    Snapshot play(Policy policy, Map<Target, Policy> own) {
        try {
            return poller(policy, own)
                    .run(lines.keySet().stream().map(Script::target).toList());
        } catch (InterruptedException e) {
            throw new AssertionError("nothing ended the wait before " + seconds(clock.now()), e);
        }
    }

    Clock clock() {
        return clock;
    }

    /** Hands over whatever the listener is notified of. */
    void told(Consumer<Observation> each) {
        told = each;
    }

    /** Returns every read as {@code second target}. */
    List<String> asked() {
        return asked;
    }

    /** Returns the targets that were explained. */
    List<String> explained() {
        return explained;
    }

    /** Returns what the listener was notified of, as {@code second event target what}. */
    List<String> events() {
        return events;
    }

    List<String> events(String kind) {
        return events.stream().filter(event -> event.split(" ")[1].equals(kind)).toList();
    }

    /** Returns the pauses between the looks in seconds. */
    List<Double> pauses() {
        List<Double> pauses = new ArrayList<>();
        for (int i = 1; i < looks.size(); i++) {
            pauses.add(Duration.between(looks.get(i - 1), looks.get(i)).toMillis() / 1000.0);
        }
        return pauses;
    }

    @Override
    public void read(List<Target> targets, Predicate<Reading> each) {
        for (Target target : targets) {
            asked.add(seconds(clock.now()) + " " + target);
            if (!each.test(on(target.resource()).read(target))) {
                return;
            }
        }
    }

    @Override
    public void explain(List<Reading> seen, Predicate<Reading> each) {
        for (Reading reading : seen) {
            Target target = reading.target();
            explained.add(pin(target, reading.found().orElseThrow()).toString());
            if (!each.test(on(target.resource()).explain(reading))) {
                return;
            }
        }
    }

    @Override
    public void confirm(List<Reading> passing, Predicate<Reading> each) {
        for (Reading reading : passing) {
            if (!each.test(confirmation.apply(reading))) {
                return;
            }
        }
    }

    /** Looks at the deployments of a target that are under way beside one that is over. */
    @Override
    public void confirmIdle(List<Reading> over, Predicate<Reading> each) {
        for (Reading reading : over) {
            Reading checked = confirmation.apply(reading);
            boolean stands = checked.found().equals(reading.found());
            if (!each.test(stands ? on(reading.target().resource()).beside(reading) : checked)) {
                return;
            }
        }
    }

    /** Says what a look at the container of a passing deployment finds. */
    Script confirming(UnaryOperator<Reading> look) {
        confirmation = look;
        return this;
    }

    @Override
    public Target pin(Target target, Rollout seen) {
        return hasIds ? target.pinnedTo(seen.id()) : target;
    }

    private static String seconds(Instant instant) {
        long millis = Duration.between(START, instant).toMillis();
        return millis % 1000 == 0 ? String.valueOf(millis / 1000) : String.valueOf(millis / 1000.0);
    }

    /** The story of one target. */
    final class Line {
        private final String name;
        private final Map<String, Deployment> deployments = new LinkedHashMap<>();
        private final List<Trouble> troubles = new ArrayList<>();
        private boolean isThere;
        private ReadError explanation;
        private UnaryOperator<Rollout.Builder> explained = rollout -> rollout.problem("task", "Boom", "it broke");

        private record Trouble(int from, int until, boolean latestOnly, ErrorKind kind) {}

        private Line(String name) {
            this.name = name;
        }

        /** Starts the story of a deployment, created when it first appears unless it says otherwise. */
        Deployment deployment(String id) {
            return deployments.computeIfAbsent(id, Deployment::new);
        }

        /** Makes every read from one second until before another one fail. */
        Line fails(int from, int until, ErrorKind kind) {
            troubles.add(new Trouble(from, until, false, kind));
            return this;
        }

        /** Makes reads of the latest deployment fail, and those of a pinned one not. */
        Line failsUnpinned(int from, int until, ErrorKind kind) {
            troubles.add(new Trouble(from, until, true, kind));
            return this;
        }

        /** Makes explanations fail. */
        Line cannotExplain() {
            explanation = error(ErrorKind.DENIED);
            return this;
        }

        /** Is there from the start on, also without a deployment. */
        Line isThere() {
            isThere = true;
            return this;
        }

        /** Says what explanations add. */
        Line explains(UnaryOperator<Rollout.Builder> change) {
            explained = change;
            return this;
        }

        private Reading read(Target target) {
            Instant now = clock.now();
            for (Trouble trouble : troubles) {
                boolean isNow = !now.isBefore(second(trouble.from)) && now.isBefore(second(trouble.until));
                if (isNow && !(trouble.latestOnly && target.isPinned())) {
                    return Reading.failed(target, error(trouble.kind));
                }
            }
            return deployments.values().stream()
                    .filter(each -> !target.isPinned() || each.id.equals(target.deployment()))
                    .filter(each -> each.at(now).isPresent())
                    .max(Comparator.comparing(each -> each.states.firstKey()))
                    .map(each -> Reading.of(target, each.at(now).orElseThrow()))
                    .orElseGet(() -> Reading.failed(
                            target,
                            isThere ? ReadError.neverDeployed("nothing yet", null) : error(ErrorKind.NOT_FOUND)));
        }

        private Reading beside(Reading latest) {
            Instant now = clock.now();
            return deployments.values().stream()
                    .map(each -> each.at(now))
                    .flatMap(Optional::stream)
                    .filter(Rollout::isUnderWay)
                    .findFirst()
                    .map(other -> Reading.of(latest.target(), other))
                    .orElse(latest);
        }

        /** Makes explanations add nothing. */
        Line hasNoReason() {
            explained = rollout -> rollout;
            return this;
        }

        private Reading explain(Reading reading) {
            return explanation != null
                    ? Reading.failed(reading.target(), explanation)
                    : reading.map(rollout -> explained
                            .apply(rollout.unexplained().toBuilder())
                            .explaining(rollout.unexplained())
                            .build());
        }

        private ReadError error(ErrorKind kind) {
            return new ReadError(kind, null, kind.word() + ": " + name, null, null, null);
        }

        /** The story of one deployment. */
        final class Deployment {
            private final String id;
            private final TreeMap<Integer, Optional<UnaryOperator<Rollout.Builder>>> states = new TreeMap<>();
            private final Map<Integer, Status> statuses = new LinkedHashMap<>();
            private UnaryOperator<Rollout.Builder> always = rollout -> rollout;

            private Deployment(String id) {
                this.id = id;
            }

            /** Says what holds all the time. */
            Deployment with(UnaryOperator<Rollout.Builder> change) {
                always = change;
                return this;
            }

            Deployment revision(String revision) {
                return with(rollout -> rollout.revision(revision));
            }

            /** Has a status from a second on; a negative one is before the start. */
            Deployment from(int second, Status status) {
                return from(second, status, rollout -> rollout);
            }

            /** Has a status and more from a second on. */
            Deployment from(int second, Status status, UnaryOperator<Rollout.Builder> change) {
                states.put(second, Optional.of(change));
                statuses.put(second, status);
                return this;
            }

            /** Is not there from a second on. */
            Deployment goneAt(int second) {
                states.put(second, Optional.empty());
                return this;
            }

            private Optional<Rollout> at(Instant now) {
                int second = (int) Math.floorDiv(Duration.between(START, now).toMillis(), 1000);
                Map.Entry<Integer, Optional<UnaryOperator<Rollout.Builder>>> state = states.floorEntry(second);
                return state == null
                        ? Optional.empty()
                        : state.getValue().map(change -> change.apply(
                                        always.apply(Rollout.builder(statuses.get(state.getKey()), "NATIVE")
                                                .id(hasIds ? id : null)
                                                .createdAt(second(states.firstKey()))))
                                .build());
            }
        }
    }

    private final class Interruptible implements Clock {
        @Override
        public Instant now() {
            return clock.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            if (clock.now().plus(duration).isAfter(interruption)) {
                throw new InterruptedException();
            }
            clock.sleep(duration);
        }
    }

    private final class Log implements GateListener {
        @Override
        public Duration rhythm() {
            return rhythm;
        }

        @Override
        public void observed(Observation seen) {
            told.accept(seen);
            note("observed", seen.target(), what(seen));
        }

        @Override
        public void changed(Observation before, Observation seen) {
            told.accept(seen);
            note("changed", seen.target(), what(before) + " -> " + what(seen));
        }

        @Override
        public void delayed(Target target, ReadError error) {
            note("delayed", target, error.kind().toString());
        }

        @Override
        public void looked(Snapshot snapshot) {
            looks.add(snapshot.at());
            note("looked", null, snapshot.outcome().toString());
        }

        @Override
        public void decided(Observation seen) {
            told.accept(seen);
            note("decided", seen.target(), seen.outcome().toString());
        }

        private void note(String event, Target target, String what) {
            events.add(seconds(clock.now()) + " " + event + (target == null ? "" : " " + target) + " " + what);
        }

        private static String what(Observation seen) {
            return seen.reading()
                    .found()
                    .map(rollout -> rollout.status() + (rollout.flags().isEmpty() ? "" : " " + rollout.flags()))
                    .orElseGet(
                            () -> seen.reading().failed().orElseThrow().kind().toString());
        }
    }
}
