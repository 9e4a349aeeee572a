package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.cli.ShellRun.Result;
import dev.deploystat.cli.run.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that runs deploystat from a checkout, with a Maven that only notes that it was called. */
class CheckoutIT {
    /** Makes an install folder whose launcher prints its arguments; waits first while a file is in the way. */
    private static final String BUILDS = """
            echo built >>../builds
            while [ -e ../hold ]; do sleep 0.02; done
            mkdir -p app/target/deploystat/bin app/target/deploystat/lib
            cat >app/target/deploystat/bin/deploystat <<'END'
            #!/bin/sh
            for arg; do printf '<%s>\\n' "$arg"; done
            END
            chmod +x app/target/deploystat/bin/deploystat
            : >app/target/deploystat/lib/deploystat.jar
            echo 'noise of the build'
            """;

    @TempDir
    Path temp;

    private Path checkout;
    private Path source;

    @BeforeEach
    void check_out() throws IOException {
        checkout = temp.resolve("my \"check out\"");
        source = checkout.resolve("core/src/main/Source.java");
        Files.createDirectories(checkout.resolve("app/bin"));
        Files.createDirectories(checkout.resolve("app/src/dist"));
        Files.createDirectories(source.getParent());
        for (Path file : new Path[] {source, checkout.resolve("pom.xml")}) {
            Files.createFile(file);
        }
        Files.copy(
                Path.of("bin/deploystat"), checkout.resolve("app/bin/deploystat"), StandardCopyOption.COPY_ATTRIBUTES);
        maven(BUILDS);
    }

    @Test
    void it_builds_what_is_missing_once_and_tells_so_beside_the_output() throws Exception {
        Result first = start("a b", "", "*").run();
        assertThat(first.exit()).isZero();
        assertThat(first.out()).isEqualTo("<a b>\n<>\n<*>\n");
        assertThat(first.err()).startsWith("deploystat: building, once").doesNotContain("noise");

        assertThat(start("x").run()).isEqualTo(new Result(0, "<x>\n", ""));
        assertThat(builds()).isEqualTo(1);
        assertThat(checkout.resolve("app/.building")).doesNotExist();
    }

    @Test
    void it_builds_again_when_a_source_is_newer_or_gone() throws Exception {
        start().run();
        later(source, 1);
        later(checkout.resolve("app/target/deploystat/lib/deploystat.jar"), 0);
        start().run();
        assertThat(builds()).isEqualTo(2);

        later(source, -2);
        later(source.getParent(), 1);
        start().run();
        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void two_at_once_build_once() throws Exception {
        Path hold = Files.createFile(temp.resolve("hold"));
        Process first = start("first").start();
        ShellRun.until("the first builds", () -> Files.exists(temp.resolve("builds")));
        Process second = start("second").start();
        byte[] told = second.getErrorStream().readNBytes("deploystat: waiting for process ".length());
        assertThat(new String(told, StandardCharsets.UTF_8)).isEqualTo("deploystat: waiting for process ");
        Files.delete(hold);

        assertThat(ShellRun.result(first).out()).isEqualTo("<first>\n");
        assertThat(ShellRun.result(second).out()).isEqualTo("<second>\n");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void the_lock_of_a_builder_that_died_is_taken_over() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createSymbolicLink(checkout.resolve("app/.building"), Path.of(Long.toString(dead.pid())));

        assertThat(start("x").run().out()).isEqualTo("<x>\n");
        try (var files = Files.list(checkout.resolve("app"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("bin", "src", "target");
        }
    }

    @Test
    void a_failed_build_is_told_with_the_end_of_its_log() throws Exception {
        maven("for i in $(seq 30); do echo \"line $i\"; done; exit 1\n");

        Result result = start("x").run();

        assertThat(result.exit()).isEqualTo(Exit.BUG);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("deploystat: the build failed; the end of " + checkout.toRealPath());
        assertThat(result.err()).doesNotContain("line 10\n").endsWith("line 29\nline 30\n");
        assertThat(checkout.resolve("app/.building")).doesNotExist();
    }

    @Test
    void a_missing_maven_is_told() throws Exception {
        Path bin = Files.createDirectory(temp.resolve("without"));
        for (String tool : new String[] {"sh", "find", "head", "readlink"}) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin/" + tool));
        }

        Result result = start("x").with("PATH", bin).run();

        assertThat(result.exit()).isEqualTo(Exit.BUG);
        assertThat(result.err()).contains("there is no Maven ('mvn') on the PATH");
    }

    @Test
    void it_starts_through_a_link_from_another_folder() throws Exception {
        Path links = Files.createDirectory(temp.resolve("links"));
        Files.createSymbolicLink(links.resolve("direct"), Path.of("../my \"check out\"/app/bin/deploystat"));
        Files.createSymbolicLink(links.resolve("ds"), Path.of("direct"));

        assertThat(start(links.resolve("ds"), "x").run().out()).isEqualTo("<x>\n");
        assertThat(start(Path.of("links/ds"), "x").in(temp).run().out()).isEqualTo("<x>\n");
    }

    private ShellRun start(String... args) {
        return start(checkout.resolve("app/bin/deploystat"), args);
    }

    private ShellRun start(Path script, String... args) {
        Object[] command = new Object[args.length + 1];
        command[0] = script;
        System.arraycopy(args, 0, command, 1, args.length);
        return ShellRun.of(command).with("PATH", temp.resolve("maven") + ":/usr/bin:/bin");
    }

    private void maven(String body) throws IOException {
        ShellRun.script(temp.resolve("maven/mvn"), body);
    }

    private int builds() throws IOException {
        return Files.readAllLines(temp.resolve("builds")).size();
    }

    private static void later(Path file, int hours) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(Duration.ofHours(hours))));
    }
}
