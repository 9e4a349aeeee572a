package dev.deploystat.cli;

import dev.deploystat.cli.ShellRun.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A job of a CI system, as far as a recipe sees it: a folder, an environment, tools on the path, and a log. */
final class CiJob {
    static final String ARCHIVE_URL = "https://tools.example/deploystat.tgz";
    static final String TOKEN = "token-of-this-job";

    final Path folder;
    final Map<String, String> environment = new TreeMap<>();
    final List<Path> kept = new ArrayList<>();
    private final Path temp;
    private final StringBuilder log = new StringBuilder();

    /** What a CI system shows of a job that is over. */
    enum Colour {
        GREEN,
        YELLOW,
        RED
    }

    /** Starts a job; {@code archive} is what the download brings. */
    CiJob(Path root, Path archive) throws IOException {
        folder = Files.createDirectories(root.resolve("work space"));
        temp = Files.createDirectories(root.resolve("temp"));
        Path tools = root.resolve("tools");
        // Each is called with its address, or what to do, as the recipe has it.
        ShellRun.script(tools.resolve("curl"), """
                for last; do :; done
                [ "$last" = '%s' ] || exit 22
                exec cat '%s'
                """.formatted(ARCHIVE_URL, archive));
        ShellRun.script(tools.resolve("aws"), "echo \"aws $*\" >>'" + temp + "/calls'\necho '\"ACTIVE\"'\n");
        ShellRun.script(tools.resolve("buildkite-agent"), """
                echo "buildkite-agent $*" >>'%s/calls'
                case $1 in
                  oidc) echo '%s' ;;
                  annotate) cat >'%s/annotation' ;;
                  *) exit 1 ;;
                esac
                """.formatted(temp, TOKEN, temp));
        environment.put("PATH", tools + ":/usr/bin:/bin");
        environment.put("HOME", Files.createDirectories(root.resolve("home")).toString());
        environment.put("TMPDIR", temp.toString());
        environment.put("LANG", "C.UTF-8");
        environment.put("CI", "true");
        environment.put("DEPLOYSTAT_JAVA_HOME", System.getProperty("java.home"));
        environment.put("AWS_MAX_ATTEMPTS", "1");
    }

    /** Returns a file that the system itself keeps for the job. */
    Path temp(String name) {
        return temp.resolve(name);
    }

    /** Prepares a text for a shell, which is given as its words. */
    ShellRun shell(String text, String... shell) throws IOException {
        Path script = Files.writeString(Files.createTempFile(temp, "step", ".sh"), text);
        List<Object> command = new ArrayList<>(Arrays.asList(shell));
        command.add(script);
        ShellRun run = ShellRun.of(command.toArray()).in(folder);
        environment.forEach(run::with);
        return run;
    }

    /** Runs a text in a shell and adds what it prints to the log; returns its exit code. */
    int run(String text, String... shell) throws Exception {
        Result result = shell(text, shell).run();
        log.append(result.out()).append(result.err());
        return result.exit();
    }

    void keep(String file) {
        kept.add(folder.resolve(file));
    }

    String log() {
        return log.toString();
    }

    /** Returns what the tools were called for, in order. */
    List<String> calls() throws IOException {
        Path calls = temp("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }
}
