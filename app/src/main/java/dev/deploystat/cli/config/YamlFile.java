package dev.deploystat.cli.config;

import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads a YAML file as nodes, which know their lines; no object is ever made of what it says. */
final class YamlFile {
    private static final int LARGEST = 1 << 20;
    private static final int DEEPEST = 20;
    private static final String NEXT = "'deploystat schema config' prints what it may say.";

    private YamlFile() {}

    static Mapping read(Path file) {
        String name = file.toString();
        String text = text(file);
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(DEEPEST);
        limits.setCodePointLimit(LARGEST);
        try {
            Node root = new Composer(
                            new ParserImpl(new StreamReader(new StringReader(text)), limits), new Resolver(), limits)
                    .getSingleNode();
            if (root == null) {
                throw new Spot(name, 1, 1).refusal("the file says nothing", NEXT);
            }
            if (root instanceof MappingNode mapping) {
                return new Mapping(name, mapping);
            }
            throw spot(name, root.getStartMark()).refusal("the file is no mapping of keys", NEXT);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            String problem = e.getProblem() == null ? e.getContext() : e.getProblem();
            throw spot(name, mark).refusal("this is not YAML: " + problem, "Mend the line, or the one before it.");
        } catch (YAMLException e) {
            throw new Spot(name, 1, 1).refusal("this is not YAML: " + e.getMessage(), "Mend the file.");
        }
    }

    static Spot spot(String file, Mark mark) {
        return mark == null ? new Spot(file, 1, 1) : new Spot(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String text(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw unreadable(file, "it is a folder");
            }
            if (Files.size(file) > LARGEST) {
                throw unreadable(file, "it is larger than 1 MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (IOException e) {
            throw unreadable(file, Refusal.reason(e));
        }
    }

    private static Refusal unreadable(Path file, String why) {
        return Refusal.file(
                "the configuration file '" + file + "' cannot be read: " + why,
                "Name another one with --config, or mend this one.");
    }
}
