package dev.deploystat.cli.option;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.Fleet;
import dev.deploystat.gate.Milestone;
import dev.deploystat.gate.Policy;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Target;
import dev.deploystat.model.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options that say what a gate is asked to decide. */
public final class GateOptions {
    private static final String TIMEOUT = "--timeout";
    private static final String UNTIL = "--until";
    private static final String REVISION = "--revision";

    private GateOptions() {}

    /** Declares them for a command that ends at the first failure unless it is told otherwise, or that does not. */
    public static void declare(CommandSpec spec, boolean failsFast) {
        String usual = " The default.";
        Option.value(spec, "DURATION", "When to give up. Default: 30m; 0: never.", "--timeout");
        Option.value(spec, "DURATION", "First pause between two looks. Default: 2s, growing to 15s.", "--interval");
        Option.flag(spec, "End at the first failure." + (failsFast ? usual : ""), "--fail-fast");
        Option.flag(spec, "Wait for all to end, also for rollbacks." + (failsFast ? "" : usual), "--no-fail-fast");
        Option.value(
                spec, "REVISION", "Pass only this revision; older deployments count as not there yet.", "--revision");
        Option.value(
                spec,
                "TIME|DURATION|now",
                "Deployments that began before count as not there yet; 'now' allows 30s for the command before.",
                "--since");
        Option.value(spec, "DURATION", "How long it may take to appear. Default: 60s.", "--appear-timeout");
        Option.value(spec, "DURATION", "How long a success must hold. Default: 0s.", "--stable-for");
        Option.flag(spec, "Let a success with failed members pass.", "--allow-partial");
        Option.flag(spec, "Let a success pass that AWS reports before the work is over.", "--allow-early");
        Option.value(
                spec,
                "DURATION",
                "How long to wait for a failure to be retried under the same id. Default: 0s.",
                "--retry-grace");
        Option.flag(spec, "End when failure is certain, before the service gives up.", "--early-fail");
        Option.value(
                spec,
                "finished|traffic|STAGE|idle",
                "How far it must have come: its end, all traffic on the new revision, or a stage or event in the service's"
                        + " own word; or 'idle', before a deployment: nothing is under way. Default: finished.",
                "--until");
        Option.value(
                spec,
                "wait|fail",
                "What to do while somebody must act, such as approve or reroute. Default: wait.",
                "--on-needs-action");
    }

    /**
     * Refuses a milestone that none of the targets can come to: whoever misspelt it would wait for the end without knowing.
     */
    public static void checkUntil(Policy policy, List<Target> targets, Adapters adapters, Fleet fleet) {
        String name = policy.until();
        if (name == null || Milestone.isCommon(name)) {
            return;
        }
        Set<String> services = targets.stream().map(Target::service).collect(Collectors.toCollection(TreeSet::new));
        List<String> known = services.stream()
                .flatMap(service -> adapters.adapter(service).orElseThrow().milestones().stream())
                .collect(Collectors.toCollection(ArrayList::new));
        if (isAmong(known, name)) {
            return;
        }
        // Some targets have stages of their own, which only the service knows.
        for (Target target : targets) {
            Optional<List<String>> own = fleet.milestones(target);
            if (own.isEmpty() || isAmong(own.get(), name)) {
                return;
            }
            known.addAll(own.get());
        }
        List<String> words = Stream.concat(
                        Stream.of(Milestone.FINISHED, Milestone.TRAFFIC, Milestone.IDLE), known.stream())
                .toList();
        String near = Nearest.to(name, words)
                .map(point -> "Did you mean '" + point + "'? ")
                .orElse("");
        String all = known.isEmpty()
                ? "It takes: finished, traffic, idle."
                : "It takes finished, traffic, idle, and what 'deploystat services "
                        + (services.size() == 1 ? services.iterator().next() : "SERVICE") + "' lists as milestones.";
        throw Refusal.usage(
                "--until is '" + name + "', to which no deployment of " + String.join(", ", services) + " comes",
                near + all);
    }

    private static boolean isAmong(List<String> names, String name) {
        return names.stream().anyMatch(known -> Words.same(known, name));
    }

