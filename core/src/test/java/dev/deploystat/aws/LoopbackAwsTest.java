package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.model.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the server on the loopback interface says of a test that is not about what really happens. */
class LoopbackAwsTest {
    private final LoopbackAws aws = new LoopbackAws();

    /** Reads a service that has no deployments, which takes three calls. */
    private void read() {
        try (Fleet fleet = aws.fleet()) {
            Target target = aws.target("ecs:prod/api");
            fleet.read(List.of(target));
        }
    }

    @Test
    void a_request_that_no_rule_answers_is_named() {
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[]}");
        read();
        assertThatThrownBy(aws::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("no rule answers: [Request[operation=DescribeServices, body={");
    }

    @Test
    void a_rule_that_no_request_used_is_named_by_who_wants_all_used() {
        aws.on("ListServiceDeployments").with("\"service\":\"api\"").reply("{\"serviceDeployments\":[]}");
        aws.on("ListServiceDeployments").with("\"service\":\"web\"").reply("{\"serviceDeployments\":[]}");
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListServices").reply("{\"serviceArns\":[]}");
        read();
        assertThatCode(aws::close).doesNotThrowAnyException();
        assertThatThrownBy(aws::closeUsedUp)
                .isInstanceOf(AssertionError.class)
                .hasMessage("no request used: [ListServiceDeployments with \"service\":\"web\", DescribeServices]");
    }

    @Test
    void nothing_is_said_when_every_rule_was_used() {
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[]}");
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("ListServices").reply("{\"serviceArns\":[]}");
        read();
        assertThatCode(aws::closeUsedUp).doesNotThrowAnyException();
    }
}
