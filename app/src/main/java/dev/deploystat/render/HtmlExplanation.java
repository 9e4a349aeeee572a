package dev.deploystat.render;

import dev.deploystat.gate.Durations;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An explanation as a page to keep: what a terminal shows, and then, as there is room, the picture of what happened, every
 * event, every part and all details.
 */
final class HtmlExplanation extends ExplanationPage {
    private final HtmlDocument document;
    private final HtmlPage page;
    private final Html html;
    private final Instant now;

    /** Prepares a page for a number of targets; the extent says how many consequences stand in their own words. */
    HtmlExplanation(Style style, int targets, Extent extent) {
        this(new HtmlDocument(style), HtmlDocument.look(style), targets == 1, extent);
    }

    private HtmlExplanation(HtmlDocument document, Display look, boolean single, Extent extent) {
        this(document, new HtmlPage(document, look, single), look.now(), extent);
    }

    private HtmlExplanation(HtmlDocument document, HtmlPage page, Instant now, Extent extent) {
        super(page, extent);
        this.document = document;
        this.page = page;
        html = document.html();
        this.now = now;
    }

    /** Returns the page of what is known of all targets. */
    String page(Snapshot snapshot) {
        List<Observation> rows = snapshot.observations();
        if (rows.size() == 1) {
            document.begin(rows.get(0).target().toString(), Sign.of(rows.get(0)));
        } else {
            document.begin(Verdicts.tally(snapshot), null);
            contents(rows);
        }
        rows.forEach(this::add);
        page.end();
        return document.end();
    }

    private void contents(List<Observation> rows) {
        html.open("ul").breakLine();
        for (int i = 0; i < rows.size(); i++) {
            html.open("li")
                    .element("a", rows.get(i).target().toString(), "href", "#" + HtmlPage.anchor(i + 1))
                    .text(" ");
            document.sign(Sign.of(rows.get(i)));
            html.closeLine();
        }
        html.closeLine();
    }

    @Override
    void rest(Observation seen, Rollout rollout, Said said, int parts) {
        TimelinePicture picture = TimelinePicture.of(rollout, now);
        if (picture.isTelling() || !rollout.events().isEmpty()) {
            page.heading("Timeline");
        }
        if (picture.isTelling()) {
            picture.draw(html);
        }
        table(
                "Events",
                List.of("At", "What", "Status", "Message"),
                rollout.events().stream().map(HtmlExplanation::row).toList());
        Map<String, String> names = new HashMap<>();
        rollout.parts().forEach(part -> names.put(part.id(), part.name()));
        parts("Failed parts", rollout.parts().stream().filter(HtmlExplanation::isFailed), names);
        parts("Other parts", rollout.parts().stream().filter(part -> !isFailed(part)), names);
        page.heading("Details");
        html.open("dl").breakLine();
        new Metadata(page).facts(seen, rollout).forEach((name, value) -> html.element("dt", name)
                .element("dd", value)
                .breakLine());
        html.closeLine();
    }

    private void parts(String heading, Stream<Part> parts, Map<String, String> names) {
        List<List<Cell>> rows = parts.map(part -> row(part, names)).toList();
        if (!rows.isEmpty()) {
            page.heading(heading);
            table(heading, List.of("Part", "Of", "Status", "Native", "Began", "Took", "Detail"), rows);
        }
    }

    private static boolean isFailed(Part part) {
        return part.status().verdict() == Verdict.FAIL && part.status() != Status.STOPPED;
    }

    private void table(String caption, List<String> names, List<List<Cell>> rows) {
        if (!rows.isEmpty()) {
            new HtmlTable(html, caption).filled(names, rows);
        }
    }

    private static List<Cell> row(Event event) {
        return List.of(
                time(event.at()), Cell.of(event.resource()), Cell.of(event.nativeStatus()), Cell.of(event.message()));
    }

    private List<Cell> row(Part part, Map<String, String> names) {
        Sign sign = Sign.of(part.status());
        String name = part.name() == null ? part.kind() : part.kind() + " " + part.name();
        return List.of(
                Cell.of(name),
                Cell.of(part.parentId() == null ? null : names.getOrDefault(part.parentId(), part.parentId())),
                Cell.of(HtmlDocument.text(sign)).in(sign.tone()),
                Cell.of(part.nativeStatus()),
                time(part.startedAt()),
                Cell.of(took(part)),
                Cell.of(part.detail()));
    }

    private String took(Part part) {
        if (part.startedAt() == null) {
            return null;
        }
        if (part.finishedAt() != null) {
            return Durations.words(Duration.between(part.startedAt(), part.finishedAt()));
        }
        return part.status().isFinal() ? null : Durations.words(Duration.between(part.startedAt(), now)) + " so far";
    }

    private static Cell time(Instant at) {
        return Cell.of(at == null ? null : Facts.exact(at));
    }
}
