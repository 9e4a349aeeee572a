package dev.deploystat.cli;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.http.WarmUp;
import dev.deploystat.cli.complete.Completer;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.time.Clock;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The process: the only place that knows its streams, its environment and its end. */
public final class Main {
    private static final int BUFFER = 1 << 13;
    private static final int LAST_WORDS_MILLIS = 2_000;

    private Main() {}

    public static void main(String[] args) {
        if (args.length == 1
                && (args[0].equals("--version") || args[0].equals("-V"))
                && System.getenv("DEPLOYSTAT_OUTPUT") == null) {
            // Before anything else is loaded.
            System.out.print(Version.text());
            if (!System.out.checkError()) {
                return;
            }
        }
        if (args.length > 0 && args[0].equals(Completer.COMMAND)) {
            write(Completer.answer(List.of(args).subList(1, args.length), System::getenv));
            return;
        }
        if (mayBeText(args) && printsText(List.of(args))) {
            return;
        }
        prepareLibraries();
        System.exit(run(List.of(args)));
    }

    /** A shell that asks for candidates takes what it understands. */
    private static void write(String answer) {
        byte[] text = answer.getBytes(StandardCharsets.UTF_8);
        System.out.write(text, 0, text.length);
        System.out.flush();
    }

    /** Spares all others the look into the jar. */
    private static boolean mayBeText(String[] args) {
        return args.length == 1 || (args.length == 2 && args[0].equals("completion"));
    }

    /**
     * Prints what is the same everywhere; on a wide terminal help is laid out anew. What cannot be written is left to the
     * command itself, which reports it.
     */
    private static boolean printsText(List<String> args) {
        try {
            boolean isUsualWidth = System.getenv("COLUMNS") == null && Integer.getInteger("deploystat.columns", 0) == 0;
            return isUsualWidth && Texts.print(args, new FileOutputStream(FileDescriptor.out));
        } catch (IOException e) {
            return false;
        }
    }

    private static int run(List<String> args) {
        try {
            return new Cli(console(), new Adapters()).run(args);
        } catch (RuntimeException | Error e) {
            // What comes here is beyond what the command line can tell; the JVM's own code for it is that of a failed
            // release.
            System.err.println("deploystat: deploystat itself failed: " + e);
            return Exit.BUG;
        }
    }

    /**
     * Lets the SDK find no configuration file. It reads them whenever a client is built, by rules of its own, and fails at
     * what the AWS CLI takes; what they say reaches it through {@code dev.deploystat.aws.config}. And keeps picocli from
     * looking up how Java's own types are read, as options are read here, and from looking for Groovy in the jar, which is
     * being opened meanwhile.
     */
    static void prepareLibraries() {
        WarmUp.openJar();
        System.setProperty("aws.configFile", "/dev/null");
        System.setProperty("aws.sharedCredentialsFile", "/dev/null");
        System.setProperty("picocli.converters.excludes", "java.*");
        System.setProperty("picocli.disable.closures", "true");
    }

    /** Runs a command line that nobody watches, with no more surroundings than these variables; returns what it prints. */
    static String unwatched(List<String> args, Map<String, String> environment) {
        Console own = console();
        StringWriter out = new StringWriter();
        Console console = new Console(
                out,
                new StringWriter(),
                InputStream.nullInputStream(),
                environment::get,
                false,
                false,
                0,
                0,
                own.clock(),
                own.interrupts(),
                own.viewer());
        new Cli(console, new Adapters()).run(args);
        return out.toString();
    }

    /** Returns the process's own surroundings. */
    static Console console() {
        // The launcher looks, because the JVM knows it for all streams together only.
        String terminals = System.getProperty("deploystat.terminals", "");
        return new Console(
                new BufferedWriter(writer(FileDescriptor.out), BUFFER),
                writer(FileDescriptor.err),
                System.in,
                System::getenv,
                terminals.contains("1"),
                terminals.contains("2"),
                Integer.getInteger("deploystat.columns", 0),
                Integer.getInteger("deploystat.rows", 0),
                Clock.system(),
                Main::onInterrupt,
                new OwnTerminal(),
                terminals.contains("0"));
    }

    private static Writer writer(FileDescriptor descriptor) {
        return new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8);
    }

    /**
     * The JVM ends itself with 129, 130 or 143 once its hooks have run. A reader that does not read keeps the last words
     * waiting, but not the end.
     */
    private static AutoCloseable onInterrupt(Runnable last) {
        Thread words = new Thread(last, "last words");
        words.setDaemon(true);
        Thread hook = new Thread(
                () -> {
                    words.start();
                    try {
                        words.join(LAST_WORDS_MILLIS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is already ending, and the hook is what ends it.
            }
        };
    }
}
