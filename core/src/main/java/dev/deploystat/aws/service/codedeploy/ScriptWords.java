package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.model.LogTail;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;

/** What scripts of lifecycle events wrote, as the targets hold it. */
final class ScriptWords {
    private static final String LOG = "logTail";

    private ScriptWords() {}

    /** Scripts write what they like: what looks like a secret in it is masked. */
    static Object masked(Object plain) {
        if (plain instanceof List<?> list) {
            return list.stream().map(ScriptWords::masked).toList();
        }
        if (!(plain instanceof Map<?, ?> map)) {
            return plain;
        }
        Map<Object, Object> masked = new LinkedHashMap<>();
        map.forEach((name, value) -> masked.put(
                name, LOG.equals(name) && value instanceof String log ? String.join("\n", lines(log)) : masked(value)));
        return masked;
    }

    /** Returns what scripts that failed wrote last, as {@link CodeDeployTargets#raw} holds it. */
    static List<LogTail> of(Object raw, int most) {
        List<LogTail> tails = new ArrayList<>();
        for (Map<?, ?> reply : maps(raw)) {
            // Each kind of target has a member of its own.
            for (Map<?, ?> member : maps(List.copyOf(reply.values()))) {
                for (Map<?, ?> event : maps(member.get("lifecycleEvents"))) {
                    boolean failed = LifecycleEventStatus.FAILED.toString().equals(event.get("status"));
                    if (failed
                            && event.get("diagnostics") instanceof Map<?, ?> diagnostics
                            && diagnostics.get(LOG) instanceof String log) {
                        String resource = event.get("lifecycleEventName") + " on " + member.get("targetId");
                        Object script = diagnostics.get("scriptName");
                        tails.add(LogTail.of(resource, script == null ? null : script.toString(), List.of(log), most));
                    }
                }
            }
        }
        return tails;
    }

    /** Returns the maps in a list. */
    static List<Map<?, ?>> maps(Object plain) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (plain instanceof List<?> list) {
            list.forEach(each -> {
                if (each instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            });
        }
        return maps;
    }

    /** Returns the lines of a log, masked. */
    static List<String> lines(String log) {
        return LogTail.of("", null, List.of(log), Integer.MAX_VALUE).lines();
    }
}
