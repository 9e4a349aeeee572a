package dev.deploystat.cli.option;

import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.cli.run.Console;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Targets;
import dev.deploystat.render.Display;
import dev.deploystat.render.Format;
import dev.deploystat.render.Style;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options that every command takes, spelt and meant as in the AWS CLI. */
public final class GlobalOptions {
    private final Format format;
    private final String query;
    private final List<String> columns;
    private final String sortBy;
    private final String color;
    private final List<String> profiles;
    private final List<String> regions;
    private final String record;
    private final String replay;
    private final boolean debug;
    private final boolean raw;
    private final boolean customJson;
    private final AwsOptions aws;

    private GlobalOptions(ParseResult parsed, Console console) {
        format = format(Option.get(parsed, "--output"), console);
        query = Option.get(parsed, "--query");
        columns = list(Option.get(parsed, "--columns"));
        sortBy = Option.get(parsed, "--sort-by");
        color = Option.oneOf(parsed, "--color", "auto", "on", "off");
        profiles = orNone(list(Option.get(parsed, "--profile")));
        regions = orNone(regions(Option.get(parsed, "--region")));
        record = Option.get(parsed, "--record");
        replay = Option.get(parsed, "--replay");
        debug = Option.has(parsed, "--debug");
        raw = Option.has(parsed, "--raw");
        customJson = Option.has(parsed, "--show-custom-json");
        if (record != null && replay != null) {
            throw Refusal.usage("--record and --replay exclude each other", "A replay is already a record.");
        }
        aws = aws(parsed, console);
    }

    public static void declare(CommandSpec spec) {
        Option.value(
                spec,
                "FORMAT",
                "table, wide, json, jsonl, yaml, text, csv, markdown or name. Default: table.",
                "-o",
                "--output");
        Option.value(spec, "JMESPATH", "Filter the result with a JMESPath expression.", "--query");
        Option.value(spec, "NAME[,NAME]", "Columns of the tabular formats.", "--columns");
        Option.value(spec, "NAME", "Column to sort by; '-NAME' for descending.", "--sort-by");
        Option.value(spec, "WHEN", "Colour: auto, on or off. Default: auto.", "--color");
        Option.value(spec, "PROFILE[,PROFILE]", "AWS profile.", "--profile");
        Option.value(spec, "REGION[,REGION]", "AWS region.", "--region");
        Option.value(spec, "URL", "Call this address instead of the services' own.", "--endpoint-url");
        Option.value(spec, "FILE", "PEM file of certificates to trust.", "--ca-bundle");
        Option.flag(spec, "Do not check server certificates.", "--no-verify-ssl");
        Option.value(
                spec,
                "SECONDS",
                "How long to wait for a connection. Default: 60; 0: for ever.",
                "--cli-connect-timeout");
        Option.value(
                spec, "SECONDS", "How long to wait for an answer. Default: 60; 0: for ever.", "--cli-read-timeout");
        Option.flag(spec, "Accepted as in the AWS CLI; there is no pager.", "--no-cli-pager");
        Option.flag(spec, "Add the services' own replies to the output.", "--raw");
        Option.flag(spec, "Show OpsWorks custom JSON, which may hold secrets.", "--show-custom-json");
        Option.value(spec, "FILE", "Keep every AWS exchange, without credentials.", "--record");
        Option.value(spec, "FILE", "Answer from a record instead of AWS.", "--replay");
        Option.flag(spec, "Show exchanges and stack traces, without credentials.", "--debug");
        Option.flag(spec, "Show this help.", "-h", "--help");
    }

    /** Returns the names of the options that are followed by a value, as they are declared. */
    public static Set<String> withValue() {
        CommandSpec declared = CommandSpec.create();
        declare(declared);
        return declared.options().stream()
                .filter(option -> option.arity().min() > 0)
                .flatMap(option -> Arrays.stream(option.names()))
                .collect(Collectors.toSet());
    }

    public static GlobalOptions of(ParseResult parsed, Console console) {
        return new GlobalOptions(parsed, console);
    }

    public Format format() {
        return format;
    }

    /** Returns the named profiles; a single null when none was named. */
    public List<String> profiles() {
        return profiles;
    }

    /** Returns the named regions; a single null when none was named. */
    public List<String> regions() {
        return regions;
    }

    public String record() {
        return record;
    }

    public String replay() {
        return replay;
    }

    public boolean hasQuery() {
        return query != null;
    }

    public boolean debug() {
        return debug;
    }

    public boolean raw() {
        return raw;
    }

    public boolean showsCustomJson() {
        return customJson;
    }

    public AwsOptions aws() {
        return aws;
    }

    /** Returns how results are to be shown on standard output. */
    public Style style(Console console, Instant now) {
        return new Style(format, query, columns, sortBy, look(console, console.outIsTerminal(), now));
    }

    /** Returns how a stream is to look. */
    public Display look(Console console, boolean terminal, Instant now) {
        boolean open = color == null || color.equals("auto");
        boolean colored = open ? console.wantsColor(terminal) : color.equals("on");
        return new Display(
                terminal,
                console.width(),
                colored,
                console.isUnicode(),
                now,
                console.clock().zone());
    }

    private static AwsOptions aws(ParseResult parsed, Console console) {
        String bundle = Option.get(parsed, "--ca-bundle");
        if (bundle != null && !Files.isReadable(Path.of(bundle))) {
            throw Refusal.file("the CA bundle '" + bundle + "' cannot be read", "Name a PEM file of certificates.");
        }
        AwsOptions defaults = AwsOptions.defaults(console.environment());
        return new AwsOptions(
                null,
                null,
                endpoint(Option.get(parsed, "--endpoint-url")),
                bundle == null ? null : Path.of(bundle),
                !Option.has(parsed, "--no-verify-ssl"),
                seconds(parsed, "--cli-connect-timeout", defaults.connectTimeout()),
                seconds(parsed, "--cli-read-timeout", defaults.readTimeout()),
                console.environment());
    }

    private static URI endpoint(String text) {
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Refused below, with what would be right.
        }
        throw Refusal.usage(
                "--endpoint-url '" + text + "' is not an address", "Write for example http://127.0.0.1:4566.");
    }

    private static Duration seconds(ParseResult parsed, String option, Duration otherwise) {
        String text = Option.get(parsed, option);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,6}")) {
            throw Refusal.usage(option + " takes a number of seconds, not '" + text + "'", "0 means for ever.");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static Format format(String given, Console console) {
        String word = given != null ? given : console.variable("DEPLOYSTAT_OUTPUT");
        if (word == null) {
            return Format.TABLE;
        }
        return Format.of(word).orElseThrow(() -> {
            List<String> words =
                    Arrays.stream(Format.values()).map(Format::word).toList();
            String near = Nearest.to(word, words)
                    .map(name -> "Did you mean '" + name + "'? ")
                    .orElse("");
            return Refusal.usage(
                    "'" + word + "' is not an output format", near + "There are: " + String.join(", ", words) + ".");
        });
    }

    private static List<String> list(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    private static List<String> regions(String text) {
        List<String> regions = list(text);
        for (String region : regions) {
            if (!Targets.isRegion(region)) {
                throw Refusal.usage("--region '" + region + "' is not a region", "Write for example eu-west-1.");
            }
        }
        return regions;
    }

    private static List<String> orNone(List<String> names) {
        return names.isEmpty() ? Arrays.asList((String) null) : names;
    }
}
