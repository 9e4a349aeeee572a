package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.render.Format;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replies that try to move the cursor, to turn the text and to command the build server, through whole runs. */
class HostileReplyTest {
    private static final String HOSTILE = "a\\u001b[31mred\\n::error::x\\r##vso[task.complete]\\u202eevil\\u009b2J=1+1";

    @TempDir
    Path folder;

    private Path record() {
        return new Tape()
                .listed("d1 ROLLBACK_FAILED")
                .described("d1", "ROLLBACK_FAILED", """
                        ,"statusReason":"%1$s","alarms":{"status":"TRIGGERED","triggeredAlarmNames":["%1$s"]},
                        "lifecycleStage":"%1$s\"""".formatted(HOSTILE))
                .in(folder);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void no_output_obeys_a_reply(Format format) {
        Path record = record();
        for (String command : new String[] {"status", "list", "explain", "wait"}) {
            for (CliRun run : Stream.of(
                            CliRun.replaying(record),
                            CliRun.replaying(record).onTerminal().with("NO_COLOR", "1"))
                    .toList()) {
                CliRun.Result result = run.run(command + " ecs:prod/api -o " + format.word());
                for (String text : new String[] {result.out().replace("\r\n", "\n"), withoutRedraws(result.err())}) {
                    assertThat(text).as(command).doesNotContain("\u001b", "\u009b", "\u202e", "\r", "##vso");
                    assertThat(text.lines())
                            .noneMatch(line -> line.stripLeading().startsWith("::"));
                }
            }
        }
    }

    /** Takes out what a wait on a terminal writes itself, to write its lines anew. */
    private static String withoutRedraws(String text) {
        return text.replaceAll("\u001b\\[(?:[KJ]|\\d+A)|\r", "");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void a_refusal_is_shown_as_harmlessly(Format format) {
        Path record =
                new Tape().listingFails(400, "AccessDeniedException", HOSTILE).in(folder);
        for (String command : new String[] {"status", "list", "explain", "wait"}) {
            CliRun.Result result = CliRun.replaying(record).run(command + " ecs:prod/api -o " + format.word());
            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.out().replace("\r\n", "\n") + result.err())
                    .doesNotContain("\u001b", "\u009b", "\u202e", "\r", "##vso", "\n::");
        }
    }
}
