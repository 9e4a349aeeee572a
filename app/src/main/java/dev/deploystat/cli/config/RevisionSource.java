package dev.deploystat.cli.config;

import dev.deploystat.cli.run.Console;
import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Finds out the revision that a target must bring: from the environment, the local git, a file, or as it is written. */
final class RevisionSource {
    private static final String VARIABLE = "env:";
    private static final String GIT = "git:";
    private static final String FILE = "file:";
    /** What cannot be taken for an option of git. */
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_@][\\w./@^~{}-]{0,200}");

    private static final int LONGEST = 1_000;
    private static final int PATIENCE_SECONDS = 20;

    private final Path config;
    private final Console console;

    RevisionSource(Path config, Console console) {
        this.config = config;
        this.console = console;
    }

    String of(Word source) {
        String text = source.text();
        String revision = text.startsWith(VARIABLE)
                ? variable(source, text.substring(VARIABLE.length()))
                : text.startsWith(GIT)
                        ? commit(source, text.substring(GIT.length()))
                        : text.startsWith(FILE) ? file(source, text.substring(FILE.length())) : text;
        if (revision.isBlank() || revision.length() > LONGEST || revision.indexOf('\n') >= 0) {
            throw source.at().refusal("'" + text + "' gives no revision", "It takes one line of text.");
        }
        return revision;
    }

    private String variable(Word source, String name) {
        String value = console.variable(name);
        if (value == null) {
            throw source.at()
                    .refusal("the environment variable " + name + " is not set", "Set it, or give --revision.");
        }
        return value.strip();
    }

    private static String commit(Word source, String reference) {
        if (!REFERENCE.matcher(reference).matches()) {
            throw source.at().refusal("'" + reference + "' is not a name git has", "Write for example git:HEAD.");
        }
        try {
            Process git = new ProcessBuilder(List.of("git", "rev-parse", "--verify", reference + "^{commit}"))
                    .redirectErrorStream(true)
                    .start();
            git.getOutputStream().close();
            String said = new String(git.getInputStream().readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
            if (!git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                git.destroyForcibly();
                throw source.at().refusal("git does not answer", "Give --revision.");
            }
            if (git.exitValue() != 0) {
                throw source.at().refusal("git does not know '" + reference + "': " + said, "Give --revision.");
            }
            return said;
        } catch (IOException e) {
            throw source.at().refusal("git cannot be asked: " + Refusal.reason(e), "Install git, or give --revision.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw source.at().refusal("git was not waited for", "Give --revision.");
        }
    }

    /** A path is one from the folder of the configuration file. */
    private String file(Word source, String path) {
        Path absolute = config.toAbsolutePath().resolveSibling(path);
        try {
            if (Files.size(absolute) > LONGEST) {
                throw source.at().refusal(absolute + " holds more than a revision", "It takes one line of text.");
            }
            return Files.readString(absolute).strip();
        } catch (IOException e) {
            throw source.at()
                    .refusal(
                            "the revision in " + absolute + " cannot be read: " + Refusal.reason(e),
                            "Write it there, or give --revision.");
        }
    }
}
