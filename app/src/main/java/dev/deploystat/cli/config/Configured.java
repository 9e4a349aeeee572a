package dev.deploystat.cli.config;

import dev.deploystat.cli.option.Asked;
import dev.deploystat.cli.option.Configuration;
import dev.deploystat.cli.run.Console;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Targets;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The configuration file of a run, if there is one. Every run asks for defaults, so that looking for a file costs a few
 * looks at the disk and loads nothing else; the rest of this package is for those who have one.
 */
public final class Configured implements Configuration {
    static final String VARIABLE = "DEPLOYSTAT_CONFIG";
    /** Names no file, as for the tools of AWS. */
    private static final String NONE = "/dev/null";

    private final String option;
    private final Console console;
    private final Targets grammar;
    private File file;
    private boolean searched;
    private Config content;

    /** Prepares a search; {@code option} is the file that the command line names, or null. */
    public Configured(String option, Console console, Targets grammar) {
        this.option = option;
        this.console = console;
        this.grammar = grammar;
    }

    @Override
    public List<Asked> named(String name) {
        Config known = content();
        if (known == null) {
            throw Refusal.usage(
                    "'" + name + "' is not a target: it names no service",
                    "Write SERVICE:RESOURCE, for example ecs:CLUSTER/SERVICE. 'deploystat services' lists them. A name"
                            + " for it would stand in " + Search.FILE + ", and there is none here or above.");
        }
        return new Names(known, console, grammar).of(name);
    }

    @Override
    public Optional<String> file() {
        Config known = content();
        return known == null ? Optional.empty() : Optional.of(known.file().toString());
    }

    @Override
    public boolean knows(String name) {
        return content() != null && content().names().containsKey(name);
    }

    @Override
    public List<String> environments() {
        Config known = content();
        if (known == null) {
            return List.of();
        }
        return !known.environments().isEmpty()
                ? known.environments()
                : known.names().entrySet().stream()
                        .filter(each -> each.getValue() instanceof Config.Group)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    @Override
    public Optional<String> output() {
        Config known = content();
        return known == null ? Optional.empty() : Optional.ofNullable(known.output());
    }

    @Override
    public List<String> columns() {
        Config known = content();
        return known == null ? List.of() : known.columns();
    }

    private Config content() {
        if (!searched) {
            searched = true;
            file = search(option, console.environment());
            content = file == null ? null : ConfigReader.read(file.toPath());
        }
        return content;
    }

    /** Returns the names of the file that a run here would read; none where it cannot be read. */
    public static List<String> names(UnaryOperator<String> environment) {
        try {
            File found = search(null, environment);
            return found == null
                    ? List.of()
                    : List.copyOf(ConfigReader.read(found.toPath()).names().keySet());
        } catch (Refusal e) {
            // The command itself reports it when it is run.
            return List.of();
        }
    }

    private static File search(String option, UnaryOperator<String> environment) {
        String variable = environment.apply(VARIABLE);
        String named = option != null || variable == null || variable.isEmpty() ? option : variable;
        if (named != null) {
            return named.equals(NONE) ? null : new File(named);
        }
        return new Search(environment).from(new File("").getAbsoluteFile());
    }
}
