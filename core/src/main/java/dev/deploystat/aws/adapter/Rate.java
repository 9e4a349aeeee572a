package dev.deploystat.aws.adapter;

import java.util.Set;

/**
 * How often a service lets one account call in one region.
 *
 * @param operations the operations that are counted together; empty for all that no other rate names
 * @param burst how many calls it takes at once after a rest
 * @param perSecond how many calls a second it takes in the long run
 */
public record Rate(Set<String> operations, int burst, int perSecond) {
    /**
     * What is kept to where AWS publishes no figure: ours, not theirs. A look at a hundred targets, a call each, is not
     * held up, and goes on every ten seconds.
     */
    public static final Rate UNPUBLISHED = new Rate(Set.of(), 100, 10);
}
