package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.cli.CiJob.Colour;
import dev.deploystat.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Runs the recipes of {@code docs/ci.md} as they stand there, each in the way of its CI system, with the packaged program
 * and a server on the loopback interface in the place of AWS.
 */
class CiRecipesIT {
    private static final Path DOC = Path.of("../docs/ci.md");
    private static final Path BUILT = Path.of("target/deploystat").toAbsolutePath();
    private static final Pattern BLOCK =
            Pattern.compile("(?m)^## ([^\n]+)$|^```(\\w+)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CHANGE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ (.*)");

    private static final String RELEASE =
            "aws ecs update-service --cluster prod --service api --task-definition web:42 --query service.status";

    @TempDir
    static Path shared;

    private static List<Block> blocks;
    private static Path archive;

    @TempDir
    Path temp;

    /** Far ahead, so that on the slowest machine it is not older than {@code --since now} allows. */
    private final Instant began = Instant.now().plus(Duration.ofHours(1));

    /** A block of code of the page, and the heading it stands under. */
    private record Block(String heading, String language, String text) {}

    @BeforeAll
    static void read_the_page_and_pack_the_program_as_it_says() throws Exception {
        blocks = new ArrayList<>();
        String[] heading = {""};
        BLOCK.matcher(Files.readString(DOC)).results().forEach(found -> {
            if (found.group(1) != null) {
                heading[0] = found.group(1);
            } else {
                blocks.add(new Block(heading[0], found.group(2), found.group(3)));
            }
        });
        Path folder = shared.resolve("app/target/deploystat");
        for (String part : List.of("bin", "lib/deploystat.jar", "lib/prepare")) {
            ShellRun.copy(BUILT.resolve(part), folder.resolve(part));
        }
        ShellRun.script(shared.resolve("tools/mvn"), "[ \"$*\" = '-B package -DskipTests' ]\n");
        assertThat(ShellRun.of("sh", "-ec", block("What a job needs", "sh"))
                        .in(shared)
                        .with("PATH", shared.resolve("tools") + ":/usr/bin:/bin")
                        .run())
                .isEqualTo(new ShellRun.Result(0, "", ""));
        archive = shared.resolve("deploystat.tgz");
    }

