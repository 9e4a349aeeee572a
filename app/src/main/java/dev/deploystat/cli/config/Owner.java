package dev.deploystat.cli.config;

import dev.deploystat.model.Refusal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose a file is that was found and not named. As git does with repositories ({@code safe.directory}), one of another user
 * is refused: it could have a gate pass on other targets than the user means.
 */
final class Owner {
    private static final String ROOT = "root";
    private static final Path OWN_PROCESS = Path.of("/proc/self");

    private Owner() {}

    /** Returns the file, which belongs to the user, to root, or to who called sudo. */
    static File trusted(File file, String sudo) {
        Set<String> known = new HashSet<>(List.of(user(), ROOT));
        if (sudo != null && user().equals(ROOT)) {
            known.add(sudo);
        }
        return trusted(file, of(file.toPath()), known);
    }

    static File trusted(File file, String owner, Set<String> known) {
        if (owner == null || known.contains(owner)) {
            return file;
        }
        throw Refusal.file(
                file + " belongs to " + owner + ", so that it is not read unasked",
                "If you trust it, name it: --config " + file + ", or set " + Configured.VARIABLE + ". "
                        + Configured.VARIABLE + "=/dev/null does without.");
    }

    /** Where nothing tells who runs this process, its name does: a container need not know its user's. */
    private static String user() {
        String owner = Files.exists(OWN_PROCESS) ? of(OWN_PROCESS) : null;
        return owner == null ? System.getProperty("user.name") : owner;
    }

    /** Returns the owner's name, or null where files have none. */
    private static String of(Path path) {
        try {
            return Files.getOwner(path).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
