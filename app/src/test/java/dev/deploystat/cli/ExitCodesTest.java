package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireServices;
import dev.deploystat.cli.run.Exit;
import dev.deploystat.render.Format;
import dev.deploystat.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The exit codes, each for every command, in every format, watched or not. {@code -Pwhole} tries all of these together; by
 * default somebody watches only a wait, and waits for all services are shown in one format.
 */
class ExitCodesTest {
    private static final boolean IS_WHOLE = Boolean.getBoolean("deploystat.whole");
    private static final List<String> COMMANDS =
            List.of("status", "status --exit-status", "list", "explain", "wait --timeout 2m");

    @TempDir
    Path folder;

    /** A state of affairs and what each of the commands makes of it, in their order. */
    private record Case(String name, Tape tape, String target, List<Integer> exits) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String LATEST = "ecs:prod/api";

    private static Case a(String name, Tape tape, String target, Integer... exits) {
        return new Case(name, tape, target, List.of(exits));
    }

    private static Stream<Case> cases() {
        return Stream.of(
                a("succeeded", one("SUCCESSFUL"), LATEST, 0, 0, 0, 0, 0),
                a("failed", one("STOPPED", """
                                ,"deploymentCircuitBreaker":{"status":"TRIGGERED","failureCount":3,"threshold":3}"""), LATEST, 0, 1, 0, 0, 1),
                a("rolling back", one("ROLLBACK_IN_PROGRESS"), LATEST, 0, 1, 0, 0, 1),
                a("rolled back", one("ROLLBACK_SUCCESSFUL"), LATEST, 0, 1, 0, 0, 1),
                a("rollback failed", one("ROLLBACK_FAILED"), LATEST, 0, 1, 0, 0, 1),
                a("stopped", one("STOPPED"), LATEST, 0, 1, 0, 0, 1),
                a("in progress", one("IN_PROGRESS"), LATEST, 0, 8, 0, 0, 124),
                a("pending", one("PENDING"), LATEST, 0, 8, 0, 0, 124),
                a("a word from the future", one("TELEPORTING"), LATEST, 0, 8, 0, 0, 124),
                a(
                        "nothing there",
                        new Tape().listingFails(400, "ServiceNotFoundException", "Service not found."),
                        LATEST,
                        3,
                        3,
                        3,
                        3,
                        3),
                a("no such deployment", one("SUCCESSFUL").missing("d9"), "ecs:" + Tape.ARN + "d9", 3, 3, 0, 3, 3),
                a("denied", refused(400, "AccessDeniedException"), LATEST, 4, 4, 4, 4, 4),
                a("expired", refused(400, "ExpiredTokenException"), LATEST, 4, 4, 4, 4, 4),
                a("invalid", refused(400, "InvalidParameterException"), LATEST, 5, 5, 5, 5, 5),
                a("throttled", refused(400, "ThrottlingException"), LATEST, 5, 5, 5, 5, 124),
                a("unavailable", refused(503, "ServiceUnavailable"), LATEST, 5, 5, 5, 5, 124),
                a("not recorded", one("SUCCESSFUL"), "ecs:prod/other", 5, 5, 5, 5, 5),
                a("not a target", one("SUCCESSFUL"), "nonsense", 2, 2, 2, 2, 2));
    }

    private static Tape one(String status) {
        return one(status, "");
    }

    private static Tape one(String status, String more) {
        return new Tape().listed("d1 " + status).described("d1", status, more);
    }

    private static Tape refused(int status, String code) {
        return new Tape().listingFails(status, code, "no");
    }

