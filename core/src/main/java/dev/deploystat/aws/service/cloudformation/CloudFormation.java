package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.model.ArnForm;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.model.TargetForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/**
 * AWS CloudFormation: a deployment is an operation on a stack, an operation on a stack set, or a change set.
 *
 * <p>What an operation on a stack includes, and why its rollback is part of it, is told in {@link CfnAttempt}. Stack
 * sets are read as the account that owns them; those that a delegated administrator manages for the organization are
 * not seen.
 */
public final class CloudFormation implements Adapter<CloudFormationClient> {
    static final String STACK = "stack-name";
    static final String STACK_SET = "stack-set-name";
    static final String CHANGE_SET = "change-set-name";
    private static final String STACK_ARN = "arn:[^/]+:stack/[^/]+/[^/]+";
    private static final String NAME = "[^/:]+";

    static final ServiceInfo INFO = new ServiceInfo(
            "cloudformation",
            List.of("cfn"),
            "AWS CloudFormation",
            "An operation on a stack or a stack set, or a change set on its way to one.",
            List.of(
                    TargetForm.of("stackset/{stack-set-name:[^/]+}", "a stack set"),
                    TargetForm.of(
                            "{stack-name:" + NAME + "}/changeset/{change-set-name:[^/]+}", "a change set of a stack"),
                    TargetForm.of("{stack-name:" + NAME + "|" + STACK_ARN + "}", "a stack"),
                    TargetForm.of("{change-set-name:arn:[^/]+:changeSet/[^/]+/[^/]+}", "a change set by its ARN")),
            List.of(
                    new ArnForm("cloudformation", "stack/{}/{}", STACK),
                    new ArnForm("cloudformation", "changeSet/{}/{}", CHANGE_SET),
                    ArnForm.of("cloudformation", "stackset/{stack-set-name}")),
            "operation-id",
            "change set name or ARN",
            1,
            actions(),
            Set.of(),
            null);

    private static Map<String, String> actions() {
        Map<String, String> actions = new LinkedHashMap<>();
        actions.put("cloudformation:DescribeStacks", "status of stacks");
        actions.put("cloudformation:DescribeStackEvents", "history, earlier operations, root cause");
        actions.put("cloudformation:DescribeEvents", "failed validations and hooks; not needed for the rest");
        actions.put("cloudformation:DescribeChangeSet", "status and changes of change sets");
        actions.put("cloudformation:ListStackSetOperations", "history and latest operation of stack sets");
        actions.put("cloudformation:DescribeStackSetOperation", "status of stack set operations");
        actions.put("cloudformation:ListStackSetOperationResults", "accounts and regions that failed");
        actions.put("cloudformation:ListStacks", "finding targets; many stacks at once");
        actions.put("cloudformation:ListStackSets", "finding targets");
        return actions;
    }

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        List<NativeState> rows = new ArrayList<>();
        rows.addAll(CfnStacks.states());
        rows.addAll(CfnExplanation.states());
        rows.addAll(CfnChangeSets.states());
        rows.addAll(CfnStackSets.states());
        return NativeState.sorted(rows);
    }

    @Override
    public List<String> milestones() {
        return List.of(CfnStacks.CONFIGURED);
    }

    @Override
    public CloudFormationClient connect(Clients clients) {
        return clients.configure(CloudFormationClient.builder()).build();
    }

    @Override
    public Stream<Target> discover(Connection<CloudFormationClient> cfn) {
        return Stream.concat(CfnStacks.discover(cfn), CfnStackSets.discover(cfn));
    }

    @Override
    public Stream<Rollout> history(Connection<CloudFormationClient> cfn, Target target, HistoryQuery query) {
        if (target.has(STACK_SET)) {
            return CfnStackSets.history(cfn, target, query);
        }
        return target.has(CHANGE_SET)
                ? CfnChangeSets.read(cfn, target).stream()
                : CfnStacks.history(cfn, target, query);
    }

    /** A few stacks are read side by side, a call each; more of them together, see {@link CfnStackList}. */
    @Override
    public List<List<Target>> batches(List<Target> targets) {
        List<Target> stacks = targets.stream().filter(CloudFormation::isStack).toList();
        if (stacks.size() <= Batches.AT_THE_SAME_TIME) {
            return Batches.of(targets, 1);
        }
        List<List<Target>> batches = new ArrayList<>();
        batches.add(stacks);
        batches.addAll(
                Batches.of(targets.stream().filter(target -> !isStack(target)).toList(), 1));
        return batches;
    }

    private static boolean isStack(Target target) {
        return !target.has(STACK_SET) && !target.has(CHANGE_SET);
    }

    @Override
    public List<Reading> read(Connection<CloudFormationClient> cfn, List<Target> targets) {
        if (targets.size() > 1) {
            return CfnStacks.read(cfn, targets);
        }
        Target target = targets.get(0);
        return read(cfn, target).stream()
                .map(rollout -> Reading.of(target, rollout))
                .toList();
    }

    private static Optional<Rollout> read(Connection<CloudFormationClient> cfn, Target target) {
        if (target.has(STACK_SET)) {
            return CfnStackSets.read(cfn, target);
        }
        return target.has(CHANGE_SET) ? CfnChangeSets.read(cfn, target) : CfnStacks.read(cfn, target);
    }

    @Override
    public Rollout explain(Connection<CloudFormationClient> cfn, Target target, Rollout seen) {
        if (target.has(STACK_SET)) {
            return CfnStackSets.explain(cfn, target, seen);
        }
        return target.has(CHANGE_SET) ? CfnChangeSets.explain(cfn, target, seen) : CfnStacks.explain(cfn, target, seen);
    }
}
