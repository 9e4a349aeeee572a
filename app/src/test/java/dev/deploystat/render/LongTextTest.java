package dev.deploystat.render;

import static dev.deploystat.render.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Long texts of every kind in every member of a reading and, in the larger size of the tests, a megabyte of it in its cause
 * alone. What takes time beyond the length of the text does not come to an end here, and what takes stack in proportion to it
 * finds little.
 */
class LongTextTest {
    private static final boolean IS_WHOLE = Boolean.getBoolean("deploystat.whole");
    private static final int MEMBER = 1 << 12;
    private static final int CAUSE = 1 << 20;
    private static final long LITTLE_STACK = 1 << 18;

    /** What a text may be made of. */
    private enum Kind {
        PLAIN("a word and another "),
        BLANKS(" "),
        QUOTES("\""),
        APOSTROPHES("'"),
        COMMAS(","),
        COLONS(":"),
        COMMANDS("::a "),
        HASHES("##["),
        IDEOGRAPHS("漢"),
        MARKS("\u0301"),
        FAMILIES("👩\u200d👩\u200d👧"),
        FLAGS("🇩"),
        LINES("\n"),
        ESCAPES("\u001b[31m"),
        WORD("a"),
        DIGITS("7"),
        UNDERSCORES("_"),
        FORMULAS("="),
        BACKSLASHES("\\"),
        SURROGATES("\ud800"),
        DIRECTIONS("\u202e"),
        ERRORS("::error::"),
        MORE_COLONS(":::a-b c"),
        ORDERS("##vso[task.complete]"),
        WRITTEN_LINES("\\n::a"),
        HEX("0123456789abcdef"),
        IDS("i-0123456789abcdef0 "),
        ARNS("arn:aws:ecs:eu-west-1:111122223333:task/a/"),
        RETURNS("\r\n"),
        TABS("\t"),
        LINKS("https://a.b/c?d=e&"),
        TAGS("<a href='b'>"),
        BARS("|"),
        STARS("*_`"),
        BELLS("\u001b]8;;a\u0007"),
        WORD_LINES("a\n");

        private final String piece;

        Kind(String piece) {
            this.piece = piece;
        }

        String text(int length) {
            return piece.repeat(length / piece.length());
        }
    }

    /** A kind of text, and whether all members of a reading are made of it or its cause alone. */
    private record Case(Kind kind, boolean isCause) {
        int length() {
            return isCause ? CAUSE : MEMBER;
        }

        Observation found(Outcome outcome) {
            String text = kind.text(length());
            return isCause ? caused(text, outcome) : LongTextTest.found(text, outcome);
        }

        Observation failed() {
            return isCause ? denied(kind.text(length())) : LongTextTest.failed(kind.text(length()));
        }

        @Override
        public String toString() {
            return kind + (isCause ? " in the cause" : " everywhere");
        }
    }

