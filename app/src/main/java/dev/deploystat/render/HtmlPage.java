package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import java.util.List;

/** A page whose sections and paragraphs are elements; nothing is cut, because a browser breaks lines by itself. */
final class HtmlPage extends Page {
    private final HtmlDocument document;
    private final Html html;
    private final boolean single;
    private int targets;
    private boolean inSection;

    /** Prepares to write; the title of a single target is that of the whole document. */
    HtmlPage(HtmlDocument document, Display look, boolean single) {
        super(null, look);
        this.document = document;
        html = document.html();
        this.single = single;
    }

    @Override
    void title(Observation seen) {
        end();
        targets++;
        html.open("article").breakLine();
        if (!single) {
            html.open("h2", "id", anchor(targets)).element("span", seen.target().toString(), "class", "name");
            html.text(" ");
            document.sign(Sign.of(seen));
            html.closeLine();
        }
        String place = SharedPlace.of(List.of(seen)).line();
        if (place != null) {
            line(place);
        }
    }

    /** Returns the name under which a target is found on the page; the first one is 1. */
    static String anchor(int target) {
        return "target-" + target;
    }

    @Override
    public void heading(String text) {
        endSection();
        inSection = true;
        html.open("section").breakLine();
        html.element(single ? "h2" : "h3", text).breakLine();
    }

    @Override
    boolean isEndless() {
        return true;
    }

    @Override
    public void line(String text) {
        if (!text.isBlank()) {
            html.element("p", text.strip()).breakLine();
        }
    }

    @Override
    public void wrapped(String before, String indent, String text) {
        html.open("p");
        if (!before.isBlank()) {
            html.element("b", before.strip()).text(" ");
        }
        html.text(text).closeLine();
    }

    @Override
    void quoted(List<String> lines) {
        html.open("pre");
        lines.forEach(line -> html.text(line).breakLine());
        html.closeLine();
    }

    @Override
    void cut(String text) {
        line(text);
    }

    @Override
    void link(String url) {
        html.open("p");
        String safe = Facts.link(url);
        if (safe == null) {
            html.text(url);
        } else {
            HtmlTable.link(html, safe, "AWS console");
        }
        html.closeLine();
    }

    @Override
    void command(List<String> shellWords) {
        html.open("pre").element("code", String.join(" ", shellWords)).closeLine();
    }

    /** Ends what was written of a target, if anything was. */
    void end() {
        endSection();
        if (targets > 0) {
            html.closeLine();
        }
    }

    private void endSection() {
        if (inSection) {
            html.closeLine();
        }
        inSection = false;
    }
}
