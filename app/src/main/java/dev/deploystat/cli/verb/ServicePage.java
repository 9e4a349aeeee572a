package dev.deploystat.cli.verb;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.render.Page;
import java.time.LocalDate;
import java.util.List;

/** All about one service, for people to read. */
public final class ServicePage {
    private static final String INDENT = "  ";

    private ServicePage() {}

    public static void write(Page page, Adapter<?> adapter, LocalDate today) {
        ServiceInfo service = adapter.info();
        page.line(
                service.aliases().isEmpty()
                        ? service.title()
                        : service.title() + " (alias " + String.join(", ", service.aliases()) + ")");
        page.line("");
        page.wrapped("", "", service.about());
        String end = endOfLife(service, today);
        if (!end.isEmpty()) {
            page.wrapped("", "", end);
        }
        page.heading("Targets");
        columns(
                page,
                service.commonFormsFirst().stream()
                        .map(form -> List.of(service.id() + ":" + form.display(), form.about()))
                        .toList());
        if (service.pin() != null) {
            sentence(page, "'#' and --" + service.pin() + " pin one deployment.");
        }
        sentence(page, "--revision is compared with: " + service.revisionWord() + ".");
        page.heading("Statuses");
        columns(page, adapter.states().stream().map(ServicePage::row).toList());
        if (!adapter.milestones().isEmpty()) {
            page.heading("Milestones");
            adapter.milestones().forEach(name -> sentence(page, name));
            sentence(page, "'wait --until' takes one of them, 'traffic' or 'finished'.");
        }
        page.heading("Permissions");
        columns(
                page,
                service.actions().entrySet().stream()
                        .map(action -> List.of(action.getKey(), action.getValue()))
                        .toList());
    }

    private static void sentence(Page page, String text) {
        page.wrapped(INDENT, INDENT, text);
    }

    /** Returns what the end of a service means to its users on a day; empty for a service without one. */
    public static String endOfLife(ServiceInfo service, LocalDate today) {
        if (service.endOfLife() == null) {
            return "";
        }
        LocalDate on = service.endOfLife().on();
        String when = on == null ? "Discontinued. " : (today.isBefore(on) ? "Ends on " : "Ended on ") + on + ". ";
        return when + service.endOfLife().instead();
    }

    private static List<String> row(NativeState state) {
        String ours = state.status().words() + (state.note().isEmpty() ? "" : " (" + state.note() + ")");
        return List.of(state.kind(), state.word(), ours);
    }

    /** Writes rows with columns that stand below each other; the last one is broken where the screen ends. */
    private static void columns(Page page, List<List<String>> rows) {
        int last = rows.isEmpty() ? 0 : rows.get(0).size() - 1;
        int[] widths = new int[last];
        for (List<String> row : rows) {
            for (int i = 0; i < last; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder before = new StringBuilder(INDENT);
            for (int i = 0; i < last; i++) {
                before.append(row.get(i))
                        .append(" ".repeat(widths[i] - row.get(i).length()))
                        .append(INDENT);
            }
            page.wrapped(before.toString(), " ".repeat(before.length()), row.get(last));
        }
    }
}
