package dev.deploystat.cli.option;

import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.cli.run.Console;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Regions;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.render.Display;
import dev.deploystat.render.Format;
import dev.deploystat.render.Style;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that commands share, spelt and meant as in the AWS CLI. */
public final class GlobalOptions {
    /** The option that names the configuration file. */
    public static final String CONFIG = "--config";

    private static final String ALL = "all";
    private static final String NO_PAGER = "--no-cli-pager";

    private final Format format;
    private final String query;
    private final List<String> columns;
    private final String sortBy;
    private final String color;
    private final List<String> profiles;
    private final List<String> regions;
    private final boolean everyRegion;
    private final String record;
    private final String replay;
    private final boolean debug;
    private final boolean raw;
    private final boolean customJson;
    private final boolean noPager;
    private final ParseResult parsed;
    private final AwsOptions aws;

    private GlobalOptions(ParseResult parsed, Console console, Configuration configuration) {
        format = format(parsed, console, configuration);
        query = Option.get(parsed, "--query");
        columns = columns(parsed, format, configuration);
        sortBy = Option.get(parsed, "--sort-by");
        color = Option.oneOf(parsed, "--color", "auto", "on", "off");
        profiles = orNone(list(Option.get(parsed, "--profile")));
        everyRegion = ALL.equals(Option.get(parsed, "--region"));
        regions = orNone(everyRegion ? List.of() : regions(Option.get(parsed, "--region")));
        record = Option.get(parsed, "--record");
        replay = Option.get(parsed, "--replay");
        debug = Option.has(parsed, "--debug");
        raw = Option.has(parsed, "--raw");
        customJson = Option.has(parsed, "--show-custom-json");
        this.parsed = parsed;
        noPager = Option.has(parsed, NO_PAGER);
        if (record != null && replay != null) {
            throw Refusal.usage("--record and --replay exclude each other", "A replay is already a record.");
        }
        aws = aws(parsed, console);
    }

    /**
     * Declares the options of these groups, and those that every command has.
     *
     * @param isForHelp whether each group stands under its heading; to read arguments they need none, and it takes longer
     */
    public static void declare(CommandSpec spec, Set<OptionGroup> groups, boolean isForHelp) {
        Option.flag(
                spec,
                groups.contains(OptionGroup.AWS)
                        ? "Show exchanges and stack traces, without credentials."
                        : "Show stack traces.",
                "--debug");
        Option.flag(spec, "Show this help.", "-h", "--help");
        List<OptionSpec> ofOutput = output(groups);
        List<OptionSpec> ofAws = groups.contains(OptionGroup.AWS) ? ofAws() : List.of();
        if (isForHelp) {
            heading(spec, "Output options", ofOutput);
            heading(spec, "AWS options", ofAws);
        } else {
            ofOutput.forEach(spec::addOption);
            ofAws.forEach(spec::addOption);
        }
        // Scripts give it to every command of the AWS CLI; what never pages keeps the promise, and need not list it.
        if (!ofAws.isEmpty() && spec.findOption(NO_PAGER) == null) {
            spec.addOption(OptionSpec.builder(NO_PAGER)
                    .type(boolean.class)
                    .arity("0")
                    .hidden(true)
                    .build());
        }
    }

    /** Declares the option of a command that may show its result page by page. */
    public static void declarePager(CommandSpec spec) {
        Option.flag(spec, "Do not show a long result page by page.", NO_PAGER);
    }

    private static void heading(CommandSpec spec, String heading, List<OptionSpec> options) {
        if (!options.isEmpty()) {
            ArgGroupSpec.Builder group =
                    ArgGroupSpec.builder().heading("%n" + heading + ":%n").validate(false);
            options.forEach(group::addArg);
            spec.addArgGroup(group.build());
        }
    }

    private static List<OptionSpec> output(Set<OptionGroup> groups) {
        List<OptionSpec> options = new ArrayList<>();
        if (groups.contains(OptionGroup.OUTPUT)) {
            options.add(Option.valueOf(
                    "FORMAT",
                    "table, wide, json, jsonl, yaml, text, csv, markdown, html or name. Default: table.",
                    "-o",
                    "--output"));
            options.add(Option.valueOf(
                    "FILE", "Read names and defaults from this file. Default: the deploystat.yaml found.", CONFIG));
            options.add(Option.valueOf("JMESPATH", "Filter the result with a JMESPath expression.", "--query"));
        }
        if (groups.contains(OptionGroup.ROWS)) {
            options.add(Option.valueOf("NAME[,NAME]", "Columns of the tabular formats.", "--columns"));
            options.add(Option.valueOf("NAME", "Column to sort by; '-NAME' for descending.", "--sort-by"));
            options.add(Option.flagOf("Add the services' own replies to the output.", "--raw"));
            options.add(Option.flagOf(
                    "Show members that may hold secrets, such as OpsWorks custom JSON.", "--show-custom-json"));
        }
        if (groups.contains(OptionGroup.COLOR)) {
            options.add(Option.valueOf("WHEN", "Colour: auto, on or off. Default: auto.", "--color"));
        }
        return options;
    }

