package dev.deploystat.render;

import dev.deploystat.gate.Observation;

/** What became of a target in one sentence, for places that show nothing else. */
final class Verdicts {
    private Verdicts() {}

    /** Returns the status in words and, where one is known, the reason. */
    static String sentence(Observation seen) {
        String reason = Facts.reason(seen);
        String words = Sign.of(seen).words();
        return Text.visible(reason == null ? words : words + ": " + reason);
    }
}
