package dev.deploystat.render;

import dev.deploystat.model.Change;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;

/** What differs between a revision and the one before it. */
final class Changes {
    private final Page page;

    Changes(Page page) {
        this.page = page;
    }

    void write(Rollout rollout) {
        String before = rollout.previousRevision();
        page.heading("Changed" + (before == null ? "" : " since " + Text.visible(before)));
        if (rollout.changes().isEmpty()) {
            page.sentence(
                    before == null
                            ? "there is nothing to compare with: no revision before it is known"
                            : rollout.problems().stream().anyMatch(Problem::isGap)
                                    ? "nothing that is known: not everything could be read"
                                    : "nothing: what is compared is the same");
        }
        rollout.changes().forEach(this::line);
    }

    private void line(Change change) {
        String said = change.name()
                + Page.INDENT
                + switch (change.how()) {
                    case ADDED -> "added" + (change.after() == null ? "" : ": " + change.after());
                    case REMOVED -> "removed" + (change.before() == null ? "" : ", was: " + change.before());
                    case CHANGED -> change.before() == null ? "changed" : change.before() + arrow() + change.after();
                };
        page.wrapped(Page.INDENT, Page.INDENT.repeat(2), Text.visible(said));
    }

    private String arrow() {
        return page.look().unicode() ? " → " : " -> ";
    }
}
