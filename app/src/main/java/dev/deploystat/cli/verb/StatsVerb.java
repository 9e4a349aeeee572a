package dev.deploystat.cli.verb;

import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.OptionGroup;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.option.TimeOptions;
import dev.deploystat.cli.option.TypedTargets;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.TrackRecord;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Target;
import dev.deploystat.render.Display;
import dev.deploystat.render.Format;
import dev.deploystat.render.Output;
import dev.deploystat.render.StatsPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** How the deployments of targets went, from the services' own histories. */
public final class StatsVerb implements Verb {
    private static final int USUAL_LIMIT = 500;

    private final TargetInput input = TypedTargets.many();

    @Override
    public String summary() {
        return "Says how a target's deployments went: how many, how long, how often they failed.";
    }

    @Override
    public void declare(CommandSpec spec) {
        input.declare(spec);
        Option.value(spec, "DURATION|TIME", "Only those created since, for example 30d or 2026-01-31.", "--since");
        Option.value(spec, "N", "How many of the newest to count. Default: 500; 0: all.", "--limit");
    }

    /** Rows here are no deployments, so the columns of those and their replies do not apply. */
    @Override
    public Set<OptionGroup> groups() {
        return EnumSet.complementOf(EnumSet.of(OptionGroup.ROWS));
    }

    @Override
    public List<String> examples() {
        return List.of(
                "deploystat stats ecs:prod/api",
                "deploystat stats ecs:prod/api codedeploy:shop/prod --since 90d -o json");
    }

    @Override
    public Map<String, String> exits() {
        return Exit.ofLook();
    }

    @Override
    public int run(Invocation call) {
        Output output = call.output();
        Instant now = call.clock().now();
        String since = Option.get(call.parsed(), "--since");
        Instant earliest = since == null ? null : TimeOptions.point("--since", since, now);
        int limit = Option.number(call.parsed(), "--limit", USUAL_LIMIT, 0, Integer.MAX_VALUE);
        HistoryQuery query = new HistoryQuery(Set.of(), earliest, null, limit, null);
        Display look = call.options().look(call.console(), call.console().outIsTerminal(), now);
        boolean forPeople = !call.options().hasQuery()
                && (call.options().format() == Format.TABLE || call.options().format() == Format.WIDE);
        List<Map<String, Object>> all = new ArrayList<>();
        List<Observation> unread = new ArrayList<>();
        for (Target target : call.placed(input)) {
            TrackRecord record = new TrackRecord();
            Optional<ReadError> error = call.fleet().history(target, query, record::add);
            if (error.isPresent()) {
                unread.add(Observation.of(Reading.failed(target, error.get())));
                continue;
            }
            if (record.total() > 0) {
                call.rememberNamed(target);
            }
            StatsPage page = new StatsPage(target, record, earliest == null && (limit == 0 || record.total() < limit));
            if (forPeople) {
                page.write(call.console().out(), look);
            } else {
                all.add(page.data());
            }
        }
        if (!forPeople) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("stats", all);
            output.data(document);
        }
        EndNotes.ofUnread(call.notes(), unread);
        return Exit.ofReading(unread);
    }
}
