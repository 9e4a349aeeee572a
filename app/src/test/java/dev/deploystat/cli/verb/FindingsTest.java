package dev.deploystat.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.CallErrors;
import dev.deploystat.aws.Corner;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Notes;
import dev.deploystat.gate.Outcome;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.time.Clock;
import java.io.InputStream;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scan says about a service whose host name is not known: not offered there, or no network. */
class FindingsTest {
    private static final Corner APPS = new Corner("apprunner", null, "eu-south-2");
    private static final ReadError NO_SUCH_HOST =
            new ReadError(ErrorKind.UNREACHABLE, CallErrors.NO_SUCH_HOST, "does not resolve", null, null, null);

    private final Findings findings = new Findings();

    private String report() {
        StringWriter err = new StringWriter();
        Console console = new Console(
                new StringWriter(),
                err,
                InputStream.nullInputStream(),
                name -> null,
                false,
                false,
                0,
                0,
                Clock.virtual(Instant.EPOCH, 0),
                last -> () -> {},
                (command, additions, text) -> false);
        findings.report(Notes.of(List.of(), console), "scanned");
        return err.toString();
    }

    @Test
    void a_service_whose_host_is_not_known_where_another_answers_is_not_offered_there() {
        findings.add(APPS, List.of(NO_SUCH_HOST));
        findings.add(new Corner("ecs", null, "eu-south-2"), List.of());

        assertThat(report()).contains("not offered: apprunner in eu-south-2").doesNotContain("not all read");
        assertThat(findings.unread()).isEmpty();
    }

    @Test
    void where_nothing_answers_the_host_is_unreachable() {
        findings.add(APPS, List.of(NO_SUCH_HOST));
        findings.add(new Corner("ecs", null, "eu-west-1"), List.of());
        findings.add(new Corner("ecs", "prod", "eu-south-2"), List.of());

        assertThat(report()).contains("apprunner in eu-south-2: unreachable").contains("not all read");
        assertThat(findings.unread()).containsExactly(Outcome.UNREADABLE);
    }
}
