package dev.deploystat.render;

import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes untrusted text visible: what would move a cursor, turn the direction of reading, show nothing at all or be taken
 * for a command by a build server is replaced by its code, so that the reader sees it and no program obeys it.
 */
public final class Text {
    /**
     * What build servers obey: {@code ##[...]} and {@code ##vso[...]} anywhere in a line (Azure Pipelines, GitHub's old
     * form), {@code ::name::} as the first word of a line (GitHub), be the line break written out or escaped. A double
     * colon inside a word, as in {@code AWS::ECS::Service} or an ARN, is none.
     */
    private static final Pattern COMMAND = Pattern.compile(
            "##(?=\\[|vso\\[|teamcity\\[)"
                    + "|(?:(?<![\\w:])|(?<=\\\\[nrtbf])|(?<=\\\\u[0-9a-f]{4}))::(?=[a-z])"
                    + "|(?<=:)::(?=[a-z][\\w-]*(?: [^:\\n]*)?::)",
            Pattern.CASE_INSENSITIVE);

    private static final int ASCII = 0x7f;

    private Text() {}

    /** Returns the text on one line with everything that is hidden or obeyed shown as {@code \n}, {@code \x1b}, {@code \x9b}. */
    public static String visible(String text) {
        return hiddenShown(commandsBroken(text, "\\x"), Text::code, false);
    }

    /** Returns generated JSON with the same characters written as JSON escapes: it reads back to the original. */
    static String escaped(String json) {
        return hiddenShown(commandsBroken(json, "\\u"), Text::jsonCode, true);
    }

    private static String commandsBroken(String text, String code) {
        if (!text.contains("::") && !text.contains("##")) {
            return text;
        }
        return COMMAND.matcher(text).replaceAll(command -> {
            String word = command.group();
            return Matcher.quoteReplacement(code + hex(word.charAt(0), code.endsWith("x") ? 2 : 4) + word.substring(1));
        });
    }

    private static String hiddenShown(String text, IntFunction<String> code, boolean keepLines) {
        StringBuilder shown = null;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            boolean hidden = isHidden(point) && !(keepLines && point == '\n');
            if (hidden && shown == null) {
                shown = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (hidden) {
                shown.append(code.apply(point));
            } else if (shown != null) {
                shown.appendCodePoint(point);
            }
            i += Character.charCount(point);
        }
        return shown == null ? text : shown.toString();
    }

    private static boolean isHidden(int point) {
        if (point < ASCII) {
            return point < ' ';
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> isBlankLetter(point) || isNoCharacter(point);
        };
    }

    /** Letters and marks without a shape: Unicode's Default_Ignorable_Code_Point beyond the format characters. */
    private static boolean isBlankLetter(int point) {
        return point == 0x034f
                || point == 0x115f
                || point == 0x1160
                || (point >= 0x17b4 && point <= 0x17b5)
                || (point >= 0x180b && point <= 0x180f)
                || point == 0x2065
                || point == 0x3164
                || point == 0xffa0
                || (point >= 0xfff0 && point <= 0xfff8)
                || (point >= 0xe0000 && point <= 0xe0fff);
    }

    /** The code points that Unicode keeps free for ever; XML takes the last two of the first plane in no form. */
    private static boolean isNoCharacter(int point) {
        return (point & 0xfffe) == 0xfffe || (point >= 0xfdd0 && point <= 0xfdef);
    }

    private static String code(int point) {
        return switch (point) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                if (point > 0xffff) {
                    yield "\\u{" + Integer.toHexString(point) + "}";
                }
                yield point <= 0xff ? "\\x" + hex(point, 2) : "\\u" + hex(point, 4);
            }
        };
    }

    private static String jsonCode(int point) {
        StringBuilder code = new StringBuilder();
        for (char unit : Character.toChars(point)) {
            code.append("\\u").append(hex(unit, 4));
        }
        return code.toString();
    }

    /** Returns a number in hexadecimal digits; a formatter takes many times as long, and a text may be all escapes. */
    private static String hex(int number, int digits) {
        String hex = Integer.toHexString(number);
        return "0".repeat(Math.max(0, digits - hex.length())) + hex;
    }
}
