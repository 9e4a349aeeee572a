package dev.deploystat.data;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plain data: maps with text keys, lists, text, numbers, booleans and null. It loads nothing that reads or writes. */
public final class Plain {
    private Plain() {}

    /** Returns a value as plain data; what is none becomes the text it prints as. */
    public static Object of(Object value) {
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

    /** Returns a scalar as text: a query's whole numbers come as doubles, and nobody counts 3.0 deployments. */
    public static String text(Object scalar) {
        if (scalar instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return isWhole(scalar) ? Long.toString(((Number) scalar).longValue()) : String.valueOf(scalar);
    }

    /** Returns whether a binary number is a whole one, and small enough to be exact. */
    static boolean isWhole(Object number) {
        return (number instanceof Double || number instanceof Float)
                && ((Number) number).doubleValue() == Math.rint(((Number) number).doubleValue())
                && Math.abs(((Number) number).doubleValue()) < 1L << 53;
    }
}
