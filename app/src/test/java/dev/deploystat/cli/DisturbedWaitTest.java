package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Waits from their first call to their last, each disturbed at every one of its calls: throttled once, throttled from
 * then on, denied from then on, without that call's permission from then on. A run without disturbance shows which calls there
 * are.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DisturbedWaitTest {
    private static final int UNAUTHORISED = 4;
    private static final int TIMED_OUT = 124;
    private static final String NO = "not now, or not you";
    private static final String VERDICT = "{verdict:deployments[].[id,outcome,verdict,status]";
    private static final String WORDS = "words:deployments[].[conclusion,error.action,error.message,problems[-1]]";

    /** What each story comes to when nothing disturbs it, which is the same at every call of it. */
    private static final Map<String, Run> UNDISTURBED = new ConcurrentHashMap<>();

    static Stream<WaitStory> stories() {
        return WaitStory.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void undisturbed_it_comes_to_its_verdict(WaitStory story) {
        Run run = undisturbed(story);
        assertThat(run.exit()).as(run.text()).isEqualTo(story.exit());
        assertThat(run.calls()).containsExactlyElementsOf(story.calls());
    }

    static Stream<Arguments> calls() {
        return stories().flatMap(story -> IntStream.rangeClosed(
                        1, undisturbed(story).calls().size())
                .mapToObj(call -> Arguments.of(story, call)));
    }

    @ParameterizedTest(name = "{0}, call {1}")
    @MethodSource("calls")
    void throttled_once_it_comes_to_the_same_verdict(WaitStory story, int call) {
        Run run = run(story, aws -> aws.onRequests(number -> number == call).fail(400, story.throttled(), NO));
        assertThat(run.exit()).as(run.text()).isEqualTo(story.exit());
        assertThat(run.verdict()).isEqualTo(undisturbed(story).verdict());
    }

    @ParameterizedTest(name = "{0}, call {1}")
    @MethodSource("calls")
    void throttled_from_then_on_it_ends_at_the_deadline_or_with_what_was_decided(WaitStory story, int call) {
        Run run = run(story, aws -> aws.onRequests(number -> number >= call).fail(400, story.throttled(), NO));
        if (story.isDecidedBefore(call)) {
            assertThat(run.exit()).as(run.text()).isEqualTo(story.exitWithoutTheRest());
            assertThat(run.words()).contains(NO);
        } else if (story.isConfirmation(call)) {
            assertThat(run.exit()).as(run.text()).isEqualTo(TIMED_OUT);
        } else {
            assertThat(run.exit()).as(run.text()).isEqualTo(TIMED_OUT);
            assertThat(run.verdict()).contains("timed-out", "pending");
            assertThat(run.words().contains("last seen in progress"))
                    .as(run.text())
                    .isEqualTo(story.isSeenBefore(call));
        }
    }

    @ParameterizedTest(name = "{0}, call {1}")
    @MethodSource("calls")
    void denied_from_then_on_it_ends_or_keeps_what_was_decided(WaitStory story, int call) {
        Run run = run(
                story, aws -> aws.onRequests(number -> number >= call).fail(story.deniedStatus(), story.denied(), NO));
        if (story.isConfirmation(call) && story.exit() == 0) {
            assertThat(run.exit()).as(run.text()).isZero();
            return;
        }
        assertDenied(story, call, run, story.service() + ":");
    }

    @ParameterizedTest(name = "{0}, call {1}")
    @MethodSource("calls")
    void without_a_permission_from_then_on_it_names_that(WaitStory story, int call) {
        String operation = story.calls().get(call - 1);
        Run run = run(story, aws -> aws.onRequests(number -> number >= call)
                .of(operation)
                .fail(story.deniedStatus(), story.denied(), NO));
        if (story.isConfirmation(call)) {
            assertThat(run.exit()).as(run.text()).isEqualTo(story.exit());
            assertThat(run.words()).contains(operation);
            return;
        }
        assertDenied(story, call, run, story.service() + ":" + operation);
    }

    private static void assertDenied(WaitStory story, int call, Run run, String action) {
        if (story.isDecidedBefore(call)) {
            assertThat(run.exit()).as(run.text()).isEqualTo(story.exitWithoutTheRest());
            if (!story.isDispensable(call)) {
                assertThat(run.words()).contains(action, NO);
            }
        } else {
            assertThat(run.exit()).as(run.text()).isEqualTo(UNAUTHORISED);
            assertThat(run.words()).contains(action, NO);
            assertThat(run.words().contains("last seen in progress"))
                    .as(run.text())
                    .isEqualTo(story.isSeenBefore(call));
        }
    }

    /**
     * What a wait came to.
     *
     * @param verdict its result in short
     * @param words what is said to it: conclusion, error and last problem
     * @param text all that it printed
     */
    private record Run(int exit, List<String> calls, String verdict, String words, String text) {}

    private static Run undisturbed(WaitStory story) {
        return UNDISTURBED.computeIfAbsent(story.toString(), first -> run(story, aws -> {}));
    }

    private static Run run(WaitStory story, Consumer<LoopbackAws> disturbance) {
        try (LoopbackAws aws = new LoopbackAws()) {
            story.replies().accept(aws);
            disturbance.accept(aws);
            CliRun.Result result = CliRun.against(aws)
                    .run("wait --timeout 5m -o json --query " + VERDICT + "," + WORDS + "} " + story.target());
            int half = result.out().indexOf("\"words\"");
            return new Run(
                    result.exit(),
                    aws.operations(),
                    result.out().substring(0, half),
                    result.out().substring(half),
                    result.out() + result.err());
        }
    }
}
