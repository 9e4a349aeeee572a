package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The program as the build leaves it, with the start-up archive for the Java that runs the tests, made before the first use. */
final class Packaged {
    static final Path LAUNCHER = Path.of("target/deploystat/bin/deploystat").toAbsolutePath();
    private static final String JAVA_HOME = System.getProperty("java.home");

    static {
        try {
            assertThat(ShellRun.of(LAUNCHER)
                            .with("DEPLOYSTAT_JAVA_HOME", JAVA_HOME)
                            .with("DEPLOYSTAT_PREPARE", 1)
                            .run())
                    .isEqualTo(new ShellRun.Result(0, "", ""));
        } catch (Exception e) {
            throw new IllegalStateException("the archive cannot be made", e);
        }
    }

    private Packaged() {}

    /** Starts the program for a user with a home folder; what stands before it in a command comes in {@code before}. */
    static ShellRun run(Path home, List<String> before, Object... arguments) {
        List<Object> command = new ArrayList<>(before);
        command.add(LAUNCHER);
        command.addAll(Arrays.asList(arguments));
        return ShellRun.of(command.toArray()).with("HOME", home).with("DEPLOYSTAT_JAVA_HOME", JAVA_HOME);
    }

    static ShellRun run(Path home, Object... arguments) {
        return run(home, List.of(), arguments);
    }
}
