package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.ErrorKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * The list of all stacks of a region. It holds them whole, so that many stacks are read with fewer calls from its pages
 * than one by one, unless it has too many of them. How many, the first walk shows.
 */
final class CfnStackList {
    private static final String PAGES = "pages of the list of stacks";
    private static final int TOO_MANY = Integer.MAX_VALUE;

    private CfnStackList() {}

    /**
     * Returns the stacks that the list holds of those wanted, by name and by id; empty where single calls are fewer.
     *
     * @param wanted names and ids of stacks
     */
    static Map<String, Stack> read(Connection<CloudFormationClient> cfn, Set<String> wanted) {
        int known = cfn.memo().get(Integer.class, PAGES).orElse(1);
        if (known >= wanted.size()) {
            return Map.of();
        }
        Map<String, Stack> found = new HashMap<>();
        AtomicInteger pages = new AtomicInteger();
        int limit = wanted.size() - 1;
        // Whoever may read some stacks only may not list them.
        boolean isAllowed = ErrorCodes.unlessKind(Set.of(ErrorKind.DENIED), CloudFormation.INFO, () -> {
                    var all = Pages.of(
                                    token -> page(cfn, token, pages.incrementAndGet() > limit),
                                    reply -> reply.stacks(),
                                    reply -> reply.nextToken())
                            .iterator();
                    while (!found.keySet().containsAll(wanted) && all.hasNext()) {
                        Stack stack = all.next();
                        found.put(stack.stackName(), stack);
                        found.put(stack.stackId(), stack);
                    }
                    return true;
                })
                .isPresent();
        if (!isAllowed) {
            pages.set(TOO_MANY);
        }
        cfn.memo().put(Integer.class, PAGES, pages.get());
        return found;
    }

    private static DescribeStacksResponse page(
            Connection<CloudFormationClient> cfn, String token, boolean isBeyondLimit) {
        return isBeyondLimit
                ? DescribeStacksResponse.builder().build()
                : cfn.client().describeStacks(request -> request.nextToken(token));
    }
}
