package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.deploystat.aws.Adapters;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.render.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that are about deploystat itself and reach no service. */
class AboutTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<String> actions(String line) throws IOException {
        CliRun.Result result = CliRun.alone().with("DEPLOYSTAT_OUTPUT", "table").run(line);
        assertThat(result.exit()).isEqualTo(0);
        assertThat(result.err()).isEmpty();
        JsonNode policy = JSON.readTree(result.out());
        assertThat(policy.get("Version").asText()).isEqualTo("2012-10-17");
        List<String> actions = new ArrayList<>();
        for (JsonNode statement : policy.get("Statement")) {
            assertThat(statement.get("Sid").asText()).matches("[A-Za-z0-9]+");
            assertThat(statement.get("Effect").asText()).isEqualTo("Allow");
            assertThat(statement.get("Resource").asText()).isEqualTo("*");
            statement.get("Action").forEach(action -> actions.add(action.asText()));
        }
        return actions;
    }

    @Test
    void a_policy_allows_what_the_named_services_need_and_nothing_else() throws IOException {
        List<String> expected = new ArrayList<>(
                new Adapters().find("thingsgraph").orElseThrow().actions().keySet());
        expected.add("account:ListRegions");
        assertThat(actions("policy thingsgraph --scan")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(actions("policy ecs deploy ecs"))
                .allMatch(action -> action.startsWith("ecs:")
                        || action.startsWith("codedeploy:")
                        || action.equals("logs:GetLogEvents")
                        || action.equals("logs:FilterLogEvents"))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_policy_allows_what_the_named_commands_call_and_nothing_else() throws IOException {
        assertThat(actions("policy codedeploy --for status"))
                .containsExactlyInAnyOrder(
                        "codedeploy:BatchGetDeployments",
                        "codedeploy:BatchGetDeploymentGroups",
                        "codedeploy:ListDeploymentTargets",
                        "codedeploy:BatchGetDeploymentTargets");
        assertThat(actions("policy cloudformation --for status")).contains("cloudformation:DescribeStackSet");
        assertThat(actions("policy cloudformation --for scan")).contains("cloudformation:DescribeStackSet");
        assertThat(actions("policy ecs --for status,wait,scan")).doesNotContain("logs:GetLogEvents");
        assertThat(actions("policy ecs --for explain")).contains("logs:GetLogEvents");
        assertThat(actions("policy codedeploy --for status,list")).contains("codedeploy:ListDeployments");
        assertThat(actions("policy codedeploy --for explain"))
                .contains("codedeploy:ListDeploymentTargets")
                .doesNotContain("codedeploy:ListDeployments");
        assertThat(actions("policy lambda --for wait"))
                .contains("codedeploy:ListDeployments")
                .doesNotContain("lambda:ListVersionsByFunction");
        assertThat(actions("policy lambda --for list"))
                .contains("lambda:ListVersionsByFunction")
                .doesNotContain("codedeploy:ListDeployments", "lambda:ListFunctionVersionsByCapacityProvider");
        assertThat(actions("policy opsworks --for wait")).contains("opsworks:DescribeApps");
        assertThat(actions("policy opsworks --for status")).doesNotContain("opsworks:DescribeApps");
        assertThat(actions("policy codedeploy --for scan"))
                .contains("codedeploy:ListApplications", "account:ListRegions");
    }

    /** What a pipeline started may have failed, and have been deployed anew since. */
    @Test
    void a_policy_for_the_reasons_of_several_services_allows_their_histories() throws IOException {
        assertThat(actions("policy codepipeline codedeploy --for explain")).contains("codedeploy:ListDeployments");
        assertThat(actions("policy codepipeline codedeploy --for scan")).doesNotContain("codedeploy:ListDeployments");
    }

    @Test
    void a_policy_for_a_command_that_is_none_names_the_nearest() {
        CliRun.Result result = CliRun.alone().run("policy ecs --for wiat");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("'wiat' is no command that calls AWS", "Did you mean 'wait'?");
    }

    @Test
    void a_policy_without_a_service_is_for_all_of_them() throws IOException {
        assertThat(actions("policy --scan"))
                .containsAll(new Adapters()
                        .all().stream()
                                .flatMap(info -> info.actions().keySet().stream())
                                .toList());
    }

    @Test
    void a_policy_allows_to_find_every_target_only_when_that_is_asked_for() throws IOException {
        assertThat(actions("policy ecs"))
                .contains("ecs:ListServiceDeployments")
                .doesNotContain("ecs:ListClusters", "ecs:ListServices");
        assertThat(actions("policy ecs --scan"))
                .contains("ecs:ListServiceDeployments", "ecs:ListClusters", "ecs:ListServices");
    }

    @Test
    void a_policy_only_reads() throws IOException {
        assertThat(actions("policy"))
                .allMatch(action -> action.matches("[a-z-]+:(GET$|(Get|List|Describe|BatchGet|Search|Filter).*)"));
    }

    @Test
    void the_schema_is_one_and_the_output_fits_it() throws IOException {
        CliRun.Result schema = CliRun.alone().run("schema");
        assertThat(schema.exit()).isEqualTo(0);
        assertThat(JSON.readTree(schema.out()).get("$schema").asText())
                .isEqualTo("https://json-schema.org/draft/2020-12/schema");
        CliRun.Result unread = CliRun.alone().run("status ecs:prod/api --profile nobody -o json");
        assertThat(unread.exit()).isEqualTo(4);
        assertThat(SchemaCheck.faults(schema.out(), unread.out())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void services_names_every_service_in_every_format(Format format) {
        CliRun.Result result = CliRun.alone().run("services -o " + format.word());
        assertThat(result.exit()).isEqualTo(0);
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains(new Adapters().ids());
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void a_service_tells_its_statuses_in_every_format(Format format) {
        for (ServiceInfo service : new Adapters().all()) {
            CliRun.Result result = CliRun.alone().run("services " + service.id() + " -o " + format.word());
            assertThat(result.exit()).isEqualTo(0);
            assertThat(result.err()).isEmpty();
            if (format != Format.NAME) {
                assertThat(result.out())
                        .contains(new Adapters()
                                .adapter(service.id()).orElseThrow().states().stream()
                                        .map(state -> state.word())
                                        .toList());
            }
        }
    }

    @Test
    void a_service_page_tells_targets_statuses_and_permissions() {
        assertThat(CliRun.alone().run("services thingsgraph").out())
                .startsWith("AWS IoT Things Graph\n\n")
                .contains(
                        "\nDiscontinued. ",
                        "\nTargets\n  thingsgraph:",
                        "\nStatuses\n",
                        "\nPermissions\n  iotthingsgraph:");
    }
}
