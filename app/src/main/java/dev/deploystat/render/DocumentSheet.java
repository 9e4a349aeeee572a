package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import java.util.Map;

/** A result as JSON or YAML: the head, then entries as they come. */
final class DocumentSheet implements Output.Sheet {
    private final Tree tree;

    DocumentSheet(Tree tree, Map<String, Object> head) {
        this.tree = tree;
        tree.startObject();
        head.forEach((name, value) -> {
            tree.field(name);
            tree.value(value);
        });
        tree.field("deployments");
        tree.startArray();
    }

    @Override
    public void add(Observation row) {
        tree.value(Entry.of(row));
        tree.flush();
    }

    @Override
    public void close() {
        tree.endArray();
        tree.endObject();
        tree.end();
    }

    @Override
    public void abandon() {
        tree.breakOff();
    }
}
