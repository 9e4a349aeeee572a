package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scan finds, shows and says, over functions and App Runner services in two regions. */
class ScanTest {
    private static final String FUNCTIONS = "GET /2015-03-31/functions";
    private static final String IRELAND = "eu-west-1";
    private static final String FRANKFURT = "eu-central-1";
    private static final String BOTH = "scan --service lambda,apprunner --region " + IRELAND + "," + FRANKFURT;

    private final LoopbackAws aws = new LoopbackAws();
    private final CliRun run = CliRun.against(aws);

    @AfterEach
    void close() {
        aws.close();
    }

    /** Has functions in a region. */
    private void functions(String region, String... names) {
        aws.on(FUNCTIONS)
                .in(region)
                .reply("{\"Functions\":[%s]}"
                        .formatted(String.join(
                                ",",
                                List.of(names).stream()
                                        .map("{\"FunctionName\":\"%s\"}"::formatted)
                                        .toList())));
        aws.on("GET /2025-11-30/capacity-providers").in(region).reply("{\"CapacityProviders\":[]}");
    }

    /** Answers for a function, whichever region is asked. */
    private void function(String name, String state, Instant modified) {
        aws.on(FUNCTIONS + "/" + name)
                .reply("""
                {"Configuration":{"FunctionName":"%s","State":"Active","LastUpdateStatus":"%s","CodeSha256":"c",\
                "LastUpdateStatusReason":"%s","LastModified":"%s"},"Code":{}}""".formatted(name, state, state.equals("Failed") ? "no such image" : "", modified));
    }

    private void apps(String region) {
        aws.on("ListServices").in(region).reply("{\"ServiceSummaryList\":[]}");
    }

