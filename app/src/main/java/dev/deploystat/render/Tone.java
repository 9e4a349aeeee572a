package dev.deploystat.render;

/**
 * The colours of a terminal by what they say; a colour never says what the words do not.
 *
 * <p>They are readable on a white background and on a black one. Of 256 colours those were taken that stand out alike from
 * both. Of the 16 that every terminal has, yellow, cyan, white and the bright ones vanish on white, and blue on black; what is
 * under way is bold there.
 */
public enum Tone {
    PLAIN("", ""),
    HEADING("1", "1"),
    FAINT("2", "38;5;243"),
    GOOD("32", "38;5;28"),
    BUSY("1", "38;5;31"),
    WARNING("35", "38;5;130"),
    BAD("31", "38;5;160");

    private final String code;
    private final String richCode;

    Tone(String code, String richCode) {
        this.code = code;
        this.richCode = richCode;
    }

    /** Returns visible text in this tone, where colours may be used. */
    public String paint(String text, Display look) {
        String chosen = look.rich() ? richCode : code;
        return !look.color() || chosen.isEmpty() || text.isEmpty()
                ? text
                : "\u001b[" + chosen + "m" + text + "\u001b[0m";
    }
}
