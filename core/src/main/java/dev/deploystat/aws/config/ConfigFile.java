package dev.deploystat.aws.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A configuration or credentials file taken apart by the AWS CLI's rules, which are those of Python's
 * {@code RawConfigParser}: keys may be indented, what is indented deeper goes on with the value above it, what follows the
 * {@code ]} does not count, comments have lines of their own.
 *
 * <p>Where the AWS CLI gives up the whole file, only the section with the fault is given up here, and a key that is indented
 * by mistake is a key.
 */
final class ConfigFile {
    private static final String FOR_ALL = "DEFAULT";
    private static final Pattern KEY = Pattern.compile("\\w+\\s*=");
    private static final char NOT_TEXT = '\uFFFD';

    private final String path;
    private final Map<String, RawSection> sections = new LinkedHashMap<>();
    private final RawSection forAll = new RawSection(FOR_ALL, 0);
    private RawSection open;
    private String key;
    private int indent;
    private int stray;

    /** A line of a value. */
    private record Line(int number, String text) {}

    /** A section as it stands in the file. */
    static final class RawSection {
        private final String header;
        private final int line;
        private final Map<String, List<Line>> values = new LinkedHashMap<>();
        private String fault;

        private RawSection(String header, int line) {
            this.header = header;
            this.line = line;
        }

        /** Returns what stands between the brackets. */
        String header() {
            return header;
        }

        int line() {
            return line;
        }

        private void fault(int at, String why) {
            if (fault == null) {
                fault = "line " + at + " " + why;
            }
        }
    }

    private ConfigFile(String path) {
        this.path = path;
    }

    static ConfigFile parse(String path, String text) {
        ConfigFile file = new ConfigFile(path);
        int number = 0;
        for (String line : (Iterable<String>) withoutMark(text).lines()::iterator) {
            file.read(++number, line);
        }
        file.finish();
        return file;
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    String path() {
        return path;
    }

    List<RawSection> sections() {
        return List.copyOf(sections.values());
    }

    /** Returns the number of the first line that stands in no section, or 0. */
    int stray() {
        return stray;
    }

    /** Returns what is wrong with a section, with the file and the line. */
    Optional<String> fault(RawSection section) {
        return Optional.ofNullable(section.fault).map(fault -> fault + " (" + path + ")");
    }

    /** Returns a section under the name that it gives to a profile. */
    Section section(RawSection raw, String name) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        Map<String, Map<String, Setting>> blocks = new LinkedHashMap<>();
        raw.values.forEach((each, lines) -> {
            settings.put(each, new Setting(joined(lines), place(lines.get(0).number()), true));
            if (isBlock(lines)) {
                blocks.put(each, block(lines));
            }
        });
        return new Section(name, settings, blocks);
    }

    private static boolean isBlock(List<Line> lines) {
        return lines.get(0).text().isEmpty();
    }

    /** Returns the keys and values of an indented block; of two alike, the last one that sets anything counts. */
    private Map<String, Setting> block(List<Line> lines) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (Line line : lines) {
            String[] pair = line.text().split("=", 2);
            String value = pair.length == 2 ? Blanks.strip(pair[1]) : "";
            if (!value.isEmpty()) {
                settings.put(Blanks.strip(pair[0]), new Setting(value, place(line.number()), true));
            }
        }
        return settings;
    }

    String place(int line) {
        return path + ", line " + line;
    }

    private static String joined(List<Line> lines) {
        String value = lines.stream().map(Line::text).collect(Collectors.joining("\n"));
        return value.isBlank() ? "" : value.substring(0, Blanks.indent(value)) + Blanks.strip(value);
    }

    private void read(int number, String line) {
        String text = Blanks.strip(line);
        if (text.isEmpty()) {
            if (key != null) {
                open.values.get(key).add(new Line(number, ""));
            }
            return;
        }
        if (text.startsWith("#") || text.startsWith(";")) {
            return;
        }
        int depth = Blanks.indent(line);
        if (key != null && depth > indent && !isMisplacedKey(text)) {
            open.values.get(key).add(new Line(number, text));
        } else {
            indent = depth;
            if (text.startsWith("[")) {
                header(number, text);
            } else if (open == null) {
                stray = stray == 0 ? number : stray;
            } else {
                option(number, text);
            }
        }
        if (open != null && text.indexOf(NOT_TEXT) >= 0) {
            open.fault(number, "is not UTF-8 text");
        }
    }

    /**
     * Returns whether an indented line is meant to be a key, and not the rest of the value above it. The AWS CLI makes a
     * value of two lines of it, which no setting but a command can have, and fails.
     */
    private boolean isMisplacedKey(String text) {
        return !isBlock(open.values.get(key))
                && !key.equals("credential_process")
                && KEY.matcher(text).lookingAt();
    }

    private void header(int number, String text) {
        int end = text.lastIndexOf(']');
        String header = end < 0 ? Blanks.strip(text.substring(1)) : text.substring(1, end);
        RawSection known = header.equals(FOR_ALL) ? forAll : sections.get(header);
        open = known == null ? new RawSection(header, number) : known;
        key = null;
        if (known == null) {
            sections.put(header, open);
        } else if (known != forAll) {
            known.fault(number, "begins [" + header + "] once more, after line " + known.line);
        }
        if (end < 0) {
            open.fault(number, "lacks the ']'");
        }
    }

    private void option(int number, String text) {
        int end = delimiter(text);
        String name = end < 0 ? "" : Blanks.strip(text.substring(0, end)).toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            open.fault(number, "is neither KEY = VALUE nor a [section]");
            return;
        }
        List<Line> known = open.values.get(name);
        if (known != null) {
            open.fault(
                    number,
                    "sets '" + name + "' once more, after line " + known.get(0).number());
        }
        key = name;
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(number, Blanks.strip(text.substring(end + 1))));
        open.values.put(name, lines);
    }

    private static int delimiter(String text) {
        int equals = text.indexOf('=');
        int colon = text.indexOf(':');
        return equals < 0 || colon < 0 ? Math.max(equals, colon) : Math.min(equals, colon);
    }

    private void finish() {
        for (RawSection section : sections.values()) {
            forAll.values.forEach(section.values::putIfAbsent);
            if (forAll.fault != null && section.fault == null) {
                section.fault = forAll.fault;
            }
            section.values.values().forEach(lines -> checkBlock(section, lines));
        }
    }

    /** An indented block under a key without a value holds keys and values of its own. */
    private static void checkBlock(RawSection section, List<Line> lines) {
        if (isBlock(lines)) {
            lines.stream()
                    .filter(line -> !line.text().isEmpty() && line.text().indexOf('=') < 0)
                    .forEach(line -> section.fault(line.number(), "is indented, and not KEY = VALUE"));
        }
    }
}
