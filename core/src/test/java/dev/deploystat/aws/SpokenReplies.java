package dev.deploystat.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;
import software.amazon.awssdk.utils.builder.ToCopyableBuilder;

/**
 * Has the replies of a server give a reason wherever the SDK's model has a member for one: each member whose name says that it
 * is a text about what went wrong gets a text of its own, whether the reply has it or not. The SDK finds this class by a file
 * among the resources; replies of other servers stay as they are.
 */
public final class SpokenReplies implements ExecutionInterceptor {
    private static final Pattern TELLING = Pattern.compile(
            "(?i).*(?:reasons?|messages?|causes?|diagnostics|details?|errors?|info|explanation|log ?tail)");
    private static final String LETTERS = "ghjklmnpqrstvwxyz";
    private static final int DEEPEST = 12;

    /** By the port of the server; the next server may get the same one. */
    private static final Map<Integer, Map<String, String>> SPOKEN = new ConcurrentHashMap<>();

    private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

    /** The texts that a server's replies were given, by class and member. Closed before the server, whose port is free then. */
    record Speech(int port, Map<String, String> texts) implements AutoCloseable {
        @Override
        public void close() {
            SPOKEN.remove(port);
        }
    }

    /** Has a server's replies give reasons until the speech is closed. */
    static Speech speakAt(LoopbackAws aws) {
        Speech speech = new Speech(aws.endpoint().getPort(), new ConcurrentHashMap<>());
        SPOKEN.put(speech.port(), speech.texts());
        return speech;
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        Map<String, String> spoken = SPOKEN.get(context.httpRequest().port());
        return spoken == null
                ? context.response()
                : (SdkResponse) filled((SdkPojo) context.response(), spoken, DEEPEST);
    }

    private static Object filled(SdkPojo reply, Map<String, String> spoken, int depth) {
        SdkPojo builder = (SdkPojo) ((ToCopyableBuilder<?, ?>) reply).toBuilder();
        for (SdkField<?> field : reply.sdkFields()) {
            Object value = value(field, field.getValueOrDefault(reply), reply, spoken, depth);
            if (value != null) {
                field.set(builder, value);
            }
        }
        return ((SdkBuilder<?, ?>) builder).build();
    }

    private static Object value(
            SdkField<?> field, Object present, SdkPojo reply, Map<String, String> spoken, int depth) {
        if (field.marshallingType() == MarshallingType.SDK_POJO) {
            return present == null ? made(field, spoken, depth) : filled((SdkPojo) present, spoken, depth - 1);
        }
        if (field.marshallingType() == MarshallingType.LIST) {
            SdkField<?> member = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
            List<?> list = present instanceof List<?> some ? some : List.of();
            if (member.marshallingType() == MarshallingType.SDK_POJO) {
                List<Object> all = new ArrayList<>();
                list.forEach(each -> all.add(filled((SdkPojo) each, spoken, depth - 1)));
                Object more = list.isEmpty() ? made(member, spoken, depth) : null;
                return more == null ? all : List.of(more);
            }
            return member.marshallingType() == MarshallingType.STRING && tells(reply.getClass(), field)
                    ? List.of(text(reply, field, spoken))
                    : null;
        }
        return field.marshallingType() == MarshallingType.STRING && tells(reply.getClass(), field)
                ? Stream.of(present, text(reply, field, spoken))
                        .filter(part -> part != null)
                        .map(Object::toString)
                        .reduce((a, b) -> a + " " + b)
                        .orElse(null)
                : null;
    }

    /** Returns what is absent from a reply, if it would say something. */
    private static Object made(SdkField<?> field, Map<String, String> spoken, int depth) {
        SdkPojo made = (SdkPojo) ((SdkBuilder<?, ?>) field.constructor().get()).build();
        boolean tells = made.sdkFields().stream()
                .anyMatch(each -> each.marshallingType() == MarshallingType.STRING && tells(made.getClass(), each));
        return tells && depth > 0 ? filled(made, spoken, 0) : null;
    }

    /** Enumerations are read as they are. */
    private static boolean tells(Class<?> reply, SdkField<?> field) {
        String name = field.memberName();
        return TELLING.matcher(name).matches()
                && Stream.of(reply.getMethods())
                        .noneMatch(method -> method.getName().equalsIgnoreCase(name + "AsString"));
    }

    private static String text(SdkPojo reply, SdkField<?> field, Map<String, String> spoken) {
        String member = reply.getClass().getSimpleName() + "." + field.memberName();
        String text = TEXTS.computeIfAbsent(member, each -> word(TEXTS.size()));
        spoken.put(member, text);
        return text;
    }

    /** Returns a word that is none, and that nothing takes for an id. */
    private static String word(int number) {
        StringBuilder word = new StringBuilder("because-of-");
        for (int rest = number + LETTERS.length() * LETTERS.length(); rest > 0; rest /= LETTERS.length()) {
            word.append(LETTERS.charAt(rest % LETTERS.length()));
        }
        return word.append("-x").toString();
    }
}
