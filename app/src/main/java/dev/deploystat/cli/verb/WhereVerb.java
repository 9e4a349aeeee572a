package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.Asked;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import dev.deploystat.render.Format;
import dev.deploystat.render.Output;
import dev.deploystat.render.Whereabouts;
import dev.deploystat.render.Whereabouts.Holds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Which revision runs where: the environments of the configuration file beside each other. */
public final class WhereVerb implements Verb {
    private final LocalGit git = new LocalGit(null);

    @Override
    public String summary() {
        return "Shows which revision runs in which environment of deploystat.yaml.";
    }

    @Override
    public void declare(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("0..*")
                .paramLabel("[REVISION] GROUP")
                .description(
                        "A revision to look for, and the names of environments or groups. Default: all environments.")
                .build());
        Option.flag(spec, "Let the exit code say whether the revision runs everywhere.", "--exit-status");
    }

    /** Rows here are no deployments, so the columns of those and their replies do not apply. */
    @Override
    public Set<OptionGroup> groups() {
        return EnumSet.complementOf(EnumSet.of(OptionGroup.ROWS));
    }

    @Override
    public List<String> examples() {
        return List.of(
                "deploystat where",
                "deploystat where 3f9c2ab staging prod",
                "deploystat where $(git rev-parse HEAD) -o markdown");
    }

    @Override
    public Map<String, String> exits() {
        Map<String, String> codes = new LinkedHashMap<>(Exit.ofLook());
        codes.put("1, 8", "with --exit-status: not everywhere, on its way");
        return codes;
    }

    @Override
    public boolean decides(ParseResult parsed) {
        return Option.has(parsed, "--exit-status");
    }

    @Override
    public int run(Invocation call) {
        Output output = call.output();
        List<String> words = call.parsed().matchedPositionalValue(0, List.of());
        boolean isNamed = words.isEmpty() || call.configuration().knows(words.get(0));
        String revision = isNamed ? null : words.get(0);
        List<String> environments = isNamed ? words : words.subList(1, words.size());
        if (decides(call.parsed()) && revision == null) {
            throw Refusal.usage(
                    "--exit-status says whether a revision runs everywhere, and none is named",
                    "Name one: deploystat where REVISION --exit-status.");
        }
        if (environments.isEmpty()) {
            environments = call.configuration().environments();
        }
        if (environments.isEmpty() || call.configuration().file().isEmpty()) {
            throw Refusal.usage(
                    "there is no environment to look at",
                    "Name environments and their targets in deploystat.yaml; docs/config.md has one to copy.");
        }
        List<Whereabouts> found = look(call, environments, revision);
        show(call, output, found);
        if (revision != null) {
            call.notes().note(count(call, found, revision));
        }
        List<Observation> seen = found.stream().map(Whereabouts::seen).toList();
        EndNotes.ofUnread(call.notes(), seen.stream().distinct().toList());
        int unread = Exit.ofReading(seen);
        return unread != Exit.OK || !decides(call.parsed()) ? unread : exit(found);
    }

    /** Returns in how many places a revision runs. What runs nowhere may be an environment that is misspelt. */
    private static String count(Invocation call, List<Whereabouts> found, String revision) {
        long there = found.stream().filter(each -> each.holds().isThere()).count();
        long coming =
                found.stream().filter(each -> each.holds() == Holds.COMING).count();
        long unknown =
                found.stream().filter(each -> each.holds() == Holds.UNKNOWN).count();
        String near = there + coming > 0
                ? ""
                : Nearest.to(revision, call.configuration().environments())
                        .map(name -> "; did you mean the environment '" + name + "'?")
                        .orElse("");
        return "'" + revision + "' runs in " + there + " of " + found.size() + " places"
                + (coming == 0 ? "" : ", is on its way to " + coming)
                + (unknown == 0 ? "" : ", cannot be looked for in " + unknown) + near;
    }

    private List<Whereabouts> look(Invocation call, List<String> environments, String revision) {
        Map<String, List<Asked>> asked = new LinkedHashMap<>();
        Set<Target> targets = new LinkedHashSet<>();
        for (String environment : environments) {
            List<Asked> members = call.named(environment);
            asked.put(environment, members);
            members.forEach(member -> targets.add(member.target()));
        }
        String commit = revision == null ? null : git.commit(revision).orElse(null);
        Map<Target, Observation> seen = new LinkedHashMap<>();
        Poller.look(call.fleet(), call.clock(), List.copyOf(targets))
                .observations()
                .forEach(each -> seen.put(each.target(), each));
        List<Whereabouts> found = new ArrayList<>();
        asked.forEach((environment, members) -> {
            boolean isOneRegion = members.stream()
                            .map(member -> member.target().region())
                            .distinct()
                            .count()
                    == 1;
            for (Asked member : members) {
                Observation there = seen.get(member.target());
                found.add(new Whereabouts(
                        isOneRegion
                                ? environment
                                : environment + " " + member.target().region(),
                        member.terms().name(),
                        there,
                        revision == null ? null : holds(there, revision, commit)));
            }
        });
        return found;
    }

    /** A name that git has, such as {@code HEAD} or a tag, is looked for as it is written, too. */
    private Holds holds(Observation seen, String revision, String commit) {
        Holds asWritten = holds(seen, revision);
        return commit == null || asWritten.isThere() || asWritten == Holds.COMING ? asWritten : holds(seen, commit);
    }

    private Holds holds(Observation seen, String revision) {
        Rollout rollout = seen.reading().found().orElse(null);
        if (rollout == null) {
            return Holds.UNKNOWN;
        }
        if (rollout.runs(revision)) {
            return Holds.YES;
        }
        boolean isOpen = seen.outcome() == Outcome.PENDING;
        if (isOpen && rollout.brings(revision)) {
            return Holds.COMING;
        }
        if (rollout.live() == null) {
            return Holds.UNKNOWN;
        }
        if (git.contains(rollout.live(), revision)) {
            return Holds.CONTAINED;
        }
        return isOpen && rollout.revision() != null && git.contains(rollout.revision(), revision)
                ? Holds.COMING
                : Holds.NO;
    }

    /** Tables for people put environments beside each other; all else has a row a target. */
    private static void show(Invocation call, Output output, List<Whereabouts> found) {
        Format format = call.options().format();
        boolean isTable = format == Format.TABLE || format == Format.WIDE || format == Format.MARKDOWN;
        if (!isTable || call.options().hasQuery()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("where", found.stream().map(Whereabouts::data).toList());
            output.data(document);
            return;
        }
        Instant now = call.clock().now();
        Set<String> environments = new LinkedHashSet<>();
        Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
        found.forEach(each -> environments.add(each.environment()));
        for (Whereabouts each : found) {
            Map<String, Object> row = rows.computeIfAbsent(each.name(), name -> {
                Map<String, Object> empty = new LinkedHashMap<>();
                empty.put("target", name);
                environments.forEach(environment -> empty.put(environment, null));
                return empty;
            });
            row.put(each.environment(), each.cell(now));
        }
        output.data(List.copyOf(rows.values()));
    }

    private static int exit(List<Whereabouts> found) {
        if (found.stream().allMatch(each -> each.holds().isThere())) {
            return Exit.OK;
        }
        boolean isComing = found.stream().allMatch(each -> each.holds().isThere() || each.holds() == Holds.COMING);
        return isComing ? Exit.PENDING : Exit.FAILED;
    }
}
