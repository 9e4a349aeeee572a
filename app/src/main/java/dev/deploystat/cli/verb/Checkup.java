package dev.deploystat.cli.verb;

import dev.deploystat.aws.Bundle;
import dev.deploystat.aws.CallErrors;
import dev.deploystat.aws.CallLog;
import dev.deploystat.aws.Caller;
import dev.deploystat.aws.Corner;
import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.config.Setting;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.render.Check;
import dev.deploystat.render.Check.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The checks of a run, one after another: what a later one rests on comes first. */
final class Checkup {
    private static final Duration NO_LIMIT = Duration.ofDays(1);
    /** AWS refuses calls that are signed this far from its own time. */
    private static final Duration REFUSED = Duration.ofMinutes(5);

    private static final Duration NOTABLE = Duration.ofMinutes(1);
    private static final Duration ENDS_SOON = Duration.ofMinutes(15);
    private static final Pattern PASSWORD = Pattern.compile("//[^/@]*@");
    private static final List<String> PROXIES =
            List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy");

    private final Invocation call;
    private final Map<String, Object> program;
    private final List<Check> checks = new ArrayList<>();
    private int exit = Exit.OK;

    Checkup(Invocation call, Map<String, Object> program) {
        this.call = call;
        this.program = program;
    }

    List<Check> checks() {
        return checks;
    }

    /** Returns the code of what is wrong, the gravest first; 0 when all is well. */
    int exit() {
        return exit;
    }

    void run(List<ServiceInfo> services) throws InterruptedException {
        well("deploystat", program.get("version") + ", commit " + program.get("commit"));
        well("Java", program.get("java") + " in " + program.get("javaHome"));
        if (program.get("archive") == null) {
            note(
                    "archive",
                    "none: starts take twice as long",
                    "DEPLOYSTAT_PREPARE=1 deploystat makes one and says why if not.");
        } else {
            well("archive", String.valueOf(program.get("archive")));
        }
        call.configuration().file().ifPresent(file -> well("configuration", file));
        network();
        for (String profile : call.options().profiles()) {
            for (String region : call.options().regions()) {
                place(profile, region, services);
            }
        }
    }

    private void network() {
        for (String variable : PROXIES) {
            String value = call.console().variable(variable);
            if (value != null) {
                note("proxy", variable + " is " + masked(value), null);
            }
        }
    }

    private static String masked(String address) {
        return PASSWORD.matcher(address).replaceAll("//***@");
    }

    private void place(String profile, String region, List<ServiceInfo> services) throws InterruptedException {
        Target anywhere;
        try {
            anywhere = call.place(new Corner("", profile, region).anywhere());
            String from = region != null
                    ? "--region"
                    : call.session().region(profile).map(Setting::place).orElse("");
            well("region", anywhere.region() + " (" + from + ")");
            trust(profile);
            endpoints(profile, services);
        } catch (Refusal e) {
            bad("settings", e.getMessage(), e.hint(), Exit.USAGE);
            return;
        }
        if (isKnown(anywhere)) {
            permissions(anywhere, services);
        }
    }

    private void trust(String profile) {
        call.session().bundle(profile).ifPresent(bundle -> {
            String found = bundle.value() + " (" + bundle.place() + ")";
            Bundle.faultOf(Path.of(bundle.value()))
                    .ifPresentOrElse(
                            fault -> bad(
                                    "CA bundle",
                                    found + " cannot be used: " + fault,
                                    "Name a PEM file of certificates.",
                                    Exit.USAGE),
                            () -> note("CA bundle", found, null));
        });
    }

    /** Services that are called at one address are said together. */
    private void endpoints(String profile, List<ServiceInfo> services) {
        Map<String, List<String>> addresses = new LinkedHashMap<>();
        for (ServiceInfo service : services) {
            call.session().endpoint(profile, service.id()).ifPresent(address -> addresses
                    .computeIfAbsent(address.toString(), each -> new ArrayList<>())
                    .add(service.id()));
        }
        addresses.forEach((address, called) -> {
            String who = called.size() == services.size() && called.size() > 1
                    ? "every service is"
                    : String.join(", ", called) + (called.size() == 1 ? " is" : " are");
            note("endpoint", who + " called at " + masked(address) + ", not at AWS's own address", null);
        });
    }

