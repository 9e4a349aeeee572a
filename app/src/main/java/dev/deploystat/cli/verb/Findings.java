package dev.deploystat.cli.verb;

import dev.deploystat.aws.CallErrors;
import dev.deploystat.aws.Corner;
import dev.deploystat.cli.run.Notes;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Status;
import dev.deploystat.render.Verdicts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a scan has found so far, counted, and what it could not read: each reason once, with all its corners. */
final class Findings {
    private static final int NAMED = 3;

    private final Map<Gap, Where> gaps = new LinkedHashMap<>();
    private final Map<Gap, Where> unconfirmed = new LinkedHashMap<>();
    private final Map<Corner, ReadError> unresolved = new LinkedHashMap<>();
    private final Set<Corner> answered = new HashSet<>();
    private final Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    private int targets;
    private int inFlight;
    private int failed;
    private int undeployed;

    /** Why something could not be read. Credentials are those of a profile, whichever service is called with them. */
    private record Gap(String service, String profile, String role, ErrorKind kind, String code, String action) {
        static Gap of(Corner corner, ReadError error) {
            boolean isOfProfile = error.kind() == ErrorKind.CREDENTIALS;
            return new Gap(
                    isOfProfile ? null : corner.service(),
                    corner.profile(),
                    corner.role(),
                    error.kind(),
                    error.code(),
                    isOfProfile ? null : error.action());
        }
    }

    /** Where something could not be read, and what was said about it first. */
    private static final class Where {
        private final ReadError error;
        private final Set<String> services = new LinkedHashSet<>();
        private final Set<String> regions = new LinkedHashSet<>();
        private int targets;

        Where(ReadError error) {
            this.error = error;
        }

        String place(Gap gap) {
            String who = gap.profile() == null ? "" : " (profile " + gap.profile() + ")";
            return some(services) + " in " + some(regions) + who + (gap.role() == null ? "" : " as " + gap.role());
        }

        private static String some(Set<String> names) {
            List<String> named = names.stream().limit(NAMED).toList();
            int more = names.size() - named.size();
            return String.join(", ", named) + (more == 0 ? "" : " and " + more + " more");
        }
    }

    /** Counts a target that was found and looked at. */
    void add(Corner corner, Observation seen) {
        targets++;
        if (seen.reading().found().isPresent()) {
            inFlight += isInFlight(seen) ? 1 : 0;
            failed += seen.outcome() == Outcome.FAILED ? 1 : 0;
            return;
        }
        ReadError error = seen.reading().failed().orElseThrow();
        if (isUndeployed(seen)) {
            undeployed++;
        } else {
            gap(corner, error).targets++;
        }
    }

    /** Takes why it could not be seen whether what deployments of a corner belong to is being deleted. */
    void addUnconfirmed(Corner corner, ReadError error) {
        where(unconfirmed, corner, error);
    }

    /** Counts a corner that is done. */
    void add(Corner corner, List<ReadError> errors) {
        if (errors.isEmpty()) {
            answered.add(corner);
        }
        for (ReadError error : errors) {
            if (CallErrors.NO_SUCH_HOST.equals(error.code())) {
                unresolved.put(corner, error);
            } else {
                gap(corner, error);
            }
        }
    }

    /** Returns whether a deployment is still moving, or may be. */
    static boolean isInFlight(Observation seen) {
        return seen.reading().found().isPresent()
                && (seen.outcome() == Outcome.PENDING
                        || seen.reading().found().get().status() == Status.ROLLING_BACK);
    }

    /** Returns whether a target was found to which nothing was ever deployed, or that is gone by now. */
    static boolean isUndeployed(Observation seen) {
        return seen.reading()
                .failed()
                .filter(error -> error.kind() == ErrorKind.NOT_FOUND)
                .isPresent();
    }

    /** Returns what became of what could not be read; empty when everything was. */
    Set<Outcome> unread() {
        return outcomes;
    }

    /** Says what could not be read, and then in one line what was. */
    void report(Notes notes, String closing) {
        List<Corner> absent = new ArrayList<>();
        unresolved.forEach((corner, error) -> {
            if (answered.stream().anyMatch(other -> isBeside(corner, other))) {
                absent.add(corner);
            } else {
                gap(corner, error);
            }
        });
        gaps.forEach((gap, where) -> {
            String count = where.targets > 1 ? where.targets + " targets of " : "";
            String place = count + where.place(gap);
            Observation example = Observation.of(Reading.failed(new Corner("", null, null).anywhere(), where.error));
            notes.error(place, where.error.kind().word(), Verdicts.unread(example), where.error.hint());
        });
        unconfirmed.forEach((gap, where) -> notes.note("not seen whether successes of " + where.place(gap)
                + " are being deleted: " + where.error.message()
                + (where.error.action() == null ? "" : " (" + where.error.action() + ")")));
        if (!absent.isEmpty()) {
            notes.note("not offered: "
                    + String.join(
                            ", ",
                            absent.stream()
                                    .map(corner -> corner.service() + " in " + corner.region())
                                    .distinct()
                                    .toList()));
        }
        notes.note(closing + ": " + counts());
    }

    private String counts() {
        List<String> counts = new ArrayList<>();
        counts.add(targets + (targets == 1 ? " target" : " targets"));
        counts.add(inFlight + " in flight");
        counts.add(failed + " failed");
        if (undeployed > 0) {
            counts.add(undeployed + " with nothing deployed");
        }
        if (!gaps.isEmpty()) {
            counts.add("not all read");
        }
        return String.join(", ", counts);
    }

    private Where gap(Corner corner, ReadError error) {
        outcomes.add(Outcome.of(error));
        return where(gaps, corner, error);
    }

    private static Where where(Map<Gap, Where> known, Corner corner, ReadError error) {
        Where where = known.computeIfAbsent(Gap.of(corner, error), gap -> new Where(error));
        where.services.add(corner.service());
        where.regions.add(corner.region());
        return where;
    }

    private static boolean isBeside(Corner corner, Corner other) {
        return corner.region().equals(other.region())
                && Objects.equals(corner.profile(), other.profile())
                && Objects.equals(corner.role(), other.role());
    }
}
