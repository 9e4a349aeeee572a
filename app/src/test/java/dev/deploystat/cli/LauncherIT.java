package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.cli.ShellRun.Result;
import dev.deploystat.cli.run.Exit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The install folder as it is built, started as users start it. */
class LauncherIT {
    private static final Path BUILT = Path.of("target/deploystat").toAbsolutePath();
    private static final Java OWN = Java.of(Path.of(System.getProperty("java.home")));
    private static final String DEPLOYMENTS = """
            {"serviceDeployments":[{"serviceDeploymentArn":"arn:aws:ecs:eu-west-1:1:service-deployment/c/s/d",
            "createdAt":1700000000.5,"status":"SUCCESSFUL"}]}""";

    /** Some 6,400 were in it when this was written, half of them the JDK's. */
    private static final int MOST_ARCHIVED = 7000;

    @TempDir
    Path temp;

    private Path home;
    /** A folder with a {@code nice} that does nothing: on a loaded machine the real one hardly gets its turn. */
    private Path unhurried;

    /** An installed Java, and the archive that is made for it in a folder. */
    private record Java(Path home, int major) {
        static Java of(Path home) {
            try (Stream<String> lines = Files.lines(home.resolve("release"))) {
                String version = lines.filter(line -> line.startsWith("JAVA_VERSION="))
                        .findFirst()
                        .orElseThrow();
                return new Java(home, Integer.parseInt(version.split("[=\".]+")[1]));
            } catch (IOException e) {
                throw new IllegalStateException(home + " is not a Java home", e);
            }
        }

        Path archive(Path folder) {
            return folder.resolve(home.toString().replace('/', '+') + (major >= 25 ? ".aot" : ".jsa"));
        }

        @Override
        public String toString() {
            return "Java " + major;
        }
    }

    @BeforeEach
    void make_a_home() throws IOException {
        home = Files.createDirectory(temp.resolve("home"));
        unhurried =
                ShellRun.script(temp.resolve("unhurried/nice"), "exec \"$@\"\n").getParent();
    }

    @Test
    void the_newest_java_is_taken_wherever_it_is() throws Exception {
        Path launcher = scripts("app");
        Path named = fakeJava("named", "97.0.1");
        Path onPath = fakeJava("on-path", "98");
        ShellRun start = fake(launcher).with("JAVA_HOME", named);

        assertThat(start.run().out()).startsWith("named\n");
        start.with("PATH", onPath.resolve("bin") + ":/usr/bin:/bin");
        assertThat(start.run().out()).startsWith("on-path\n");
        fakeJava("home/.jdks/usual", "99-ea");
        assertThat(start.run().out()).startsWith("usual\n");
    }

    @Test
    void of_two_as_new_as_each_other_java_home_is_taken() throws Exception {
        ShellRun start = fake(scripts("app")).with("JAVA_HOME", fakeJava("named", "99.0.1"));
        fakeJava("home/.jdks/usual", "99.0.2");

        assertThat(start.run().out()).startsWith("named\n");
    }

    @Test
    void a_java_before_17_is_passed_over() throws Exception {
        fakeJava("home/.jdks/8", "1.8.0_412");
        fakeJava("home/.jdks/16", "16.0.2");
        ShellRun start = fake(scripts("app"))
                .with("JAVA_HOME", fakeJava("11", "11.0.25"))
                .with("PATH", fakeJava("new", "97").resolve("bin") + ":/usr/bin:/bin");

        assertThat(start.run().out()).startsWith("new\n");
    }

    @Test
    void the_java_of_deploystat_java_home_wins_over_newer_ones() throws Exception {
        ShellRun start = fake(scripts("app"))
                .with("JAVA_HOME", fakeJava("newer", "99"))
                .with("DEPLOYSTAT_JAVA_HOME", fakeJava("wanted", "17.0.1"));

        assertThat(start.run().out()).startsWith("wanted\n");
    }

