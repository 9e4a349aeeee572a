package dev.deploystat.aws;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.model.TargetForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Of a target that is not there it is said how it was read where its form fills a field in that another form has. */
    static ReadError filledIn(ServiceInfo service, Target target, ReadError error) {
        Optional<TargetForm> form = service.forms().stream()
                .filter(each -> each.match(target.resource()).isPresent())
                .findFirst()
                .filter(each -> !each.fields().containsAll(target.fields().keySet()));
        if (error.kind() != ErrorKind.NOT_FOUND || form.isEmpty()) {
            return error;
        }
        return service.forms().stream()
                .filter(each -> each.fields().equals(target.fields().keySet()))
                .findFirst()
                .map(whole -> error.hintedFirst("'" + target.resource() + "' alone is "
                        + form.get().about() + "; otherwise write " + service.id() + ":" + whole.display() + "."))
                .orElse(error);
    }

    private static String among(Target target, List<String> neighbours) {
        boolean isThere = neighbours.contains(target.resource());
        if (neighbours.isEmpty() || isThere) {
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
