package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.WireServices;
import dev.deploystat.gate.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every service in the packaged program, whose jar holds only what somebody thought to be in use. */
@Timeout(120)
class ServicesIT {
    /** A failure is explained by most calls. */
    private static final Set<Outcome> OUTCOMES =
            Boolean.getBoolean("deploystat.whole") ? Set.of(Outcome.PASSED, Outcome.FAILED) : Set.of(Outcome.FAILED);

    @TempDir
    Path home;

    private static Stream<WireServices.Scene> scenes() {
        return WireServices.scenes().filter(scene -> OUTCOMES.contains(scene.outcome()));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void the_packaged_program_explains_as_its_classes_do(WireServices.Scene scene) throws Exception {
        try (LoopbackAws aws = new LoopbackAws()) {
            scene.answer().accept(aws);
            List<String> command = List.of("explain", scene.target(), "-o", "json", "--raw");
            CliRun.Result expected = CliRun.against(aws).run(command);
            ShellRun.Result packaged = Packaged.run(
                            home, "explain", scene.target(), "-o", "json", "--raw", "--endpoint-url", aws.endpoint())
                    .with("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
                    .with("AWS_SECRET_ACCESS_KEY", "example-secret")
                    .with("AWS_REGION", "eu-west-1")
                    .with("AWS_MAX_ATTEMPTS", 1)
                    .run();
            assertThat(packaged.err()).isEqualTo(expected.err());
            assertThat(untimed(packaged.out())).isEqualTo(untimed(expected.out()));
            assertThat(packaged.exit()).isEqualTo(expected.exit());
        }
    }

    private static String untimed(String document) {
        return document.replaceFirst("\"generatedAt\": \"[^\"]*\"", "");
    }
}
