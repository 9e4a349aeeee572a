package dev.deploystat.cli;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.data.Json;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.TargetForm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/services.md}, and the tables of services elsewhere, to what the adapters declare;
 * {@code -Dgolden.update=true} writes them.
 */
class ServicesDocTest {
    private static final Path FILE = Path.of("../docs/services.md");
    private static final String HEAD = """
            # Services

            Written from what the adapters declare, by `mvn test -Dgolden.update=true`; a test fails when this page and the code
            differ. `deploystat services SERVICE` shows the same at the terminal, `deploystat policy SERVICE` gives the permissions
            as an IAM policy, and [usage.md](usage.md) explains targets, statuses and exit codes. What a look costs, also the one of
            `wait --until idle`, is in [polling.md](polling.md).

            """;

    private final Adapters adapters = new Adapters();
    private final List<Adapter<?>> all = adapters.ids().stream()
            .<Adapter<?>>map(id -> adapters.adapter(id).orElseThrow())
            .toList();

    @Test
    void the_front_page_has_a_line_for_each_service() throws IOException {
        StringBuilder table = new StringBuilder();
        List<?> rows =
                (List<?>) Json.read(CliRun.alone().run("services -o json").out());
        table(
                table,
                List.of("service", "target"),
                rows.stream().map(row -> targets((Map<?, ?>) row)).toList());
        Golden.checkTable(Path.of("../README.md"), table.toString());
    }

    private static List<String> targets(Map<?, ?> row) {
        String targets = Arrays.stream(String.valueOf(row.get("targets")).split(", "))
                .map(target -> code(row.get("service") + ":" + target))
                .collect(Collectors.joining(", "));
        return List.of(String.valueOf(row.get("title")), targets);
    }

    @Test
    void the_page_about_polling_has_the_calls_of_each_service() {
        StringBuilder table = new StringBuilder();
        table(
                table,
                List.of("service", "calls at a look, for N deployments under way"),
                all.stream()
                        .map(Adapter::info)
                        .map(service -> List.of(service.title(), service.calls()))
                        .toList());
        Golden.checkTable(Path.of("../docs/polling.md"), table.toString());
    }

    @Test
    void the_page_about_the_services_says_what_the_adapters_declare() {
        StringBuilder page = new StringBuilder(HEAD);
        table(
                page,
                List.of("service", "alias", "name", "end of life"),
                all.stream()
                        .map(Adapter::info)
                        .map(service -> List.of(
                                "[" + service.id() + "](#" + service.id() + ")",
                                String.join(", ", service.aliases()),
                                service.title(),
                                endOfLife(service)))
                        .toList());
        all.forEach(adapter -> chapter(page, adapter));
        Golden.check(FILE, page.toString());
    }

    private static void chapter(StringBuilder page, Adapter<?> adapter) {
        ServiceInfo service = adapter.info();
        page.append("\n## ").append(service.id()).append("\n\n");
        page.append(service.title()).append(". ").append(service.about()).append('\n');
        if (service.endOfLife() != null) {
            page.append("\nEnd of life: ")
                    .append(endOfLife(service))
                    .append(". ")
                    .append(service.endOfLife().instead())
                    .append('\n');
        }
        page.append('\n');
        table(
                page,
                List.of("target", "options", "means"),
                service.forms().stream()
                        .map(form -> List.of(code(service.id() + ":" + form.display()), options(form), form.about()))
                        .toList());
        page.append('\n').append("- ").append(pinning(service)).append('\n');
        page.append("- `--revision` is compared with: ")
                .append(service.revisionWord())
                .append(".\n");
        if (!service.arns().isEmpty()) {
            page.append("- ARNs: ")
                    .append(service.arns().stream()
                            .map(arn -> code(arn.display()))
                            .collect(Collectors.joining(", ")))
                    .append(".\n");
        }
        if (!adapter.milestones().isEmpty()) {
            page.append("- Milestones for `--until`: ")
                    .append(adapter.milestones().stream()
                            .map(ServicesDocTest::code)
                            .collect(Collectors.joining(", ")))
                    .append(".\n");
        }
        page.append('\n');
        table(
                page,
                List.of("of", "native", "status", "note"),
                adapter.states().stream().map(ServicesDocTest::row).toList());
        page.append('\n');
        table(
                page,
                List.of("IAM action", "for"),
                service.actions().entrySet().stream().map(ServicesDocTest::row).toList());
    }

    private static String pinning(ServiceInfo service) {
        return service.pin() == null
                ? "A target is its own deployment: there is nothing to pin."
                : "`#` and `--" + service.pin() + "` pin one deployment.";
    }

    private static List<String> row(NativeState state) {
        return List.of(state.kind(), code(state.word()), code(state.status().name()), state.note());
    }

    private static List<String> row(Map.Entry<String, String> action) {
        return List.of(code(action.getKey()), action.getValue());
    }

    /** The day alone: whether it has come depends on when the page is read. */
    private static String endOfLife(ServiceInfo service) {
        if (service.endOfLife() == null) {
            return "";
        }
        return service.endOfLife().on() == null
                ? "discontinued"
                : service.endOfLife().on().toString();
    }

    private static String options(TargetForm form) {
        return form.fields().stream().map(field -> code("--" + field)).collect(Collectors.joining(" "));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static void table(StringBuilder page, List<String> header, List<List<String>> rows) {
        line(page, header);
        page.append("|---".repeat(header.size())).append("|\n");
        rows.forEach(row -> line(page, row));
    }

    private static void line(StringBuilder page, List<String> cells) {
        page.append(cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |")))
                .append('\n');
    }
}