    @Test
    void the_java_beside_it_is_taken_before_any_other_but_the_one_that_is_asked_for() throws Exception {
        Path launcher = scripts("app");
        fakeJava("app/runtime", "25.0.3");
        ShellRun start = fake(launcher).with("JAVA_HOME", fakeJava("newer", "99"));

        assertThat(start.run().out()).startsWith("runtime\n");
        start.with("DEPLOYSTAT_JAVA_HOME", fakeJava("wanted", "17.0.1"));
        assertThat(start.run().out()).startsWith("wanted\n");
    }

    @Test
    void with_the_java_beside_it_an_archive_holds_wherever_both_are_moved_until_the_build_is_another()
            throws Exception {
        Path launcher = scripts("app");
        fakeJava("app/runtime", "25.0.3");
        // Tells how it was started.
        ShellRun.script(temp.resolve("app/runtime/bin/java"), "echo \"$*\"\n");
        ShellRun.script(
                lib(launcher).resolve("prepare"),
                "echo made >\"$3\"; touch -r \"$4\" \"$3\"; echo \"$5\" >\"$3.for\"\n");
        Files.writeString(lib(launcher).resolve("build"), "1.0+abc\n");
        assertThat(ShellRun.of(launcher).with("DEPLOYSTAT_PREPARE", 1).run()).isEqualTo(new Result(0, "", ""));

        Path moved = Files.move(temp.resolve("app"), temp.resolve("moved away"));
        Path archive = moved.resolve("lib/runtime.aot");
        assertThat(archive).hasContent("made");
        ShellRun.script(moved.resolve("lib/prepare"), "exit 1\n");
        assertThat(ShellRun.of(moved.resolve("bin/deploystat"), "x").run().out())
                .contains("-XX:AOTCache=" + archive + " ", "-Ddeploystat.archive=" + archive + " ");
        assertThat(ShellRun.of(moved.resolve("bin/deploystat"), "--version")
                        .run()
                        .out())
                .contains("-Ddeploystat.archive=" + archive + " ")
                .doesNotContain("AOTCache");

        Files.writeString(moved.resolve("lib/build"), "1.0+def\n");
        assertThat(ShellRun.of(moved.resolve("bin/deploystat"), "x").run().out())
                .doesNotContain("AOTCache");
    }

