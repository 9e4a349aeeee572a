package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.stream.Stream;

/** How single facts are written, shared by all formats. */
final class Facts {
    private static final String DIGEST = "sha256:";
    private static final String HEX = "0123456789abcdef";
    private static final int LONG_ID = 40;
    private static final int SHORT_ID = 12;

    private Facts() {}

    /** Returns {@code 3 of 4 tasks}, {@code 10% of calls} of a share, or {@code 75%} where nothing is counted. */
    static String progress(Progress progress) {
        if (progress.isShare()) {
            return progress.done() + progress.unit();
        }
        String unit = progress.unit() == null ? "" : " " + progress.unit();
        if (progress.total() > 0) {
            return progress.done() + " of " + progress.total() + unit;
        }
        return progress.percent() != null ? progress.percent() + "%" : progress.done() + unit;
    }

    /** Returns a time for programs, in whole seconds: so all have one length, sort as text, and can be read by {@code jq}. */
    static String exact(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Returns {@code 3m ago}. */
    static String age(Instant at, Instant now) {
        Duration age = Duration.between(at, now);
        String largest = Durations.words(age).split(" ", 2)[0];
        if (Math.abs(age.toSeconds()) < 1) {
            return "just now";
        }
        return age.isNegative() ? "in " + largest : largest + " ago";
    }

    /** Returns when it last changed, as far as the service says. */
    static Instant changed(Rollout rollout) {
        return Stream.of(rollout.finishedAt(), rollout.updatedAt(), rollout.startedAt(), rollout.createdAt())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns one sentence on why it stands as it does, or null when there is nothing to say: what the gate concludes, then
     * the cause of a failure, or what the service says of anything else.
     */
    static String reason(Observation seen) {
        if (seen.reading().failed().isPresent()) {
            ReadError error = seen.reading().failed().get();
            boolean passed = seen.outcome() == Outcome.PASSED;
            return sentences(seen.why(), error.message(), passed ? null : error.hint());
        }
        Rollout rollout = seen.reading().found().orElseThrow();
        String cause = rollout.cause();
        return sentences(seen.why(), cause == null ? rollout.reason() : cause);
    }

    /** Returns a commit id or digest cut to what {@code --revision} takes for it; any other revision stays whole. */
    static String shortened(String revision) {
        if (revision == null) {
            return null;
        }
        int begin = revision.startsWith(DIGEST) ? DIGEST.length() : 0;
        if (revision.length() - begin < LONG_ID) {
            return revision;
        }
        for (int i = begin; i < revision.length(); i++) {
            if (HEX.indexOf(revision.charAt(i)) < 0) {
                return revision;
            }
        }
        return revision.substring(0, begin + SHORT_ID);
    }

    /** Joins what is there into sentences; null when nothing is. */
    static String sentences(String... parts) {
        StringBuilder joined = new StringBuilder();
        for (String part : parts) {
            if (part == null || part.isBlank() || joined.toString().contains(part)) {
                continue;
            }
            if (!joined.isEmpty()) {
                joined.append(".!?".indexOf(joined.charAt(joined.length() - 1)) >= 0 ? " " : ". ");
            }
            joined.append(part.strip());
        }
        return joined.isEmpty() ? null : joined.toString();
    }

    /** Returns a URL that is safe to hand to a terminal or a browser, or null. */
    static String link(String url) {
        return url != null && url.matches("https://[!-~&&[^<>\"()\\[\\]\\\\`|]]+") ? url : null;
    }
}
