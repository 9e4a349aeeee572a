package dev.deploystat.render;

import static dev.deploystat.render.Pages.elements;
import static dev.deploystat.render.Pages.parsed;
import static dev.deploystat.render.Pages.texts;
import static dev.deploystat.render.Samples.PIPE;
import static dev.deploystat.render.Samples.TERMINAL;
import static dev.deploystat.render.Samples.at;
import static dev.deploystat.render.Samples.seen;
import static dev.deploystat.render.Samples.style;
import static dev.deploystat.render.Samples.target;
import static dev.deploystat.render.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class HtmlTest {
    static final String EVIL =
            "</title></style></svg>--><script>document.title='obeyed'</script><img src=x onerror=alert(1)>"
                    + "\" onload='x' &amp;&#60; javascript:alert(1) ]]> \u202e\u0007";

    private static final double LEAST_CONTRAST = 4.5;

    private static String explained(Observation... rows) {
        return written(
                style(Format.HTML, PIPE),
                output -> output.explanation(
                        new Snapshot(Samples.NOW, List.of(rows)), new ExplanationPage.Extent(false, false, false)));
    }

    private static String history(List<Observation> rows) {
        return written(style(Format.HTML, PIPE), output -> {
            try (Output.Sheet sheet = output.deployments(null)) {
                rows.forEach(sheet::add);
            }
        });
    }

    static Observation hostile() {
        return seen(
                new Target("ecs", EVIL, Map.of(), EVIL, EVIL, "eu-west-1", EVIL),
                Outcome.FAILED,
                EVIL,
                Rollout.builder(Status.FAILED, EVIL)
                        .id(EVIL)
                        .revision(EVIL)
                        .startedAt(at("12:00:00"))
                        .finishedAt(at("12:10:00"))
                        .stage(EVIL)
                        .reason(EVIL)
                        .account(EVIL)
                        .consoleUrl("javascript:alert(1)//" + EVIL)
                        .problem(EVIL, EVIL, EVIL)
                        .part(new Part(EVIL, EVIL, null, Status.FAILED, EVIL, at("12:00:00"), at("12:01:00"), EVIL))
                        .events(List.of(new Event(at("12:00:30"), EVIL, EVIL, EVIL)))
                        .attribute(EVIL, EVIL)
                        .build());
    }

    private static List<String> every() {
        ReadError error = new ReadError(ErrorKind.SERVICE, EVIL, EVIL, EVIL, EVIL, EVIL);
        Observation unread = new Observation(
                target("ecs", EVIL), Reading.failed(target("ecs", EVIL), error), Outcome.UNREADABLE, EVIL);
        List<String> pages = new ArrayList<>();
        pages.add(explained(Samples.rolledBack()));
        pages.add(explained(Samples.ALL.toArray(Observation[]::new)));
        pages.add(explained(hostile(), unread));
        pages.add(explained());
        pages.add(history(List.of()));
        pages.add(history(Samples.ALL));
        pages.add(history(List.of(hostile(), hostile(), unread)));
        pages.add(written(style(Format.HTML, PIPE), List.of(hostile(), unread)));
        pages.add(written(Samples.query(Format.HTML, "deployments[].[reason, id]"), List.of(hostile())));
        pages.add(written(Samples.query(Format.HTML, "deployments"), List.of(hostile())));
        pages.add(written(Samples.query(Format.HTML, "deployments[]"), List.of()));
        pages.add(written(
                new Style(Format.HTML, null, List.of(), null, PIPE, "deploystat explain '" + EVIL + "'"),
                List.of(hostile())));
        return pages;
    }

    @Test
    void every_page_is_xml_too_and_has_a_title_a_heading_and_a_language() {
        for (String page : every()) {
            Document read = parsed(page);
            assertThat(read.getDocumentElement().getAttribute("lang")).isEqualTo("en");
            assertThat(texts(read, "h1")).hasSize(1);
            assertThat(texts(read, "title").get(0)).isNotBlank();
        }
    }

    @Test
    void no_text_of_a_reply_becomes_part_of_a_page() {
        for (String page : every()) {
            assertThat(page).doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\n]]");
            for (Element element : elements(parsed(page), "*")) {
                assertThat(element.getTagName()).isNotIn("script", "img", "iframe", "object", "link", "form", "base");
                for (int i = 0; i < element.getAttributes().getLength(); i++) {
                    assertThat(element.getAttributes().item(i).getNodeName())
                            .doesNotStartWith("on")
                            .isNotIn("style", "src", "srcdoc", "xlink:href", "action");
                }
                assertThat(element.getAttribute("href")).matches("|#target-\\d+|https://.*");
            }
        }
        assertThat(texts(parsed(explained(hostile())), "h1").get(0)).contains("<script>", "\\u202e\\x07");
    }

    @Test
    void a_page_loads_nothing_and_its_policy_allows_its_own_style_sheet_alone() throws Exception {
        for (String page : every()) {
            Document read = parsed(page);
            String sheet = texts(read, "style").get(0);
            String digest = Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(sheet.getBytes(StandardCharsets.UTF_8)));
            // A browser does not read what a style holds as XML: it must be the same text to both.
            assertThat(page).contains("<style>" + sheet + "</style>");
            assertThat(sheet).doesNotContain("url(", "@import", "::", "<", "&");
            assertThat(elements(read, "meta").stream()
                            .filter(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
                            .map(meta -> meta.getAttribute("content")))
                    .containsExactly("default-src 'none'; style-src 'sha256-" + digest
                            + "'; base-uri 'none'; form-action 'none'");
        }
    }

    @Test
    void a_page_says_the_same_on_a_terminal_as_off_it() {
        assertThat(written(style(Format.HTML, TERMINAL), Samples.ALL))
                .isEqualTo(written(style(Format.HTML, PIPE), Samples.ALL));
    }

    @Test
    void a_status_is_a_symbol_and_words_and_a_colour() {
        Document page = parsed(explained(Samples.rolledBack()));
        Element sign = elements(page, "span").stream()
                .filter(span -> span.getAttribute("class").startsWith("sign"))
                .findFirst()
                .orElseThrow();
        assertThat(sign.getTextContent()).isEqualTo("↺ rolled back, unhealthy");
        assertThat(sign.getAttribute("class")).isEqualTo("sign bad");
        assertThat(texts(parsed(written(style(Format.HTML, PIPE), Samples.ALL)), "td"))
                .contains("✓ succeeded", "↺ rolled back, unhealthy", "● in progress, needs action", "! denied");
    }

    @Test
    void an_explanation_says_why_and_what_next_before_it_draws() {
        Document page = parsed(explained(Samples.rolledBack()));
        assertThat(texts(page, "h2"))
                .containsExactly("Why", "Next", "Timeline", "Failed parts", "Other parts", "Details");
        assertThat(texts(page, "p")).contains("region eu-west-1, account 111122223333");
        assertThat(elements(page, "a")).singleElement().satisfies(link -> {
            assertThat(link.getTextContent()).isEqualTo("AWS console");
            assertThat(link.getAttribute("href")).startsWith("https://eu-west-1.console.aws.amazon.com/");
        });
    }

    @Test
    void several_targets_have_a_list_that_leads_to_each() {
        Document page = parsed(explained(Samples.ALL.toArray(Observation[]::new)));
        assertThat(texts(page, "h1")).containsExactly("1 of 4 passed, 1 failed, 1 not authorised, 1 pending");
        List<String> leads = elements(page, "a").stream()
                .map(link -> link.getAttribute("href"))
                .filter(href -> href.startsWith("#"))
                .map(href -> href.substring(1))
                .toList();
        assertThat(elements(page, "h2").stream().map(heading -> heading.getAttribute("id")))
                .containsExactlyElementsOf(leads)
                .hasSize(4);
    }

    @Test
    void a_column_without_a_value_is_left_out() {
        Document page = parsed(written(style(Format.HTML, PIPE), List.of(Samples.bare())));
        assertThat(texts(page, "th")).containsExactly("Target", "Status");
        assertThat(texts(parsed(history(List.of())), "h1")).containsExactly("No deployments");
    }

    @Test
    void a_list_that_ended_early_says_so() {
        String page = written(style(Format.HTML, PIPE), output -> {
            Output.Sheet sheet = output.deployments(null);
            sheet.add(Samples.succeeded());
            sheet.abandon();
        });
        assertThat(texts(parsed(page), "p")).contains("The list is not complete.");
        assertThat(history(List.of(Samples.succeeded()))).doesNotContain("not complete");
    }

    @Test
    void a_command_is_told_as_it_was_typed() {
        String page = written(
                new Style(Format.HTML, null, List.of(), null, PIPE, "deploystat status 'ecs:prod/a b' -o html"),
                Samples.ALL);
        assertThat(texts(parsed(page), "code")).containsExactly("deploystat status 'ecs:prod/a b' -o html");
        assertThat(texts(parsed(page), "time")).contains("2026-11-21T13:00:00Z");
    }

    @Test
    void every_colour_of_text_stands_out_from_the_page_by_day_and_by_night() {
        String sheet = texts(parsed(explained()), "style").get(0);
        Matcher block = Pattern.compile(":root \\{[^}]*--paper[^}]*\\}").matcher(sheet);
        int blocks = 0;
        while (block.find()) {
            blocks++;
            Map<String, String> colours = new HashMap<>();
            Matcher colour = Pattern.compile("--(\\w+): (#[0-9a-f]{6})").matcher(block.group());
            while (colour.find()) {
                colours.put(colour.group(1), colour.group(2));
            }
            for (String ink : List.of("ink", "faint", "good", "busy", "warning", "bad")) {
                assertThat(Contrast.between(colours.get(ink), colours.get("paper")))
                        .as(ink)
                        .isGreaterThan(LEAST_CONTRAST);
            }
            assertThat(Contrast.between(colours.get("ink"), colours.get("soft")))
                    .isGreaterThan(LEAST_CONTRAST);
        }
        assertThat(blocks).as("light, dark and printed").isEqualTo(3);
    }
}
