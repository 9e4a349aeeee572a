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
}
