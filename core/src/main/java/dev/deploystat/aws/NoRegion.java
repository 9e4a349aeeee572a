package dev.deploystat.aws;

/** Thrown when neither the target nor the session says which region to look in, or what it says is none. */
public final class NoRegion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRegion(String message) {
        super(message);
    }

    /** Returns the ways to name a region. */
    public String hint() {
        return "Add @REGION to the target, give --region, set AWS_REGION, or run 'aws configure set region REGION'.";
    }
}