    /** Has two functions in one region, one of them under way, and a failed one in the other. */
    private void account() {
        functions(IRELAND, "api", "web");
        functions(FRANKFURT, "jobs");
        apps(IRELAND);
        apps(FRANKFURT);
        function("api", "Successful", LoopbackAws.NOW.minus(Duration.ofDays(3)));
        function("web", "InProgress", LoopbackAws.NOW.minus(Duration.ofDays(2)));
        function("jobs", "Failed", LoopbackAws.NOW.minus(Duration.ofHours(1)));
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).toList();
    }

    @Test
    void every_target_of_every_place_is_a_row_in_the_order_of_the_places() {
        account();

        CliRun.Result result = run.run(BOTH + " -o name");

        assertThat(lines(result.out()))
                .containsExactly("lambda:api@eu-west-1", "lambda:web@eu-west-1", "lambda:jobs@eu-central-1");
        assertThat(result.err())
                .isEqualTo("deploystat: scanned 2 services at 2 places: 3 targets, 1 in flight, 1 failed\n");
        assertThat(result.exit()).isZero();
    }

    @Test
    void on_a_screen_each_place_has_a_table_of_its_own() {
        account();

        CliRun.Result result = run.onTerminal().run(BOTH + " --color off");

        assertThat(lines(result.out()))
                .startsWith("region eu-west-1")
                .containsSubsequence("region eu-west-1", "", "region eu-central-1")
                .anyMatch(line -> line.startsWith("lambda:jobs") && line.contains("failed"));
        assertThat(result.err()).contains("scanning: 4 of 4 done, 3 targets").endsWith("1 in flight, 1 failed\n");
    }

    /** Has an ECS service whose last deployment succeeded. */
    private void service() {
        String arn = "arn:aws:ecs:eu-west-1:111122223333:";
        String deployment = "\"serviceDeploymentArn\":\"" + arn + "service-deployment/prod/api/d-1\""
                + ",\"createdAt\":1709200000,\"status\":\"SUCCESSFUL\"";
        aws.on("ListClusters").reply("{\"clusterArns\":[\"" + arn + "cluster/prod\"]}");
        aws.on("ListServices").reply("{\"serviceArns\":[\"" + arn + "service/prod/api\"]}");
        aws.on("ListDaemons").reply("{\"daemonSummariesList\":[]}");
        aws.on("ListServiceDeployments").reply("{\"serviceDeployments\":[{" + deployment + "}]}");
        aws.on("DescribeServiceDeployments").reply("{\"serviceDeployments\":[{" + deployment + "}],\"failures\":[]}");
    }

    @Test
    void what_is_being_deleted_is_no_success() {
        service();
        aws.on("DescribeServices").reply("""
                {"services":[{"serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/prod/api","serviceName":"api",
                "clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/prod","status":"DRAINING"}],"failures":[]}""");

        CliRun.Result result = run.run("scan --service ecs --exit-status");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("  stopped  ", "the service is being deleted (its status is DRAINING)");
    }

    @Test
    void a_success_stands_with_a_note_where_its_service_may_not_be_looked_at() {
        service();
        aws.on("DescribeServices").fail(400, "AccessDeniedException", "no");

        CliRun.Result result = run.run("scan --service ecs --exit-status");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("ecs:prod/api@eu-west-1  succeeded");
        assertThat(result.err())
                .contains(
                        "not seen whether successes of ecs in eu-west-1 are being deleted: no (ecs:DescribeServices)\n");
    }

    @Test
    void only_what_is_still_moving_is_shown() {
        account();
        assertThat(lines(run.run(BOTH + " --in-flight -o name").out())).containsExactly("lambda:web@eu-west-1");
    }

    @Test
    void only_what_failed_is_shown() {
        account();
        assertThat(lines(run.run(BOTH + " --failed -o name").out())).containsExactly("lambda:jobs@eu-central-1");
    }

    @Test
    void what_moved_lately_is_shown_and_what_is_still_moving() {
        account();
        assertThat(lines(run.run(BOTH + " --since 24h -o name").out()))
                .containsExactly("lambda:web@eu-west-1", "lambda:jobs@eu-central-1");
    }

    @Test
    void the_exit_code_says_what_became_of_what_is_shown_where_that_is_wanted() {
        account();
        assertThat(run.run(BOTH + " --exit-status -o name").exit()).isEqualTo(1);
        assertThat(run.run(BOTH + " --exit-status --in-flight -o name").exit()).isEqualTo(8);
    }

    @Test
    void a_missing_permission_is_said_once_for_all_regions_and_hides_nothing_else() {
        aws.on("ListServices").fail(403, "AccessDeniedException", "not authorized to perform: apprunner:ListServices");
        functions(IRELAND, "api");
        functions(FRANKFURT);
        function("api", "Successful", LoopbackAws.NOW);

        CliRun.Result result = run.run(BOTH + " -o name");

        assertThat(lines(result.out())).containsExactly("lambda:api@eu-west-1");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err())
                .containsOnlyOnce("not authorized")
                .startsWith("deploystat: apprunner in eu-west-1, eu-central-1: denied: ")
                .contains("Ask for apprunner:ListServices; 'deploystat policy' prints all that is needed.")
                .endsWith("1 target, 0 in flight, 0 failed, not all read\n");
    }

    @Test
    void targets_that_may_not_be_read_are_counted_once_and_are_rows_for_programs() {
        functions(IRELAND, "a", "b", "c");
        aws.on(FUNCTIONS + "/a").fail(403, "AccessDeniedException", "no");
        aws.on(FUNCTIONS + "/b").fail(403, "AccessDeniedException", "no");
        aws.on(FUNCTIONS + "/c").fail(403, "AccessDeniedException", "no");

        CliRun.Result table = run.run("scan --service lambda");
        assertThat(table.err()).startsWith("deploystat: 3 targets of lambda in eu-west-1: denied: no\n");
        assertThat(table.exit()).isEqualTo(4);
        CliRun.Result rows = CliRun.against(aws).run("scan --service lambda -o jsonl --in-flight");
        assertThat(lines(rows.out())).hasSize(3).allMatch(line -> line.contains("\"kind\":\"denied\""));
    }

    @Test
    void a_target_without_a_deployment_is_counted_and_no_row() {
        functions(IRELAND, "gone");
        aws.on(FUNCTIONS + "/gone").fail(404, "ResourceNotFoundException", "no such function");

        CliRun.Result result = run.run("scan --service lambda -o json --query deployments[].target");

        assertThat(result.out().strip()).isEqualTo("[]");
        assertThat(result.err()).contains("1 with nothing deployed");
        assertThat(result.exit()).isZero();
    }

    @Test
    void all_regions_are_those_that_the_account_has_enabled() {
        aws.on("POST /listRegions").with("ENABLED_BY_DEFAULT").reply("""
                {"Regions":[{"RegionName":"eu-west-1","RegionOptStatus":"ENABLED_BY_DEFAULT"},\
                {"RegionName":"eu-central-1","RegionOptStatus":"ENABLED"}]}""");
        account();

        CliRun.Result result = run.run("scan --service lambda,apprunner --region all --failed -o name");

        assertThat(lines(result.out())).containsExactly("lambda:jobs@eu-central-1");
    }

    @Test
    void regions_that_may_not_be_listed_end_the_scan_with_the_action() {
        aws.on("POST /listRegions")
                .fail(403, "AccessDeniedException", "not authorized to perform: account:ListRegions");

        CliRun.Result result = run.run("scan --region all");

        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("the regions of the account", "account:ListRegions");
    }

    @Test
    void all_regions_are_for_a_scan_alone() {
        CliRun.Result result = run.run("status lambda:api --region all");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("--region all is for 'deploystat scan'");
    }

    @Test
    void a_group_is_looked_for_where_its_targets_are(@TempDir Path folder) throws IOException {
        account();
        Path file = Files.writeString(folder.resolve("deploystat.yaml"), """
                environments:
                  prod: {region: eu-central-1, targets: ['ecs:prod/api', 'ecs:prod/web']}
                """);

        CliRun.Result result = run.with("DEPLOYSTAT_CONFIG", file.toString())
                .run("scan --group prod --service lambda,apprunner -o name");

        assertThat(lines(result.out())).containsExactly("lambda:jobs@eu-central-1");
        assertThat(result.err()).contains("scanned 2 services in eu-central-1");
        aws.forget();
    }

    @Test
    void without_a_region_it_says_how_to_set_one() {
        CliRun.Result result = run.with("AWS_REGION", null).run("scan");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("""
                deploystat: no region is set
                Give --region, set AWS_REGION, or run 'aws configure set region REGION'.
                """);
        assertThat(aws.operations()).isEmpty();
    }

    @Test
    void an_unknown_service_is_refused_before_any_call() {
        CliRun.Result result = run.run("scan --service lamda");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("lambda");
        assertThat(aws.operations()).isEmpty();
    }

    @Test
    void an_interrupt_shows_what_was_found_so_far() {
        List<String> names =
                IntStream.range(0, 150).mapToObj(number -> "f" + number).toList();
        functions(IRELAND, names.toArray(String[]::new));
        names.forEach(name -> function(name, "Successful", LoopbackAws.NOW));
        aws.onRequests(number -> number == 122).meanwhile(run::interrupt).fail(500, "{}");

        CliRun.Result result = run.run("scan --service lambda -o json");

        assertThat(result.out()).endsWith("}\n").contains("lambda:f0@eu-west-1").doesNotContain("lambda:f140@");
        assertThat(result.err()).contains("interrupted; so far: 1").doesNotContain("bug");
    }
}
