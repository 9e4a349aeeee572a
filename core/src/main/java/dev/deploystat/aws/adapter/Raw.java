package dev.deploystat.aws.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Turns the SDK's objects into the maps, lists and scalars that the service's JSON is made of. */
public final class Raw {
    private static final String HIDDEN = "(hidden)";

    private Raw() {}

    /**
     * Returns an SDK object as plain data under the API's own member names; absent members are left out.
     *
     * @param hidden names of members whose value is replaced by {@code (hidden)}
     */
    public static Object of(Object value, Set<String> hidden) {
        return of(value, hidden, name -> name);
    }

    /** Returns the same with members called otherwise; the keys of maps stay, for users choose them. */
    static Object of(Object value, Set<String> hidden, UnaryOperator<String> called) {
        if (value instanceof SdkPojo pojo) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (SdkField<?> field : pojo.sdkFields()) {
                Object member = field.getValueOrDefault(pojo);
                if (member != null && !isAbsent(member)) {
                    members.put(
                            called.apply(field.memberName()),
                            isHidden(field.memberName(), hidden) ? HIDDEN : of(member, hidden, called));
                }
            }
            return members;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> of(element, hidden, called)).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            map.forEach((key, entry) -> entries.put(String.valueOf(key), of(entry, hidden, called)));
            return entries;
        }
        if (value instanceof SdkBytes bytes) {
            return bytes.asUtf8String();
        }
        return value instanceof Number || value instanceof Boolean || value == null ? value : value.toString();
    }

    /**
     * Returns attributes with the value of hidden members replaced, at any depth. Attributes are called as the members
     * they were read from, but begin in lower case.
     */
    public static Map<String, Object> attributes(Map<?, ?> attributes, Set<String> hidden) {
        Map<String, Object> shown = new LinkedHashMap<>();
        attributes.forEach((name, value) -> shown.put(
                String.valueOf(name), isHidden(String.valueOf(name), hidden) ? HIDDEN : shown(value, hidden)));
        return shown;
    }

    private static Object shown(Object value, Set<String> hidden) {
        if (value instanceof Map<?, ?> map) {
            return attributes(map, hidden);
        }
        return value instanceof List<?> list
                ? list.stream().map(element -> shown(element, hidden)).toList()
                : value;
    }

    private static boolean isHidden(String name, Set<String> hidden) {
        return hidden.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static boolean isAbsent(Object member) {
        return member instanceof software.amazon.awssdk.core.util.SdkAutoConstructList<?>
                || member instanceof software.amazon.awssdk.core.util.SdkAutoConstructMap<?, ?>;
    }
}
