package dev.deploystat.cli.config;

import dev.deploystat.model.Nearest;
import dev.deploystat.model.Refusal;
import java.util.Collection;

/**
 * A spot in a file, which errors name.
 *
 * @param line counted from one
 * @param column counted from one
 */
record Spot(String file, int line, int column) {

    /** Returns the refusal of what stands here. */
    Refusal refusal(String what, String hint) {
        return Refusal.file(this + ": " + what, hint);
    }

    /** Returns the refusal of what stands here, and what was probably meant. */
    Refusal refusal(String what, String word, Collection<String> known, String hint) {
        String near = Nearest.to(word, known)
                .map(meant -> "Did you mean '" + meant + "'? ")
                .orElse("");
        return refusal(what, near + hint);
    }

    /** Returns a refusal with the spot that led to it. */
    Refusal leadingTo(Refusal refusal) {
        return refusal(refusal.getMessage(), refusal.hint());
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
