package dev.deploystat.aws.adapter;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a service says of one thing in several members of a reply. */
public final class Reasons {
    private Reasons() {}

    /** Returns all that is said, in order, each text once and none that stands in another; null where nothing is said. */
    public static String joined(String... texts) {
        String joined = Stream.of(texts)
                .filter(text -> text != null && !text.isBlank())
                .distinct()
                .filter(text -> Stream.of(texts)
                        .filter(Objects::nonNull)
                        .noneMatch(other -> !other.equals(text) && other.contains(text)))
                .collect(Collectors.joining("; "));
        return joined.isEmpty() ? null : joined;
    }
}
