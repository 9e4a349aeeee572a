package dev.deploystat.cli.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping of a file, whose keys stand in it once each. Values are taken as they are written: {@code 90} and {@code no} are
 * words like any other. Anchors and aliases are not read, so that a small file stays small.
 */
final class Mapping {
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.BOOL, Tag.FLOAT, Tag.TIMESTAMP);

    private final String file;
    private final Spot at;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Spot> keys = new LinkedHashMap<>();

    Mapping(String file, MappingNode node) {
        this.file = file;
        at = spot(node);
        for (NodeTuple each : node.getValue()) {
            Word key = word(each.getKeyNode());
            if (keys.containsKey(key.text())) {
                throw key.at()
                        .refusal(
                                "'" + key.text() + "' stands here twice, first at line "
                                        + keys.get(key.text()).line(),
                                "Take one of them out.");
            }
            keys.put(key.text(), key.at());
            values.put(key.text(), each.getValueNode());
        }
    }

    Spot at() {
        return at;
    }

    Map<String, Spot> keys() {
        return keys;
    }

    /** Refuses any other key. */
    Mapping with(Collection<String> known) {
        keys.forEach((key, where) -> {
            if (!known.contains(key)) {
                throw where.refusal(
                        "'" + key + "' is not a key here", key, known, "There are: " + String.join(", ", known) + ".");
            }
        });
        return this;
    }

    /** Returns a value, or null where the key is absent. */
    Word word(String key) {
        return values.containsKey(key) ? word(values.get(key)) : null;
    }

    /** Returns the values of a list, or the one that stands there alone; empty where the key is absent. */
    List<Word> words(String key) {
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        return node instanceof SequenceNode ? list(node) : List.of(word(node));
    }

    /** Returns the values of a list. */
    List<Word> list(String key) {
        return list(values.get(key));
    }

    /** Returns the mapping of a key; empty where the key is absent. */
    <T> Map<String, T> each(String key, BiFunction<Word, Mapping, T> reading) {
        Map<String, T> read = new LinkedHashMap<>();
        if (values.containsKey(key)) {
            Mapping mapping = mapping(key);
            mapping.keys.forEach((name, where) -> read.put(name, reading.apply(new Word(name, where), mapping)));
        }
        return read;
    }

    boolean isWord(String key) {
        return values.get(key) instanceof ScalarNode;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Mapping mapping(String key) {
        Node node = checked(values.get(key));
        if (node instanceof MappingNode mapping) {
            return new Mapping(file, mapping);
        }
        throw spot(node).refusal("'" + key + "' takes keys and values below it", "Write them indented, one a line.");
    }

    private List<Word> list(Node node) {
        if (!(checked(node) instanceof SequenceNode sequence)) {
            throw spot(node).refusal("this is no list", "Write [a, b], or one a line after '- '.");
        }
        List<Word> words = new ArrayList<>();
        sequence.getValue().forEach(each -> words.add(word(each)));
        return words;
    }

    private Word word(Node node) {
        if (checked(node) instanceof ScalarNode scalar && PLAIN.contains(scalar.getTag())) {
            return new Word(scalar.getValue(), spot(node));
        }
        throw spot(node)
                .refusal(
                        node instanceof ScalarNode ? "this is no text" : "a single value belongs here",
                        "'deploystat schema config' prints what a file may say.");
    }

    private Node checked(Node node) {
        if (node.getAnchor() != null) {
            throw spot(node)
                    .refusal("anchors and aliases are not read", "Groups and environments save writing things twice.");
        }
        return node;
    }

    private Spot spot(Node node) {
        return YamlFile.spot(file, node.getStartMark());
    }
}
