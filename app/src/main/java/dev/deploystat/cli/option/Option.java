package dev.deploystat.cli.option;

import dev.deploystat.model.Refusal;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Declares options and reads them back; built in code because that starts much faster than annotations. */
public final class Option {
    private Option() {}

    /** Adds an option that takes a value. */
    public static void value(CommandSpec spec, String label, String about, String... names) {
        spec.addOption(valueOf(label, about, names));
    }

    /** Returns an option that takes a value. */
    static OptionSpec valueOf(String label, String about, String... names) {
        return OptionSpec.builder(names)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(about)
                .build();
    }

    /** Adds an option that is given or not. */
    public static void flag(CommandSpec spec, String about, String... names) {
        spec.addOption(flagOf(about, names));
    }

    /** Returns an option that is given or not. */
    static OptionSpec flagOf(String about, String... names) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .arity("0")
                .description(about)
                .build();
    }

    /** Returns the value of an option, or null when it was not given. */
    public static String get(ParseResult parsed, String name) {
        return parsed.matchedOptionValue(name, (String) null);
    }

    public static boolean has(ParseResult parsed, String name) {
        return parsed.matchedOptionValue(name, false);
    }

    /** Returns the value of an option that takes one of a few words, or null when it was not given. */
    public static String oneOf(ParseResult parsed, String name, String... words) {
        String given = get(parsed, name);
        if (given != null && !List.of(words).contains(given)) {
            throw Refusal.usage(name + " is '" + given + "'", "It takes: " + String.join(", ", words) + ".");
        }
        return given;
    }

    /** Returns the number that an option was given, within bounds that include both ends. */
    public static int number(ParseResult parsed, String option, int otherwise, int least, int most) {
        String text = get(parsed, option);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        String range = most == Integer.MAX_VALUE ? "of " + least + " or more" : "from " + least + " to " + most;
        throw Refusal.usage(option + " takes a number, not '" + text + "'", "Give a number " + range + ".");
    }
}
