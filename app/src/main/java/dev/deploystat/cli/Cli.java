package dev.deploystat.cli;

import dev.deploystat.aws.Adapters;
import dev.deploystat.cli.run.CommandOutput;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.cli.run.Notes;
import dev.deploystat.cli.verb.Invocation;
import dev.deploystat.cli.verb.Playback;
import dev.deploystat.cli.verb.Verb;
import dev.deploystat.cli.verb.WarmAccess;
import dev.deploystat.data.Json;
import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Runs one command line: finds the command, runs it, and turns whatever ends it into a message and an exit code. */
final class Cli {
    private final Console console;
    private final Adapters adapters;
    private final Playback playback;
    private final WarmAccess warm;
    /** The notes of the run, or null before it knows what its configuration file says. */
    private Notes notes;

    Cli(Console console, Adapters adapters) {
        this(console, adapters, null, null);
    }

    /**
     * Runs commands.
     *
     * @param playback the record to run them against instead of AWS; null for AWS
     * @param warm the ways to AWS that stay open for the next command; null where there is none
     */
    private Cli(Console console, Adapters adapters, Playback playback, WarmAccess warm) {
        this.console = console;
        this.adapters = adapters;
        this.playback = playback;
        this.warm = warm;
    }

    /** Runs a command line against a record that is playing, and returns its exit code. */
    static int replaying(Console console, Adapters adapters, Playback playback, List<String> args) {
        return new Cli(console, adapters, playback, null).run(args);
    }

    /** Runs a command line of a shell, and returns its exit code. */
    static int warm(Console console, Adapters adapters, WarmAccess warm, List<String> args) {
        return new Cli(console, adapters, null, warm).run(args);
    }

    /** Runs a command line and returns its exit code. */
    int run(List<String> args) {
        try {
            return dispatch(args);
        } catch (Refusal e) {
            return refuse(
                    args,
                    e,
                    e.kind() == Refusal.Kind.OUTPUT ? Exit.UNREADABLE : Exit.USAGE,
                    e.kind().word(),
                    e.hint());
        } catch (CommandLine.ParameterException e) {
            return refuse(args, e, Exit.USAGE, "usage", adviceOf(e));
        } catch (IOException e) {
            return lost(args, Exit.OK, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.PENDING;
        } catch (RuntimeException | Error e) {
            // An error of the machine, such as a full stack, says as little about a release as any other bug.
            return bug(args, e);
        }
    }

    private int dispatch(List<String> args) throws InterruptedException, IOException {
        CommandTree tree = new CommandTree(adapters);
        boolean bare = tree.isEmpty(args);
        if (bare && (args.contains("--version") || args.contains("-V"))) {
            boolean isJson = Notes.of(args, console).areObjects();
            console.out().write(isJson ? Json.write(Version.facts()) + "\n" : Version.text());
            console.out().flush();
            return Exit.OK;
        }
        Optional<CommandTree.Found> found = tree.find(args);
        if (found.isEmpty()) {
            CommandLine group = tree.group(args);
            boolean asked = tree.isHelpAskedFor(args);
            if (bare && !asked) {
                group.parseArgs(args.toArray(String[]::new));
            }
            return help(args, group, asked);
        }
        CommandLine line = found.get().line();
        if (found.get().asksHelp()) {
            return help(args, line, true);
        }
        return run(args, found.get().verb(), line.parseArgs(found.get().rest().toArray(String[]::new)));
    }

    private int run(List<String> args, Verb verb, ParseResult parsed) throws InterruptedException {
        if (warm != null && !verb.runsInShell()) {
            throw Refusal.usage(
                    "'" + parsed.commandSpec().qualifiedName() + "' is not for this shell",
                    "Leave it with 'exit', and type the command in the shell of your system.");
        }
        CommandOutput out = new CommandOutput(console.out(), verb.decides(parsed));
        try (Invocation call = new Invocation(parsed, console.withOut(out), notes(args), adapters, playback, warm)) {
            notes = call.notes();
            int exit = verb.run(call);
            out.flush();
            call.writeHistory();
            return out.fault() == null ? exit : lost(args, exit, out.fault());
        } catch (IOException e) {
            return lost(args, Exit.OK, e);
        } catch (UncheckedIOException e) {
            if (out.fault() == null) {
                throw e;
            }
            return lost(args, Exit.OK, out.fault());
        }
    }

    /** Help that was asked for is a result; help instead of a missing command is an error's explanation. */
    private int help(List<String> args, CommandLine line, boolean asked) throws IOException {
        line.setUsageHelpWidth(
                Math.max(CommandLine.Model.UsageMessageSpec.DEFAULT_USAGE_WIDTH, Math.min(console.width(), 120)));
        // Examples are to be copied: they are not broken to the width as the rest is.
        String[] footer = line.getCommandSpec().usageMessage().footer();
        line.getCommandSpec().usageMessage().footer(new String[0]);
        String usage = line.getUsageMessage(CommandLine.Help.Ansi.OFF) + String.join("\n", footer) + "\n";
        if (!asked && Notes.of(args, console).areObjects()) {
            String name = line.getCommandSpec().qualifiedName();
            error(args, "usage", "no command given", "'" + name + " --help' lists them.");
            return Exit.USAGE;
        }
        if (!asked) {
            console.note(usage.stripTrailing());
            return Exit.USAGE;
        }
        console.out().write(usage);
        console.out().flush();
        return Exit.OK;
    }

    private static String whatOf(RuntimeException e) {
        return e instanceof CommandLine.UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
                ? "'" + unmatched.getCommandLine().getCommandSpec().qualifiedName() + "' does not take '"
                        + unmatched.getUnmatched().get(0) + "'"
                : String.valueOf(e.getMessage());
    }

    private static String adviceOf(CommandLine.ParameterException e) {
        String help = "'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' lists the options.";
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return "Did you mean " + unmatched.getSuggestions().get(0) + "? " + help;
        }
        return help;
    }

    private int refuse(List<String> args, RuntimeException e, int exit, String kind, String hint) {
        error(args, kind, whatOf(e), hint);
        if (args.contains("--debug")) {
            trace(args, e);
        }
        return exit;
    }

    /**
     * Returns the code of a command whose output is lost. A reader or a terminal that has gone away changes nothing; with
     * any other trouble, which is reported, a command is not fine.
     */
    private int lost(List<String> args, int exit, IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("Broken pipe") || console.outIsTerminal()) {
            return exit;
        }
        error(args, "output", "the output cannot be written: " + reason, "Check the space on the disk.");
        return exit == Exit.OK ? Exit.UNREADABLE : exit;
    }

    private int bug(List<String> args, Throwable e) {
        error(
                args,
                "bug",
                "deploystat itself failed: " + e,
                "Please report it with the output of --debug and a --record file.");
        if (args.contains("--debug")) {
            trace(args, e);
        }
        return Exit.BUG;
    }

    private void error(List<String> args, String kind, String what, String next) {
        try {
            console.out().flush();
        } catch (IOException e) {
            // The error that is reported now is the older one.
        }
        notes(args).error(kind, what, next);
    }

    private void trace(List<String> args, Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        notes(args).trace(trace.toString());
    }

    /** Returns the notes of the run; until the configuration file is read, the command line alone says how they look. */
    private Notes notes(List<String> args) {
        return notes == null ? Notes.of(args, console) : notes;
    }
}
