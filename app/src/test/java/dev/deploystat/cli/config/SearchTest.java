package dev.deploystat.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.model.Refusal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file is the configuration file of a run. */
class SearchTest {
    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    private File found(Path from) {
        return new Search(environment::get).from(from.toFile());
    }

    @Test
    void the_file_of_the_nearest_folder_above_is_found() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b/c"));
        Path far = Files.createFile(folder.resolve("deploystat.yaml"));
        assertThat(found(deep)).isEqualTo(far.toFile());

        Path near = Files.createFile(folder.resolve("a/b/deploystat.yaml"));
        assertThat(found(deep)).isEqualTo(near.toFile());
        assertThat(found(folder.resolve("a"))).isEqualTo(far.toFile());
    }

    @Test
    void the_file_in_the_users_folder_comes_last() throws IOException {
        Path home = folder.resolve("home");
        Path own = home.resolve(".config/deploystat/config.yaml");
        environment.put("HOME", home.toString());
        Path work = Files.createDirectories(folder.resolve("work"));
        assertThat(found(work)).isNull();

        Files.createDirectories(own.getParent());
        Files.createFile(own);
        assertThat(found(work)).isEqualTo(own.toFile());

        environment.put("XDG_CONFIG_HOME", folder.resolve("xdg").toString());
        assertThat(found(work)).isNull();

        Path here = Files.createFile(work.resolve("deploystat.yaml"));
        assertThat(found(work)).isEqualTo(here.toFile());
    }

    @Test
    void a_file_of_somebody_else_is_not_read_unasked() {
        File file = new File("/srv/deploystat.yaml");

        assertThat(Owner.trusted(file, "me", Set.of("me", "root"))).isEqualTo(file);
        assertThat(Owner.trusted(file, null, Set.of("me", "root"))).isEqualTo(file);
        assertThatThrownBy(() -> Owner.trusted(file, "mallory", Set.of("me", "root")))
                .isInstanceOfSatisfying(Refusal.class, e -> {
                    assertThat(e).hasMessage("/srv/deploystat.yaml belongs to mallory, so that it is not read unasked");
                    assertThat(e.hint()).contains("--config /srv/deploystat.yaml");
                });
    }
}