    private static List<OptionSpec> ofAws() {
        return List.of(
                Option.valueOf("PROFILE[,PROFILE]", "AWS profile.", "--profile"),
                Option.valueOf("REGION[,REGION]", "AWS region.", "--region"),
                Option.valueOf("URL", "Call this address instead of the services' own.", "--endpoint-url"),
                Option.valueOf("FILE", "PEM file of certificates to trust.", "--ca-bundle"),
                Option.flagOf("Do not check server certificates.", "--no-verify-ssl"),
                Option.valueOf(
                        "SECONDS",
                        "How long to wait for a connection. Default: 60; 0: for ever.",
                        "--cli-connect-timeout"),
                Option.valueOf(
                        "SECONDS", "How long to wait for an answer. Default: 60; 0: for ever.", "--cli-read-timeout"),
                Option.valueOf("FILE", "Keep every AWS exchange, without credentials.", "--record"),
                Option.valueOf("FILE", "Answer from a record instead of AWS.", "--replay"));
    }

    /** Returns the names of the options that are followed by a value, as they are declared. */
    public static Set<String> withValue() {
        CommandSpec declared = CommandSpec.create();
        declare(declared, OptionGroup.all(), false);
        return declared.options().stream()
                .filter(option -> option.arity().min() > 0)
                .flatMap(option -> Arrays.stream(option.names()))
                .collect(Collectors.toSet());
    }

    /** Reads the options; what the configuration says counts where neither an option nor a variable does. */
    public static GlobalOptions of(ParseResult parsed, Console console, Configuration configuration) {
        return new GlobalOptions(parsed, console, configuration);
    }

    public Format format() {
        return format;
    }

    /** Returns the named profiles; a single null when none was named. */
    public List<String> profiles() {
        return profiles;
    }

    /** Returns whether every region of the account is meant, which only a scan can find out. */
    public boolean everyRegion() {
        return everyRegion;
    }

    /** Returns the named regions; a single null when none was named. */
    public List<String> regions() {
        if (everyRegion) {
            throw Refusal.usage(
                    "--region all is for 'deploystat scan'", "Name the regions: --region eu-west-1,us-east-1.");
        }
        return regions;
    }

    public String record() {
        return record;
    }

    public String replay() {
        return replay;
    }

    /** Returns whether a result that is a text for people may be shown page by page. */
    public boolean pages() {
        return !noPager && (format == Format.TABLE || format == Format.WIDE);
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
        Display look = look(console, console.outIsTerminal(), now);
        return new Style(format, query, columns, sortBy, look, format == Format.HTML ? command() : null);
    }

    /** Returns the command as a shell takes it, without what an address may hold to log in with. */
    private String command() {
        Stream<String> name = Arrays.stream(parsed.commandSpec().qualifiedName().split(" ", -1));
        return ShellCommand.line(Stream.concat(name, parsed.originalArgs().stream())
                .map(word -> word.replaceFirst("^((?:--endpoint-url=)?https?://)[^/]*@", "$1"))
                .toArray(String[]::new));
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
                console.clock()::zone,
                console.hasManyColors());
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

    /** A configured order of columns is for tables that show how targets are, and not for histories. */
    private static List<String> columns(ParseResult parsed, Format format, Configuration configuration) {
        List<String> given = list(Option.get(parsed, "--columns"));
        boolean isTable = format == Format.TABLE || format == Format.CSV || format == Format.MARKDOWN;
        boolean takesDefaults =
                isTable && given.isEmpty() && takes(parsed, "--columns") && !takes(parsed, "--created-after");
        return takesDefaults ? configuration.columns() : given;
    }

    private static boolean takes(ParseResult parsed, String option) {
        return parsed.commandSpec().findOption(option) != null;
    }

    private static Format format(ParseResult parsed, Console console, Configuration configuration) {
        String given = Option.get(parsed, "--output");
        String variable = console.variable("DEPLOYSTAT_OUTPUT");
        String word = given != null
                ? given
                : variable != null || !takes(parsed, "--output")
                        ? variable
                        : configuration.output().orElse(null);
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
            if (!Regions.isPlausible(region)) {
                throw Refusal.usage(
                        "--region '" + region + "' is not a region",
                        Regions.question(region) + "Write for example eu-west-1.");
            }
        }
        return regions;
    }

    private static List<String> orNone(List<String> names) {
        return names.isEmpty() ? Arrays.asList((String) null) : names;
    }
}
