package dev.deploystat.aws.adapter;

import java.util.Set;

/**
 * How often a service lets one account call in one region.
 *
 * @param service the SDK service, as the last word of its package: {@code ecs}
 * @param operations the operations that are counted together; empty for all that no other rate names
 * @param burst how many calls it takes at once after a rest
 * @param perSecond how many calls a second it takes in the long run
 */
public record Rate(String service, Set<String> operations, int burst, int perSecond) {
    /**
     * Returns what is kept to where AWS publishes no figure: ours, not theirs. A look at a hundred targets, a call each,
     * is not held up, and goes on every ten seconds.
     */
    public static Rate unpublished(String service) {
        return new Rate(service, Set.of(), 100, 10);
    }
}
