package dev.deploystat.model;

/**
 * Why a target could not be read: data, not an exception, so that others still answer.
 *
 * @param kind its class
 * @param code the service's own code, or ours where no call failed, or null
 * @param message what happened, in one sentence
 * @param requestId the service's request id, or null
 * @param action the IAM action or API operation that failed ({@code ecs:ListServiceDeployments}), or null
 * @param hint the next step for whoever reads it, or null
 */
public record ReadError(ErrorKind kind, String code, String message, String requestId, String action, String hint) {

    private static final String NEVER_DEPLOYED = "NeverDeployed";

    /** Returns the error of a target that is not there. */
    public static ReadError notFound(String message, String hint) {
        return new ReadError(ErrorKind.NOT_FOUND, null, message, null, null, hint);
    }

    /** Returns the error of a target that is there, and to which nothing was ever deployed. */
    public static ReadError neverDeployed(String message, String hint) {
        return new ReadError(ErrorKind.NOT_FOUND, NEVER_DEPLOYED, message, null, null, hint);
    }

    /** Returns whether the target is there, and nothing was ever deployed to it. */
    public boolean isNeverDeployed() {
        return NEVER_DEPLOYED.equals(code);
    }

    /** Returns this error with a first step before the one it names. */
    public ReadError hintedFirst(String step) {
        return new ReadError(kind, code, message, requestId, action, hint == null ? step : step + " " + hint);
    }
}
