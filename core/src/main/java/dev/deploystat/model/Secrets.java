package dev.deploystat.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what looks like a secret in a text that nobody wrote to be shown, such as a log. It would rather mask too much than
 * too little. Names stay, as do the names of secrets and the words around them.
 *
 * <p>Every pattern begins at something rare and looks a bounded way ahead, or never goes back, so that a text of any length
 * takes time in proportion to it.
 */
public final class Secrets {
    /** What stands in a secret's place. */
    public static final String MASK = "***";

    private static final String KEY_BEGINS = "-----BEGIN ";
    private static final String KEY_ENDS = "-----END ";
    private static final String KEY_RULE = "-----";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    /** A piece of a key whose beginning is not there. */
    private static final Pattern KEY_LINE = Pattern.compile("\\s*+[A-Za-z0-9+/=]{16,}+\\s*+");

    /** A name that a secret follows, up to where the secret begins. */
    private static final Pattern NAMED = Pattern.compile("(?:"
            + "(?i:passwords?|passwd|passphrase|secret|token|credentials?|connection[_-]?string)"
            + "(?i:[_-]?(?:key|value|string|text|\\d{1,3}))?"
            + "|(?<![a-z])(?:pass|PASS)|(?<=[a-z])Pass|(?<![A-Za-z])PASS"
            + "|(?i:(?:api|access|private|secret|signing|encryption|master|account)[_-]?key(?:[_-]?id)?)"
            + "|(?i:x-amz-(?:signature|credential|security-token)|(?<![a-z])sig(?:nature)?(?==))"
            + "|(?i:(?<![a-z])pwd)(?=[\"']?\\s{0,3}[:=]\\s{0,3}[^/\\s])"
            + ")"
            // What stands between the name and its secret: = or :, quoted or not, or the end of a tag.
            + "(?:\\\\{0,3}[\"'])?(?:\\s{0,3}(?:=>|:=|[=:])\\s{0,3}|(?<=[A-Za-z0-9])>(?=[^<\\s]))");

    /** A header that is all secret, up to where its value begins. */
    private static final Pattern HEADER = Pattern.compile(
            "(?i:(?<![a-z])(?:proxy-)?authorization|(?<![a-z])(?:set-)?cookie)(?:\\\\{0,3}[\"'])?\\s{0,3}[:=]\\s{0,3}");

    /** What a secret on a command line follows. */
    private static final Pattern OPTION =
            Pattern.compile("--?[A-Za-z-]{0,30}(?i:password|passwd|secret|token|api-?key)[ \\t]{1,3}(?=[^\\s-])");

    /** What is a secret by its own looks; a group is what of it stays. */
    private static final List<Pattern> SHAPES = List.of(
            // https://user:password@host and https://token@host
            Pattern.compile("(://[^\\s:/@\"'<>]{0,200}+:)[^\\s/\"'<>]{1,500}(?=@)"),
            Pattern.compile("(://)[A-Za-z0-9_~.%+=-]{16,500}+(?=@)"),
            Pattern.compile("((?<=:)thin:[^\\s/@]{1,100}+/)[^\\s/@]{1,200}+(?=@)"),
            // A key of AWS and its secret.
            Pattern.compile("()(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
            Pattern.compile(
                    "()(?<![A-Za-z0-9/+=._-])(?=[a-z0-9/+]{0,39}+[A-Z])(?=[A-Z0-9/+]{0,39}+[a-z])(?=[A-Za-z/+]{0,39}+\\d)"
                            + "(?![/])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=._-])"),
            Pattern.compile("()(?<![A-Za-z0-9+/])(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[A-Za-z0-9+/=_%-]{20,}+"),
            // A JSON web token.
            Pattern.compile(
                    "()(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{4,}+(?:\\.[A-Za-z0-9_-]*+){0,3}"),
            Pattern.compile("((?i:(?<![a-z])bearer)\\s{1,3})(?=[A-Za-z._~+/=-]{0,200}+\\d)[A-Za-z0-9._~+/=-]{8,}+"),
            // The tokens of well-known services.
            Pattern.compile(
                    "()(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|npm_|hf_|sk_live_|rk_live_|sk-|AIza"
                            + "|SG\\.|dop_v1_)[A-Za-z0-9_.-]{20,}+"));

    private Secrets() {}

    /** Returns lines with what looks like a secret masked, a key that spans several lines too. */
    public static List<String> masked(List<String> lines) {
        List<String> masked = new ArrayList<>(lines.size());
        boolean inKey = false;
        for (String line : lines) {
            int begins = privateKey(line, KEY_BEGINS, 0);
            int ends = line.indexOf(KEY_ENDS);
            if (inKey && ends < 0) {
                masked.add(MASK);
            } else if (begins < 0 && privateKey(line, KEY_ENDS, 0) >= 0) {
                if (!inKey) {
                    maskKeyAbove(masked);
                }
                inKey = false;
                masked.add(MASK + masked(line.substring(endOfKey(line, ends))));
            } else {
                inKey = begins >= 0 && line.indexOf(KEY_ENDS, begins) < 0;
                masked.add(masked(line));
            }
        }
        return List.copyOf(masked);
    }

    private static void maskKeyAbove(List<String> masked) {
        for (int i = masked.size() - 1;
                i >= 0 && KEY_LINE.matcher(masked.get(i)).matches();
                i--) {
            masked.set(i, MASK);
        }
    }

    /** Returns a text with what looks like a secret masked; null for null. */
    public static String masked(String text) {
        if (text == null) {
            return null;
        }
        String masked = withoutKeys(text);
        for (Pattern shape : SHAPES) {
            masked = shape.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(MASK));
        }
        masked = after(HEADER, masked, Secrets::endOfHeader);
        masked = after(NAMED, masked, Secrets::endOfValue);
        return after(OPTION, masked, Secrets::endOfValue);
    }

