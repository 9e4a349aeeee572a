package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.Adapters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Help, word for word: that of the verbs and of one service stands in {@code src/test/resources/help}, and what another
 * service adds in the lines of one table there. After a change that is meant,
 * {@code mvn test -Dgolden.update=true -Dtest=HelpTest -Dsurefire.failIfNoSpecifiedTests=false} writes those files anew.
 */
class HelpTest {
    private static final Path GOLDEN = Path.of("src/test/resources/help");
    private static final String TABLE = "services.txt";
    private static final List<String> SERVICE_VERBS = List.of("status", "list", "wait", "watch", "explain");

    private static Stream<String> verbs() {
        return Stream.concat(
                SERVICE_VERBS.stream(),
                Stream.of(
                        "scan",
                        "where",
                        "stats",
                        "doctor",
                        "services",
                        "policy",
                        "schema",
                        "completion",
                        "shell",
                        "demo"));
    }

    private static Stream<String> ofService(String id) {
        return Stream.concat(Stream.of(id), SERVICE_VERBS.stream().map(verb -> id + " " + verb));
    }

    private static Stream<String> goldenCommands() {
        return Stream.concat(verbs(), ofService("ecs"));
    }

    private static Stream<String> commands() {
        return Stream.of(Stream.of(""), verbs(), new Adapters().ids().stream().flatMap(HelpTest::ofService))
                .flatMap(each -> each);
    }

    private static String file(String command) {
        return ("deploystat " + command).strip().replace(' ', '-') + ".txt";
    }

    @ParameterizedTest(name = "deploystat {0} --help")
    @MethodSource("goldenCommands")
    void help_is_as_it_was_agreed(String command) {
        CliRun.Result result = CliRun.alone().run(command + " --help");
        assertThat(result.exit()).isEqualTo(0);
        assertThat(result.err()).isEmpty();
        Golden.check(GOLDEN.resolve(file(command)), result.out());
    }

    /** The longest name decides where the columns of all commands are, so here the list is one without services. */
    @Test
    void help_of_the_program_is_as_it_was_agreed() {
        String help = CliRun.alone().run("--help").out();
        CommandLine root = root();
        String all = commandList(root);
        assertThat(help).contains(all);
        new Adapters().ids().forEach(root.getCommandSpec()::removeSubcommand);
        Golden.check(GOLDEN.resolve(file("")), help.replace(all, commandList(root)));
    }

    @Test
    void what_each_service_adds_to_the_help_is_as_it_was_agreed() {
        CommandLine root = root();
        StringBuilder table = new StringBuilder("service | verbs | option | label | description\n");
        for (String id : new Adapters().ids()) {
            CommandLine service = root.getSubcommands().get(id);
            table.append(String.join(" | ", id, "-", "-", "-", about(service))).append('\n');
            Map<String, List<String>> verbs = new LinkedHashMap<>();
            service.getSubcommands().forEach((verb, line) -> options(line)
                    .filter(option -> !isOption(root, verb, option))
                    .forEach(option -> verbs.computeIfAbsent(row(option), first -> new ArrayList<>())
                            .add(verb)));
            verbs.forEach((option, of) -> table.append(String.join(" | ", id, String.join(", ", of), option))
                    .append('\n'));
        }
        Golden.check(GOLDEN.resolve(TABLE), table.toString());
    }

    private static String about(CommandLine line) {
        return String.join(" ", line.getCommandSpec().usageMessage().description());
    }

    private static Stream<OptionSpec> options(CommandLine line) {
        return line.getCommandSpec().options().stream();
    }

    /** Returns whether a verb has an option that is no service's own. */
    private static boolean isOption(CommandLine root, String verb, OptionSpec option) {
        return root.getSubcommands().get(verb).getCommandSpec().optionsMap().containsKey(option.longestName());
    }

    private static String row(OptionSpec option) {
        return String.join(
                " | ",
                option.longestName(),
                option.paramLabel() + (option.arity().isVariable() ? "..." : ""),
                String.join(" ", option.description()));
    }

    @ParameterizedTest
    @MethodSource("serviceVerbs")
    void the_verbs_of_all_services_share_what_is_no_services_own(String verb) {
        CommandLine root = root();
        assertThat(new Adapters()
                        .ids().stream()
                                .map(id -> options(root.getSubcommands()
                                                .get(id)
                                                .getSubcommands()
                                                .get(verb))
                                        .filter(option -> isOption(root, verb, option))
                                        .map(HelpTest::row)
                                        .toList())
                                .distinct())
                .hasSize(1);
    }

    private static List<String> serviceVerbs() {
        return SERVICE_VERBS;
    }

    @Test
    void no_file_of_help_is_left_over() throws IOException {
        Stream<String> checked =
                Stream.concat(Stream.of(file(""), TABLE), goldenCommands().map(HelpTest::file));
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(checked.toList());
        }
    }

    private static CommandLine root() {
        return new CommandTree(new Adapters()).whole();
    }

    private static String commandList(CommandLine line) {
        return new Help(line.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF)).commandList();
    }

    @ParameterizedTest(name = "deploystat {0} --help")
    @MethodSource("commands")
    void help_shows_examples_and_exit_codes_and_fits_a_terminal(String command) {
        String help = CliRun.alone().run((command + " -h").strip()).out();
        assertThat(help).startsWith("Usage: deploystat " + command).containsPattern("\nExamples:\n  .*deploystat ");
        assertThat(help.substring(help.indexOf("\nExit codes:\n"))).containsPattern("\n  0 +\\S");
        String options = help.substring(0, help.indexOf("\nExamples:\n"));
        assertThat(options.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @ParameterizedTest(name = "deploystat help {0}")
    @MethodSource("commands")
    void help_can_be_asked_for_in_three_ways(String command) {
        String help = CliRun.alone().run((command + " --help").strip()).out();
        assertThat(CliRun.alone().run(("help " + command).strip())).isEqualTo(new CliRun.Result(0, help, ""));
        assertThat(CliRun.alone().run(("--help " + command).strip()).out()).isEqualTo(help);
    }

    @Test
    void help_needs_no_valid_command_line() {
        assertThat(CliRun.alone().run("wait nonsense --timeout soon --help").exit())
                .isEqualTo(0);
    }

    @Test
    void an_alias_has_the_help_of_its_service() {
        assertThat(CliRun.alone().run("gg1 status --help").out())
                .isEqualTo(CliRun.alone().run("greengrass status --help").out());
        assertThat(CliRun.alone().run("cfn --help").out())
                .isEqualTo(CliRun.alone().run("cloudformation --help").out());
    }

    @Test
    void help_widens_with_the_terminal() {
        String wide = CliRun.alone().with("COLUMNS", "120").run("wait --help").out();
        assertThat(wide.lines().mapToInt(String::length).max().orElse(0)).isBetween(81, 120);
    }
}