    @Test
    void a_deploystat_java_home_without_a_fitting_java_is_refused() throws Exception {
        Path old = fakeJava("old", "11.0.25");
        Path launcher = scripts("app");
        for (Path wrong : List.of(temp.resolve("none"), old)) {
            Result result = fake(launcher).with("DEPLOYSTAT_JAVA_HOME", wrong).run();

            assertThat(result.exit()).isEqualTo(Exit.BUG);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).isEqualTo("""
                    deploystat: DEPLOYSTAT_JAVA_HOME names '%s', which is not the folder of a Java from 17 on
                    Install one (any JDK or JRE), or name its folder in DEPLOYSTAT_JAVA_HOME.
                    """.formatted(wrong));
        }
    }

    @Test
    void arguments_and_folders_with_any_characters_arrive_as_they_are() throws Exception {
        Path launcher = scripts("o'brien's \"own\" $HOME `x` *");
        List<String> args = List.of("", "*", "a b", "'", "\"$HOME\" `id` \\", "--", "-V", "two\nlines", "é☃");

        Result result = fake(launcher, args.toArray())
                .with("DEPLOYSTAT_JAVA_HOME", fakeJava("ja va", "99"))
                .run();

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("ja va\n<" + String.join(">\n<", args) + ">\n");
    }

    @Test
    void it_starts_through_links_from_any_folder() throws Exception {
        Path launcher = scripts("the app");
        Path java = fakeJava("java", "99");
        Path links = Files.createDirectory(temp.resolve("my links"));
        Files.createSymbolicLink(links.resolve("absolute"), launcher);
        Files.createSymbolicLink(links.resolve("relative"), Path.of("../the app/bin/deploystat"));
        Files.createSymbolicLink(links.resolve("chain"), Path.of("relative"));
        Files.createSymbolicLink(temp.resolve("folder"), links);
        for (String name : List.of("absolute", "relative", "chain", "../folder/chain", "./../my links/relative")) {
            Result result = fake(links.resolve(name), "x")
                    .in(temp)
                    .with("DEPLOYSTAT_JAVA_HOME", java)
                    .run();
            assertThat(result).as(name).isEqualTo(new Result(0, "java\n<x>\n", ""));
        }
        assertThat(ShellRun.of("sh", "chain", "x")
                        .in(links)
                        .with("DEPLOYSTAT_NO_CACHE", 1)
                        .with("DEPLOYSTAT_JAVA_HOME", java)
                        .run())
                .isEqualTo(new Result(0, "java\n<x>\n", ""));
    }

    @Test
    void the_exit_code_is_the_programs() throws Exception {
        Path java = fakeJava("java", "99");
        ShellRun.script(java.resolve("bin/java"), "exit 42\n");

        assertThat(fake(scripts("app")).with("DEPLOYSTAT_JAVA_HOME", java).run().exit())
                .isEqualTo(42);
    }

    @Test
    void the_program_takes_the_launchers_place_so_signals_reach_it() throws Exception {
        Path launcher = install("app");
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = call(launcher, OWN, "http://127.0.0.1:" + silent.getLocalPort())
                    .with("DEPLOYSTAT_NO_CACHE", 1)
                    .start();
            silent.setSoTimeout((int) Duration.ofMinutes(10).toMillis());
            try (Socket asked = silent.accept()) {
                assertThat(process.children()).isEmpty();
                assertThat(process.info().command().orElseThrow()).endsWith("/bin/java");
                process.toHandle().destroy();
                assertThat(ShellRun.result(process).exit()).isEqualTo(143);
            }
        }
    }

    @Test
    void a_reader_that_has_gone_ends_it_quietly() throws Exception {
        Path launcher = install("app");
        Path closed = temp.resolve("closed");
        Path exit = temp.resolve("exit");
        String line =
                "{ until [ -e \"$1\" ]; do :; done; \"$0\" services; echo $? >\"$2\"; } | { exec <&-; : >\"$1\"; }";

        Result result = real(OWN, "sh", "-c", line, launcher, closed, exit)
                .with("DEPLOYSTAT_NO_CACHE", 1)
                .run();

        assertThat(result.err()).isEmpty();
        assertThat(exit).hasContent("0");
    }

    @ParameterizedTest
    @MethodSource("javas")
    void the_first_start_makes_an_archive_that_the_second_uses_and_neither_says_a_word_of_it(Java java)
            throws Exception {
        Path launcher = install("app");
        Path archive = java.archive(lib(launcher));
        Path log = temp.resolve("classes.log");
        assertThat(version(java, launcher)).endsWith("\narchive: none\n");
        try (LoopbackAws aws = new LoopbackAws()) {
            aws.on("ListServiceDeployments").reply(DEPLOYMENTS);
            String url = aws.endpoint().toString();

            Result first = call(launcher, java, url).run();
            assertThat(first.err()).isEmpty();
            assertThat(first.out()).contains("succeeded");
            awaitArchive(java, launcher);

            Result second = call(launcher, java, url)
                    .with("DEPLOYSTAT_JAVA_OPTS", "-Xlog:class+load:file=" + log)
                    .run();
            assertThat(second).isEqualTo(first);
        }
        assertThat(log).content().contains("dev.deploystat.cli.Cli source: shared objects file");
        assertThat(log).content().contains("picocli.CommandLine source: shared objects file");
        holdsWhatMostRunsUse(Files.readAllLines(log));
        assertThat(version(java, launcher)).endsWith("\narchive: " + archive + "\n");
        assertThat(real(java, launcher, "--version", "-o", "json").run().out())
                .contains("\"archive\":\"" + archive + "\"");
        assertThat(real(java, launcher, "--version")
                        .with("DEPLOYSTAT_NO_CACHE", 1)
                        .run()
                        .out())
                .endsWith("\narchive: none\n");
    }

    private String version(Java java, Path launcher) throws Exception {
        Result result = real(java, launcher, "--version").run();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .matches("(?s)deploystat/" + Version.NUMBER + " java/.*\ncommit: [0-9a-z-]+\n.*")
                .contains("\njava: " + java.home().toRealPath() + "\n");
        return result.out();
    }

    /** From Java 25 on the whole archive is taken in at each start, whatever is called. */
    private static void holdsWhatMostRunsUse(List<String> log) {
        List<String> archived = log.stream()
                .filter(line -> line.contains("source: shared objects file"))
                .map(line -> line.replaceFirst("^\\[[^ ]* ", "").replaceFirst(" source:.*", ""))
                .toList();
        assertThat(archived).hasSizeLessThan(MOST_ARCHIVED);
        Pattern service = Pattern.compile("software\\.amazon\\.awssdk\\.services\\.([a-z0-9]+)\\..*");
        assertThat(archived.stream()
                        .map(service::matcher)
                        .filter(Matcher::matches)
                        .map(each -> each.group(1))
                        .distinct())
                .contains("ecs")
                .isSubsetOf("ecs", "codedeploy", "cloudformation", "lambda");
        for (String unused :
                List.of("io.burt.", "com.fasterxml.jackson.databind.", "org.jline.", "com.sun.net.httpserver")) {
            assertThat(archived).noneMatch(each -> each.startsWith(unused));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "completion bash"})
    void a_text_is_printed_without_building_the_commands(String line) throws Exception {
        Path log = temp.resolve("classes.log");
        List<Object> command = new ArrayList<>(List.of(install("app")));
        command.addAll(List.of(line.split(" ")));

        Result printed = real(OWN, command.toArray())
                .with("DEPLOYSTAT_JAVA_OPTS", "-Xlog:class+load:file=" + log)
                .run();

        assertThat(printed).isEqualTo(new Result(0, CliRun.alone().run(line).out(), ""));
        assertThat(log).content().contains("dev.deploystat.cli.Main ").doesNotContain("picocli");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status --reg", "wait ecs:", "ecs status --cluster x --prof", "status --profile x"})
    void a_tab_loads_neither_the_parser_nor_the_sdk(String words) throws Exception {
        Path log = temp.resolve("classes.log");
        List<Object> command = new ArrayList<>(List.of(install("app"), "__complete"));
        command.addAll(List.of(words.split(" ")));

        Result offered = real(OWN, command.toArray())
                .with("DEPLOYSTAT_JAVA_OPTS", "-Xlog:class+load:file=" + log)
                .run();

        assertThat(offered.exit()).isZero();
        assertThat(offered.err()).isEmpty();
        assertThat(log)
                .content()
                .contains("dev.deploystat.cli.complete.Completion ")
                .doesNotContain("picocli", "software.amazon", "dev.deploystat.aws.Adapters ", "org.jline");
    }

    @Test
    void nobody_who_waits_for_the_output_waits_for_the_archive() throws Exception {
        Path launcher = install("app");
        Path go = temp.resolve("go");
        Path done = temp.resolve("done");
        ShellRun.script(
                lib(launcher).resolve("prepare"),
                "until [ -e '" + go + "' ]; do sleep 0.02; done; : >'" + done + "'\n");

        // Both of the caller's pipes are inherited once more, as descriptors 3 and 4.
        Result result = real(OWN, "sh", "-c", "exec \"$0\" services -o name 3>&1 4>&2", launcher)
                .run();

        assertThat(result.out()).startsWith("ecs\n");
        assertThat(done).doesNotExist();
        Files.createFile(go);
        ShellRun.until("the job goes on", () -> Files.exists(done));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.9", "25.0.1"})
    void eight_first_starts_at_once_make_one_archive(String version) throws Exception {
        Path launcher = scripts("app");
        Java java = archiver(version);
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            starts.add(real(java, launcher, "services").start());
        }
        for (Process start : starts) {
            Result result = ShellRun.result(start);
            assertThat(result.exit()).isZero();
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).startsWith("<services>\n");
        }
        awaitArchive(java, launcher);
        assertThat(temp.resolve("makings")).hasContent("made");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.9", "25.0.1"})
    void a_job_already_at_work_is_left_to_it_and_one_that_died_is_taken_over(String version) throws Exception {
        Path launcher = scripts("app");
        Java java = archiver(version);
        Path archive = java.archive(lib(launcher));
        Path lock = Files.createDirectory(Path.of(archive + ".lock"));
        Files.createFile(Path.of(archive + ".4711"));
        Files.createFile(Path.of(archive + ".4711.config"));

        assertThat(prepare(java, launcher)).isEqualTo(new Result(0, "", ""));
        assertThat(archive).doesNotExist();

        age(lock, Duration.ofMinutes(-12));
        assertThat(prepare(java, launcher)).isEqualTo(new Result(0, "", ""));
        awaitArchive(java, launcher);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.9", "25.0.1"})
    void an_archive_is_void_once_the_folder_the_jar_or_the_archive_has_changed(String version) throws Exception {
        Path launcher = scripts("app");
        Java java = archiver(version);
        Path folder = launcher.getParent().getParent();
        Path jar = lib(launcher).resolve("deploystat.jar");
        Path archive = java.archive(lib(launcher));
        assertThat(prepare(java, launcher)).isEqualTo(new Result(0, "", ""));
        // Nothing is to make it anew while this looks.
        ShellRun.script(lib(launcher).resolve("prepare"), "");
        FileTime made = Files.getLastModifiedTime(jar);
        assertThat(usesArchive(java, launcher)).isTrue();

        age(jar, Duration.ofDays(-40));
        assertThat(usesArchive(java, launcher)).as("an older jar").isFalse();
        age(jar, Duration.ofMinutes(1));
        assertThat(usesArchive(java, launcher)).as("a newer jar").isFalse();
        Files.setLastModifiedTime(jar, made);
        assertThat(usesArchive(java, launcher)).as("the same jar again").isTrue();

        Path moved = ShellRun.copy(folder, temp.resolve("moved")).resolve("bin/deploystat");
        assertThat(usesArchive(java, moved)).as("moved").isFalse();
        Files.copy(
                BUILT.resolve("lib/prepare"),
                lib(moved).resolve("prepare"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(prepare(java, moved)).isEqualTo(new Result(0, "", ""));
        // Unless what the look above began in the background does so.
        awaitArchive(java, moved);
        assertThat(usesArchive(java, moved)).as("made anew").isTrue();

        Files.writeString(archive, "cut short");
        assertThat(usesArchive(java, launcher)).as("cut short").isFalse();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void garbage_that_passes_for_an_archive_changes_nothing(Java java) throws Exception {
        Path launcher = install("app");
        Result expected =
                real(java, launcher, "services").with("DEPLOYSTAT_NO_CACHE", 1).run();
        ShellRun.script(lib(launcher).resolve("prepare"), """
                for word in 1 2 3 4 5 6 7 8 9; do echo garbage; done >"$3"
                touch -r "$4" "$3"
                echo "$5" >"$3.for"
                """);

        assertThat(real(java, launcher).with("DEPLOYSTAT_PREPARE", 1).run().exit())
                .isZero();
        assertThat(java.archive(lib(launcher))).isNotEmptyFile();
        assertThat(real(java, launcher, "services").run()).isEqualTo(expected);
    }

    @Test
    void where_no_archive_can_be_made_it_is_tried_once() throws Exception {
        Path launcher = scripts("app");
        Path java = fakeJava("java", "99");
        Path archive = new Java(java, 99).archive(lib(launcher));

        Result result = ShellRun.of(launcher)
                .with("DEPLOYSTAT_JAVA_HOME", java)
                .with("DEPLOYSTAT_PREPARE", 1)
                .run();
        assertThat(result.exit()).isEqualTo(Exit.BUG);
        assertThat(result.err()).startsWith("deploystat: the start-up archive " + archive + " cannot be made\n");
        assertThat(archive).isEmptyFile();

        ShellRun.script(lib(launcher).resolve("prepare"), ": >'" + temp.resolve("again") + "'\n");
        assertThat(ShellRun.of(launcher, "x").with("DEPLOYSTAT_JAVA_HOME", java).run())
                .isEqualTo(new Result(0, "java\n<x>\n", ""));
        assertThat(temp.resolve("again")).doesNotExist();
    }

    @Test
    void an_install_folder_of_somebody_else_gets_its_archive_in_the_cache_folder() throws Exception {
        Path launcher = scripts("app");
        Java java = archiver("25.0.1");
        Path cache = Files.createDirectory(temp.resolve("cache"));
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(lib(launcher), PosixFilePermissions.fromString("r-xr-xr-x"));
        Path folder = cache.resolve(
                launcher.getParent().getParent().toRealPath().toString().replace('/', '+'));
        List<Object> command = new ArrayList<>(asPlainUser());
        command.addAll(List.of(launcher, "services"));
        ShellRun start = real(java, command.toArray()).with("DEPLOYSTAT_CACHE_DIR", cache);

        assertThat(start.run()).isEqualTo(new Result(0, "<services>\n", ""));
        awaitArchive(java, folder, List.of());
        assertThat(lib(launcher)).isDirectoryNotContaining("glob:**/+*");
        assertThat(start.run().out()).contains("\narchive: " + java.archive(folder) + "\n");
        Files.setPosixFilePermissions(lib(launcher), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void without_any_folder_to_keep_it_in_there_is_no_archive() throws Exception {
        Path launcher = install("app");
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(lib(launcher), PosixFilePermissions.fromString("r-xr-xr-x"));
        List<Object> command = new ArrayList<>(asPlainUser());
        command.addAll(List.of(launcher, "services", "-o", "name"));

        Result result = ShellRun.of(command.toArray())
                .with("DEPLOYSTAT_JAVA_HOME", OWN.home())
                .run();

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("ecs\n");
        Files.setPosixFilePermissions(lib(launcher), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void deploystat_no_cache_neither_makes_nor_uses_an_archive() throws Exception {
        Path launcher = install("app");
        ShellRun.script(lib(launcher).resolve("prepare"), ": >'" + temp.resolve("made") + "'\n");

        Result result =
                real(OWN, launcher, "services").with("DEPLOYSTAT_NO_CACHE", 1).run();

        assertThat(result.exit()).isZero();
        assertThat(temp.resolve("made")).doesNotExist();
    }

    /** The Java that runs the tests; in the larger size also one of every other version that is installed in the usual folder. */
    static Stream<Java> javas() throws IOException {
        Map<Integer, Java> found = new TreeMap<>();
        found.put(OWN.major(), OWN);
        Path usual = Path.of("/usr/lib/jvm");
        if (Boolean.getBoolean("deploystat.whole") && Files.isDirectory(usual)) {
            try (Stream<Path> homes = Files.list(usual)) {
                homes.filter(home -> Files.isReadable(home.resolve("release")))
                        .map(Java::of)
                        .filter(java -> java.major() >= 17)
                        .forEach(java -> found.putIfAbsent(java.major(), java));
            }
        }
        return found.values().stream();
    }

    /** Installs what was built, without archives that a developer's own starts have left there. */
    private Path install(String name) throws IOException {
        Path launcher = scripts(name);
        Path jar = lib(launcher).resolve("deploystat.jar");
        Files.delete(jar);
        ShellRun.copy(BUILT.resolve("lib/deploystat.jar"), jar);
        return launcher;
    }

    /** Installs the scripts and an empty jar, for a Java that is none; returns the launcher. */
    private Path scripts(String name) throws IOException {
        Path folder = temp.resolve(name);
        ShellRun.copy(BUILT.resolve("bin"), folder.resolve("bin"));
        Path lib = Files.createDirectory(folder.resolve("lib"));
        ShellRun.copy(BUILT.resolve("lib/prepare"), lib.resolve("prepare"));
        age(Files.createFile(lib.resolve("deploystat.jar")), Duration.ofHours(-1));
        return folder.resolve("bin/deploystat");
    }

    /** Makes a Java home whose Java prints its name and the arguments of the program. */
    private Path fakeJava(String path, String version) throws IOException {
        Path folder = temp.resolve(path);
        ShellRun.script(folder.resolve("bin/java"), """
                echo '%s'
                until [ $# -eq 0 ] || [ "$1" = dev.deploystat.cli.Main ]; do shift; done
                shift
                for arg; do printf '<%%s>\\n' "$arg"; done
                """.formatted(folder.getFileName()));
        Files.writeString(folder.resolve("release"), """
                IMPLEMENTOR="Nobody"
                JAVA_VERSION="%s"
                """.formatted(version));
        return folder;
    }

    /**
     * Makes a Java that makes archives as the real ones do, in no time, and notes each in the file {@code makings}. Started with
     * a program it prints its arguments, and the archive that it was given.
     */
    private Java archiver(String version) throws IOException {
        Path folder = fakeJava("java " + version, version);
        ShellRun.script(folder.resolve("bin/java"), """
                archive= makes=
                until [ $# -eq 0 ]; do
                  case $1 in
                    -XX:AOTMode=create) makes=1 ;;
                    -XX:ArchiveClassesAtExit=*) makes=1 archive=${1#*=} ;;
                    -XX:AOTCache=* | -XX:SharedArchiveFile=*) archive=${1#*=} ;;
                    *.TrainingServer) echo 1 2; exit ;;
                    *.Training) [ -n "$makes" ] || exit 0 ;;
                    *.Main) shift; break ;;
                  esac
                  shift
                done
                if [ -n "$makes" ]; then
                  echo 'a whole archive' >"$archive"
                  echo made >>'%s/makings'
                  exit
                fi
                for arg; do printf '<%%s>\\n' "$arg"; done
                [ -z "$archive" ] || echo "archive: $archive"
                """.formatted(temp));
        return Java.of(folder);
    }

    private ShellRun fake(Path launcher, Object... args) {
        List<Object> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(args));
        return ShellRun.of(command.toArray()).with("HOME", home).with("DEPLOYSTAT_NO_CACHE", 1);
    }

    private ShellRun real(Java java, Object... command) {
        return ShellRun.of(command)
                .with("PATH", unhurried + ":/usr/bin:/bin")
                .with("HOME", home)
                .with("DEPLOYSTAT_JAVA_HOME", java.home());
    }

    private ShellRun call(Path launcher, Java java, String url) {
        return real(java, launcher, "ecs", "list", "--cluster", "c", "--service", "s", "--endpoint-url", url)
                .with("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
                .with("AWS_SECRET_ACCESS_KEY", "example-secret")
                .with("AWS_REGION", "eu-west-1");
    }

    private Result prepare(Java java, Path launcher) throws Exception {
        return real(java, launcher).with("DEPLOYSTAT_PREPARE", 1).run();
    }

    private boolean usesArchive(Java java, Path launcher) throws Exception {
        Result result = real(java, launcher, "services").run();
        assertThat(result.exit()).isZero();
        assertThat(result.out()).startsWith("<services>\n");
        return result.out().contains("\narchive: " + java.archive(lib(launcher)) + "\n");
    }

    private void awaitArchive(Java java, Path launcher) throws Exception {
        awaitArchive(java, lib(launcher), List.of("deploystat.jar", "prepare"));
    }

    /**
     * Waits for the jobs in the background; then there is the archive with its note, and nothing is left behind. Where
     * several start at once, one may take up the lock when the archive has just been made.
     */
    private void awaitArchive(Java java, Path folder, List<String> besides) throws Exception {
        Path archive = java.archive(folder);
        ShellRun.until("the archive is made", () -> Files.exists(archive));
        awaitJobs();
        List<String> expected = new ArrayList<>(besides);
        expected.add(archive.getFileName().toString());
        expected.add(archive.getFileName() + ".for");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(archive).isNotEmptyFile();
    }

    /** What is still at work in the background would write into a folder that is being deleted. */
    @AfterEach
    void awaitJobs() throws Exception {
        ShellRun.until("no job is left", () -> ProcessHandle.allProcesses().noneMatch(this::isOfThisTest));
    }

    private boolean isOfThisTest(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(temp.toString()))
                .isPresent();
    }

    private static Path lib(Path launcher) {
        return launcher.getParent().resolveSibling("lib");
    }

    private static void age(Path file, Duration offset) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(offset)));
    }

    /** Nothing is read-only for the superuser. */
    private static List<String> asPlainUser() throws Exception {
        Process id = new ProcessBuilder("id", "-u").start();
        boolean root = ShellRun.result(id).out().strip().equals("0");
        return root ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : List.of();
    }
}
