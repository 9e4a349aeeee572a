package dev.deploystat.render;

/** How far two colours stand apart: the contrast ratio of WCAG 2. */
final class Contrast {
    private static final double[] SHARES = {0.2126, 0.7152, 0.0722};
    /** What the 256 colours of a terminal are made of. */
    private static final int[] LEVELS = {0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff};

    private Contrast() {}

    /** Returns the ratio of two colours as {@code #rrggbb}. */
    static double between(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        double sum = 0;
        for (int i = 0; i < SHARES.length; i++) {
            double value = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += SHARES[i] * (value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    /** Returns a colour of the palette of xterm, from 16 on. */
    static String ofPalette(int number) {
        if (number >= 232) {
            int grey = 8 + 10 * (number - 232);
            return "#%02x%02x%02x".formatted(grey, grey, grey);
        }
        int cube = number - 16;
        return "#%02x%02x%02x".formatted(LEVELS[cube / 36], LEVELS[cube / 6 % 6], LEVELS[cube % 6]);
    }
}
