package dev.deploystat.aws.adapter;

/** Takes references to container images apart: {@code REGISTRY/NAME:TAG} or {@code REGISTRY/NAME@sha256:DIGEST}. */
public final class Images {
    private Images() {}

    /** Returns the digest of a reference that has one; null for null and for one without. */
    public static String digest(String image) {
        int at = image == null ? -1 : image.indexOf('@');
        return at < 0 ? null : image.substring(at + 1);
    }
}
