package dev.deploystat.cli;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.NoRegion;
import dev.deploystat.model.BadTarget;
import dev.deploystat.render.BadStyle;
import dev.deploystat.render.Text;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Runs one command line: finds the command, runs it, and turns whatever ends it into a message and an exit code. */
final class Cli {
    private final Console console;
    private final Adapters adapters;
    private final Playback playback;

    Cli(Console console, Adapters adapters) {
        this(console, adapters, null);
    }

    /** Runs commands against a record instead of AWS; null for AWS. */
    Cli(Console console, Adapters adapters, Playback playback) {
        this.console = console;
        this.adapters = adapters;
        this.playback = playback;
    }

    /** Runs a command line and returns its exit code. */
    int run(List<String> args) {
        try {
            int exit = dispatch(args);
            console.out().flush();
            return exit;
        } catch (Refusal e) {
            return refuse(args, e, e.exit(), e.kind(), e.hint());
        } catch (BadTarget e) {
            return refuse(args, e, Exit.USAGE, "usage", e.hint());
        } catch (BadStyle e) {
            return refuse(args, e, Exit.USAGE, "usage", e.hint());
        } catch (NoRegion e) {
            return refuse(args, e, Exit.USAGE, "usage", e.hint());
        } catch (CommandLine.ParameterException e) {
            return refuse(args, e, Exit.USAGE, "usage", adviceOf(e));
        } catch (IOException e) {
            return unwritable(args, e);
        } catch (UncheckedIOException e) {
            return unwritable(args, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.PENDING;
        } catch (RuntimeException e) {
            return bug(args, e);
        }
    }

    private int dispatch(List<String> args) throws InterruptedException, IOException {
        CommandTree tree = new CommandTree(adapters);
        if (args.contains("--version") && tree.isEmpty(args)) {
            console.out()
                    .write(Version.line(
                                    System.getProperty("java.version"),
                                    System.getProperty("os.name"),
                                    System.getProperty("os.arch"))
                            + "\n");
            return Exit.OK;
        }
        Optional<CommandTree.Found> found = tree.find(args);
        if (found.isEmpty()) {
            return help(tree.group(args), !args.isEmpty());
        }
        CommandLine line = found.get().line();
        List<String> rest = found.get().rest();
        if (rest.contains("--help") || rest.contains("-h")) {
            return help(line, true);
        }
        CommandLine.ParseResult parsed = line.parseArgs(rest.toArray(String[]::new));
        try (Invocation call = new Invocation(parsed, console, adapters, playback)) {
            return found.get().verb().run(call);
        }
    }

    /** Help that was asked for is a result; help instead of a missing command is an error's explanation. */
    private int help(CommandLine line, boolean asked) throws IOException {
        line.setUsageHelpWidth(
                Math.max(CommandLine.Model.UsageMessageSpec.DEFAULT_USAGE_WIDTH, Math.min(console.width(), 120)));
        String usage = line.getUsageMessage(CommandLine.Help.Ansi.OFF);
        (asked ? console.out() : console.err()).write(usage);
        (asked ? console.out() : console.err()).flush();
        return asked ? Exit.OK : Exit.USAGE;
    }

    private static String adviceOf(CommandLine.ParameterException e) {
        String help = "'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' lists the options.";
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return "Did you mean " + String.join(" or ", unmatched.getSuggestions()) + "? " + help;
        }
        return help;
    }

    private int refuse(List<String> args, RuntimeException e, int exit, String kind, String hint) {
        String message = Text.visible(String.valueOf(e.getMessage()));
        error(args, kind, message, hint);
        if (args.contains("--debug")) {
            trace(e);
        }
        return exit;
    }

    /** A reader that has gone away ends a command quietly; any other trouble with the output is told. */
    private int unwritable(List<String> args, IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("Broken pipe")) {
            return Exit.OK;
        }
        error(args, "output", "the output cannot be written: " + reason, "Check the space on the disk.");
        return Exit.UNREADABLE;
    }

    private int bug(List<String> args, RuntimeException e) {
        error(
                args,
                "bug",
                "deploystat itself failed: " + Text.visible(e.toString()),
                "Please report it with the output of --debug and a --record file.");
        if (args.contains("--debug")) {
            trace(e);
        }
        return Exit.BUG;
    }

    private void error(List<String> args, String kind, String message, String hint) {
        try {
            console.out().flush();
        } catch (IOException e) {
            // The error that is told now is the older one.
        }
        console.note("deploystat: " + message + (hint == null ? "" : "\n" + hint));
        if (Errors.wantsJson(args, console)) {
            console.note(Errors.json(kind, message, hint));
        }
    }

    private void trace(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        console.note(trace.toString());
    }
}
