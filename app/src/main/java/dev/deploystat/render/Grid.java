package dev.deploystat.render;

import java.util.List;

/** Something with rows of cells. */
interface Grid {

    /** Names the columns; comes first, or not at all. */
    void header(List<String> names);

    void row(List<Cell> cells);

    /** Ends the rows; what was held back is written. */
    void end();
}
