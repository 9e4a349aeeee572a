package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.Reading;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.model.Use;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether services declare what each action is called for: a policy for some commands allows no more and no less. */
class ActionsTest {
    static Stream<WireServices.Scene> ends() {
        return WireServices.scenes()
                .filter(scene -> scene.outcome() == Outcome.PASSED || scene.outcome() == Outcome.FAILED);
    }

    @ParameterizedTest
    @MethodSource("ends")
    void what_a_command_calls_is_declared_for_it(WireServices.Scene scene) {
        check(scene, EnumSet.of(Use.READ), (fleet, target) -> fleet.read(List.of(target)));
        check(
                scene,
                EnumSet.of(Use.READ, Use.HISTORY),
                (fleet, target) -> fleet.history(target, HistoryQuery.newest(20), row -> {}));
        check(scene, EnumSet.of(Use.READ, Use.EXPLAIN), (fleet, target) -> fleet.explain(target));
        check(scene, EnumSet.of(Use.READ, Use.CONFIRM), (fleet, target) -> {
            Reading reading = fleet.read(List.of(target)).get(0);
            fleet.confirm(List.of(reading), each -> true);
        });
        check(scene, EnumSet.of(Use.READ, Use.CONFIRM, Use.IDLE), (fleet, target) -> {
            Reading reading = fleet.read(List.of(target)).get(0);
            fleet.confirmIdle(List.of(reading), each -> true);
        });
    }

    private static void check(WireServices.Scene scene, Set<Use> uses, BiConsumer<Fleet, Target> command) {
        try (LoopbackAws aws = new LoopbackAws()) {
            scene.answer().accept(aws);
            // The one call of a history that no situation of a wait answers.
            aws.on("GET /2015-03-31/functions/api/versions").reply("{\"Versions\":[]}");
            Target target = aws.target(scene.target());
            Fleet fleet = aws.fleet();
            CallLog log = fleet.log(target.service());
            command.accept(fleet, target);
            ServiceInfo service = new Adapters().find(target.service()).orElseThrow();
            Set<String> others = new TreeSet<>(log.called());
            others.removeIf(action -> service.isCalledFor(action, uses));
            assertThat(others).as(scene + " by " + uses).isEmpty();
        }
    }
}
