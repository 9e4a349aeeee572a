package dev.deploystat.cli.verb;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.model.ServiceInfo;
import java.time.LocalDate;
import java.util.List;

/** All about one service, for people to read. */
public final class ServicePage {
    private ServicePage() {}

    public static String of(Adapter<?> adapter, LocalDate today) {
        ServiceInfo service = adapter.info();
        StringBuilder page = new StringBuilder(service.title());
        if (!service.aliases().isEmpty()) {
            page.append(" (alias ").append(String.join(", ", service.aliases())).append(')');
        }
        page.append("\n\n").append(service.about()).append('\n');
        String end = endOfLife(service, today);
        if (!end.isEmpty()) {
            page.append(end).append('\n');
        }
        page.append("\nTargets\n");
        columns(
                page,
                service.commonFormsFirst().stream()
                        .map(form -> List.of(service.id() + ":" + form.display(), form.about()))
                        .toList());
        if (service.pin() != null) {
            page.append("  '#' and --").append(service.pin()).append(" pin one deployment.\n");
        }
        page.append("  --revision is compared with: ")
                .append(service.revisionWord())
                .append(".\n");
        page.append("\nStatuses\n");
        columns(page, adapter.states().stream().map(ServicePage::row).toList());
        if (!adapter.milestones().isEmpty()) {
            page.append("\nMilestones\n");
            adapter.milestones().forEach(name -> page.append("  ").append(name).append('\n'));
            page.append("  'wait --until' takes one of them, 'traffic' or 'finished'.\n");
        }
        page.append("\nPermissions\n");
        columns(
                page,
                service.actions().entrySet().stream()
                        .map(action -> List.of(action.getKey(), action.getValue()))
                        .toList());
        return page.toString();
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

    private static void columns(StringBuilder page, List<List<String>> rows) {
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < columns; i++) {
                line.append(' ')
                        .append(row.get(i))
                        .append(" ".repeat(widths[i] - row.get(i).length() + 1));
            }
            page.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
