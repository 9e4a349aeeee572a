package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.service.ecs.Ecs;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.ServiceInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ecs.EcsClient;

class CallErrorsTest {
    /** What newer JDKs say by themselves of an answer that is shorter than announced. */
    private static final String JDK_NOTICES = "Premature EOF";

    private static final LocalDate TODAY = LocalDate.ofInstant(LoopbackAws.NOW, ZoneOffset.UTC);
    private static final ServiceInfo ECS = new Ecs().info();
    private static final String ACTION = "ecs:ListServiceDeployments";
    private static final String PASSING = "Usually passing: try again, or wait with 'deploystat wait'.";
    private static final String INTERLOPER =
            "Something between here and AWS may have answered instead; --debug shows the exchange.";

    private final LoopbackAws aws = new LoopbackAws();

    @AfterEach
    void close() {
        aws.close();
    }

    private static ServiceInfo ended(LocalDate on) {
        return ServiceInfo.builder(ECS.id(), ECS.title())
                .action("ecs:ListServiceDeployments", "")
                .missing("PeculiarlyAbsent")
                .endOfLife(on, "Use something else.")
                .build();
    }

    /** Returns how the SDK fails when it calls an address; the tests hold for whatever AWS_* variables are set. */
    private Throwable failure(URI endpoint) {
        return failure(endpoint, aws.options().readTimeout());
    }

    private Throwable failure(URI endpoint, Duration readTimeout) {
        AwsOptions options = aws.options();
        AwsOptions there = new AwsOptions(
                null, null, endpoint, null, true, options.connectTimeout(), readTimeout, options.environment());
        try (AwsSession session = AwsSession.live(there);
                EcsClient ecs = session.clients(null, null, "eu-west-1", LoopbackAws.unlimited())
                        .configure(EcsClient.builder())
                        .build()) {
            return catchThrowable(() -> ecs.listServiceDeployments(request -> request.service("api")));
        }
    }

    private static ReadError said(Throwable failure) {
        return CallErrors.of(failure, ECS, "eu-west-1", TODAY).orElseThrow();
    }

    private ReadError answered(int status, String code, String message) {
        aws.on("ListServiceDeployments").fail(status, code, message);
        return said(failure(aws.endpoint()));
    }

    private ReadError answered(int status, String body) {
        aws.on("ListServiceDeployments").fail(status, body);
        return said(failure(aws.endpoint()));
    }

