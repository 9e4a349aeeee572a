package dev.deploystat.cli.verb;

import dev.deploystat.aws.Corner;
import dev.deploystat.aws.Scan;
import dev.deploystat.aws.config.Setting;
import dev.deploystat.cli.option.Asked;
import dev.deploystat.cli.option.Option;
import dev.deploystat.cli.run.CommandOutput;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.render.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Finds every target of an account and shows where its deployment stands. */
public final class ScanVerb implements Verb {
    /** Every partition that people can do without naming a region has this one. */
    private static final String USUAL_REGION = "us-east-1";

    @Override
    public String summary() {
        return "Finds every target of the account and takes one look at each.";
    }

    @Override
    public void declare(CommandSpec spec) {
        Option.value(
                spec,
                "SERVICE[,SERVICE]",
                "Only these services. Default: all but those that AWS has ended.",
                "--service");
        Option.value(
                spec,
                "GROUP",
                "Look where the targets of this name of deploystat.yaml are: in their profiles, roles and regions.",
                "--group");
        Option.flag(spec, "Only what is still moving.", "--in-flight");
        Option.flag(spec, "Only what failed, was rolled back or stopped.", "--failed");
        Option.value(
                spec,
                "DURATION|TIME",
                "Only what moved since, for example 24h or 2026-01-31, and what is still moving.",
                "--since");
        Option.flag(spec, "Let the exit code say what became of the deployments shown.", "--exit-status");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "deploystat scan --in-flight",
                "deploystat scan --failed --since 24h --region all",
                "deploystat scan --service ecs,lambda --profile staging,prod -o jsonl");
    }

    @Override
    public Map<String, String> exits() {
        Map<String, String> codes = new LinkedHashMap<>(Exit.ofLook());
        codes.put("1, 6, 8", "with --exit-status: failed, superseded, pending");
        codes.put("130, 143", "interrupted, terminated; what was found so far is shown");
        return codes;
    }

    @Override
    public boolean decides(ParseResult parsed) {
        return Option.has(parsed, "--exit-status");
    }

    @Override
    public int run(Invocation call) throws InterruptedException {
        ScanFilter wanted = ScanFilter.of(call);
        List<ServiceInfo> services = services(call);
        CommandOutput out = new CommandOutput(call.console().out(), decides(call.parsed()));
        Output output = call.output(out);
        List<List<Corner>> places = new ArrayList<>();
        Optional<ReadError> unknown = findPlaces(call, services, places);
        if (unknown.isPresent()) {
            ReadError error = unknown.get();
            call.notes().error(error.kind().word(), "the regions of the account: " + error.message(), error.hint());
            return Exit.of(Outcome.of(error));
        }
        ScanView view = new ScanView(
                call,
                output.byPlace(),
                wanted,
                places.stream().mapToInt(List::size).sum());
        Scan scan = new Scan(call.fleet(), call.clock(), view);
        Runnable soFar = () -> view.end("interrupted; so far");
        Runnable interrupted = () -> {
            // Not within: whoever reads holds the scan first, and then the view.
            scan.showKept();
            view.exclusively(() -> out.end(soFar));
        };
        try (AutoCloseable last = call.console().interrupts().onInterrupt(interrupted)) {
            scan.run(places);
            if (!view.exclusively(() -> out.end(() -> view.end("scanned " + extent(services, places))))) {
                throw new InterruptedException("the process is ending");
            }
            return view.exit(decides(call.parsed()));
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("taking back an interrupt does no I/O", e);
        }
    }

    /** Returns the services of {@code --service}, else those that AWS has not ended. */
    static List<ServiceInfo> services(Invocation call) {
        String named = Option.get(call.parsed(), "--service");
        if (named == null) {
            return call.adapters().all().stream()
                    .filter(service -> service.endOfLife() == null)
                    .toList();
        }
        return Arrays.stream(named.split(","))
                .map(String::strip)
                .map(call.targets()::service)
                .distinct()
                .toList();
    }

    /** Adds the corners of each profile and region; returns why the regions are not known, where they had to be asked for. */
    private static Optional<ReadError> findPlaces(
            Invocation call, List<ServiceInfo> services, List<List<Corner>> places) {
        String group = Option.get(call.parsed(), "--group");
        if (group != null) {
            call.named(group).stream()
                    .map(Asked::target)
                    .map(target -> new Corner("", target.profile(), target.role(), target.region()))
                    .distinct()
                    .forEach(place -> places.add(at(services, place)));
            return Optional.empty();
        }
        for (String profile : call.options().profiles()) {
            List<String> regions = new ArrayList<>();
            if (call.options().everyRegion()) {
                Corner home = new Corner(
                        "",
                        profile,
                        call.session().region(profile).map(Setting::value).orElse(USUAL_REGION));
                Optional<ReadError> error = call.fleet().regions(home.anywhere(), regions::add);
                if (error.isPresent()) {
                    return error;
                }
            } else {
                regions.addAll(call.options().regions());
            }
            for (String region : regions) {
                Target place = call.place(new Corner("", profile, region).anywhere());
                places.add(at(services, new Corner("", place.profile(), place.region())));
            }
        }
        return Optional.empty();
    }

    private static List<Corner> at(List<ServiceInfo> services, Corner place) {
        return services.stream()
                .map(service -> new Corner(service.id(), place.profile(), place.role(), place.region()))
                .toList();
    }

    private static String extent(List<ServiceInfo> services, List<List<Corner>> places) {
        String what = services.size() == 1 ? services.get(0).id() : services.size() + " services";
        return places.size() == 1
                ? what + " in " + places.get(0).get(0).region()
                : what + " at " + places.size() + " places";
    }
}
