package dev.deploystat.aws.config;

/** What Python, in which the AWS CLI is written, takes for blank: non-breaking blanks too, unlike Java. */
final class Blanks {
    private Blanks() {}

    static String strip(String text) {
        int begin = indent(text);
        int end = text.length();
        while (end > begin && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    /** Returns how many blanks a text begins with. */
    static int indent(String text) {
        int begin = 0;
        while (begin < text.length() && isBlank(text.charAt(begin))) {
            begin++;
        }
        return begin;
    }

    private static boolean isBlank(char each) {
        return Character.isWhitespace(each) || Character.isSpaceChar(each) || each == '\u0085';
    }
}