    private static Stream<Case> cases() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Stream.of(new Case(kind, true), new Case(kind, false)))
                .filter(each -> IS_WHOLE || !each.isCause);
    }

    private static Target target(String text) {
        return new Target("ecs", text, Map.of(), text, text, "eu-west-1", text);
    }

    private static Observation found(String text, Outcome outcome) {
        Rollout rollout = Rollout.builder(Status.FAILED, text)
                .id(text)
                .operation(Operation.OTHER, text)
                .revision(text)
                .previousRevision(text)
                .initiator(text)
                .stage(text)
                .reason(text)
                .account(text)
                .consoleUrl("https://" + text)
                .problem(text, text, text)
                .problem(null, null, text + "!")
                .part(new Part(text, text, text, Status.FAILED, text, null, null, text))
                .events(List.of(new Event(NOW, text, text, text)))
                .attribute("text", text)
                .attribute("list", List.of(text))
                .build();
        return new Observation(target(text), Reading.of(target(text), rollout), outcome, text);
    }

    private static Observation caused(String text, Outcome outcome) {
        Target target = Samples.target("ecs", "prod/api");
        Rollout rollout = Rollout.builder(Status.FAILED, "FAILED")
                .id("d-1")
                .reason(text)
                .problem("task a", "Stopped", text + "!")
                .build();
        return new Observation(target, Reading.of(target, rollout), outcome, text);
    }

    private static Observation denied(String text) {
        Target target = Samples.target("ecs", "prod/web");
        ReadError error = new ReadError(ErrorKind.DENIED, "AccessDenied", text, "ecs:ListServices", null, null);
        return new Observation(target, Reading.failed(target, error), Outcome.UNAUTHORISED, text);
    }

    private static Observation failed(String text) {
        ReadError error = new ReadError(ErrorKind.DENIED, text, text, text, text, text);
        return new Observation(target(text), Reading.failed(target(text), error), Outcome.UNAUTHORISED, text);
    }

    private static void withLittleStack(Runnable test) throws InterruptedException {
        AtomicReference<Throwable> fault = new AtomicReference<>();
        Thread thread = new Thread(null, test, "little stack", LITTLE_STACK);
        thread.setUncaughtExceptionHandler((it, e) -> fault.set(e));
        thread.start();
        thread.join();
        assertThat(fault.get()).isNull();
    }

    private static Stream<Arguments> formats() {
        return cases().flatMap(each -> Arrays.stream(Format.values()).map(format -> Arguments.of(each, format)));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void every_format_writes_it(Case text, Format format) throws InterruptedException {
        withLittleStack(() -> {
            List<Observation> rows = List.of(text.found(Outcome.FAILED));
            assertThat(Samples.written(Samples.style(format, Samples.PIPE), rows))
                    .hasSizeGreaterThan(format == Format.NAME && text.isCause() ? 0 : text.length() / 2);
            if (format == Format.TABLE || format == Format.WIDE) {
                assertThat(Samples.written(Samples.style(format, Samples.TERMINAL), rows))
                        .isNotEmpty();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void an_explanation_tells_it(Case text) throws InterruptedException {
        withLittleStack(() -> {
            for (Display look : List.of(Samples.PIPE, Samples.COLOURS)) {
                Snapshot snapshot = new Snapshot(NOW, List.of(text.found(Outcome.FAILED), text.failed()));
                assertThat(Samples.written(
                                Samples.style(Format.TABLE, look),
                                output -> output.explanation(snapshot, new ExplanationPage.Extent(true, true, true))))
                        // Blanks between words are one.
                        .hasSizeGreaterThan(text.kind() == Kind.BLANKS && text.isCause() ? 0 : text.length());
            }
        });
    }

    @Test
    void a_long_gap_inside_what_is_left_of_a_text_is_kept() {
        Said said = new Said();
        said.add("the deployment failed");
        String gap = "a" + ",".repeat(1 << 20) + "b";
        assertThat(said.rest("the deployment failed: " + gap + ", ")).isEqualTo(gap);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_logs_of_a_wait_tell_it(Case text) throws InterruptedException {
        withLittleStack(() -> {
            Observation open = text.found(Outcome.PENDING);
            Observation failed = text.failed();
            for (Display look : List.of(Samples.PIPE, Samples.COLOURS)) {
                StringBuilder lines = new StringBuilder();
                ChangeLines log = new ChangeLines(lines, look, Duration.ofSeconds(1));
                log.observed(open);
                log.delayed(failed.target(), failed.reading().failed().orElseThrow());
                log.decided(open);
                log.looked(new Snapshot(NOW, List.of(open)));
                log.looked(new Snapshot(NOW.plusSeconds(9), List.of(open)));
                assertThat(lines).isNotEmpty();
            }
            StringBuilder events = new StringBuilder();
            EventLines jsonl = new EventLines(events, () -> NOW);
            jsonl.observed(open);
            jsonl.decided(failed);
            assertThat(events).hasSizeGreaterThan(text.length());
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_reports_for_ci_systems_tell_it(Case text) throws InterruptedException {
        withLittleStack(() -> {
            Snapshot end = new Snapshot(NOW, List.of(text.found(Outcome.FAILED), text.failed()));
            assertThat(JUnitReport.of(end, Duration.ZERO)).hasSizeGreaterThan(text.length());
            assertThat(GitHub.annotations(end)).hasSizeGreaterThan(text.length());
            assertThat(GitHub.outputs(end, "end")).hasSizeGreaterThan(text.length());
            assertThat(StepSummary.of(end, StepSummary.LIMIT)).isNotEmpty();
        });
    }
}
