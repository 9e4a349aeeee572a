package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireServices;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.ServiceInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the policy for a command allows all that this command calls, of every service whose requests name the call. */
class PolicyOfCommandsTest {
    /** Each command, as it is typed, by the name under which a policy is made for it. */
    private static final Map<String, List<String>> TYPED = Map.of(
            "status", List.of("status"),
            "list", List.of("list"),
            "stats", List.of("stats"),
            "explain", List.of("explain"),
            "wait", List.of("wait --timeout 1m", "wait --timeout 1m --until idle"));

    static Stream<WireServices.Scene> ends() {
        return WireServices.scenes()
                .filter(scene -> scene.outcome() == Outcome.PASSED || scene.outcome() == Outcome.FAILED);
    }

    @ParameterizedTest
    @MethodSource("ends")
    void a_command_calls_what_its_policy_allows(WireServices.Scene scene) {
        ServiceInfo service = new Adapters()
                .find(scene.target().substring(0, scene.target().indexOf(':')))
                .orElseThrow();
        TYPED.forEach((command, lines) -> {
            String policy = CliRun.alone()
                    .run("policy " + service.id() + " --for " + command + " -o text --query Statement[].Action[]")
                    .out();
            Set<String> allowed = Set.of(policy.strip().split("\\s+"));
            lines.forEach(line -> assertThat(called(scene, service, line))
                    .as(line + " " + scene)
                    .isSubsetOf(allowed));
        });
    }

    private static Set<String> called(WireServices.Scene scene, ServiceInfo service, String line) {
        Set<String> called = new TreeSet<>();
        try (LoopbackAws aws = new LoopbackAws()) {
            scene.answer().accept(aws);
            // The one call of a history that no situation of a wait answers.
            aws.on("GET /2015-03-31/functions/api/versions").reply("{\"Versions\":[]}");
            CliRun.against(aws).run(line + " " + scene.target());
            aws.operations().stream()
                    .filter(operation -> !operation.contains(" "))
                    .forEach(operation -> called.add(service.actionOf(operation).orElse(operation)));
        }
        return called;
    }
}
