package dev.deploystat.aws.service.elasticbeanstalk;

import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.model.Event;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticbeanstalk.model.EventDescription;

/**
 * A release as the events of its environment show it: from the event with which it begins to the next beginning. Only
 * one is under way at a time. Request ids are no help to collect its events: many have none, and some have others.
 */
final class Release {
    private static final Pattern INSTANCE = Pattern.compile("\\[Instance: (\\S+?)] (.*)", Pattern.DOTALL);
    /** What the engine says when another event says more. */
    private static final List<String> VAGUE =
            List.of("Engine execution has encountered an error", "For details, see 'eb-engine.log'");
    /** How long after a failure errors still speak of it. */
    private static final Duration AFTERMATH = Duration.ofMinutes(1);

    /** How far apart a managed update and the update of the environment that it makes begin at most. */
    private static final Duration BREATH = Duration.ofMinutes(5);

    private final boolean isKnownFromItsBeginning;
    private final List<EventDescription> events = new ArrayList<>();
    private EventDescription end;
    private boolean isMaintenance;
    private boolean isBeforeMaintenance;

    private Release(boolean isKnownFromItsBeginning) {
        this.isKnownFromItsBeginning = isKnownFromItsBeginning;
    }

    /** Returns the releases of an environment, newest first; a managed update of its platform is none. */
    static List<Release> among(List<EventDescription> listed) {
        return newestFirst(listed).stream()
                .filter(release -> release.isKnownFromItsBeginning && !release.isMaintenance)
                .toList();
    }

    /** Returns the last release, which began before all events where none of them is its beginning. */
    static Release last(List<EventDescription> listed) {
        List<Release> all = newestFirst(listed);
        Release last = all.stream()
                .filter(release -> !release.isMaintenance)
                .findFirst()
                .orElseThrow();
        last.isBeforeMaintenance = all.get(0).isMaintenance && all.get(0).end == null;
        return last;
    }

    /** Returns all that was done to an environment; the last entry is what began before. */
    private static List<Release> newestFirst(List<EventDescription> listed) {
        List<Release> all = new ArrayList<>();
        Release current = new Release(false);
        all.add(current);
        for (EventDescription event : oldestFirst(listed)) {
            boolean isMaintenance = EventWords.isMaintenance(event);
            boolean isBeginning = isMaintenance || EventWords.beginsRelease(event);
            if (isBeginning && !current.takesIn(event)) {
                current = new Release(true);
                all.add(current);
            }
            current.isMaintenance |= isMaintenance;
            current.add(event);
        }
        Collections.reverse(all);
        return all;
    }

    /** A managed update of the platform and the update that it makes both say that they begin, in whatever order. */
    private boolean takesIn(EventDescription beginning) {
        if (!isKnownFromItsBeginning) {
            return false;
        }
        EventDescription own = events.get(0);
        boolean isPair = EventWords.isMaintenance(own) != EventWords.isMaintenance(beginning)
                && events.stream().skip(1).noneMatch(EventWords::beginsRelease);
        return end == null
                && isPair
                && own.eventDate() != null
                && beginning.eventDate() != null
                && !beginning.eventDate().isAfter(own.eventDate().plus(BREATH));
    }

    private void add(EventDescription event) {
        events.add(event);
        if (end == null && (EventWords.isSuccess(event) || EventWords.isFailure(event))) {
            end = event;
        }
    }

