package dev.deploystat.cli.option;

import dev.deploystat.model.Target;

/**
 * A target as it was asked for.
 *
 * @param target the target as written, without region and profile of the session
 * @param terms what the configuration file says of it, or null for a target that was typed
 */
public record Asked(Target target, Terms terms) {
    public static Asked typed(Target target) {
        return new Asked(target, null);
    }
}
