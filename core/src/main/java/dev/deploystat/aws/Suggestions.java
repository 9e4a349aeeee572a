package dev.deploystat.aws;

import dev.deploystat.model.Nearest;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Says which target may have been meant by one that is not there. Each is looked into once. */
final class Suggestions {
    private static final int NAMED = 5;

    private final Map<Target, String> known = new ConcurrentHashMap<>();

    /**
     * Returns a sentence on what there is beside a target, or an empty text.
     *
     * @param neighbours finds the resources that stand beside a target
     */
    String of(Target missing, Function<Target, List<String>> neighbours) {
        return known.computeIfAbsent(missing, target -> among(target, neighbours.apply(target)));
    }

    private static String among(Target target, List<String> neighbours) {
        if (neighbours.isEmpty()) {
            return "";
        }
        return Nearest.to(target.resource(), neighbours)
                .map(near -> "Did you mean " + target.service() + ":" + near + "?")
                .orElseGet(() -> {
                    int more = neighbours.size() - NAMED;
                    String names = String.join(", ", neighbours.subList(0, Math.min(NAMED, neighbours.size())));
                    return "There is: " + names + (more > 0 ? " and " + more + " more." : ".");
                });
    }
}