    /**
     * Returns what is asked of a target of the configuration file: what the options ask, and what the file says where they
     * do not.
     */
    public static Policy policy(ParseResult parsed, Policy asked, Terms terms) {
        Policy policy = asked;
        if (terms.timeout() != null && Option.get(parsed, TIMEOUT) == null) {
            policy = policy.withTimeout(terms.timeout().isZero() ? null : terms.timeout());
        }
        if (terms.until() != null && Option.get(parsed, UNTIL) == null) {
            policy = policy.withUntil(terms.until());
        }
        boolean isIdle = Milestone.isIdle(policy.until());
        if (terms.revision() != null && Option.get(parsed, REVISION) == null && !isIdle) {
            policy = policy.withRevision(terms.revision().get());
        }
        refuseIdleRelease(policy, terms.name() + " is to be idle");
        return policy;
    }

    /** Refuses to wait for what is both idle and under way: who names a release asks for one that may still come. */
    public static void checkIdle(Policy policy, Target target) {
        if (Milestone.isIdle(policy.until()) && target.isPinned()) {
            throw Refusal.usage(
                    "--until idle asks about a target, and " + target + " names one deployment of it",
                    "Leave '#" + target.deployment() + "' out.");
        }
    }

    private static void refuseIdleRelease(Policy policy, String what) {
        if (Milestone.isIdle(policy.until()) && (policy.revision() != null || policy.since() != null)) {
            throw Refusal.usage(
                    what + ", and " + (policy.revision() != null ? REVISION : "--since") + " asks for a deployment",
                    "Ask for 'idle' before a deployment, and for the deployment after it.");
        }
    }

    /** Returns what the options ask of the gate, at the time of asking; {@code failsFast} as they were declared. */
    public static Policy policy(ParseResult parsed, Instant now, boolean failsFast) {
        boolean fast = Option.has(parsed, "--fail-fast");
        boolean patient = Option.has(parsed, "--no-fail-fast");
        if (fast && patient) {
            throw Refusal.usage(
                    "--fail-fast and --no-fail-fast exclude each other",
                    (failsFast ? "Failing fast" : "Waiting for all") + " is the default.");
        }
        Policy policy = Policy.DEFAULT
                .withFailFast(failsFast ? !patient : fast)
                .withRevision(Option.get(parsed, "--revision"))
                .withUntil(Option.get(parsed, "--until"))
                .withFailOnNeedsAction("fail".equals(Option.oneOf(parsed, "--on-needs-action", "wait", "fail")));
        if (Option.has(parsed, "--allow-partial")) {
            policy = policy.withAllowed(Flag.PARTIAL);
        }
        policy = policy.withEarlyFail(Option.has(parsed, "--early-fail"));
        if (Option.has(parsed, "--allow-early")) {
            policy = policy.withAllowed(Flag.EARLY);
        }
        String retryGrace = Option.get(parsed, "--retry-grace");
        if (retryGrace != null) {
            policy = policy.withRetryGrace(TimeOptions.span("--retry-grace", retryGrace));
        }
        String timeout = Option.get(parsed, "--timeout");
        if (timeout != null) {
            Duration span = TimeOptions.span("--timeout", timeout);
            policy = policy.withTimeout(span.isZero() ? null : span);
        }
        String interval = Option.get(parsed, "--interval");
        if (interval != null) {
            Duration span = TimeOptions.span("--interval", interval);
            if (span.isZero()) {
                throw Refusal.usage("--interval cannot be 0", "AWS throttles whoever asks without pause.");
            }
            policy = policy.withInterval(span);
        }
        String since = Option.get(parsed, "--since");
        if (since != null) {
            policy = policy.withSince(TimeOptions.point("--since", since, now));
        }
        String appear = Option.get(parsed, "--appear-timeout");
        if (appear != null) {
            policy = policy.withAppearTimeout(TimeOptions.span("--appear-timeout", appear));
        }
        String stable = Option.get(parsed, "--stable-for");
        policy = stable == null ? policy : policy.withStableFor(TimeOptions.span("--stable-for", stable));
        refuseIdleRelease(policy, "--until is 'idle'");
        return policy;
    }
}
