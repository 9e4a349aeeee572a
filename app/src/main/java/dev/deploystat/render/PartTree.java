package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.model.Gist;
import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parts of a deployment as a tree: all of them, or those that failed or that it waits for. */
final class PartTree {
    private static final int MOST = 6;
    private static final int LEAST = 2;
    private static final int HEADING = 2;

    private final Page page;
    private final Display look;
    private final boolean all;
    private int lines;
    private int most;

    PartTree(Page page, boolean all) {
        this.page = page;
        look = page.look();
        this.all = all;
    }

    void write(Rollout rollout, Said said) {
        if (all) {
            tree("Parts", rollout.parts(), said);
            return;
        }
        tree("Failed parts", failed(rollout, said), said);
        tree("Parts under way", underWay(rollout), said);
    }

    /** Returns the parts that failed, without those of which the page says all there is already. */
    private List<Part> failed(Rollout rollout, Said said) {
        List<Part> failed =
                rollout.parts().stream().filter(part -> isFailed(part.status())).toList();
        Set<String> done = failed.stream()
                .filter(part -> said.names(part.name()))
                .map(Part::id)
                .collect(Collectors.toSet());
        return failed.stream()
                .filter(part ->
                        rest(part, said) != null || !(said.names(part.name()) || done.contains(part.parentId())))
                .toList();
    }

    /** Returns the parts that a deployment waits for. */
    private static List<Part> underWay(Rollout rollout) {
        return rollout.status().isFinal()
                ? List.of()
                : rollout.parts().stream().filter(part -> isOpen(part.status())).toList();
    }

    private static boolean isFailed(Status status) {
        return status == Status.FAILED || status == Status.ROLLBACK_FAILED;
    }

    private static boolean isOpen(Status status) {
        return status == Status.IN_PROGRESS || status == Status.ROLLING_BACK;
    }

    private void tree(String heading, List<Part> parts, Said said) {
        List<Part> left = new ArrayList<>(parts);
        if (left.isEmpty()) {
            return;
        }
        most = Math.max(LEAST, Math.min(MOST, page.room() - HEADING));
        page.heading(heading);
        lines = 0;
        Set<String> ids = left.stream().map(Part::id).collect(Collectors.toSet());
        List<Part> roots = left.stream()
                .filter(part -> part.parentId() == null || !ids.contains(part.parentId()))
                .toList();
        level(roots, left, said, Page.INDENT);
        // Parts that are each other's parents hang below no root.
        while (!left.isEmpty() && isRoom()) {
            level(List.of(left.get(0)), left, said, Page.INDENT);
        }
        if (!left.isEmpty()) {
            page.line(Page.INDENT + "(" + left.size() + " more: --all)");
        }
    }

    private boolean isRoom() {
        return all || lines < most;
    }

    /**
     * Writes parts and those that belong to them; every part is written once, whoever claims to be its parent. Those that
     * differ in their names alone share a line, unless each is asked for.
     */
    private void level(List<Part> siblings, List<Part> left, Said said, String indent) {
        Map<Object, List<Part>> alike = new LinkedHashMap<>();
        siblings.stream().filter(left::contains).forEach(part -> alike.computeIfAbsent(
                        all || hasMembers(part, left)
                                ? part
                                : Stream.of(part.kind(), part.status(), part.nativeStatus(), Gist.of(rest(part, said)))
                                        .map(String::valueOf)
                                        .toList(),
                        each -> new ArrayList<>())
                .add(part));
        for (List<Part> group : alike.values()) {
            if (!isRoom() || !left.containsAll(group)) {
                continue;
            }
            left.removeAll(group);
            Part first = group.get(0);
            line(group, indent);
            String detail = rest(first, said);
            if (detail != null && isRoom()) {
                String inner = indent + Page.INDENT;
                if (all) {
                    page.wrapped(inner, inner, Text.visible(detail));
                } else {
                    page.cut(inner + Text.visible(detail));
                }
                lines++;
            }
            level(members(first, left), left, said, indent + Page.INDENT);
        }
    }

    private void line(List<Part> group, String indent) {
        Part first = group.get(0);
        Sign sign = Sign.of(first.status());
        String names = group.stream().map(Part::name).filter(Objects::nonNull).collect(Collectors.joining(", "));
        String kind = first.kind() + (group.size() == 1 ? "" : "s");
        String name = Text.visible(names.isEmpty() ? kind : kind + " " + names);
        boolean isSaid = first.nativeStatus() == null || Words.same(sign.words(), first.nativeStatus());
        String word = isSaid ? "" : " (" + Text.visible(first.nativeStatus()) + ")";
        page.wrapped(
                indent,
                indent + Page.INDENT,
                name
                        + Page.INDENT
                        + sign.tone().paint(sign.plain(look), look)
                        + word
                        + (group.size() == 1 ? span(first) : ""));
        lines++;
    }

    /** Returns what is new in the detail of a part; where the page says the heart of it, its surroundings are left out. */
    private String rest(Part part, Said said) {
        String rest = said.rest(part.detail());
        return all || Objects.equals(rest, part.detail()) ? rest : null;
    }

    private static boolean hasMembers(Part part, List<Part> left) {
        return !members(part, left).isEmpty();
    }

    private static List<Part> members(Part part, List<Part> left) {
        return left.stream()
                .filter(other -> other.parentId() != null && other.parentId().equals(part.id()))
                .toList();
    }

    private static String span(Part part) {
        if (part.startedAt() == null || part.finishedAt() == null) {
            return "";
        }
        return ", " + Durations.words(Duration.between(part.startedAt(), part.finishedAt()));
    }
}
