package dev.deploystat.cli.option;

import java.util.EnumSet;
import java.util.Set;

/** The options that many commands share. A command takes the groups that it obeys, and no other. */
public enum OptionGroup {
    /** The format of a result, and a query over it. */
    OUTPUT,
    /** What a row of a target shows, and in which order rows come. */
    ROWS,
    COLOR,
    /** How AWS is reached. */
    AWS;

    /** Returns all groups: those of a command that shows targets. */
    public static Set<OptionGroup> all() {
        return EnumSet.allOf(OptionGroup.class);
    }
}
