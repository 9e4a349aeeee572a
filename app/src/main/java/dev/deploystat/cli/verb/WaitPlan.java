package dev.deploystat.cli.verb;

import dev.deploystat.cli.option.Asked;
import dev.deploystat.cli.option.GateOptions;
import dev.deploystat.cli.option.Terms;
import dev.deploystat.gate.Policy;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a wait asks of each target: what the options ask of all, or what the configuration file says of one. */
record WaitPlan(Policy common, List<Target> targets, Map<Target, Policy> ownPolicies, Map<Target, Terms> terms) {

    static WaitPlan of(Invocation call, Policy common, List<Asked> asked) {
        Set<Target> targets = new LinkedHashSet<>();
        Map<Target, Policy> own = new LinkedHashMap<>();
        Map<Target, Terms> known = new LinkedHashMap<>();
        for (Asked each : asked) {
            targets.add(each.target());
            Terms terms = each.terms();
            if (terms == null || !terms.ofGate()) {
                continue;
            }
            Terms before = known.putIfAbsent(each.target(), terms);
            if (before == null) {
                own.put(each.target(), GateOptions.policy(call.parsed(), common, terms));
            } else if (!before.name().equals(terms.name())) {
                throw Refusal.usage(
                        "'" + before.name() + "' and '" + terms.name() + "' are the same target, " + each.target()
                                + ", and may ask different things of it",
                        "Wait for them one after the other.");
            }
        }
        return new WaitPlan(common, List.copyOf(targets), own, known);
    }

    /** Refuses what none of the targets can come to, before anything is waited for. */
    void check(Invocation call) {
        List<Target> ofCommon = new ArrayList<>();
        for (Target target : targets) {
            Policy policy = ownPolicies.getOrDefault(target, common);
            GateOptions.checkIdle(policy, target);
            if (Objects.equals(policy.until(), common.until())) {
                ofCommon.add(target);
            } else {
                checkOwn(call, policy, target);
            }
        }
        if (!ofCommon.isEmpty()) {
            GateOptions.checkUntil(common, ofCommon, call.adapters(), call.fleet());
        }
    }

    private void checkOwn(Invocation call, Policy policy, Target target) {
        try {
            GateOptions.checkUntil(policy, List.of(target), call.adapters(), call.fleet());
        } catch (Refusal e) {
            throw Refusal.file(terms.get(target).at() + ": " + e.getMessage(), e.hint());
        }
    }
}
