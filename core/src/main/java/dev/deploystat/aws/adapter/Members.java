package dev.deploystat.aws.adapter;

import dev.deploystat.model.Rollout;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;

/** Keeps what a service replies as attributes, under the API's own member names in lower camel case. */
public final class Members {
    private Members() {}

    /** Returns a text that was kept under its name in the API, or null. */
    public static String text(Rollout rollout, String name) {
        return rollout.attributes().get(name) instanceof String text ? text : null;
    }

    /**
     * Keeps all members of a reply.
     *
     * @param without the names of members that are kept elsewhere
     */
    public static void keep(Rollout.Builder rollout, SdkPojo reply, Set<String> without) {
        if (Raw.of(reply, Set.of(), Members::lowerCamel) instanceof Map<?, ?> members) {
            members.forEach((name, value) -> {
                if (!without.contains(String.valueOf(name))) {
                    rollout.attribute(String.valueOf(name), value);
                }
            });
        }
    }

    private static String lowerCamel(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
