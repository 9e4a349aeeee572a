package dev.deploystat.cli.verb;

import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.option.TargetInput;
import dev.deploystat.cli.option.TimeOptions;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Words;
import dev.deploystat.render.Format;
import dev.deploystat.render.Output;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** A target's history, newest first. */
public final class ListVerb implements Verb {
    private static final int USUAL_LIMIT = 20;
    private static final int LARGEST_PAGE = 1000;
    /** Rows of a page for a browser, which is held in memory until it is whole. */
    private static final int MOST_ON_A_PAGE = 2000;

    private final TargetInput input;

    public ListVerb(TargetInput input) {
        this.input = input;
    }

    @Override
    public String summary() {
        return "Lists the deployments of a target, newest first.";
    }

    @Override
    public void declare(CommandSpec spec) {
        input.declare(spec);
        Option.value(spec, "STATUS[,STATUS]", "Only these, in our words or the service's own.", "--status");
        Option.value(spec, "TIME", "Only those created after this time.", "--created-after");
        Option.value(spec, "TIME", "Only those created before this time.", "--created-before");
        Option.value(spec, "DURATION|TIME", "Only those created since, for example 2h or 2026-01-31.", "--since");
        Option.value(spec, "N", "How many. Default: 20; 0: all, as they arrive.", "--limit");
        Option.value(spec, "N", "How many to ask the service for at a time.", "--page-size");
        Option.flag(spec, "Read each one in full, at the price of further calls.", "--details");
    }

    @Override
    public List<String> examples() {
        String lead = input.lead() + " list " + input.example();
        return List.of(lead, lead + " --status failed,rolled_back --since 7d", lead + " --limit 0 -o jsonl");
    }

    @Override
    public Map<String, String> exits() {
        return Exit.ofLook();
    }

    @Override
    public int run(Invocation call) {
        Output output = call.output();
        List<Target> targets = call.placed(input);
        HistoryQuery query = query(call, targets.get(0));
        // Few rows are shown when all of them are there; many are shown as they come.
        List<Observation> held = new ArrayList<>();
        Output.Sheet stream = query.limit() == 0 ? sheet(output, targets) : null;
        List<Observation> unread = new ArrayList<>();
        boolean isCut = false;
        for (Target target : targets) {
            int before = held.size();
            readHistory(call, target, query, stream == null ? held::add : stream::add)
                    .ifPresent(error -> unread.add(Observation.of(Reading.failed(target, error))));
            if (isPage(call) && held.size() - before == MOST_ON_A_PAGE) {
                isCut = true;
                call.notes()
                        .note("a page shows the newest " + MOST_ON_A_PAGE + " deployments of " + target
                                + " at most; -o jsonl shows all");
            }
        }
        Output.Sheet sheet = stream == null ? sheet(output, targets) : stream;
        held.forEach(sheet::add);
        unread.forEach(sheet::add);
        if (isCut || (stream != null && !unread.isEmpty())) {
            sheet.abandon();
        } else {
            sheet.close();
        }
        EndNotes.ofUnread(call.notes(), unread);
        return Exit.ofReading(unread);
    }

    private static boolean isPage(Invocation call) {
        return call.options().format() == Format.HTML && !call.options().hasQuery();
    }

    /** Several targets, as one named in several regions is, have to be distinguished by their rows. */
    private static Output.Sheet sheet(Output output, List<Target> targets) {
        return targets.size() == 1 ? output.deployments(null) : output.discovered();
    }

    private static Optional<ReadError> readHistory(
            Invocation call, Target target, HistoryQuery query, Consumer<Observation> each) {
        boolean details = Option.has(call.parsed(), "--details");
        Fleet reader = call.fleet();
        List<Target> pinned = new ArrayList<>();
        AtomicInteger rows = new AtomicInteger();
        Optional<ReadError> error = call.fleet().history(target, query, rollout -> {
            rows.incrementAndGet();
            if (details) {
                pinned.add(reader.pin(target, rollout));
            } else {
                each.accept(Observation.of(Reading.of(target, rollout)));
            }
        });
        if (!pinned.isEmpty()) {
            Poller.lookBack(reader, call.clock(), pinned).observations().forEach(each);
        }
        if (rows.get() > 0) {
            call.rememberNamed(target);
        }
        if (error.isPresent() && rows.get() > 0) {
            call.notes().note("the list of " + target + " is not complete");
        }
        if (error.isEmpty() && rows.get() == 0) {
            call.notes().note("no deployments of " + target + " match");
        }
        return error;
    }

    private static HistoryQuery query(Invocation call, Target target) {
        Instant now = call.clock().now();
        String after = Option.get(call.parsed(), "--created-after");
        String since = Option.get(call.parsed(), "--since");
        if (after != null && since != null) {
            throw Refusal.usage("--created-after and --since exclude each other", "Both name the earliest time.");
        }
        String before = Option.get(call.parsed(), "--created-before");
        Instant earliest = after != null
                ? TimeOptions.point("--created-after", after, now)
                : since != null ? TimeOptions.point("--since", since, now) : null;
        Instant latest = before == null ? null : TimeOptions.point("--created-before", before, now);
        if (earliest != null && latest != null && earliest.isAfter(latest)) {
            throw Refusal.usage("no time is after " + earliest + " and before " + latest, "Exchange the two.");
        }
        int asked = Option.number(call.parsed(), "--limit", USUAL_LIMIT, 0, Integer.MAX_VALUE);
        boolean isUnlimited = asked == 0 || asked > MOST_ON_A_PAGE;
        int limit = isUnlimited && isPage(call) ? MOST_ON_A_PAGE : asked;
        String page = Option.get(call.parsed(), "--page-size");
        Integer pageSize = page == null ? null : Option.number(call.parsed(), "--page-size", 0, 1, LARGEST_PAGE);
        return new HistoryQuery(statuses(call, target), earliest, latest, limit, pageSize);
    }

    private static Set<String> statuses(Invocation call, Target target) {
        String given = Option.get(call.parsed(), "--status");
        if (given == null) {
            return Set.of();
        }
        List<String> known = Stream.concat(
                        Arrays.stream(Status.values()).map(Status::name),
                        call.adapters().adapter(target.service()).orElseThrow().states().stream()
                                .map(NativeState::word))
                .distinct()
                .toList();
        Set<String> wanted = new LinkedHashSet<>();
        for (String word : given.split(",")) {
            if (known.stream().noneMatch(status -> Words.same(status, word))) {
                String near = Nearest.to(
                                word, known.stream().map(String::toLowerCase).toList())
                        .map(name -> "Did you mean '" + name + "'? ")
                        .orElse("");
                throw Refusal.usage(
                        "'" + word + "' is not a status of " + target.service(),
                        near + "There are: " + String.join(", ", known) + ".");
            }
            wanted.add(word);
        }
        return wanted;
    }
}
