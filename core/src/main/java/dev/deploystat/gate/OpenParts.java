package dev.deploystat.gate;

import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a deployment waits for that does not get on and says no reason: its parts that are not over. */
final class OpenParts {
    private static final int NAMED = 3;

    private OpenParts() {}

    /** Returns a deployment with the parts that it waits for as its reason, or as it is where it is over or has one. */
    static Rollout said(Rollout rollout) {
        boolean isSilent = !rollout.status().isFinal()
                && rollout.reason() == null
                && rollout.doom() == null
                && rollout.problems().stream().allMatch(Problem::isGap);
        List<Part> open = isSilent ? of(rollout.parts()) : List.of();
        if (open.isEmpty()) {
            return rollout;
        }
        int more = open.size() - NAMED;
        String names = open.stream().limit(NAMED).map(OpenParts::words).collect(Collectors.joining(", "));
        return rollout.toBuilder()
                .reason("waits for " + names + (more > 0 ? " and " + more + " more" : ""))
                .build();
    }

    /** Returns what is being worked at, else what has not begun; of the steps of one part the first alone. */
    private static List<Part> of(List<Part> parts) {
        List<Part> open = parts.stream()
                .filter(part -> part.status() == Status.IN_PROGRESS || part.status() == Status.PENDING)
                .toList();
        Set<String> parents = open.stream().map(Part::parentId).collect(Collectors.toSet());
        List<Part> innermost =
                open.stream().filter(part -> !parents.contains(part.id())).toList();
        List<Part> working = innermost.stream()
                .filter(part -> part.status() == Status.IN_PROGRESS)
                .toList();
        Set<String> seen = new HashSet<>();
        return working.isEmpty()
                ? innermost.stream()
                        .filter(part -> part.parentId() == null || seen.add(part.parentId()))
                        .toList()
                : working;
    }

    private static String words(Part part) {
        boolean isNamedAlone = part.parentId() == null || part.name().startsWith(part.parentId());
        String word = part.nativeStatus() == null ? "" : " (" + part.nativeStatus() + ")";
        return (isNamedAlone ? part.kind() : part.parentId()) + " " + part.name() + word;
    }
}
