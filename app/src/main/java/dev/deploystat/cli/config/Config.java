package dev.deploystat.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a configuration file says.
 *
 * @param file the file
 * @param output the default format, or null
 * @param columns the default columns, or empty
 * @param names what its names stand for
 * @param environments the names of its environments
 */
record Config(Path file, String output, List<String> columns, Map<String, Named> names, List<String> environments) {

    /** What a name stands for, and where that is said. */
    sealed interface Named {
        Spot at();
    }

    /**
     * One target.
     *
     * @param text the target in its grammar, and where it stands
     * @param place where to read it
     * @param revision where its revision comes from, or null
     * @param until how far it must have come, or null
     * @param timeout when to give it up, or null
     */
    record OneTarget(Spot at, Word text, Site place, Word revision, String until, Duration timeout) implements Named {}

    /**
     * Several names and targets together, at one place where they name none themselves.
     *
     * @param members names, and targets in their grammar
     */
    record Group(Spot at, Site place, List<Word> members) implements Named {}

    /**
     * Where targets are read; every member may be null or empty.
     *
     * @param profile the profile, and where it is named
     */
    record Site(Word profile, List<String> regions, String role) {
        static final Site ANY = new Site(null, List.of(), null);

        /** Returns this place, filled in by the place around it. */
        Site within(Site outer) {
            return new Site(
                    profile == null ? outer.profile : profile,
                    regions.isEmpty() ? outer.regions : regions,
                    role == null ? outer.role : role);
        }
    }
}
