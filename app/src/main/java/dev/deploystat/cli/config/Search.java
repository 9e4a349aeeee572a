package dev.deploystat.cli.config;

import java.io.File;
import java.util.function.UnaryOperator;

/** Looks for the file that nobody named: in a folder and those above it, then where the user keeps configurations. */
final class Search {
    static final String FILE = "deploystat.yaml";

    private final UnaryOperator<String> environment;

    Search(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    /** Returns the file for a run in a folder, or null where there is none. */
    File from(File start) {
        for (File folder = start; folder != null; folder = folder.getParentFile()) {
            File found = new File(folder, FILE);
            if (found.exists()) {
                return Owner.trusted(found, environment.apply("SUDO_USER"));
            }
        }
        File own = ofUser();
        return own != null && own.exists() ? own : null;
    }

    private File ofUser() {
        String base = variable("XDG_CONFIG_HOME");
        String home = variable("HOME");
        if (base == null && home == null) {
            return null;
        }
        File folder = base == null ? new File(home, ".config") : new File(base);
        return new File(new File(folder, "deploystat"), "config.yaml");
    }

    private String variable(String name) {
        String value = environment.apply(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
