package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Target;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of readings of a service that has ended on a day (Greengrass V1) or on no known day (Things Graph). */
class RetiredServiceTest {
    private static final Instant BEFORE_THE_END = Instant.parse("2026-10-06T23:59:59Z");
    private static final Instant AFTER_THE_END = Instant.parse("2026-10-08T00:00:00Z");
    private static final String STATUS = "GET /greengrass/groups/g-1/deployments/d-1/status";
    private static final String DEPLOYMENTS = "GET /greengrass/groups/g-1/deployments";
    private static final String GREENGRASS = "greengrass:g-1#d-1";
    private static final String UPLOAD = "thingsgraph:u-1";
    private static final String ERROR_PAGE = "<html><body><h1>Not here any more</h1></body></html>";

    private final LoopbackAws aws = new LoopbackAws();

    @AfterEach
    void close() {
        aws.close();
    }

    private Reading read(String text, Instant now) {
        try (Fleet fleet = aws.fleet(now)) {
            Target target = aws.target(text);
            return fleet.read(List.of(target)).get(0);
        }
    }

    private ReadError error(String text, Instant now) {
        return read(text, now).failed().orElseThrow();
    }

    private static void assertGreengrassRetired(ReadError error, String original) {
        assertThat(error.kind()).isEqualTo(ErrorKind.RETIRED);
        assertThat(error.message())
                .startsWith("AWS IoT Greengrass V1 ended on 2026-10-07 and no longer serves requests.")
                .contains("Original error: ", original);
        assertThat(error.action()).isEqualTo("greengrass:GetDeploymentStatus");
        assertThat(error.hint()).contains("AWS IoT Greengrass V2", "'greengrassv2'");
    }

    @ParameterizedTest
    @CsvSource({"403,DENIED", "404,INVALID", "410,INVALID"})
    void an_answer_without_a_not_found_code_means_the_end_only_once_it_has_come(int status, ErrorKind before) {
        aws.on(STATUS).fail(status, "{\"message\":\"no such route\"}");

        assertThat(error(GREENGRASS, BEFORE_THE_END).kind()).isEqualTo(before);
        ReadError after = error(GREENGRASS, AFTER_THE_END);

        assertGreengrassRetired(after, "no such route");
        assertThat(after.requestId()).isEqualTo("loopback-request");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 410})
    void a_discontinued_service_without_a_date_is_always_retired(int status) {
        aws.on("GetUploadStatus").fail(status, "{\"message\":\"no such route\"}");

        ReadError error = error(UPLOAD, LoopbackAws.NOW);

        assertThat(error.kind()).isEqualTo(ErrorKind.RETIRED);
        assertThat(error.message())
                .isEqualTo("AWS IoT Things Graph has been discontinued and no longer serves requests. "
                        + "Original error: no such route");
        assertThat(error.action()).isEqualTo("iotthingsgraph:GetUploadStatus");
        assertThat(error.hint()).contains("no successor");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 410})
    void an_error_page_of_a_web_server_is_no_riddle_after_the_end(int status) {
        aws.on(STATUS).fail(status, ERROR_PAGE);

        assertThat(error(GREENGRASS, BEFORE_THE_END).kind()).isNotEqualTo(ErrorKind.RETIRED);
        ReadError after = error(GREENGRASS, AFTER_THE_END);

        assertGreengrassRetired(after, "HTTP " + status);
    }

    @Test
    void an_answer_that_is_no_json_means_the_end_only_once_it_has_come() {
        aws.on(STATUS).reply(ERROR_PAGE);

        ReadError before = error(GREENGRASS, BEFORE_THE_END);
        assertThat(before.kind()).isEqualTo(ErrorKind.SERVICE);
        assertThat(before.code()).isEqualTo("MalformedReply");
        assertGreengrassRetired(error(GREENGRASS, AFTER_THE_END), "Unexpected character ('<'");
    }

    @Test
    void an_answer_of_a_discontinued_service_that_is_no_json_means_its_end() {
        aws.on("GetUploadStatus").reply(ERROR_PAGE);
        ReadError error = error(UPLOAD, LoopbackAws.NOW);
        assertThat(error.kind()).isEqualTo(ErrorKind.RETIRED);
        assertThat(error.message())
                .startsWith("AWS IoT Things Graph has been discontinued")
                .contains("Original error: ", "Unexpected character ('<'");
    }

    @Test
    void a_denial_after_the_end_keeps_its_code_beside_the_end() {
        aws.on(STATUS).fail(403, "AccessDeniedException", "not authorized to perform this");

        assertThat(error(GREENGRASS, BEFORE_THE_END).kind()).isEqualTo(ErrorKind.DENIED);
        ReadError after = error(GREENGRASS, AFTER_THE_END);

        assertGreengrassRetired(after, "not authorized to perform this");
        assertThat(after.code()).isEqualTo("AccessDeniedException");
    }

    @Test
    void a_signed_request_to_a_route_that_is_gone_is_not_about_credentials() {
        aws.on(STATUS).fail(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        assertThat(error(GREENGRASS, BEFORE_THE_END).kind()).isEqualTo(ErrorKind.CREDENTIALS);
        assertGreengrassRetired(error(GREENGRASS, AFTER_THE_END), "Missing Authentication Token");
    }

    @ParameterizedTest
    @CsvSource({
        "403,ExpiredTokenException,CREDENTIALS",
        "429,TooManyRequestsException,THROTTLED",
        "400,BadRequestException,INVALID"
    })
    void what_a_living_service_says_is_not_taken_for_its_end(int status, String code, ErrorKind kind) {
        aws.on(STATUS).fail(status, code, "as ever");
        assertThat(error(GREENGRASS, AFTER_THE_END).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "404,IdNotFoundException,The group ID g-1 is not found.",
        "404,VersionNotFoundException,The version is not found.",
        "400,InvalidInputException,Deployment 'd-1' does not exist."
    })
    void a_real_not_found_stays_one_after_the_end(int status, String code, String message) {
        aws.on(STATUS).fail(status, code, message);
        ReadError error = error(GREENGRASS, AFTER_THE_END);
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo(message);
    }

    @Test
    void an_upload_that_is_not_there_stays_not_found_in_a_discontinued_service() {
        aws.on("GetUploadStatus").fail(400, "ResourceNotFoundException", "no upload u-1");
        ReadError error = error(UPLOAD, AFTER_THE_END);
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("no upload u-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-03-01T12:00:00Z", "2026-10-08T00:00:00Z"})
    void what_can_be_read_carries_the_flag_before_and_after_the_end(Instant now) {
        aws.on(STATUS).reply("{\"DeploymentStatus\":\"Success\"}");
        aws.on(DEPLOYMENTS).reply("{\"Deployments\":[]}");
        aws.on("GetUploadStatus").reply("{\"uploadId\":\"u-1\",\"uploadStatus\":\"SUCCEEDED\"}");
        assertThat(read(GREENGRASS, now).found().orElseThrow().flags()).contains(Flag.RETIRED);
        assertThat(read(UPLOAD, now).found().orElseThrow().flags()).contains(Flag.RETIRED);
    }
}