    private boolean isKnown(Target anywhere) {
        List<Caller> callers = new ArrayList<>();
        ReadError error = call.fleet().caller(anywhere, callers::add).orElse(null);
        if (error != null) {
            unread("credentials", error);
            return false;
        }
        Caller caller = callers.get(0);
        Instant now = call.clock().now();
        String who = "account " + caller.account() + ", " + caller.arn() + ", by " + caller.origin();
        if (caller.expires() == null) {
            well("credentials", who);
        } else {
            Duration left = Duration.between(now, caller.expires());
            String ends = who + ", for another " + Durations.words(left);
            if (left.compareTo(ENDS_SOON) < 0) {
                note("credentials", ends, "A wait may outlast them; those that can be renewed are.");
            } else {
                well("credentials", ends);
            }
        }
        clock(caller.ahead());
        return true;
    }

    private void clock(Duration ahead) {
        if (ahead == null) {
            return;
        }
        Duration off = ahead.abs();
        String found = Durations.words(off) + (ahead.isNegative() ? " behind AWS" : " ahead of AWS");
        if (off.compareTo(REFUSED) >= 0) {
            bad("clock", found, "Set the clock: AWS refuses what is signed five minutes off.", Exit.UNAUTHORISED);
        } else if (off.compareTo(NOTABLE) >= 0) {
            note("clock", found, "Set the clock: AWS refuses what is signed five minutes off.");
        } else {
            well("clock", off.isZero() ? "as AWS's" : found);
        }
    }

    private void permissions(Target anywhere, List<ServiceInfo> services) throws InterruptedException {
        Map<String, List<ReadError>> errors = new ConcurrentHashMap<>();
        List<Runnable> looks = services.stream()
                .<Runnable>map(service -> () -> errors.put(service.id(), tried(anywhere, service)))
                .toList();
        services.forEach(service -> call.fleet().log(service.id()));
        call.clock().together(NO_LIMIT, looks);
        for (ServiceInfo service : services) {
            permissions(service, errors.getOrDefault(service.id(), List.of()));
        }
    }

    /** Makes the calls that a scan, a status, an explanation, a list and a wait make, on one target of each kind. */
    private List<ReadError> tried(Target anywhere, ServiceInfo service) {
        Fleet fleet = call.fleet();
        Corner corner = new Corner(service.id(), anywhere.profile(), anywhere.region());
        List<Target> found = new ArrayList<>();
        List<ReadError> errors = new ArrayList<>(fleet.sample(corner.anywhere(), found::add));
        for (Target target : found) {
            Reading reading = fleet.explain(target);
            reading.failed().ifPresent(errors::add);
            // The first row may be the state that was read already.
            fleet.history(target, HistoryQuery.newest(2), row -> {}).ifPresent(errors::add);
            if (reading.found().isPresent()) {
                fleet.confirmIdle(List.of(reading), each -> {
                    each.failed().ifPresent(errors::add);
                    return true;
                });
            }
        }
        return errors;
    }

    private void permissions(ServiceInfo service, List<ReadError> errors) {
        CallLog log = call.fleet().log(service.id());
        ReadError failure = errors.stream()
                .filter(error -> error.kind() != ErrorKind.DENIED && error.kind() != ErrorKind.NOT_FOUND)
                .findFirst()
                .orElse(null);
        Set<String> denied = log.denied();
        if (!denied.isEmpty()) {
            bad(
                    service.id(),
                    "not permitted: " + String.join(", ", denied),
                    "'deploystat policy " + service.id() + " --scan' prints all that is needed.",
                    Exit.UNAUTHORISED);
        } else if (failure != null && CallErrors.NO_SUCH_HOST.equals(failure.code())) {
            note(service.id(), failure.message(), "Nothing to do where the service is not offered.");
        } else if (failure != null) {
            unread(service.id(), failure);
        } else {
            int untried = log.untried().size();
            well(
                    service.id(),
                    untried == 0
                            ? "all actions are permitted"
                            : "permitted; nothing there to try " + untried + " of "
                                    + service.actions().size() + " actions on");
        }
    }

    private void unread(String name, ReadError error) {
        bad(name, error.message(), error.hint(), Exit.of(Outcome.of(error)));
    }

    private void well(String name, String found) {
        checks.add(new Check(name, State.OK, found, null));
    }

    private void note(String name, String found, String mend) {
        checks.add(new Check(name, State.NOTE, found, mend));
    }

    private void bad(String name, String found, String mend, int code) {
        checks.add(new Check(name, State.BAD, found, mend));
        // As everywhere: credentials before the network, both before a setting.
        List<Integer> gravestFirst = List.of(Exit.UNAUTHORISED, Exit.UNREADABLE, code, exit);
        exit = gravestFirst.stream()
                .filter(each -> each == code || each == exit)
                .filter(each -> each != Exit.OK)
                .findFirst()
                .orElse(code);
    }
}
