package dev.deploystat.render;

import java.io.StringWriter;
import java.time.Instant;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes elements of a page that is HTML and XML at once. Whatever stands in it, as text or as the value of an attribute, is
 * made visible and escaped here and nowhere else, so that no text of a reply can become part of the page.
 */
final class Html {
    private final StringWriter page = new StringWriter();
    private final XMLStreamWriter xml;

    Html() {
        try {
            xml = XMLOutputFactory.newFactory().createXMLStreamWriter(page);
            xml.writeDTD("<!DOCTYPE html>\n");
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Begins an element; attributes are names, each with its value after it, and one without a value is left out. */
    Html open(String element, String... attributes) {
        try {
            xml.writeStartElement(element);
            attributes(attributes);
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Ends the element that was begun last. */
    Html close() {
        try {
            xml.writeEndElement();
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Ends an element that stands on lines of its own. */
    Html closeLine() {
        return close().breakLine();
    }

    Html text(String text) {
        try {
            xml.writeCharacters(Text.visible(text));
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Writes an element that holds nothing but a text. */
    Html element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** Writes an element that holds nothing. */
    Html empty(String element, String... attributes) {
        try {
            xml.writeEmptyElement(element);
            attributes(attributes);
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Writes text of ours that has lines, such as a style sheet. */
    Html lines(String ours) {
        try {
            xml.writeCharacters(ours);
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Opens a figure with a picture as wide as the page, which is to be closed twice; the title says what it shows. */
    Html openPicture(int height, String title) {
        open("figure").breakLine();
        open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "role",
                        "img",
                        "width",
                        "100%",
                        "height",
                        String.valueOf(height))
                .breakLine();
        return element("title", title);
    }

    /** Breaks the line of the source between two elements, for those who read that. */
    Html breakLine() {
        return lines("\n");
    }

    /** Writes a time: in UTC, as everywhere off a terminal. */
    Html time(Instant at) {
        return time(Facts.exact(at));
    }

    /** Writes a time that is written so already. */
    Html time(String exact) {
        return element("time", exact, "datetime", exact);
    }

    /** Returns the name of the class that has the colour of a tone. */
    static String style(Tone tone) {
        return tone.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the whole page. */
    String page() {
        try {
            xml.writeEndDocument();
            xml.close();
            return page.append('\n').toString();
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    private void attributes(String... attributes) throws XMLStreamException {
        for (int i = 0; i < attributes.length; i += 2) {
            if (attributes[i + 1] != null) {
                xml.writeAttribute(attributes[i], Text.visible(attributes[i + 1]));
            }
        }
    }

    private static IllegalStateException impossible(XMLStreamException e) {
        return new IllegalStateException("writing to memory does not fail", e);
    }
}
