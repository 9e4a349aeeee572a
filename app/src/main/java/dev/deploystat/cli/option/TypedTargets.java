package dev.deploystat.cli.option;

import dev.deploystat.cli.run.Console;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Targets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Targets in the target grammar, from the arguments and from a file. */
public final class TypedTargets implements TargetInput {
    private static final String FILE = "--targets-file";

    private final boolean many;

    private TypedTargets(boolean many) {
        this.many = many;
    }

    public static TypedTargets one() {
        return new TypedTargets(false);
    }

    public static TypedTargets many() {
        return new TypedTargets(true);
    }

    @Override
    public void declare(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity(many ? "0..*" : "0..1")
                .paramLabel("TARGET")
                .description("SERVICE:RESOURCE[#DEPLOYMENT][@[PROFILE/]REGION], an ARN, or a name in deploystat.yaml."
                        + " 'deploystat services' lists the forms.")
                .build());
        if (many) {
            Option.value(spec, "FILE", "Read targets from a file, one a line; '-' reads standard input.", FILE);
        }
    }

    @Override
    public List<Asked> targets(ParseResult parsed, Console console, Targets grammar, Configuration configuration) {
        List<String> texts = new ArrayList<>(parsed.matchedPositionalValue(0, List.<String>of()));
        String file = many ? Option.get(parsed, FILE) : null;
        if (file != null) {
            texts.addAll(lines(file, console));
        }
        if (texts.isEmpty()) {
            throw Refusal.usage(
                    "no target given",
                    "Name one, for example " + example() + ". 'deploystat services' lists the forms.");
        }
        if (!many) {
            refuseSeveral(texts);
        }
        List<Asked> asked = new ArrayList<>();
        for (String text : texts) {
            if (isName(text)) {
                asked.addAll(configuration.named(text));
            } else {
                asked.add(Asked.typed(grammar.parse(text)));
            }
        }
        if (!many && asked.size() > 1) {
            throw Refusal.usage(
                    "this takes one target, and '" + texts.get(0) + "' stands for " + asked.size(),
                    "Name one of them.");
        }
        return asked;
    }

    static void refuseSeveral(List<String> texts) {
        if (texts.size() > 1) {
            throw Refusal.usage(
                    "this takes one target, not " + texts.size() + ": " + String.join(" ", texts),
                    "'deploystat status' and 'deploystat wait' take several.");
        }
    }

    /** A target names its service before a colon. What has a blank or a place in it was meant as one, too. */
    private static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "._-".indexOf(c) >= 0);
    }

    @Override
    public String example() {
        return "ecs:prod/api";
    }

    @Override
    public String lead() {
        return "deploystat";
    }

    private static List<String> lines(String file, Console console) {
        try (BufferedReader lines = new BufferedReader(open(file, console))) {
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (UncheckedIOException e) {
            throw unreadable(file, e.getCause());
        }
    }

    private static Reader open(String file, Console console) throws IOException {
        return file.equals("-")
                ? new InputStreamReader(console.in(), StandardCharsets.UTF_8)
                : Files.newBufferedReader(Path.of(file));
    }

    private static Refusal unreadable(String file, IOException e) {
        return Refusal.file(
                "the targets file '" + file + "' cannot be read: " + Refusal.reason(e),
                "Name a text file with one target a line.");
    }
}
