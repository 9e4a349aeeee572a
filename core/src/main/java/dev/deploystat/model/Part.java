package dev.deploystat.model;

import java.time.Instant;

/**
 * A member or a step of a deployment: a task, an instance, a stage, a nested stack, a lifecycle event.
 *
 * @param kind what it is, in the service's term in lower case: {@code task}, {@code instance}, {@code lifecycle event}
 * @param name what it is called
 * @param id what distinguishes it from other parts of the same deployment
 * @param parentId the id of the part it belongs to, or null when it belongs to the deployment itself
 * @param status its status in our words
 * @param nativeStatus its status in the service's word, or null when the service gave none
 * @param startedAt when it started, or null
 * @param finishedAt when it ended, or null
 * @param detail one line of further facts (exit code, reason, log URL), or null
 */
public record Part(
        String kind,
        String name,
        String id,
        String parentId,
        Status status,
        String nativeStatus,
        Instant startedAt,
        Instant finishedAt,
        String detail) {

    /** Creates a part whose name distinguishes it from all others, as the names of its parents do. */
    public Part(
            String kind,
            String name,
            String parent,
            Status status,
            String nativeStatus,
            Instant startedAt,
            Instant finishedAt,
            String detail) {
        this(kind, name, name, parent, status, nativeStatus, startedAt, finishedAt, detail);
    }

    /** Returns a part of the deployment itself, without times or detail. */
    public static Part of(String kind, String name, Status status, String nativeStatus) {
        return new Part(kind, name, null, status, nativeStatus, null, null, null);
    }
}