    /** Leaves out what belongs to requests for logs, swaps of names and the like. What has no time is taken for new. */
    private static List<EventDescription> oldestFirst(List<EventDescription> listed) {
        Set<String> asides = listed.stream()
                .filter(EventWords::beginsAside)
                .map(EventDescription::requestId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        List<EventDescription> own = listed.stream()
                .filter(event -> !EventWords.beginsAside(event) && !asides.contains(String.valueOf(event.requestId())))
                .toList();
        List<EventDescription> events = new ArrayList<>();
        own.stream().filter(event -> event.eventDate() == null).forEach(events::add);
        own.stream()
                .filter(event -> event.eventDate() != null)
                .sorted(Newest.first(EventDescription::eventDate))
                .forEach(events::add);
        Collections.reverse(events);
        return events;
    }

    /** Returns what became of it, once nothing is done to the environment any more. */
    Status outcome() {
        EventDescription back = last(EventWords::isWayBack);
        if (back != null) {
            boolean isStuck = errors().anyMatch(
                            error -> !EventWords.isWayBack(error) && isAfter(error.eventDate(), back.eventDate()));
            return isStuck ? Status.ROLLBACK_FAILED : Status.ROLLED_BACK;
        }
        boolean hasErrors = errors().findAny().isPresent();
        if (first(EventWords::isFailure) != null || (hasErrors && !hasSucceeded())) {
            return Status.FAILED;
        }
        return hasSucceeded() || !isKnownFromItsBeginning ? Status.SUCCEEDED : Status.IN_PROGRESS;
    }

    /** Returns whether a managed update of the platform has begun since, and no event says yet how that ended. */
    boolean isBeforeMaintenance() {
        return isBeforeMaintenance;
    }

    boolean hasSucceeded() {
        return first(EventWords::isSuccess) != null;
    }

    /** Returns whether it was called a success although something went wrong on its way. */
    boolean isPartial() {
        return outcome() == Status.SUCCEEDED && errors().findAny().isPresent();
    }

    /** Returns whether some instances may run what it brought and others not. */
    boolean leavesMixture() {
        return first(EventWords::leavesMixture) != null;
    }

    /** Returns the failure that is certain before the environment has come to rest, or null. */
    String certainFailure() {
        EventDescription failure = first(EventWords::isFailure);
        return failure == null ? null : failure.message();
    }

    String id() {
        return isKnownFromItsBeginning ? events.get(0).requestId() : null;
    }

    Operation operation() {
        String word = nativeOperation();
        if (word == null) {
            return null;
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "createenvironment" -> Operation.CREATE;
            case "environment update" -> Operation.UPDATE;
            default -> Operation.OTHER;
        };
    }

    String nativeOperation() {
        return isKnownFromItsBeginning ? EventWords.beginning(events.get(0)) : null;
    }

    Instant startedAt() {
        return isKnownFromItsBeginning ? events.get(0).eventDate() : null;
    }

    Instant finishedAt() {
        return end == null ? null : end.eventDate();
    }

    /** Returns the time of the last event, which it has been at the least. */
    Instant lastSeen() {
        return events.stream()
                .map(EventDescription::eventDate)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Returns the version that its events name, the last one where they name several; null where they name none. */
    String versionLabel() {
        EventDescription named = last(event -> event.versionLabel() != null && !isPast(event));
        return named == null ? null : named.versionLabel();
    }

    /** Returns the text of the event that says what became of it, or null. */
    String verdict() {
        return end == null ? null : end.message();
    }

    /** Returns the text of the last error, or else of the event of the way back; null where there is neither. */
    String whyNot() {
        return errors().reduce((a, b) -> b)
                .or(() -> Optional.ofNullable(first(EventWords::isWayBack)))
                .map(EventDescription::message)
                .orElse(null);
    }

    /**
     * Returns what went wrong, the most telling first: what an instance printed, then what only sums up. Where errors do no
     * more than that, the warnings of a failure say what is behind them.
     */
    List<Problem> problems(String environment) {
        boolean isExplained = errors().anyMatch(error -> vagueness(error) == 0);
        Stream<EventDescription> warnings = isExplained || outcome().verdict() != Verdict.FAIL
                ? Stream.empty()
                : events.stream().filter(event -> EventWords.isWarning(event) && !isPast(event));
        return Stream.concat(warnings, errors())
                .sorted(Comparator.comparingInt(Release::vagueness))
                .map(error -> problem(environment, error.message()))
                .distinct()
                .toList();
    }

    List<Event> timeline() {
        return events.stream()
                .map(event -> new Event(event.eventDate(), null, event.severityAsString(), event.message()))
                .toList();
    }

    private static int vagueness(EventDescription error) {
        String text = String.valueOf(error.message());
        if (EventWords.isSummary(error)) {
            return 3;
        }
        if (EventWords.isOfHealth(error)) {
            return 1;
        }
        boolean isOfInstance = INSTANCE.matcher(text).matches();
        return VAGUE.stream().noneMatch(text::contains) ? 0 : isOfInstance ? 1 : 2;
    }

    private static Problem problem(String environment, String message) {
        Matcher ofInstance = INSTANCE.matcher(String.valueOf(message));
        return ofInstance.matches()
                ? new Problem(ofInstance.group(1), null, ofInstance.group(2))
                : new Problem(environment, null, message);
    }

    /**
     * What goes wrong after a success, or well after a failure, is another story, and so is what goes wrong at any time in
     * weeks of which no event tells that a release began or ended.
     */
    private Stream<EventDescription> errors() {
        return !isKnownFromItsBeginning && end == null
                ? Stream.empty()
                : events.stream().filter(event -> EventWords.isError(event) && !isPast(event));
    }

    private boolean isPast(EventDescription event) {
        if (end == null || event.eventDate() == null || end.eventDate() == null) {
            return false;
        }
        Duration grace = EventWords.isSuccess(end) ? Duration.ZERO : AFTERMATH;
        return event.eventDate().isAfter(end.eventDate().plus(grace));
    }

    private EventDescription first(Predicate<EventDescription> is) {
        return events.stream().filter(is).findFirst().orElse(null);
    }

    private EventDescription last(Predicate<EventDescription> is) {
        return events.stream().filter(is).reduce((a, b) -> b).orElse(null);
    }

    private static boolean isAfter(Instant time, Instant other) {
        return time != null && other != null && time.isAfter(other);
    }
}
