package dev.deploystat.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the names of regions. AWS adds regions faster than programs are renewed, so a name of the right form is taken
 * unless it is all but one that is known.
 */
public final class Regions {
    private static final String FORM = "[a-z]{2,5}(-[a-z]{2,12}){1,3}+-[0-9]{1,2}";
    private static final int NEAR = 2;

    /** The regions known in November 2026, from the endpoint list of AWS. */
    private static final List<String> KNOWN = List.of(
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-central-1",
            "ca-west-1",
            "cn-north-1",
            "cn-northwest-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "eusc-de-east-1",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-gov-east-1",
            "us-gov-west-1",
            "us-iso-east-1",
            "us-iso-west-1",
            "us-isob-east-1",
            "us-isob-west-1",
            "us-isof-east-1",
            "us-isof-south-1",
            "us-west-1",
            "us-west-2",
            "eu-isoe-west-1");

    private static final Set<String> DIRECTIONS =
            Set.of("north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest");

    private Regions() {}

    /** Returns whether a text has the form of a region's name; whether there is such a region only AWS knows. */
    private static boolean isForm(String text) {
        return text.matches(FORM);
    }

    /** Returns the names of the regions that are known. */
    public static List<String> known() {
        return KNOWN;
    }

    /** Returns whether a text can be a region: it is known, or it is of the form and not a known one misspelt. */
    public static boolean isPlausible(String text) {
        return KNOWN.contains(text) || (isForm(text) && !isMisspelt(text));
    }

    /** Returns the known region that a text is all but, or empty when it is near none. */
    private static Optional<String> meant(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return Nearest.to(word, KNOWN).filter(known -> Nearest.distance(word, known) <= NEAR);
    }

    /** Returns the question whether that region was meant, with a blank behind it; empty for a text that is near none. */
    public static String question(String text) {
        return meant(text).map(known -> "Did you mean " + known + "? ").orElse("");
    }

    /** A new number, or a new direction of a known area, is more likely a new region than a slip. */
    private static boolean isMisspelt(String text) {
        List<String> words = Arrays.asList(text.split("-"));
        boolean direction = DIRECTIONS.contains(words.get(words.size() - 2));
        boolean area = KNOWN.stream().anyMatch(known -> known.startsWith(words.get(0) + "-"));
        if (direction && area) {
            return false;
        }
        int near = direction ? 1 : NEAR;
        return KNOWN.stream().anyMatch(known -> Nearest.distance(text, known) <= near);
    }
}
