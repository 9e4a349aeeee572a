package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Reason;
import dev.deploystat.model.Rollout;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The end of a wait as JUnit XML, which every CI system shows: one test case a target. */
public final class JUnitReport {
    private static final String SKIPPED = "skipped";

    private JUnitReport() {}

    /**
     * Returns the report. What did not pass is a failure; what could not be read is an error; what was still open when
     * another failed is skipped.
     *
     * @param waited how long the wait took
     */
    public static String of(Snapshot end, Duration waited) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "deploystat");
            xml.writeAttribute("timestamp", Facts.exact(end.at().minus(waited)));
            xml.writeAttribute("time", seconds(waited));
            xml.writeAttribute("tests", String.valueOf(end.observations().size()));
            xml.writeAttribute("failures", String.valueOf(count(end, "failure")));
            xml.writeAttribute("errors", String.valueOf(count(end, "error")));
            xml.writeAttribute("skipped", String.valueOf(count(end, SKIPPED)));
            for (Observation seen : end.observations()) {
                testCase(xml, seen);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        return text.append('\n').toString();
    }

    private static void testCase(XMLStreamWriter xml, Observation seen) throws XMLStreamException {
        Duration took = seen.reading().found().map(Rollout::duration).orElse(null);
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "deploystat." + seen.target().service());
        xml.writeAttribute("name", Text.visible(seen.target().shown()));
        xml.writeAttribute("time", seconds(took == null ? Duration.ZERO : took));
        String element = element(seen);
        if (element != null) {
            xml.writeStartElement(element);
            // The schemas give no type to what was skipped.
            if (!element.equals(SKIPPED)) {
                xml.writeAttribute("type", Entry.word(seen.outcome()));
            }
            xml.writeAttribute("message", Verdicts.sentence(seen));
            xml.writeCharacters(text(seen));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static String element(Observation seen) {
        return switch (seen.outcome()) {
            case PASSED -> null;
            case PENDING -> SKIPPED;
            case FAILED, SUPERSEDED, TIMED_OUT -> "failure";
            case NOT_FOUND, NOT_SEEN, UNAUTHORISED, UNREADABLE -> "error";
        };
    }

    private static long count(Snapshot end, String element) {
        return end.observations().stream()
                .filter(seen -> element.equals(element(seen)))
                .count();
    }

    /** Some systems, GitLab among them, show the text alone and not the message; a single reason is in that. */
    private static String text(Observation seen) {
        List<Problem> problems = seen.reading().found().map(Rollout::problems).orElse(List.of());
        List<Reason> reasons = Reason.of(problems);
        return Stream.concat(
                        Stream.of(Verdicts.sentence(seen)),
                        reasons.stream()
                                .filter(reason -> reasons.size() > 1)
                                .map(reason -> Text.visible(reason.sentence())))
                .collect(Collectors.joining("\n"));
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + "."
                + String.valueOf(1000 + duration.toMillisPart()).substring(1);
    }
}
