package dev.deploystat.render;

/** The colours of a terminal by what they say; a colour never says what the words do not. */
public enum Tone {
    PLAIN(""),
    HEADING("1"),
    FAINT("2"),
    GOOD("32"),
    BUSY("36"),
    WARNING("33"),
    BAD("31");

    private final String code;

    Tone(String code) {
        this.code = code;
    }

    /** Returns visible text in this tone, where colours may be used. */
    public String paint(String text, Display look) {
        return !look.color() || code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
