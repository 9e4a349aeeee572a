package dev.deploystat.aws.service.opsworks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.CallErrors;
import dev.deploystat.aws.Fleet;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.ServiceInfo;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What is said of OpsWorks once it has ended, and what of its refusals before. */
class OpsWorksEndTest extends AgainstLoopback {
    private static final Instant AFTER_THE_END = Instant.parse("2024-05-26T00:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 410})
    void after_its_end_a_web_page_instead_of_an_answer_says_that_the_service_is_gone(int status) {
        aws.on("DescribeDeployments").fail(status, "<html><body>gone</body></html>");
        assertRetired(AFTER_THE_END);
    }

    @Test
    void after_its_end_a_success_that_is_a_web_page_says_that_the_service_is_gone() {
        aws.on("DescribeDeployments").fail(200, "<html><body>OpsWorks has retired</body></html>");
        assertRetired(AFTER_THE_END);
    }

    @Test
    void after_its_end_a_denial_says_that_the_service_is_gone() {
        aws.on("DescribeDeployments").fail(403, "AccessDeniedException", "not authorized");
        assertRetired(AFTER_THE_END);
    }

    private void assertRetired(Instant now) {
        try (Fleet late = aws.fleet(now)) {
            ReadError error = late.read(List.of(target("opsworks:deployment/d1")))
                    .get(0)
                    .failed()
                    .orElseThrow();
            assertThat(error.kind()).isEqualTo(ErrorKind.RETIRED);
            assertThat(error.message())
                    .startsWith(
                            "AWS OpsWorks Stacks ended on 2024-05-26 and no longer serves requests. Original error: ");
            assertThat(error.hint()).contains("AWS Systems Manager");
            assertThat(error.action()).isEqualTo("opsworks:DescribeDeployments");
        }
    }

    @Test
    void after_its_end_a_host_that_does_not_resolve_says_that_the_service_is_gone() {
        SdkClientException failure = SdkClientException.builder()
                .message("Received an UnknownHostException when attempting to interact with a service.")
                .cause(new UnknownHostException("opsworks.eu-west-1.amazonaws.com"))
                .build();
        ServiceInfo info = new OpsWorks().info();
        assertThat(CallErrors.of(failure, info, "eu-west-1", LocalDate.of(2024, 5, 26))
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.RETIRED);
        assertThat(CallErrors.of(failure, info, "eu-west-1", LocalDate.of(2024, 5, 25))
                        .orElseThrow()
                        .kind())
                .isEqualTo(ErrorKind.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-05-25T23:59:59Z", "2026-01-01T00:00:00Z"})
    void a_deployment_that_the_service_does_not_know_is_not_found_before_and_after_its_end(Instant now) {
        aws.on("DescribeDeployments").fail(400, "ResourceNotFoundException", "Unable to find deployment with ID d1");
        try (Fleet reader = aws.fleet(now)) {
            ReadError error = reader.read(List.of(target("opsworks:deployment/d1")))
                    .get(0)
                    .failed()
                    .orElseThrow();
            assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
            assertThat(error.code()).isEqualTo("ResourceNotFoundException");
            assertThat(error.message()).isEqualTo("Unable to find deployment with ID d1");
        }
    }

    @Test
    void before_its_end_a_denial_is_a_denial() {
        aws.on("DescribeDeployments").fail(403, "AccessDeniedException", "not authorized");
        assertThat(reading("opsworks:s1").failed().orElseThrow().kind()).isEqualTo(ErrorKind.DENIED);
    }
}
