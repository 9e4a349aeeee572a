package dev.deploystat.aws.adapter;

/** Takes ARNs apart: {@code arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE}. */
public final class Arns {
    private static final int PIECES = 6;
    private static final int ACCOUNT = 4;

    private Arns() {}

    /** Returns the account an ARN names; null for null and for what is no ARN. */
    public static String account(String arn) {
        String[] pieces = arn == null ? new String[0] : arn.split(":", PIECES);
        return pieces.length <= ACCOUNT ? null : pieces[ACCOUNT];
    }

    /** Returns what stands behind the last slash, which for most resources is their name or id; null for null. */
    public static String last(String arn) {
        return arn == null ? null : arn.substring(arn.lastIndexOf('/') + 1);
    }
}
