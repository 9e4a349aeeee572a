package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.WireService.Age;
import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.service.codepipeline.WireCodePipeline;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** The calls of the AWS CLI that an explanation ends with: each exists in the model of its service, with its options. */
class CommandsTest {
    /** The names of the AWS CLI that are not those of the SDK. */
    private static final Map<String, String> SDK = Map.of("deploy", "codedeploy");

    /** What the AWS CLI has and the SDK modules of this project do not. */
    private static final Map<String, List<String>> ELSEWHERE =
            Map.of("logs filter-log-events", List.of("--log-group-name", "--start-time"));

    /** The AWS CLI has dropped this one. */
    private static final String DROPPED = "opsworks:";

    static Stream<WireService> services() {
        return WireServices.all().filter(service -> !service.target().startsWith(DROPPED));
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_target_has_calls_that_the_service_knows(WireService service) throws ReflectiveOperationException {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            service.has(aws, service.failed(Age.NEW));
            Target target = aws.target(service.target());
            Rollout seen = fleet.read(List.of(target)).get(0).found().orElseThrow();
            Adapter<?> adapter = new Adapters().adapter(target.service()).orElseThrow();
            Rollout.Builder explained = Rollout.builder(seen.status(), null);
            adapter.kind(target).commands(fleet.pin(target, seen), seen, explained);
            List<AwsCommand> commands = explained.build().commands();
            assertThat(commands).as(service.target()).hasSizeBetween(2, 3);
            for (AwsCommand command : commands) {
                assertThat(options(command)).as(command.line()).isSubsetOf(known(command));
            }
        }
    }

    private static List<String> options(AwsCommand command) {
        return command.words().stream().filter(word -> word.startsWith("--")).toList();
    }

    /** Returns the options of an operation: the members of its request, as the AWS CLI spells them. */
    private static List<String> known(AwsCommand command) throws ReflectiveOperationException {
        String name = command.words().get(0) + " " + command.words().get(1);
        if (ELSEWHERE.containsKey(name)) {
            return ELSEWHERE.get(name);
        }
        String service =
                SDK.getOrDefault(command.words().get(0), command.words().get(0));
        String operation = Stream.of(command.words().get(1).split("-"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
        Object builder = Class.forName("software.amazon.awssdk.services." + service + ".model." + operation + "Request")
                .getMethod("builder")
                .invoke(null);
        List<String> known = new ArrayList<>();
        for (SdkField<?> member : ((SdkPojo) builder).sdkFields()) {
            known.add("--"
                    + member.memberName()
                            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                            .toLowerCase(Locale.ROOT));
        }
        return known;
    }

    @Test
    void an_explanation_repeats_the_place_and_the_address_that_were_given() {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            aws.on("GET /2015-03-31/functions/api")
                    .reply("{\"Configuration\":{\"State\":\"Active\",\"LastUpdateStatus\":\"Failed\"}}");
            Rollout explained = fleet.explain(aws.target("lambda:api")).found().orElseThrow();
            assertThat(explained.commands())
                    .extracting(command -> String.join(" ", command.shellWords()))
                    .first()
                    .isEqualTo("aws lambda get-function --function-name api --region eu-west-1 --endpoint-url "
                            + aws.endpoint());
        }
    }

    @Test
    void calls_that_show_all_of_it_stand_beside_those_that_lead_to_what_broke() {
        try (LoopbackAws aws = new LoopbackAws();
                Fleet fleet = aws.fleet()) {
            WireCodePipeline service = new WireCodePipeline();
            service.has(aws, service.failed(Age.NEW));
            Rollout explained =
                    fleet.explain(aws.target(service.target())).found().orElseThrow();
            assertThat(explained.commands())
                    .extracting(command -> command.words().get(1))
                    .containsExactly("list-action-executions");
            assertThat(explained.otherCommands())
                    .extracting(command -> command.words().get(1))
                    .containsExactly("get-pipeline-state", "get-pipeline-execution");
            assertThat(String.join(" ", explained.otherCommands().get(0).shellWords()))
                    .endsWith("--region eu-west-1 --endpoint-url " + aws.endpoint());
        }
    }
}
