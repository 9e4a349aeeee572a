package dev.deploystat.aws.credentials;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Names a session as botocore does ({@code _create_cache_key}): by a digest of what was asked for, written as Python's
 * {@code json.dumps} writes it. The two must not differ in one blank, or neither finds what the other has kept.
 */
final class SessionKey {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int LAST_PRINTABLE = 0x7e;

    private SessionKey() {}

    /** Returns the name of a role's session. */
    static String ofRole(SortedMap<String, Object> asked) {
        return digest(json(asked, ", ", ": "));
    }

    /** Returns the name of a login's session. */
    static String ofLogin(SortedMap<String, Object> asked) {
        return digest(json(asked, ",", ":"));
    }

    /** Returns what a text is filed under in the AWS CLI's folders. */
    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static String json(SortedMap<String, Object> members, String comma, String colon) {
        return members.entrySet().stream()
                .map(member -> quoted(member.getKey())
                        + colon
                        + (member.getValue() instanceof Integer number
                                ? number.toString()
                                : quoted(member.getValue().toString())))
                .collect(Collectors.joining(comma, "{", "}"));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            switch (each) {
                case '"', '\\' -> quoted.append('\\').append(each);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\f' -> quoted.append("\\f");
                case '\b' -> quoted.append("\\b");
                default -> {
                    if (each < FIRST_PRINTABLE || each > LAST_PRINTABLE) {
                        quoted.append(String.format("\\u%04x", (int) each));
                    } else {
                        quoted.append(each);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
