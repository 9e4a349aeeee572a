package dev.deploystat.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads and writes JSON as plain data, without an object mapper: the only place that does. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MANY_DIGITS = 400;

    private Json() {}

    /**
     * Reads one value.
     *
     * @throws IOException when the text is not exactly one JSON value
     */
    public static Object read(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new IOException("more than one JSON value");
            }
            return value;
        } catch (JsonProcessingException e) {
            // Its message would add where the text came from, which is no use to a reader, on a line of its own.
            throw new IOException(e.getOriginalMessage(), e);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("no JSON value");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                parser.getDecimalValue().stripTrailingZeros();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    /** Returns a value on one line. */
    public static String write(Object value) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = onOneLine(text)) {
            write(generator, value, UnaryOperator.identity());
        }
        return text.toString();
    }

    /** Returns an object on one line whose only member is a value that is JSON already. */
    public static String around(String name, String json) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = onOneLine(text)) {
            generator.writeStartObject();
            generator.writeFieldName(name);
            generator.writeRawValue(json);
            generator.writeEndObject();
        }
        return text.toString();
    }

    /** Returns a generator that writes one line. */
    public static JsonGenerator onOneLine(Writer to) throws IOException {
        return FACTORY.createGenerator(to);
    }

    /** Returns a generator that writes an indented document. */
    public static JsonGenerator indented(Writer to) throws IOException {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        return FACTORY.createGenerator(to).setPrettyPrinter(printer);
    }

    /** Writes plain data to a generator, which may be one of another format, with every text passed through {@code text}. */
    public static void write(JsonGenerator generator, Object value, UnaryOperator<String> text) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                generator.writeFieldName(text.apply(String.valueOf(member.getKey())));
                write(generator, member.getValue(), text);
            }
            generator.writeEndObject();
        } else if (value instanceof Collection<?> collection) {
            generator.writeStartArray();
            for (Object element : collection) {
                write(generator, element, text);
            }
            generator.writeEndArray();
        } else if (value == null) {
            generator.writeNull();
        } else if (value instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else if (value instanceof Number number) {
            writeNumber(generator, number);
        } else {
            generator.writeString(text.apply(value.toString()));
        }
    }

    private static void writeNumber(JsonGenerator generator, Number number) throws IOException {
        if (number instanceof BigDecimal decimal) {
            // 1e999999999 written out would fill the memory.
            boolean plain = Math.abs(decimal.scale()) <= MANY_DIGITS;
            generator.writeNumber(plain ? decimal.toPlainString() : decimal.toString());
        } else if (number instanceof BigInteger integer) {
            generator.writeNumber(integer);
        } else if (Plain.isWhole(number) || !(number instanceof Double || number instanceof Float)) {
            generator.writeNumber(number.longValue());
        } else {
            generator.writeNumber(number.doubleValue());
        }
    }
}
