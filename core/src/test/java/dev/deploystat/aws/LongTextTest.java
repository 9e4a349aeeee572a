package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.Nearest;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.ShellCommand;
import dev.deploystat.model.Status;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Words;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A long text where a word is expected: it is read, or refused, in time and stack that a short text would take. */
class LongTextTest {
    private static final int LENGTH = Boolean.getBoolean("deploystat.whole") ? 1 << 20 : 1 << 17;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                " ",
                "\"",
                ",",
                ",a",
                ":",
                "/",
                "a/",
                "7",
                "+0000",
                "\n",
                "\u0301",
                "\u6f22",
                "-",
                "%",
                "'",
                "Unable to tunnel through proxy HTTP/1",
                "resource a cancelled",
                " (start marker at ",
                "sso "
            })
    void helpers_read_it(String piece) {
        String text = piece.repeat(LENGTH / piece.length());
        assertThat(WireTimes.parse(text)).isNull();
        assertThat(WireTimes.parse(text + "+00")).isNull();
        assertThat(Words.same(text, text)).isTrue();
        assertThat(Nearest.to(text, List.of("status", "wait"))).isEmpty();
        assertThat(ShellCommand.line(text)).isNotEmpty();
        assertThat(Arns.last("arn:aws:ecs:eu-west-1:1:" + text)).isNotNull();
        assertThat(Rollout.builder(Status.SUCCEEDED, null)
                        .revision(text)
                        .build()
                        .brings(text + "x"))
                .isFalse();
        ServiceInfo ecs = new Adapters().find("ecs").orElseThrow();
        for (String lead : List.of("", "Unable to tunnel through proxy. ", "Unable to unmarshall response. ")) {
            SdkClientException failure = SdkClientException.create(lead + text);
            assertThat(CallErrors.of(failure, ecs, "eu-west-1", LocalDate.EPOCH))
                    .isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a,", "a/", "%", ":", "#", "@", "1-", " "})
    void targets_are_read_or_refused(String piece) {
        String text = piece.repeat(LENGTH / 8 / piece.length()) + "a";
        Adapters adapters = new Adapters();
        Targets targets = new Targets(adapters);
        for (ServiceInfo service : adapters.all()) {
            for (String lead : List.of("", "deployment/", "app/", "stackset/", "arn:aws:ecs:eu-west-1:1:service/")) {
                String target = service.id() + ":" + lead + text;
                try {
                    assertThat(targets.parse(target).toString()).isNotEmpty();
                } catch (Refusal refusal) {
                    assertThat(refusal).hasMessageContaining("'");
                }
            }
        }
    }
}