    private static Stream<Arguments> runs() {
        return cases().flatMap(each -> Arrays.stream(Format.values()).map(format -> Arguments.of(each, format)));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("runs")
    void a_code_depends_on_what_happened_and_not_on_who_looks_how(Case each, Format format) {
        Path record = each.tape.in(folder);
        for (int i = 0; i < COMMANDS.size(); i++) {
            String line = COMMANDS.get(i) + " " + each.target + " -o " + format.word();
            assertThat(CliRun.replaying(record).run(line).exit()).as(line).isEqualTo(each.exits.get(i));
            if (IS_WHOLE || i == COMMANDS.size() - 1) {
                assertThat(CliRun.replaying(record).onTerminal().run(line).exit())
                        .as("on a terminal: " + line)
                        .isEqualTo(each.exits.get(i));
            }
        }
        String quiet = "wait --timeout 2m --quiet " + each.target + " -o " + format.word();
        int exit = each.exits.get(COMMANDS.size() - 1);
        assertThat(CliRun.replaying(record).run(quiet).exit()).isEqualTo(exit);
        if (IS_WHOLE) {
            assertThat(CliRun.replaying(record).onTerminal().run(quiet).exit()).isEqualTo(exit);
        }
    }

    /** The formats are held to this over ECS; here it is enough to tell each way in which a wait is shown. */
    @ParameterizedTest
    @MethodSource("dev.deploystat.aws.WireServices#scenes")
    void a_wait_for_any_service_ends_with_the_code_of_what_happened(WireServices.Scene scene) {
        try (LoopbackAws aws = new LoopbackAws()) {
            scene.answer().accept(aws);
            int exit = Exit.of(scene.outcome());
            for (String shown :
                    IS_WHOLE ? List.of("-o table", "-o json", "-o jsonl", "-o json --quiet") : List.of("-o json")) {
                String line = "wait --timeout 90s " + shown + " " + scene.target();
                assertThat(CliRun.against(aws).run(line).exit()).as(line).isEqualTo(exit);
            }
            String line = "wait --timeout 90s " + scene.target();
            assertThat(CliRun.against(aws).onTerminal().run(line).exit())
                    .as("on a terminal: " + line)
                    .isEqualTo(exit);
        }
    }

    @Test
    void the_waits_for_all_services_end_with_every_code_of_a_gate() {
        assertThat(WireServices.scenes().map(scene -> Exit.of(scene.outcome())))
                .containsOnly(
                        Exit.OK,
                        Exit.FAILED,
                        Exit.NOT_FOUND,
                        Exit.UNAUTHORISED,
                        Exit.UNREADABLE,
                        Exit.SUPERSEDED,
                        Exit.TIMED_OUT);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void a_wait_that_is_overtaken_by_a_newer_deployment_says_so(Format format) {
        Path record = new Tape()
                .listed("d1 IN_PROGRESS")
                .described("d1", "IN_PROGRESS")
                .at(10)
                .listed("d2 IN_PROGRESS", "d1 STOPPED")
                .described("d1", "STOPPED")
                .described("d2", "IN_PROGRESS")
                .in(folder);
        for (String quiet : List.of("", "--quiet ")) {
            String line = "wait " + quiet + "ecs:prod/api -o " + format.word();
            assertThat(CliRun.replaying(record).run(line).exit()).isEqualTo(6);
            assertThat(CliRun.replaying(record).onTerminal().run(line).exit()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void our_own_bug_is_told_apart_from_every_verdict(Format format) {
        for (String command : COMMANDS) {
            CliRun.Result result =
                    CliRun.alone().clock(new BrokenClock()).run(command + " ecs:prod/api -o " + format.word());
            assertThat(result.exit()).as(command).isEqualTo(70);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).isEqualTo(format.word().startsWith("json") ? """
                    {"error":{"kind":"bug","message":"deploystat itself failed: java.lang.IllegalStateException: the hands fell off",\
                    "hint":"Please report it with the output of --debug and a --record file."}}
                    """ : """
                    deploystat: deploystat itself failed: java.lang.IllegalStateException: the hands fell off
                    Please report it with the output of --debug and a --record file.
                    """);
        }
    }

    private static Stream<Format> formats() {
        return Arrays.stream(Format.values());
    }

    /** Something that cannot happen. */
    private static final class BrokenClock implements Clock {
        @Override
        public Instant now() {
            throw new IllegalStateException("the hands fell off");
        }

        @Override
        public void sleep(Duration duration) {
            throw new IllegalStateException("the hands fell off");
        }
    }
}
