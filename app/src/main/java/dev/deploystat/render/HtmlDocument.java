package dev.deploystat.render;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What every page begins and ends with. A page is whole in itself: it has no script and loads nothing, and its policy forbids
 * both to whatever might get into it. Only the style sheet that is part of it applies, known by its digest.
 */
final class HtmlDocument {
    private static final String STYLE_SHEET = "/dev/deploystat/render/page.css";

    private final Html html = new Html();
    private final Style style;

    HtmlDocument(Style style) {
        this.style = style;
    }

    /** Returns how texts look on a page: whatever it is written to, it is read elsewhere, and later. */
    static Display look(Style style) {
        return new Display(false, 0, false, true, style.look().now());
    }

    /** Returns what writes the page. */
    Html html() {
        return html;
    }

    /**
     * Writes all that comes before the contents.
     *
     * @param title what the page is called, in a window's title and at its top
     * @param sign what became of all it shows, or null
     */
    void begin(String title, Sign sign) {
        String sheet = styleSheet();
        html.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").breakLine();
        html.open("head").breakLine();
        html.empty("meta", "charset", "utf-8").breakLine();
        meta("http-equiv", "Content-Security-Policy", policy(sheet));
        meta("name", "viewport", "width=device-width, initial-scale=1");
        meta("name", "color-scheme", "light dark");
        meta("name", "referrer", "no-referrer");
        html.element("title", (sign == null ? "" : text(sign) + ": ") + title).breakLine();
        html.open("style").lines(sheet).closeLine();
        html.closeLine();
        html.open("body").open("main").breakLine();
        html.open("header").open("h1").element("span", title, "class", "name");
        if (sign != null) {
            html.text(" ");
            sign(sign);
        }
        html.closeLine();
        html.open("p", "class", "made").text("As of ").time(style.look().now()).text(". All times are UTC.");
        if (style.command() != null) {
            html.text(" Made by ").element("code", style.command());
        }
        html.closeLine().closeLine();
    }

    private void meta(String kind, String name, String content) {
        html.empty("meta", kind, name, "content", content).breakLine();
    }

    /** Writes what became of a deployment. */
    void sign(Sign sign) {
        html.element("span", text(sign), "class", "sign " + Html.style(sign.tone()));
    }

    /** Returns a sign as it stands on a page: a symbol and words. */
    static String text(Sign sign) {
        return sign.symbol() + " " + sign.words();
    }

    /** Ends the page and returns it. */
    String end() {
        html.closeLine().closeLine();
        html.close();
        return html.page();
    }

    private static String policy(String sheet) {
        return "default-src 'none'; style-src 'sha256-" + digest(sheet) + "'; base-uri 'none'; form-action 'none'";
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String styleSheet() {
        try (InputStream sheet = HtmlDocument.class.getResourceAsStream(STYLE_SHEET)) {
            return new String(sheet.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the bundled " + STYLE_SHEET + " is missing", e);
        }
    }
}
