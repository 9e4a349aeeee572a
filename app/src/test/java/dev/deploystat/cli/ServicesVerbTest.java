package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.Adapters;
import dev.deploystat.cli.run.Console;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.time.Clock;
import java.io.InputStream;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicesVerbTest {
    private static final String LAST_DAY = "2026-10-06T23:59:59Z";
    private static final String END = "2026-10-07T00:00:00Z";

    @ParameterizedTest
    @ValueSource(strings = {"services", "services greengrass", "services greengrass -o yaml"})
    void an_end_of_life_is_told_by_the_clock(String line) {
        assertThat(run(LAST_DAY, line)).contains("Ends on 2026-10-07.").doesNotContain("Ended on 2026-10-07");
        assertThat(run(END, line)).contains("Ended on 2026-10-07.").doesNotContain("Ends on");
    }

    @Test
    void a_table_has_its_header_in_capitals_as_all_tables_have() {
        assertThat(run(END, "services")).startsWith("TARGET  ").contains("  MEANS\n");
        assertThat(run(END, "services ecs --query [0] -o wide")).startsWith("OF  ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecs", "cloudformation", "greengrass"})
    void the_page_of_a_service_fits_a_terminal_and_is_whole_off_it(String service) {
        List<String> shown = CliRun.alone()
                .onTerminal()
                .with("NO_COLOR", "1")
                .run("services " + service)
                .out()
                .lines()
                .toList();
        assertThat(shown).isNotEmpty().allMatch(line -> line.length() <= 80);
        String whole = CliRun.alone().run("services " + service).out();
        assertThat(whole.lines()).anyMatch(line -> line.length() > 80).hasSizeLessThan(shown.size());
        assertThat(String.join(" ", shown).replaceAll(" +", " "))
                .isEqualTo(whole.strip().replaceAll("\\s+", " "));
    }

    @Test
    void a_table_has_one_form_a_line_as_it_is_typed_the_common_one_first() {
        List<String> lines = run(END, "services").lines().toList();
        assertThat(lines)
                .filteredOn(line -> line.startsWith("codedeploy:"))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("codedeploy:APPLICATION_NAME/DEPLOYMENT_GROUP_NAME  "),
                        last -> assertThat(last).startsWith("codedeploy:DEPLOYMENT_ID  "));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("cloudformation:"))
                .first()
                .asString()
                .startsWith("cloudformation:STACK_NAME  ");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("lambda:"))
                .first()
                .asString()
                .startsWith("lambda:FUNCTION_NAME  ");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("greengrassv2:"))
                .last()
                .asString()
                .startsWith("greengrassv2:DEPLOYMENT_ID  ");
        assertThat(run(END, "services codedeploy"))
                .containsSubsequence("codedeploy:APPLICATION", "codedeploy:DEPLOYMENT_ID");
    }

    @Test
    void services_that_have_ended_come_last() {
        List<ServiceInfo> ended = new Adapters()
                .all().stream().filter(service -> service.endOfLife() != null).toList();
        assertThat(run(END, "services")
                        .lines()
                        .skip(1)
                        .dropWhile(line -> !line.contains("Ended on") && !line.contains("Discontinued")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(ended).anyMatch(service -> line.startsWith(service.id() + ":")));
    }

    @Test
    void csv_and_markdown_name_columns_as_programs_do() {
        assertThat(run(END, "services -o csv")).startsWith("service,alias,title,");
        assertThat(run(END, "services ecs -o markdown")).startsWith("| of | native | status | note |");
    }

    private static String run(String now, String line) {
        StringWriter out = new StringWriter();
        Console console = new Console(
                out,
                new StringWriter(),
                InputStream.nullInputStream(),
                name -> null,
                false,
                false,
                0,
                0,
                Clock.virtual(Instant.parse(now), 0),
                last -> () -> {},
                (command, additions, text) -> false);
        assertThat(new Cli(console, new Adapters()).run(List.of(line.split(" "))))
                .isZero();
        return out.toString();
    }
}
