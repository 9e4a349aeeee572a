package dev.deploystat.model;

import java.util.Map;
import java.util.Objects;

/**
 * Another deployment that a deployment has to do with: a target to go on with.
 *
 * @param kind what the other one is to this one
 * @param target the other one
 */
public record Relation(Kind kind, Target target) {

    /** What another deployment is to this one. */
    public enum Kind {
        /** This one takes the other one back. */
        ROLLS_BACK("rolls-back"),
        /** The other one takes this one back. */
        ROLLED_BACK_BY("rolled-back-by"),
        /** The other one is newer and took this one's place. */
        SUPERSEDED_BY("superseded-by"),
        /** The other one, of another service, does the work and knows the outcome. */
        DEPLOYED_BY("deployed-by"),
        /** This one started the other one. */
        STARTED("started");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Returns the word used in output. */
        public String word() {
            return word;
        }
    }

    public Relation {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(target, "target");
    }

    /**
     * Returns a relation to a resource of any service, at the place of the deployment that has it. The resource is
     * written as in the target grammar; its fields are filled in by whoever knows the service.
     */
    public static Relation to(Kind kind, String service, String resource) {
        return new Relation(kind, new Target(service, resource, Map.of(), null, null, null, null));
    }

    /** Returns whether the other one is the deployment of an id. */
    public boolean names(String deploymentId) {
        return deploymentId != null
                && (deploymentId.equals(target.deployment()) || deploymentId.equals(target.resource()));
    }
}
