package dev.deploystat.cli.complete;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The folder of what is kept between two runs, where the XDG base directories put it. */
public final class StateFolder {
    private static final Set<String> OFF = Set.of("off", "0", "no", "false");

    private StateFolder() {}

    /** Returns a file of the folder; empty where the user wants nothing kept or there is no place: no home is made. */
    public static Optional<Path> file(String name, UnaryOperator<String> environment) {
        String wanted = environment.apply("DEPLOYSTAT_HISTORY");
        if (wanted != null && OFF.contains(wanted.strip().toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        Path state = path(environment.apply("XDG_STATE_HOME"));
        if (state == null) {
            Path home = path(environment.apply("HOME"));
            state = home != null && Files.isDirectory(home) ? home.resolve(".local/state") : null;
        }
        return state == null
                ? Optional.empty()
                : Optional.of(state.resolve("deploystat").resolve(name));
    }

    /** By the rules of XDG a path that is not absolute counts as none. */
    private static Path path(String text) {
        try {
            Path path = text == null || text.isEmpty() ? null : Path.of(text);
            return path != null && path.isAbsolute() ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Makes the folder, for its owner alone, where it is not there. */
    public static Path make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        return Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