    private static String block(String heading, String language) {
        return blocks.stream()
                .filter(block -> block.heading().equals(heading))
                .filter(block -> block.language().equals(language))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + language + " under '" + heading + "'"))
                .text();
    }

    private static String recipe(CiSystem system) {
        return block(system.title, system.language);
    }

    /** Each story in some system, and each system with a release that lands and with one that does not; or all of them. */
    static Stream<Arguments> everything() {
        int others = CiStory.values().length - 1;
        return Arrays.stream(CiSystem.values()).flatMap(system -> Arrays.stream(CiStory.values())
                .filter(story -> Boolean.getBoolean("deploystat.whole")
                        || story == CiStory.LANDS
                        || story.ordinal() % others == system.ordinal() % others)
                .map(story -> Arguments.of(system, story)));
    }

    private CiJob job(LoopbackAws aws, Path download) throws IOException {
        CiJob job = new CiJob(temp, download);
        job.environment.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        job.environment.put("CI_PIPELINE_CREATED_AT", began.minusSeconds(1).toString());
        return job;
    }

    private static Colour expected(CiSystem system, CiStory story) {
        return switch (story) {
            case LANDS -> Colour.GREEN;
            case IS_ROLLED_BACK, TAKES_TOO_LONG -> Colour.RED;
            case IS_SUPERSEDED ->
                switch (system) {
                    case GITLAB, JENKINS, BUILDKITE -> Colour.YELLOW;
                    case GITHUB, CIRCLECI -> Colour.RED;
                    case SHELL -> Colour.GREEN;
                };
        };
    }

    @ParameterizedTest
    @MethodSource("everything")
    void a_recipe_colours_the_job_by_what_became_of_the_release(CiSystem system, CiStory story) throws Exception {
        CiJob job;
        Colour colour;
        try (LoopbackAws aws = new LoopbackAws()) {
            job = job(aws, archive);
            if (story == CiStory.TAKES_TOO_LONG) {
                colour = system.run(replaying(recipe(system), record(story)), job);
            } else {
                story.tell(aws, began);
                colour = system.run(recipe(system), job);
                assertThatItIsAllowed(system, aws);
            }
        }

        assertThat(colour).as(job.log()).isEqualTo(expected(system, story));
        assertThat(changes(job)).isEqualTo(story.lines());
        assertThat(job.calls().stream().filter(call -> call.startsWith("aws ")))
                .containsExactlyElementsOf(
                        system == CiSystem.GITLAB || system == CiSystem.SHELL ? List.of() : List.of(RELEASE));
        assertThat(job.log().codePoints().filter(Character::isISOControl).distinct())
                .containsExactly((int) '\n');
        assertThat(job.kept).hasSize(system == CiSystem.SHELL ? 0 : 1);
        for (Path report : job.kept) {
            assertThatReportTells(story, report);
        }
        if (system == CiSystem.GITHUB) {
            assertThatGitHubIsTold(story, job);
        }
        if (system == CiSystem.BUILDKITE) {
            assertThat(job.calls())
                    .last()
                    .isEqualTo("buildkite-agent annotate --context deploystat --style "
                            + (story == CiStory.LANDS ? "success" : "error"));
            assertThat(job.temp("annotation"))
                    .content()
                    .startsWith("### deploystat: ")
                    .contains("| [ecs:prod/api@eu-west-1](https://");
        }
    }

    /** Returns a story as a record, in whose time twenty minutes pass at once on any machine. */
    private Path record(CiStory story) {
        Path record = temp.resolve("record.jsonl");
        try (LoopbackAws aws = new LoopbackAws()) {
            story.tell(aws, began);
            CliRun.Result result = CliRun.against(aws)
                    .clock(Clock.virtual(began, 0))
                    .run("wait ecs:prod/api --revision web:42 --since now --timeout 20m --record " + record);
            assertThat(result.exit()).as(result.err()).isEqualTo(story.exit);
        }
        return record;
    }

    private static String replaying(String recipe, Path record) {
        String timeout = "--timeout 20m";
        assertThat(recipe).contains(timeout);
        return recipe.replace(timeout, timeout + " --replay '" + record + "'");
    }

    /** Where the system vouches for the job, what it says becomes a session of the role, which asks all the rest. */
    private static void assertThatItIsAllowed(CiSystem system, LoopbackAws aws) {
        boolean vouched =
                switch (system) {
                    case GITLAB, CIRCLECI, BUILDKITE -> true;
                    case GITHUB, JENKINS, SHELL -> false;
                };
        List<LoopbackAws.Request> requests = aws.requests();
        if (vouched) {
            assertThat(requests.get(0).operation()).isEqualTo("AssumeRoleWithWebIdentity");
            assertThat(requests.get(0).body()).contains("RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2F");
        }
        assertThat(requests.subList(vouched ? 1 : 0, requests.size()))
                .isNotEmpty()
                .allMatch(request -> request.authorization().contains(vouched ? "AKIDROLE/" : "AKIDEXAMPLE/"));
    }

    /** Returns the lines of the log without times and spans, and without the signs of life between two changes. */
    private static List<String> changes(CiJob job) {
        return job.log()
                .lines()
                .map(CHANGE::matcher)
                .filter(line -> line.matches())
                .map(line -> line.group(1).replaceAll("(  took| after) \\d+\\w( \\d+\\w)?", ""))
                .filter(line -> !line.startsWith("still waiting for "))
                .toList();
    }

    private static void assertThatReportTells(CiStory story, Path report) throws Exception {
        Document parsed =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
        assertThat(parsed.getElementsByTagName("testcase").getLength()).isEqualTo(1);
        Element only = (Element) parsed.getElementsByTagName("testcase").item(0);
        assertThat(only.getAttribute("name")).isEqualTo("ecs:prod/api@eu-west-1");
        assertThat(only.getElementsByTagName("failure").getLength()).isEqualTo(story == CiStory.LANDS ? 0 : 1);
    }

    private static void assertThatGitHubIsTold(CiStory story, CiJob job) throws Exception {
        Map<String, String> outputs = CiSystem.GitHubRunner.outputs(job.environment.get("OUTPUTS_OF_release"));
        assertThat(outputs).containsOnlyKeys("verdict", "json").containsEntry("verdict", story.verdict);
        JsonNode json = new ObjectMapper().readTree(outputs.get("json"));
        assertThat(json.path("verdict").asText()).isEqualTo(story.verdict);
        assertThat(json.at("/deployments/0/target").asText()).isEqualTo("ecs:prod/api@eu-west-1");
        assertThat(job.log()).contains("verdict on the release is " + story.verdict + "\n");
        assertThat(job.temp("GITHUB_STEP_SUMMARY")).content().startsWith("### deploystat: ");
        assertThat(job.log().lines().filter(line -> line.startsWith("::")))
                .hasSize(story == CiStory.LANDS ? 0 : 1)
                .allMatch(line -> line.startsWith("::error title=deploystat ecs%3Aprod/api@eu-west-1::"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SHELL")
    void a_job_without_the_program_is_red_and_starts_nothing(CiSystem system) throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            CiJob job = job(aws, temp.resolve("missing"));
            String recipe = recipe(system);

            assertThat(system.run(recipe, job)).isEqualTo(Colour.RED);
            assertThat(job.calls()).noneMatch(call -> call.startsWith("aws "));
        }
    }

    @Test
    void a_cancelled_step_of_github_tells_the_last_known_state() throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            CiStory.TAKES_TOO_LONG.tell(aws, began);
            CiJob job = job(aws, archive);
            job.environment.putAll(
                    Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY", "example-secret"));
            job.environment.putAll(Map.of("AWS_REGION", "eu-west-1", "REVISION", "web:42", "DEPLOYSTAT_NO_CACHE", "1"));
            job.environment.put("PATH", BUILT.resolve("bin") + ":" + job.environment.get("PATH"));
            JsonNode step = CiSystem.yaml(recipe(CiSystem.GITHUB)).at("/jobs/release/steps/2");

            Process process = job.shell(step.path("run").asText(), "bash", "-e").start();
            assertThat((char) process.getErrorStream().read()).isEqualTo('2');
            List<ProcessHandle> others = process.descendants().toList();
            process.toHandle().destroy();
            // A shell around the program would leave it behind, with nobody to tell of its end.
            others.forEach(ProcessHandle::destroyForcibly);
            ShellRun.Result result = ShellRun.result(process);

            assertThat(result.exit()).isEqualTo(143);
            assertThat(result.err()).contains("deploystat: interrupted; the last known state:\n");
            assertThat(result.out()).contains("ecs:prod/api@eu-west-1  in progress");
        }
    }

    @Test
    void every_block_is_tried_and_every_option_exists() throws Exception {
        assertThat(blocks)
                .extracting(Block::heading)
                .containsExactly(Stream.concat(
                                Stream.of("What a job needs"),
                                Arrays.stream(CiSystem.values()).map(system -> system.title))
                        .toArray(String[]::new));
        String help = CliRun.alone().run("wait --help").out();
        assertThat(Pattern.compile("`(--[a-z-]+)|(?<=deploystat wait .{0,200} )(--[a-z-]+)")
                        .matcher(Files.readString(DOC))
                        .results()
                        .map(found -> found.group(1) == null ? found.group(2) : found.group(1)))
                .isNotEmpty()
                .allMatch(option -> help.contains(" " + option), "is an option of wait");
    }
}