    private interface End {
        int of(String text, int from);
    }

    /** Masks what follows each match of a pattern, as far as it goes. */
    private static String after(Pattern lead, String text, End end) {
        Matcher found = lead.matcher(text);
        StringBuilder masked = null;
        int done = 0;
        int seen = 0;
        while (found.find()) {
            // A value may look like a name itself; to read it again for each would take the square of its length.
            if (found.start() < seen) {
                continue;
            }
            int from = afterQuote(text, found.end());
            int to = end.of(text, from);
            seen = to;
            if (to > from && !isNoSecret(text, from, to)) {
                masked = masked == null ? new StringBuilder(text.length()) : masked;
                masked.append(text, done, from).append(MASK);
                done = to;
            }
        }
        return masked == null ? text : masked.append(text, done, text.length()).toString();
    }

    /** Returns where a text goes on behind a quotation mark, if there is one, escaped or not. */
    private static int afterQuote(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == '\\' && at < from + 3) {
            at++;
        }
        return at < text.length() && isQuote(text.charAt(at)) ? at + 1 : from;
    }

    /** A quoted value ends at the mark that began it, unless that is escaped once more; another one at the next space. */
    private static int endOfValue(String text, int from) {
        char before = from == 0 ? ' ' : text.charAt(from - 1);
        if (isQuote(before)) {
            int depth = backslashes(text, from - 1);
            int at = from;
            while (at < text.length() && !(text.charAt(at) == before && backslashes(text, at) <= depth)) {
                at++;
            }
            // The backslashes of an escaped mark belong to the mark.
            return at < text.length() ? Math.max(from, at - depth) : at;
        }
        int at = from;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && "&;<\"'`".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        int end = at;
        while (end > from + 1 && ",)}]\\".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return end;
    }

    /** The name of a secret, a count and what stands for nothing are worth reading. */
    private static boolean isNoSecret(String text, int from, int end) {
        String value = end - from > 200 ? "" : text.substring(from, end);
        return value.startsWith("arn:")
                || value.startsWith(MASK)
                || value.matches("(?i)null|none|nil|undefined|true|false|[{\\[(,:]+");
    }

    private static int endOfHeader(String text, int from) {
        int at = from;
        while (at < text.length() && !isQuote(text.charAt(at)) && "\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static boolean isQuote(char character) {
        return character == '"' || character == '\'';
    }

    private static int backslashes(String text, int at) {
        int first = at;
        // More than a few are no quotation of a quotation.
        while (first > 0 && first > at - 8 && text.charAt(first - 1) == '\\') {
            first--;
        }
        return at - first;
    }

    private static String withoutKeys(String text) {
        int begins = privateKey(text, KEY_BEGINS, 0);
        if (begins < 0) {
            return text;
        }
        StringBuilder masked = new StringBuilder();
        int done = 0;
        while (begins >= 0) {
            int ends = text.indexOf(KEY_ENDS, begins);
            masked.append(text, done, begins).append(MASK);
            done = ends < 0 ? text.length() : endOfKey(text, ends);
            begins = privateKey(text, KEY_BEGINS, done);
        }
        return masked.append(text, done, text.length()).toString();
    }

    /** Returns where a text goes on behind the last line of a key. */
    private static int endOfKey(String text, int ends) {
        int close = text.indexOf(KEY_RULE, ends + KEY_ENDS.length());
        return close < 0 ? text.length() : close + KEY_RULE.length();
    }

    /** Returns where the first or last line of a private key begins, or -1. */
    private static int privateKey(String text, String mark, int from) {
        for (int at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) {
            int close = text.indexOf(KEY_RULE, at + mark.length());
            if (close < 0) {
                return -1;
            }
            if (text.startsWith(PRIVATE_KEY, close - PRIVATE_KEY.length())) {
                return at;
            }
        }
        return -1;
    }
}
