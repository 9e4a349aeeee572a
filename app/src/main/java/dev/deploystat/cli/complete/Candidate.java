package dev.deploystat.cli.complete;

/**
 * A word that may stand where the user types.
 *
 * @param word the whole word
 * @param about what it is, in one line; may be empty
 * @param goesOn whether more is likely to be typed behind it without a blank
 */
public record Candidate(String word, String about, boolean goesOn) {
    static Candidate of(String word, String about) {
        return new Candidate(word, about, false);
    }

    static Candidate lead(String word, String about) {
        return new Candidate(word, about, true);
    }

    /** Returns the same candidate behind what stands before it in the word being typed. */
    Candidate after(String head) {
        return head.isEmpty() ? this : new Candidate(head + word, about, goesOn);
    }
}
