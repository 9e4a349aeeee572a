package dev.deploystat.render;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import dev.deploystat.data.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Writes plain data as JSON or YAML, piece by piece: only the piece at hand is in memory. */
final class Tree {
    /** A text without an end: no reader of YAML takes what stands before it for all there is. */
    private static final String YAML_BROKEN_OFF = "\n- \"the rows end early\n";

    private final Sink out;
    private final StringWriter piece = new StringWriter();
    private final JsonGenerator generator;
    private final UnaryOperator<String> text;
    private final UnaryOperator<String> whole;
    private final String brokenOff;
    private boolean lineEnded;

    private interface Start {
        JsonGenerator on(Writer piece) throws IOException;
    }

    private Tree(Sink out, Start start, UnaryOperator<String> text, UnaryOperator<String> whole, String brokenOff) {
        this.out = out;
        this.text = text;
        this.whole = whole;
        this.brokenOff = brokenOff;
        try {
            generator = start.on(piece);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an indented JSON document. */
    static Tree json(Sink out) {
        return new Tree(out, Json::indented, UnaryOperator.identity(), Text::escaped, "");
    }

    /** Starts a YAML document. */
    static Tree yaml(Sink out) {
        YAMLFactory factory = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .stringQuotingChecker(new PlainWords())
                .build();
        return new Tree(out, factory::createGenerator, Text::visible, UnaryOperator.identity(), YAML_BROKEN_OFF);
    }

    /** Returns a value as JSON on one line. */
    static String line(Object value) {
        StringBuilder line = new StringBuilder();
        Tree tree = new Tree(new Sink(line), Json::onOneLine, UnaryOperator.identity(), Text::escaped, "");
        tree.value(value);
        tree.flush();
        return line.toString();
    }

    void value(Object value) {
        write(to -> Json.write(to, value, text));
    }

    void field(String name) {
        write(to -> to.writeFieldName(name));
    }

    void startObject() {
        write(JsonGenerator::writeStartObject);
    }

    void startArray() {
        write(JsonGenerator::writeStartArray);
    }

    void endArray() {
        write(JsonGenerator::writeEndArray);
    }

    void endObject() {
        write(JsonGenerator::writeEndObject);
    }

    /** Hands over what was written so far. */
    void flush() {
        write(JsonGenerator::flush);
        hand();
    }

    /** Leaves the document as it is, and in a state that nobody reads as a whole one. */
    void breakOff() {
        flush();
        out.write(brokenOff);
        out.flush();
    }

    /** Ends the document with the end of a line. */
    void end() {
        write(JsonGenerator::close);
        hand();
        if (!lineEnded) {
            out.write("\n");
        }
        out.flush();
    }

    private void hand() {
        StringBuffer written = piece.getBuffer();
        if (!written.isEmpty()) {
            lineEnded = written.charAt(written.length() - 1) == '\n';
            out.write(whole.apply(written.toString()));
            written.setLength(0);
        }
    }

    private interface Step {
        void on(JsonGenerator generator) throws IOException;
    }

    private void write(Step step) {
        try {
            step.on(generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves without quotes only what no reader of any YAML version takes for something else than text. */
    private static final class PlainWords extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1L;
        private static final Pattern PLAIN = Pattern.compile("[A-Za-z]([\\w ./@-]*[\\w./@-])?");

        @Override
        public boolean needToQuoteName(String name) {
            return !PLAIN.matcher(name).matches() || super.needToQuoteName(name);
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return !PLAIN.matcher(value).matches() || super.needToQuoteValue(value);
        }
    }
}
