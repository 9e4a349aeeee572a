package dev.deploystat.cli.verb;

import dev.deploystat.gate.Observation;
import dev.deploystat.render.Format;
import dev.deploystat.render.Text;
import java.util.List;

/** Says on standard error why targets could not be read. */
final class UnreadTargets {
    private UnreadTargets() {}

    /** Reports them where the output does not: names alone do not, and a query may leave it out. */
    static void report(Invocation call, List<Observation> seen) {
        if (call.options().format() != Format.NAME && !call.options().hasQuery()) {
            return;
        }
        for (Observation each : seen) {
            each.reading().failed().ifPresent(error -> {
                String hint = error.hint() == null ? "" : "\n" + Text.visible(error.hint());
                call.console().note("deploystat: " + Text.visible(each.target() + ": " + error.message()) + hint);
            });
        }
    }
}
