package dev.deploystat.cli.config;

import dev.deploystat.cli.config.Config.Group;
import dev.deploystat.cli.config.Config.Named;
import dev.deploystat.cli.config.Config.OneTarget;
import dev.deploystat.cli.config.Config.Site;
import dev.deploystat.cli.option.Asked;
import dev.deploystat.cli.option.Terms;
import dev.deploystat.cli.run.Console;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Finds the targets that a name of a file stands for. Only those that are asked for are read as targets. */
final class Names {
    /** Groups of groups multiply: more than this nobody means, and a file must not fill the memory. */
    private static final int MOST = 10_000;

    private final Config config;
    private final Console console;
    private final Targets grammar;

    Names(Config config, Console console, Targets grammar) {
        this.config = config;
        this.console = console;
        this.grammar = grammar;
    }

    List<Asked> of(String name) {
        Named named = config.names().get(name);
        if (named == null) {
            String near = Nearest.to(name, config.names().keySet())
                    .map(meant -> "Did you mean '" + meant + "'? ")
                    .orElse("");
            throw Refusal.usage(
                    "'" + name + "' is neither a name in " + config.file() + " nor a target",
                    near + "A target is written SERVICE:RESOURCE, for example ecs:CLUSTER/SERVICE.");
        }
        List<Asked> found = new ArrayList<>();
        add(found, name, named, Site.ANY);
        return List.copyOf(found);
    }

    private void add(List<Asked> found, String name, Named named, Site outer) {
        if (found.size() > MOST) {
            throw named.at().refusal("this group stands for more than " + MOST + " targets", "Divide it.");
        }
        if (named instanceof OneTarget one) {
            found.add(asked(name, one, one.place().within(outer)));
            return;
        }
        Group group = (Group) named;
        Site place = group.place().within(outer);
        for (Word member : group.members()) {
            Named known = config.names().get(member.text());
            if (known == null) {
                found.add(asked(member.text(), new OneTarget(member.at(), member, Site.ANY, null, null, null), place));
            } else {
                add(found, member.text(), known, place);
            }
        }
    }

    private Asked asked(String name, OneTarget one, Site place) {
        Spot at = place.profile() == null ? one.at() : place.profile().at();
        return new Asked(
                target(one),
                new Terms(
                        name,
                        at.toString(),
                        place.profile() == null ? null : place.profile().text(),
                        place.regions(),
                        place.role(),
                        revision(one),
                        one.until(),
                        one.timeout()));
    }

    private Target target(OneTarget one) {
        Target target;
        try {
            target = grammar.parse(one.text().text());
        } catch (Refusal e) {
            throw one.text().at().leadingTo(e);
        }
        boolean otherRegion = target.region() != null
                && !one.place().regions().isEmpty()
                && !one.place().regions().contains(target.region());
        boolean otherProfile = target.profile() != null
                && one.place().profile() != null
                && !target.profile().equals(one.place().profile().text());
        if (otherRegion || otherProfile) {
            throw one.text()
                    .at()
                    .refusal(
                            "'" + one.text().text() + "' names another " + (otherRegion ? "region" : "profile")
                                    + " than the key below it",
                            "Name it once.");
        }
        return target;
    }

    private Supplier<String> revision(OneTarget one) {
        return one.revision() == null ? null : () -> new RevisionSource(config.file(), console).of(one.revision());
    }
}
