package dev.deploystat.render;

import dev.deploystat.render.LiveRows.Fact;
import java.util.EnumMap;
import java.util.Map;

/**
 * How wide the columns of rows are that are drawn again and again. The time and the stage of a deployment are what somebody
 * waits for, so they come before the long names and words of a few rows.
 */
final class LiveWidths {
    /** As wide as the usual words, so that columns stand still when one of them changes. */
    static final int NARROWEST_STATUS = "rolled back".length();

    /** Enough to know a stage by its beginning, and to see how far along it is. */
    private static final int NARROWEST_STAGE = 20;

    private final Map<Fact, Integer> widths = new EnumMap<>(Fact.class);
    private final int[] targets;
    private final int[] statuses;
    private final int room;

    private LiveWidths(Map<Fact, int[]> each, int room) {
        each.forEach((fact, sorted) -> widths.put(fact, sorted.length == 0 ? 0 : sorted[sorted.length - 1]));
        widths.merge(Fact.STATUS, NARROWEST_STATUS, Math::max);
        targets = each.get(Fact.TARGET);
        statuses = each.get(Fact.STATUS);
        this.room = room;
    }

    /**
     * Returns how wide each column is to be; those for which there is no room even so are still among them.
     *
     * @param each the widths that the rows ask for, the narrowest first
     * @param room how many columns a line has
     */
    static Map<Fact, Integer> of(Map<Fact, int[]> each, int room) {
        LiveWidths widths = new LiveWidths(each, room);
        widths.fit();
        return widths.widths;
    }

    private void fit() {
        int whole = widths.get(Fact.STAGE);
        int least = Math.min(whole, NARROWEST_STAGE);
        if (left(whole) >= 0) {
            return;
        }
        if (left(least) < 0 && !movesAside(whole) && !movesAside(least)) {
            movesAside(0);
            return;
        }
        widths.put(Fact.STAGE, Math.min(whole, least + left(least)));
    }

    /** Returns how many columns are left beside target, status, time and a stage of some width. */
    private int left(int stage) {
        return room
                - widths.get(Fact.TARGET)
                - beside(widths.get(Fact.STATUS))
                - beside(widths.get(Fact.TOOK))
                - beside(stage);
    }

    private static int beside(int width) {
        return width == 0 ? 0 : width + Layout.GAP.length();
    }

    /**
     * Makes the columns of targets and statuses so narrow that the time and a stage of some width have room. As few rows as that
     * takes are wider then, at most every other one; returns false where that cannot be done.
     */
    private boolean movesAside(int stage) {
        int both = room - beside(widths.get(Fact.TOOK)) - beside(stage) - Layout.GAP.length();
        int fewest = targets.length / 2 + 1;
        int status = statuses.length - 1;
        // The wider the one, the narrower the other has to be.
        for (int target = 0; target < targets.length; target++) {
            while (status >= 0 && targets[target] + Math.max(NARROWEST_STATUS, statuses[status]) > both) {
                status--;
            }
            int moved = targets.length - 1 - target + statuses.length - 1 - status;
            if (status >= 0 && moved < fewest) {
                fewest = moved;
                widths.put(Fact.TARGET, targets[target]);
                widths.put(Fact.STATUS, Math.max(NARROWEST_STATUS, statuses[status]));
            }
        }
        return fewest <= targets.length / 2;
    }
}
