package dev.deploystat.cli.complete;

import dev.deploystat.cli.complete.CommandWords.Command;
import dev.deploystat.cli.complete.Values.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a target may be: one that is known, the start of one, or the place of the one being typed. */
final class TargetWords {
    /** Where nothing is typed yet, a longer list helps nobody. */
    private static final int MOST_OF_ALL = 50;

    private final List<String> targets;
    private final Supplier<List<Command>> services;
    private final Supplier<List<Candidate>> profiles;
    private final Supplier<List<Candidate>> regions;

    /** Prepares to offer targets; those that are known come first, in their order. */
    TargetWords(
            List<String> targets,
            Supplier<List<Command>> services,
            Supplier<List<Candidate>> profiles,
            Supplier<List<Candidate>> regions) {
        this.targets = targets;
        this.services = services;
        this.profiles = profiles;
        this.regions = regions;
    }

    List<Candidate> of(String typed, Context context) {
        List<Candidate> found = new ArrayList<>();
        targets.stream()
                .map(target -> spelt(target, typed))
                .filter(text -> !context.arguments().contains(text))
                .limit(typed.isEmpty() ? MOST_OF_ALL : Long.MAX_VALUE)
                .forEach(text -> found.add(Candidate.of(text, "")));
        List<Candidate> known = List.copyOf(found);
        int at = typed.lastIndexOf('@');
        if (at > 0 && typed.indexOf(':') > 0) {
            places(typed.substring(0, at + 1), typed.substring(at + 1), found);
        } else if (typed.indexOf(':') < 0) {
            services.get().stream()
                    .filter(each -> typed.isEmpty()
                            ? each.name().equals(each.stands())
                            // Who has come so far by a target that is known need not stop at its service.
                            : known.stream().noneMatch(target -> target.word().startsWith(each.name() + ":")))
                    .forEach(each -> found.add(Candidate.lead(each.name() + ":", each.about())));
        }
        return found;
    }

    /** A service that is typed by an alias stays so. */
    private String spelt(String target, String typed) {
        int colon = typed.indexOf(':');
        if (colon < 0 || target.startsWith(typed)) {
            return target;
        }
        String name = typed.substring(0, colon);
        return services.get().stream()
                .filter(each -> each.name().equals(name) && target.startsWith(each.stands() + ":"))
                .findFirst()
                .map(each -> name + target.substring(target.indexOf(':')))
                .orElse(target);
    }

    private void places(String head, String place, List<Candidate> found) {
        int slash = place.lastIndexOf('/') + 1;
        String profile = place.substring(0, slash);
        regions.get().forEach(region -> found.add(region.after(head + profile)));
        if (slash == 0) {
            profiles.get()
                    .forEach(each -> found.add(
                            Candidate.lead(each.word() + "/", each.about()).after(head)));
        }
    }
}
