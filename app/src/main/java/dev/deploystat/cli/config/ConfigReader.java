package dev.deploystat.cli.config;

import dev.deploystat.cli.config.Config.Group;
import dev.deploystat.cli.config.Config.Named;
import dev.deploystat.cli.config.Config.OneTarget;
import dev.deploystat.cli.config.Config.Site;
import dev.deploystat.cli.option.TimeOptions;
import dev.deploystat.gate.Milestone;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Regions;
import dev.deploystat.render.Format;
import dev.deploystat.render.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a configuration file and refuses whatever it may not say, before anything is asked of AWS. */
final class ConfigReader {
    static final List<String> TOP = List.of("defaults", "targets", "groups", "environments");
    static final List<String> DEFAULTS = List.of("output", "columns");
    static final List<String> TARGET = List.of("target", "profile", "region", "role", "revision", "until", "timeout");
    static final List<String> ENVIRONMENT = List.of("profile", "region", "role", "targets");

    /** What a name may consist of: nothing that a shell, a terminal or the target grammar takes for something else. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}");

    private final Path file;
    private final Map<String, Named> names = new LinkedHashMap<>();
    private final List<String> environments = new ArrayList<>();

    private ConfigReader(Path file) {
        this.file = file;
    }

    static Config read(Path file) {
        return new ConfigReader(file).read(YamlFile.read(file).with(TOP));
    }

    private Config read(Mapping top) {
        top.each("targets", this::target);
        top.each("groups", this::group);
        top.each("environments", this::environment);
        names.values().forEach(named -> {
            if (named instanceof Group group) {
                group.members().forEach(this::checkMember);
            }
        });
        names.forEach((name, named) -> refuseCircle(new LinkedHashSet<>(Set.of(name)), named));
        Mapping defaults = top.has("defaults") ? top.mapping("defaults").with(DEFAULTS) : null;
        return new Config(
                file,
                defaults == null ? null : output(defaults),
                defaults == null ? List.of() : columns(defaults),
                names,
                environments);
    }

    private static String output(Mapping defaults) {
        Word output = defaults.word("output");
        if (output == null) {
            return null;
        }
        List<String> known = Arrays.stream(Format.values()).map(Format::word).toList();
        if (!known.contains(output.text())) {
            throw output.at()
                    .refusal(
                            "'" + output.text() + "' is not an output format",
                            output.text(),
                            known,
                            "There are: " + String.join(", ", known) + ".");
        }
        return output.text();
    }

    private static List<String> columns(Mapping defaults) {
        List<String> known = Output.columnNames();
        return defaults.words("columns").stream()
                .flatMap(word -> Arrays.stream(word.text().split(",")).map(name -> new Word(name.strip(), word.at())))
                .map(word -> {
                    if (!known.contains(word.text())) {
                        throw word.at()
                                .refusal(
                                        "there is no column '" + word.text() + "'",
                                        word.text(),
                                        known,
                                        "The columns are: " + String.join(", ", known) + ".");
                    }
                    return word.text();
                })
                .toList();
    }

    private Named target(Word name, Mapping all) {
        if (all.isWord(name.text())) {
            return named(name, new OneTarget(name.at(), all.word(name.text()), Site.ANY, null, null, null));
        }
        Mapping own = all.mapping(name.text()).with(TARGET);
        Word text = own.word("target");
        if (text == null) {
            throw name.at().refusal("'" + name.text() + "' has no target", "Write for example 'target: ecs:prod/api'.");
        }
        Word until = own.word("until");
        Word revision = own.word("revision");
        if (until != null && revision != null && Milestone.isIdle(until.text())) {
            throw revision.at()
                    .refusal("a target that is to be idle is asked for no revision", "Take one of the two out.");
        }
        return named(
                name,
                new OneTarget(
                        name.at(),
                        text,
                        site(own, own.word("region") == null ? List.of() : List.of(own.word("region"))),
                        revision,
                        until == null ? null : until.text(),
                        timeout(own.word("timeout"))));
    }

    private Named group(Word name, Mapping all) {
        return named(name, new Group(name.at(), Site.ANY, filled(name, all.list(name.text()))));
    }

    private Named environment(Word name, Mapping all) {
        Mapping own = all.mapping(name.text()).with(ENVIRONMENT);
        if (!own.has("targets")) {
            throw name.at().refusal("'" + name.text() + "' has no targets", "Write for example 'targets: [api, web]'.");
        }
        environments.add(name.text());
        return named(name, new Group(name.at(), site(own, own.words("region")), filled(name, own.list("targets"))));
    }

    private static List<Word> filled(Word name, List<Word> members) {
        if (members.isEmpty()) {
            throw name.at().refusal("'" + name.text() + "' holds no target", "A gate over nothing would never pass.");
        }
        return members;
    }

    /** Targets, groups and environments are called alike, so a name is given once among all of them. */
    private Named named(Word name, Named what) {
        if (!NAME.matcher(name.text()).matches()) {
            throw name.at()
                    .refusal(
                            "'" + name.text() + "' is not a name",
                            "A name has letters, digits, '.', '_' and '-', and begins with a letter or a digit.");
        }
        Named other = names.putIfAbsent(name.text(), what);
        if (other != null) {
            throw name.at()
                    .refusal(
                            "the name '" + name.text() + "' is given already, at line "
                                    + other.at().line(),
                            "Targets, groups and environments need names of their own.");
        }
        return what;
    }

    private static Site site(Mapping own, List<Word> regions) {
        Word role = own.word("role");
        if (role != null && !ROLE.matcher(role.text()).matches()) {
            throw role.at()
                    .refusal(
                            "'" + role.text() + "' is not the ARN of a role",
                            "Write for example arn:aws:iam::111122223333:role/deploystat.");
        }
        regions.stream().filter(region -> !Regions.isPlausible(region.text())).forEach(region -> {
            throw region.at()
                    .refusal(
                            "'" + region.text() + "' is not a region",
                            Regions.question(region.text()) + "Write for example eu-west-1.");
        });
        return new Site(
                own.word("profile"), regions.stream().map(Word::text).toList(), role == null ? null : role.text());
    }

    private static Duration timeout(Word text) {
        try {
            return text == null ? null : TimeOptions.span("timeout", text.text());
        } catch (Refusal e) {
            throw text.at().leadingTo(e);
        }
    }

    private void checkMember(Word member) {
        if (member.text().indexOf(':') < 0 && !names.containsKey(member.text())) {
            throw member.at()
                    .refusal(
                            "'" + member.text() + "' is not a name of this file",
                            member.text(),
                            names.keySet(),
                            "A target that has no name is written SERVICE:RESOURCE.");
        }
    }

    private void refuseCircle(Set<String> passed, Named named) {
        if (!(named instanceof Group group)) {
            return;
        }
        for (Word member : group.members()) {
            if (!names.containsKey(member.text())) {
                continue;
            }
            if (!passed.add(member.text())) {
                throw member.at()
                        .refusal(
                                "'" + member.text() + "' contains itself: " + String.join(" > ", passed) + " > "
                                        + member.text(),
                                "Take it out here.");
            }
            refuseCircle(passed, names.get(member.text()));
            passed.remove(member.text());
        }
    }
}
