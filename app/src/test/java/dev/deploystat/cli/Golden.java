package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that are kept in files of the repository; {@code -Dgolden.update=true} writes them anew. */
public final class Golden {
    private Golden() {}

    /** Checks that a text is what the file holds, or makes it so. */
    public static void check(Path file, String text) {
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(file, text);
            }
            assertThat(text)
                    .as("the text of %s; if the change is meant: mvn test -Dgolden.update=true", file)
                    .isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks that a table is the one with the same heading in a file that is otherwise written by hand, or makes it so. */
    static void checkTable(Path file, String table) {
        try {
            String text = Files.readString(file);
            int start = text.indexOf(table.substring(0, table.indexOf('\n') + 1));
            assertThat(start).as("the table's heading in %s", file).isNotNegative();
            int end = text.indexOf("\n\n", start) + 1;
            check(file, text.substring(0, start) + table + text.substring(end));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
