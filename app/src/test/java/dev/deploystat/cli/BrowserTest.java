package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens pages in the browser of the machine, where there is one: Debian's package {@code chromium}. */
class BrowserTest {
    private static final Path PAGE = Path.of("src/test/resources/screens/explain-cloudformation.html");
    private static final Optional<Path> BROWSER = Stream.of(
                    System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .flatMap(folder ->
                    Stream.of("chromium", "chromium-browser", "google-chrome").map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();

    @TempDir
    Path folder;

    @BeforeEach
    void there_is_a_browser() {
        assumeTrue(BROWSER.isPresent(), "no browser to open pages in: apt-get install chromium");
    }

    /** What a browser made of a page, and what it complained of. */
    private record Opened(String page, String log) {}

    private Opened open(String html, int width) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("page.html"), html);
        Path dom = folder.resolve("dom.html");
        Path log = folder.resolve("log.txt");
        Process browser = new ProcessBuilder(
                        BROWSER.orElseThrow().toString(),
                        "--headless=new",
                        // The sandbox of the browser takes rights that a container does not give.
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--enable-logging=stderr",
                        "--window-size=" + width + ",800",
                        "--dump-dom",
                        file.toUri().toString())
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(browser.waitFor()).as(() -> "the end of the browser").isZero();
        } finally {
            browser.destroyForcibly();
        }
        return new Opened(Files.readString(dom), Files.readString(log, StandardCharsets.ISO_8859_1));
    }

    @Test
    void a_page_is_shown_as_it_was_written_and_by_its_own_style() throws Exception {
        String html = Files.readString(PAGE);
        Opened opened = open(html, 1400);
        assertThat(text(opened.page)).isEqualTo(text(html));
        assertThat(opened.log).doesNotContain("Content Security Policy", "Refused");
    }

    @Test
    void what_got_into_a_page_all_the_same_would_not_run() throws Exception {
        String html = Files.readString(PAGE)
                .replace(
                        "</main>",
                        "<p id=\"probe\">before</p></main><script>document.getElementById('probe').textContent = 'after'</script>");
        Opened opened = open(html, 1400);
        assertThat(opened.page).contains(">before<").doesNotContain(">after<");
        assertThat(opened.log).contains("Content Security Policy");
    }

    // A window has a least width; a frame in it has not.
    @ParameterizedTest
    @ValueSource(ints = {320, 1400})
    void nothing_on_a_page_is_wider_than_it(int width) throws Exception {
        String measured = Files.readString(PAGE)
                .replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
                .replace("</body>", """
                        <script>const page = document.documentElement;
                        parent.document.title = innerWidth + ' ' + (page.scrollWidth <= page.clientWidth)</script></body>""");
        String frame = "<!DOCTYPE html><title>frame</title><iframe width=\"" + width + "\" srcdoc=\""
                + measured.replace("&", "&amp;").replace("\"", "&quot;") + "\"></iframe>";
        assertThat(open(frame, 1600).page).contains("<title>" + width + " true</title>");
    }

    private static List<String> text(String html) {
        return html.replaceAll("(?s)<style>.*?</style>|<[^>]*>", "\n")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
