package dev.deploystat.cli;

import dev.deploystat.cli.run.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Runs once through what most runs need, so that the JVM can keep the classes it loaded in an archive: a look and a list
 * over a real connection, plain and secured, a failed call and a page of help. Four services stand for all, with a call of
 * each protocol: the JVM takes in the whole archive at each start, so each further service in it would be paid by all.
 *
 * <p>The launcher's {@code prepare} starts it with the port of a {@link TrainingServer} and, if there are keys, with its
 * port for secured calls and the file of the authority that vouches for it.
 */
final class Training {
    private static final long PATIENCE_MILLIS = 120_000;

    private Training() {}

    public static void main(String[] args) throws IOException {
        endIfStuck();
        Main.prepareLibraries();
        Path state = Files.createTempDirectory("deploystat-training");
        try {
            practise(args, state.toString());
        } finally {
            Files.deleteIfExists(state.resolve("deploystat/history"));
            Files.deleteIfExists(state.resolve("deploystat"));
            Files.deleteIfExists(state);
        }
    }

    private static void practise(String[] args, String state) {
        String plain = "localhost:" + args[0];
        // A name and an address, because endpoints of both kinds are taken apart in ways of their own.
        for (String host : List.of(plain, "127.0.0.1:" + args[0])) {
            run(state, "ecs list --cluster c --service s --endpoint-url http://" + host);
        }
        run(state, "ecs list --cluster c --service s -o json --endpoint-url http://" + plain);
        for (String target : List.of("ecs:c/s", "codedeploy:d-ABCDEFGHI", "cloudformation:s", "lambda:f")) {
            run(state, "status " + target + " --endpoint-url http://" + plain);
        }
        // The handshake fails, but not before the JDK's own authorities are read.
        run(state, "ecs list --cluster c --service s --cli-read-timeout 1 --endpoint-url https://" + plain);
        run(state, "status --help");
        if (args.length > 2) {
            String secured = "https://localhost:" + args[1];
            run(state, List.of("status", "ecs:c/s", "--endpoint-url", secured, "--ca-bundle", args[2]));
        }
    }

    private static void run(String state, String line) {
        run(state, List.of(line.split(" ")));
    }

    private static void run(String state, List<String> command) {
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID", "training",
                "AWS_SECRET_ACCESS_KEY", "training",
                "AWS_REGION", "us-east-1",
                "AWS_MAX_ATTEMPTS", "1",
                "LANG", "C.UTF-8",
                // The history of what was read is kept in a place of its own.
                "XDG_STATE_HOME", state);
        Main.unwatched(command, environment);
    }

    /** Nobody watches these processes. */
    static void endIfStuck() {
        TimerTask end = new TimerTask() {
            @Override
            public void run() {
                Runtime.getRuntime().halt(Exit.BUG);
            }
        };
        new Timer(true).schedule(end, PATIENCE_MILLIS);
    }
}
