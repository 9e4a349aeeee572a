package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.model.ArnForm;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Use;
import java.util.List;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/**
 * AWS CloudFormation: a deployment is an operation on a stack, an operation on a stack set, or a change set.
 *
 * <p>What an operation on a stack includes, and why its rollback is part of it, is explained in {@link CfnAttempt}. Stack
 * sets are read as the account that owns them; those that a delegated administrator manages for the organization are
 * not seen.
 */
public final class CloudFormation implements Adapter<CloudFormationClient> {
    static final String STACK = "stack-name";
    static final String STACK_SET = "stack-set-name";
    static final String CHANGE_SET = "change-set-name";
    private static final String STACK_ARN = "arn:[^/]+:stack/[^/]+/[^/]+";
    private static final String NAME = "[^/:]+";
    private static final List<Kind<CloudFormationClient>> KINDS =
            List.of(new CfnStacks(), new CfnChangeSets(), new CfnStackSets());

    static final ServiceInfo INFO = ServiceInfo.builder("cloudformation", "AWS CloudFormation")
            .alias("cfn")
            .about("An operation on a stack or a stack set, or a change set on its way to one.")
            .calls("up to four stacks: N; more: N, or the pages of the list of all stacks where these are fewer")
            .form("stackset/{stack-set-name:[^/]+}", "a stack set")
            .form("{stack-name:" + NAME + "}/changeset/{change-set-name:[^/]+}", "a change set of a stack")
            .form("{stack-name:" + NAME + "|" + STACK_ARN + "}", "a stack")
            .form("{change-set-name:arn:[^/]+:changeSet/[^/]+/[^/]+}", "a change set by its ARN")
            .arn(new ArnForm("cloudformation", "stack/{}/{}", STACK))
            .arn(new ArnForm("cloudformation", "changeSet/{}/{}", CHANGE_SET))
            .arn("cloudformation", "stackset/{stack-set-name}")
            .pin("operation-id")
            .revisionWord("change set name or ARN")
            .action("cloudformation:DescribeStacks", "status of stacks")
            .action("cloudformation:DescribeStackEvents", "history, earlier operations, root cause")
            .action(
                    "cloudformation:DescribeEvents",
                    Use.EXPLAIN,
                    "failed validations and hooks; not needed for the rest")
            .action("cloudformation:DescribeChangeSet", "status and changes of change sets")
            .action("cloudformation:ListStackSetOperations", "history and latest operation of stack sets")
            .action("cloudformation:DescribeStackSetOperation", "status of stack set operations")
            .action("cloudformation:DescribeStackSet", Use.CONFIRM, "whether a stack set was deleted")
            .action("cloudformation:ListStackSetOperationResults", Use.EXPLAIN, "accounts and regions that failed")
            .discoveryAction("cloudformation:ListStacks")
            .discoveryAction("cloudformation:ListStackSets")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public CloudFormationClient connect(Clients clients) {
        return clients.configure(CloudFormationClient.builder()).build();
    }

    @Override
    public List<Kind<CloudFormationClient>> kinds() {
        return KINDS;
    }
}