    @ParameterizedTest
    @CsvSource({
        "Throttling, 400",
        "ThrottlingException, 400",
        "ThrottledException, 400",
        "ProvisionedThroughputExceededException, 400",
        "SlowDown, 503",
        "TooManyRequestsException, 429",
        "RequestLimitExceeded, 503",
        "BandwidthLimitExceeded, 400",
        "RequestThrottled, 400",
        "RequestThrottledException, 400",
        "EC2ThrottledException, 400",
        "TransactionInProgressException, 400",
        "LimitExceededException, 400",
        "LimitExceededException, 429",
        "CallRateLimitExceededException, 400",
        "NeverHeardOf, 429"
    })
    void being_asked_to_slow_down_is_throttling(String code, int status) {
        assertThat(answered(status, code, "Rate exceeded"))
                .isEqualTo(new ReadError(
                        ErrorKind.THROTTLED,
                        code,
                        "Rate exceeded",
                        "loopback-request",
                        ACTION,
                        "Too many calls in this account and region; try again in a moment."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId"})
    void credentials_that_are_over_are_renewed_where_they_came_from(String code) {
        assertThat(answered(403, code, "The security token included in the request is expired"))
                .isEqualTo(
                        new ReadError(
                                ErrorKind.CREDENTIALS,
                                code,
                                "The security token included in the request is expired",
                                "loopback-request",
                                ACTION,
                                "Export new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and run it again."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "InvalidSignatureException",
                "SignatureDoesNotMatch",
                "IncompleteSignature",
                "IncompleteSignatureException",
                "AuthFailure",
                "MissingAuthenticationToken",
                "MissingAuthenticationTokenException"
            })
    void refused_credentials_ask_for_a_new_login(String code) {
        assertThat(answered(403, code, "The security token included in the request is expired"))
                .isEqualTo(new ReadError(
                        ErrorKind.CREDENTIALS,
                        code,
                        "The security token included in the request is expired",
                        "loopback-request",
                        ACTION,
                        "Log in again ('aws sso login' or new keys); 'aws sts get-caller-identity' tests them."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"})
    void a_wrong_clock_is_named_as_the_cause(String code) {
        ReadError error = answered(400, code, "Signature expired");
        assertThat(error.kind()).isEqualTo(ErrorKind.CREDENTIALS);
        assertThat(error.hint()).isEqualTo("This machine's clock is off by more than five minutes: set the clock.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Signature expired: 20240301T120000Z is now earlier than 20240301T121000Z (20240301T121500Z - 5 min.)",
                "Signature not yet current: 20240301T120000Z is still later than 20240301T115000Z"
            })
    void a_signature_of_another_time_tells_of_a_wrong_clock_whatever_its_code(String message) {
        assertThat(answered(403, "InvalidSignatureException", message).hint())
                .isEqualTo("This machine's clock is off by more than five minutes: set the clock.");
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDenied, 403",
        "AccessDeniedException, 400",
        "UnauthorizedException, 401",
        "UnauthorizedOperation, 403",
        "ForbiddenException, 403",
        "Forbidden, 403",
        "OptInRequired, 403",
        "SubscriptionRequiredException, 400",
        "NotAuthorized, 400",
        "NeverHeardOf, 403",
        "NeverHeardOf, 401"
    })
    void a_denial_names_the_permission_to_ask_for(String code, int status) {
        ReadError error = answered(status, code, "not authorized");
        assertThat(error.kind()).isEqualTo(ErrorKind.DENIED);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.action()).isEqualTo(ACTION);
        assertThat(error.hint()).isEqualTo("Ask for " + ACTION + "; 'deploystat policy' prints all that is needed.");
    }

    @ParameterizedTest
    @CsvSource({
        "ServiceNotFoundException, 400, Service not found.",
        "ServiceDeploymentNotFoundException, 400, no",
        "DeploymentDoesNotExistException, 400, no",
        "NoSuchEntity, 404, no",
        "ResourceNotFoundException, 404, no",
        "ValidationError, 400, Stack with id web does not exist",
        "ValidationException, 400, 'Could not find endpoint ''e''.'",
        "InvalidInputException, 400, Deployment 'd' does not exist.",
        "InvalidInput, 400, Group not found",
        "MISSING, 400, told by the adapter"
    })
    void what_is_not_there_is_known_by_its_code_or_its_message(String code, int status, String message) {
        assertThat(answered(status, code, message))
                .isEqualTo(new ReadError(
                        ErrorKind.NOT_FOUND,
                        code,
                        message,
                        "loopback-request",
                        ACTION,
                        "Check the name, the region and the account."));
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidParameterException, The service does not exist yet",
        "ValidationException, 1 validation error detected",
        "ClientException, no",
        "NeverHeardOf, no"
    })
    void a_refusal_is_not_taken_for_absence(String code, String message) {
        ReadError error = answered(400, code, message);
        assertThat(error.kind()).isEqualTo(ErrorKind.INVALID);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.hint()).isEqualTo("The service refuses the request as it stands: check the target.");
    }

    @ParameterizedTest
    @CsvSource({"ServerException, 500", "InternalFailure, 500", "ServiceUnavailable, 503", "NeverHeardOf, 502"})
    void a_failing_service_may_recover(String code, int status) {
        assertThat(answered(status, code, "try later"))
                .isEqualTo(
                        new ReadError(ErrorKind.UNAVAILABLE, code, "try later", "loopback-request", ACTION, PASSING));
    }

    @ParameterizedTest
    @CsvSource({
        "301, SERVICE",
        "400, INVALID",
        "401, DENIED",
        "403, DENIED",
        "404, INVALID",
        "410, INVALID",
        "429, THROTTLED",
        "500, UNAVAILABLE",
        "504, UNAVAILABLE"
    })
    void an_answer_without_a_code_is_judged_by_its_http_status(int status, ErrorKind kind) {
        ReadError error = answered(status, "<html>not AWS</html>");
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.code()).isNull();
        assertThat(error.message()).isEqualTo("HTTP " + status + " without a message");
        assertThat(error.hint()).isNotNull();
        assertThat(error.hint().equals(INTERLOPER)).isEqualTo(!kind.isPassing());
    }

    @Test
    void an_answer_without_a_body_keeps_its_code() {
        aws.on("ListServiceDeployments").fail(401, "NeverHeardOf", "lost by the JDK's HTTP at status 401");
        assertThat(said(failure(aws.endpoint())).message()).isEqualTo("HTTP 401 NeverHeardOf without a message");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html>sign in</html>|Unexpected character ('<' (code 60)): expected a valid value "
                        + "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
                "{|Unexpected end-of-input: expected close marker for Object",
                "[]|expecting start object, got instead: START_ARRAY",
                "{\"serviceDeployments\":3}|unexpected token, expecting token: START_ARRAY, got: VALUE_NUMBER_INT",
                "{\"serviceDeployments\":[{\"createdAt\":\"soon\"}]}|Character s is neither a decimal digit number, "
                        + "decimal point, nor \"e\" notation exponential mark."
            })
    void a_malformed_answer_says_what_is_wrong_with_it(String body, String detail) {
        aws.on("ListServiceDeployments").reply(body);
        assertThat(said(failure(aws.endpoint())))
                .isEqualTo(new ReadError(
                        ErrorKind.SERVICE,
                        "MalformedReply",
                        "the answer of Amazon ECS cannot be understood: " + detail,
                        null,
                        ACTION,
                        INTERLOPER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK\\r\\nContent-Length: 500\\r\\n\\r\\n{\"serviceDeployments\":[|"
                        + "the answer broke off after 23 of 500 bytes",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 500\\r\\n\\r\\n{}|the answer broke off after 2 of 500 bytes",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n500\\r\\n{\"a\"|Premature EOF",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n|the answer is empty",
                "HTTP/1.1 200 OK\\r\\n\\r\\n|the answer is empty",
                "HTTP/1.1 200 OK\\r\\n|the answer is empty",
                "HTTP/1.1 400 Bad Request\\r\\nContent-Length: 9\\r\\n\\r\\n|the answer broke off after 0 of 9 bytes",
                "SSH-2.0-OpenSSH\\r\\n\\r\\n|Invalid Http response",
                "''|Unexpected end of file from server"
            })
    void a_cut_answer_is_a_broken_connection_and_never_an_empty_list(String wire, String detail) {
        try (LoopbackPeer peer = saying(wire.replace("\\r\\n", "\r\n"))) {
            ReadError error = said(failure(URI.create(peer.address())));
            assertThat(error)
                    .isEqualTo(
                            new ReadError(ErrorKind.UNAVAILABLE, "Connection", error.message(), null, ACTION, PASSING));
            assertThat(error.message()).isIn(brokeOff(detail), brokeOff(JDK_NOTICES));
        }
    }

    private static String brokeOff(String detail) {
        return "the connection to Amazon ECS broke off: " + detail;
    }

    @Test
    void a_cut_answer_in_xml_is_a_broken_connection_too() {
        AwsOptions plain = aws.options();
        try (LoopbackPeer peer = saying("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<DescribeStacksResponse><Desc");
                AwsSession session = AwsSession.live(new AwsOptions(
                        null,
                        null,
                        URI.create(peer.address()),
                        null,
                        true,
                        plain.connectTimeout(),
                        plain.readTimeout(),
                        plain.environment()));
                CloudFormationClient cloudFormation = session.clients(null, null, "eu-west-1", LoopbackAws.unlimited())
                        .configure(CloudFormationClient.builder())
                        .build()) {
            ReadError error = said(catchThrowable(cloudFormation::describeStacks));
            assertThat(error.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
            assertThat(error.message())
                    .isIn(brokeOff("the answer broke off after 29 of 500 bytes"), brokeOff(JDK_NOTICES));
        }
    }

    @Test
    void a_reset_connection_may_recover() {
        try (LoopbackPeer peer = new LoopbackPeer((head, client) -> client.setSoLinger(true, 0))) {
            ReadError error = said(failure(URI.create(peer.address())));
            assertThat(error.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
            assertThat(error.code()).isEqualTo("Connection");
            assertThat(error.message()).isEqualTo("the connection to Amazon ECS broke off: Connection reset");
        }
    }

    @Test
    void a_silent_service_may_recover() {
        try (LoopbackPeer peer = new LoopbackPeer(
                (head, client) -> client.getInputStream().transferTo(OutputStream.nullOutputStream()))) {
            ReadError error = said(failure(URI.create(peer.address()), Duration.ofMillis(50)));
            assertThat(error.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
            assertThat(error.message()).isEqualTo("the connection to Amazon ECS broke off: Read timed out");
        }
    }

    @Test
    void a_closed_port_names_the_endpoint_options() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(said(failure(URI.create("http://127.0.0.1:" + port))))
                .isEqualTo(new ReadError(
                        ErrorKind.UNAVAILABLE,
                        "ConnectionRefused",
                        "nothing answers at the endpoint of Amazon ECS",
                        null,
                        ACTION,
                        "Check --endpoint-url, AWS_ENDPOINT_URL and your network or proxy."));
    }

    @Test
    void an_endpoint_that_does_not_resolve_is_unreachable_and_named() {
        ReadError error = said(failure(URI.create("http://nowhere.invalid")));
        assertThat(error.kind()).isEqualTo(ErrorKind.UNREACHABLE);
        assertThat(error.code()).isEqualTo("UnknownEndpoint");
        assertThat(error.message()).contains("the endpoint of Amazon ECS does not resolve", "nowhere.invalid");
    }

    @Test
    void a_host_that_aws_does_not_have_is_unreachable() {
        assertThat(said(SdkClientException.create(
                        "Received an UnknownHostException when attempting to interact with a service.",
                        new UnknownHostException("ecs.eu-west-1.amazonaws.com"))))
                .isEqualTo(new ReadError(
                        ErrorKind.UNREACHABLE,
                        CallErrors.NO_SUCH_HOST,
                        "the host of Amazon ECS in eu-west-1 does not resolve",
                        null,
                        null,
                        "Check the region's spelling, whether the service exists there, and your network or proxy."));
    }

    @Test
    void an_untrusted_certificate_is_unreachable_but_a_reset_under_tls_may_recover() {
        ReadError untrusted = said(SdkClientException.create(
                "Unable to execute HTTP request", new SSLHandshakeException("PKIX path building failed")));
        assertThat(untrusted.kind()).isEqualTo(ErrorKind.UNREACHABLE);
        assertThat(untrusted.code()).isEqualTo("TLS");
        assertThat(untrusted.hint()).contains("--ca-bundle");

        IOException reset = new SSLException("Connection reset", new SocketException("Connection reset"));
        assertThat(said(SdkClientException.create("Unable to execute HTTP request", reset))
                        .kind())
                .isEqualTo(ErrorKind.UNAVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({"407 Proxy Authentication Required, UNREACHABLE", "503 Service Unavailable, UNAVAILABLE"})
    void a_proxy_that_refuses_is_told_apart_from_one_that_cannot_just_now(String answer, ErrorKind kind) {
        IOException refusal =
                new IOException("Unable to tunnel through proxy. Proxy returns \"HTTP/1.1 " + answer + "\"");
        assertThat(said(SdkClientException.create("Unable to execute HTTP request", refusal))
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void a_proxy_that_wants_a_password_is_named() {
        ReadError error = answered(407, "<html>password?</html>");
        assertThat(error.kind()).isEqualTo(ErrorKind.UNREACHABLE);
        assertThat(error.code()).isEqualTo("Proxy");
        assertThat(error.hint()).contains("NO_PROXY");
    }

    @Test
    void a_call_that_could_not_be_made_is_no_malformed_answer() {
        ReadError error = said(SdkClientException.create("'standart' is not a retry mode"));
        assertThat(error.kind()).isEqualTo(ErrorKind.SERVICE);
        assertThat(error.code()).isEqualTo("Client");
        assertThat(error.message())
                .isEqualTo("the call to Amazon ECS could not be made: 'standart' is not a retry mode");
    }

    @Test
    void a_service_that_ended_says_so_whatever_its_remains_answer() {
        ServiceInfo ended = ended(LocalDate.of(2024, 2, 29));
        aws.on("ListServiceDeployments").fail(403, "AccessDeniedException", "Account disabled");
        assertThat(CallErrors.of(failure(aws.endpoint()), ended, "eu-west-1", TODAY))
                .contains(new ReadError(
                        ErrorKind.RETIRED,
                        "AccessDeniedException",
                        "Amazon ECS ended on 2024-02-29 and no longer serves requests. "
                                + "Original error: Account disabled",
                        "loopback-request",
                        ACTION,
                        "Use something else."));
        assertThat(CallErrors.of(failure(URI.create("http://nowhere.invalid")), ended, "eu-west-1", TODAY))
                .get()
                .extracting(ReadError::kind)
                .isEqualTo(ErrorKind.RETIRED);
    }

    @Test
    void a_service_is_not_retired_before_its_end() {
        aws.on("ListServiceDeployments").fail(403, "AccessDeniedException", "no");
        Throwable denied = failure(aws.endpoint());
        assertThat(CallErrors.of(denied, ended(TODAY.plusDays(1)), "eu-west-1", TODAY))
                .get()
                .extracting(ReadError::kind)
                .isEqualTo(ErrorKind.DENIED);
        assertThat(CallErrors.of(denied, ended(null), "eu-west-1", TODAY))
                .get()
                .extracting(ReadError::message)
                .isEqualTo("Amazon ECS has been discontinued and no longer serves requests. Original error: no");
    }

    @Test
    void an_ended_service_that_still_answers_is_believed() {
        ServiceInfo ended = ended(TODAY);
        aws.on("ListServiceDeployments").fail(404, "PeculiarlyAbsent", "no");
        assertThat(CallErrors.of(failure(aws.endpoint()), ended, "eu-west-1", TODAY))
                .get()
                .extracting(ReadError::kind)
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void an_item_refused_inside_an_answer_is_judged_by_the_same_codes() {
        assertThat(ErrorCodes.refused("AccessDeniedException", "no", "x:Get").kind())
                .isEqualTo(ErrorKind.DENIED);
        assertThat(ErrorCodes.refused("Throttling", "no", null).kind()).isEqualTo(ErrorKind.THROTTLED);
        assertThat(ErrorCodes.refused("Odd", "no", null).kind()).isEqualTo(ErrorKind.SERVICE);
        assertThat(ErrorCodes.refused(null, null, null).kind()).isEqualTo(ErrorKind.SERVICE);
    }

    @Test
    void a_bug_of_ours_is_no_failure_of_a_call() {
        assertThat(CallErrors.of(new IllegalStateException("bug"), ECS, "eu-west-1", TODAY))
                .isEmpty();
    }

    private static LoopbackPeer saying(String wire) {
        return new LoopbackPeer(
                (head, client) -> client.getOutputStream().write(wire.getBytes(StandardCharsets.UTF_8)));
    }
}
