package dev.deploystat.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reason for a failure, and how many problems give it: those that differ in ids alone are one reason.
 *
 * @param problem the first problem that gives it
 * @param count how many give it, at least 1
 */
public record Reason(Problem problem, int count) {

    /** Returns each reason once, in the order in which the problems first give it. */
    public static List<Reason> of(List<Problem> problems) {
        Map<Problem, List<Problem>> alike = new LinkedHashMap<>();
        for (Problem problem : problems) {
            Problem gist = new Problem(Gist.of(problem.resource()), problem.code(), Gist.of(problem.message()));
            alike.computeIfAbsent(gist, each -> new ArrayList<>()).add(problem);
        }
        return alike.values().stream()
                .map(group -> new Reason(group.get(0), group.size()))
                .toList();
    }

    /** Returns the problem in a sentence and, where several give the reason, how many do. */
    public String sentence() {
        return problem.sentence() + (count == 1 ? "" : " (" + count + " times)");
    }

    /** Returns what one line says of several reasons: the first one, and how many more there are; null for none. */
    static String line(List<Reason> reasons) {
        if (reasons.isEmpty()) {
            return null;
        }
        Reason first = reasons.get(0);
        int alike = first.count - 1;
        int others = reasons.size() - 1;
        String more = alike == 0 ? "" : "and " + alike + " more like it";
        String other = others == 0
                ? ""
                : alike == 0 ? "and " + others + " more" : ", " + others + (others == 1 ? " other" : " others");
        return first.problem.sentence() + (more.isEmpty() && other.isEmpty() ? "" : " (" + more + other + ")");
    }
}
