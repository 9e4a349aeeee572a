package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.WireService.Age;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a service says of a deployment that has not succeeded is said, whatever member of whatever reply it stands in. */
class CausesOnEveryServiceTest {
    private static final String UNDER_WAY = "under way";
    private static final String FAILED = "failed";
    private static final String STOPPED = "stopped";

    /** What is no cause, for one target or for all, and why; each of those that are causes of another one has a test of its own. */
    private static final Map<String, String> NO_CAUSE = Map.ofEntries(
            Map.entry("lambda:api FunctionConfiguration.StateReason", "of a state that did not fail"),
            Map.entry("apigateway:rest/a1/prod GetRestApiResponse.apiStatusMessage", "of an API that is there"),
            Map.entry("Failure.reason", "why something else could not be read"),
            Map.entry("Failure.detail", "why something else could not be read"),
            Map.entry("BatchGetDeploymentGroupsResponse.errorMessage", "why groups could not be read"),
            Map.entry("ServiceDeploymentBrief.statusReason", "the deployment itself says it"),
            Map.entry("StackSetOperationSummary.StatusReason", "the operation itself says it"),
            Map.entry("TagsError.Message", "why tags could not be read"),
            Map.entry("Activity.Details", "the same as its other members, for programs"),
            Map.entry("ExecutionTrigger.triggerDetail", "who began it"),
            Map.entry("Deployment.rolloutStateReason", "of a service whose deployments say it themselves"),
            Map.entry("ServiceEvent.message", "of no time that is the deployment's"),
            Map.entry("InstalledComponent.lifecycleStateDetails", "of a component that is not broken"),
            Map.entry("Stage.LastDeploymentStatusMessage", "of the stage's last deployment, whichever that is"),
            Map.entry("TransitionState.disabledReason", "of a transition that is not disabled"),
            Map.entry("Cancellation.reason", "of a cancellation that is none"),
            Map.entry("OperationEvent.HookStatusReason", "of an event about no hook"),
            Map.entry("OperationEvent.ValidationStatusReason", "of an event about no validation"));

    static Stream<Arguments> worlds() {
        return WireServices.all().flatMap(service -> {
            Map<String, Consumer<LoopbackAws>> worlds = new TreeMap<>(service.rollbacks());
            worlds.put(UNDER_WAY, aws -> service.has(aws, service.inProgress(Age.NEW)));
            worlds.put(FAILED, aws -> service.has(aws, service.failed(Age.NEW)));
            if (service.words().stopped() != null) {
                worlds.put(STOPPED, aws -> service.has(aws, service.stopped(Age.NEW)));
            }
            return worlds.entrySet().stream().map(world -> Arguments.of(service, world.getKey(), world.getValue()));
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("worlds")
    void a_reason_is_said_wherever_a_reply_gives_it(WireService service, String name, Consumer<LoopbackAws> world) {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet();
                SpokenReplies.Speech speech = SpokenReplies.speakAt(aws)) {
            world.accept(aws);
            Rollout rollout =
                    fleet.explain(aws.target(service.target())).found().orElseThrow();
            if (rollout.verdict(Set.of()) == Verdict.PASS) {
                // What went back before anybody looked shows only to who has looked before.
                assertThat(service.rollbacks()).containsKey(name);
                return;
            }
            String said = said(rollout);
            Map<String, String> unsaid = new TreeMap<>(speech.texts());
            unsaid.values().removeIf(said::contains);
            unsaid.keySet()
                    .removeIf(member ->
                            NO_CAUSE.containsKey(member) || NO_CAUSE.containsKey(service.target() + " " + member));
            assertThat(unsaid.keySet()).as(said).isEmpty();
        }
    }

    /** A view asks about a row that the wait has asked about before. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("worlds")
    void what_is_explained_twice_is_explained_as_if_once(
            WireService service, String name, Consumer<LoopbackAws> world) {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            world.accept(aws);
            Reading once = fleet.explain(aws.target(service.target()));
            List<Reading> twice = new ArrayList<>();
            fleet.explain(List.of(once), twice::add);
            Rollout first = once.found().orElseThrow();
            Rollout second = twice.get(0).found().orElseThrow();
            assertThat(second.problems()).isEqualTo(first.problems());
            assertThat(second.problems().stream().filter(second::isConsequence))
                    .containsExactlyElementsOf(first.problems().stream()
                            .filter(first::isConsequence)
                            .toList());
            assertThat(second.parts()).isEqualTo(first.parts());
            assertThat(second.events()).isEqualTo(first.events());
            assertThat(second.commands()).isEqualTo(first.commands());
        }
    }

    private static String said(Rollout rollout) {
        return Stream.of(
                        Stream.of(rollout.reason(), rollout.doom()),
                        rollout.problems().stream().map(Problem::sentence),
                        rollout.parts().stream().map(Part::detail),
                        rollout.events().stream().map(Event::message))
                .flatMap(texts -> texts)
                .filter(text -> text != null)
                .collect(Collectors.joining("\n"));
    }
}
