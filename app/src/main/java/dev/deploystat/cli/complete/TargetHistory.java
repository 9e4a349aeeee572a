package dev.deploystat.cli.complete;

import dev.deploystat.model.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The targets that this user's runs have read, newest first, in a file that nobody else may read. It only serves completion:
 * whatever goes wrong with it is not worth a word.
 */
public final class TargetHistory {
    private static final int MOST = 500;
    /** A target among so many of the newest stays where it is, so that who looks at it again and again writes nothing. */
    private static final int NEWEST = 10;

    private static final int LONGEST = 400;

    private final Path file;

    private TargetHistory(Path file) {
        this.file = file;
    }

    /**
     * A target that was read.
     *
     * @param text the target as it is typed
     * @param fields the named pieces of its resource
     */
    record Past(String text, Map<String, String> fields) {
        String service() {
            return text.substring(0, Math.max(0, text.indexOf(':')));
        }
    }

    /** Returns the history; empty where the user wants none or has no place for it. */
    public static Optional<TargetHistory> of(UnaryOperator<String> environment) {
        return StateFolder.file("history", environment).map(TargetHistory::new);
    }

    /** Returns the history to add to: that of a person, for CI jobs have nobody who types the next command. */
    public static Optional<TargetHistory> toKeep(UnaryOperator<String> environment) {
        String ci = environment.apply("CI");
        return ci == null || ci.isEmpty() ? of(environment) : Optional.empty();
    }

    /**
     * Adds targets.
     *
     * @param named those the user named, which come first
     * @param met those that were found by the way, which come last
     */
    public void add(Collection<Target> named, Collection<Target> met) {
        try {
            List<String> before = lines();
            List<String> first = lines(named);
            List<String> last = lines(met);
            boolean isKnown = new HashSet<>(before.subList(0, Math.min(NEWEST, before.size()))).containsAll(first)
                    && (before.size() >= MOST || new HashSet<>(before).containsAll(last));
            if (!isKnown) {
                write(Stream.of(first, before, last)
                        .flatMap(List::stream)
                        .distinct()
                        .limit(MOST)
                        .toList());
            }
        } catch (IOException | RuntimeException e) {
            // See the class.
        }
    }

    /** Returns the targets, newest first; none where the file cannot be read. */
    List<Past> targets() {
        List<Past> targets = new ArrayList<>();
        try {
            for (String line : lines()) {
                String[] cells = line.split("\t");
                Map<String, String> fields = new TreeMap<>();
                for (int i = 1; i < cells.length; i++) {
                    int equals = cells[i].indexOf('=');
                    if (equals > 0) {
                        fields.put(cells[i].substring(0, equals), cells[i].substring(equals + 1));
                    }
                }
                targets.add(new Past(cells[0], fields));
            }
        } catch (IOException | RuntimeException e) {
            // See the class.
        }
        return targets;
    }

    private List<String> lines() throws IOException {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        // Bytes that are no text are replaced: an odd line is one odd candidate. A loop, because every run comes
        // through here.
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
            if (!line.isBlank() && lines.size() < MOST) {
                lines.add(line.stripTrailing());
            }
        }
        return lines;
    }

    private static List<String> lines(Collection<Target> targets) {
        LinkedHashSet<String> lines = new LinkedHashSet<>();
        for (Target target : targets) {
            StringBuilder line = new StringBuilder(target.pinnedTo(null).toString());
            new TreeMap<>(target.fields())
                    .forEach((name, value) ->
                            line.append('\t').append(name).append('=').append(value.replace('\t', ' ')));
            boolean isPlain = line.chars().allMatch(each -> each == '\t' || isPlain(each));
            if (isPlain && line.length() <= LONGEST) {
                lines.add(line.toString());
            }
        }
        return List.copyOf(lines);
    }

    /** A shell shows candidates as they are, so what could do something to a terminal is not remembered. */
    private static boolean isPlain(int each) {
        return !Character.isISOControl(each)
                && Character.getType(each) != Character.FORMAT
                && Character.getType(each) != Character.LINE_SEPARATOR
                && Character.getType(each) != Character.PARAGRAPH_SEPARATOR;
    }

    /** Whoever reads meanwhile sees the whole old file or the whole new one. */
    private void write(List<String> lines) throws IOException {
        Path folder = StateFolder.make(file.getParent());
        Path draft = Files.createTempFile(folder, "history", null);
        try {
            Files.write(draft, lines);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
