package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The SDK's modules are of several releases: what does not link shows at the first call of a client. */
class EveryClientTest {
    private static List<String> ids() {
        return new Adapters().ids();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void every_client_opens_and_makes_a_call(String id) {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            aws.onRequests(any -> true).replyWithNothing();
            Target anywhere = aws.place(new Target(id, "any", Map.of(), null, null, null, null));
            List<Target> found = new ArrayList<>();
            assertThat(fleet.discover(anywhere, found::add)).isEmpty();
            assertThat(found).isEmpty();
            assertThat(aws.operations()).isNotEmpty();
        }
    }
}
