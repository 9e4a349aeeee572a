package dev.deploystat.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Plain data: maps with text keys, lists, text, numbers, booleans and null. */
final class Plain {
    private Plain() {}

    /** Returns a value as plain data; what is none becomes the text it prints as. */
    static Object of(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((key, member) -> plain.put(String.valueOf(key), of(member)));
            return plain;
        }
        if (value instanceof Collection<?> collection) {
            List<Object> plain = new ArrayList<>();
            collection.forEach(element -> plain.add(of(element)));
            return plain;
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    /** Writes plain data, with every text passed through {@code text}. */
    static void write(JsonGenerator generator, Object value, UnaryOperator<String> text) throws IOException {
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

    /** Returns a scalar as text: a query's whole numbers come as doubles, and nobody counts 3.0 deployments. */
    static String text(Object scalar) {
        if (scalar instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return isWhole(scalar) ? Long.toString(((Number) scalar).longValue()) : String.valueOf(scalar);
    }

    private static void writeNumber(JsonGenerator generator, Number number) throws IOException {
        if (number instanceof BigDecimal decimal) {
            generator.writeNumber(decimal);
        } else if (number instanceof BigInteger integer) {
            generator.writeNumber(integer);
        } else if (isWhole(number) || !(number instanceof Double || number instanceof Float)) {
            generator.writeNumber(number.longValue());
        } else {
            generator.writeNumber(number.doubleValue());
        }
    }

    private static boolean isWhole(Object number) {
        return (number instanceof Double || number instanceof Float)
                && ((Number) number).doubleValue() == Math.rint(((Number) number).doubleValue())
                && Math.abs(((Number) number).doubleValue()) < 1L << 53;
    }
}
