package dev.deploystat.model;

import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One look at one target: either what is deployed there, or why that cannot be known.
 *
 * @param target what was asked for
 * @param found the deployment, empty when {@code failed} is present
 * @param failed why the target could not be read, empty when {@code found} is present
 */
public record Reading(Target target, Optional<Rollout> found, Optional<ReadError> failed) {

    public Reading {
        Objects.requireNonNull(target, "target");
        if (found.isPresent() == failed.isPresent()) {
            throw new IllegalArgumentException("a reading is either a rollout or an error: " + target);
        }
    }

    /** Returns the reading of a deployment that was found. */
    public static Reading of(Target target, Rollout rollout) {
        return new Reading(target, Optional.of(rollout), Optional.empty());
    }

    /** Returns the reading of a target that could not be read. */
    public static Reading failed(Target target, ReadError error) {
        return new Reading(target, Optional.empty(), Optional.of(error));
    }

    /** Returns the same reading with its deployment changed; a failed reading stays as it is. */
    public Reading map(UnaryOperator<Rollout> change) {
        return new Reading(target, found.map(change), failed);
    }

    /** Returns the same reading under another target, as when a pinned target answers for the one that was asked. */
    public Reading as(Target other) {
        return new Reading(other, found, failed);
    }
}
