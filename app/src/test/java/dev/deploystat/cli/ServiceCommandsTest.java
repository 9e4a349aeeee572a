package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands with the option names of the services' own APIs, down to what goes over the wire. */
class ServiceCommandsTest {
    private final LoopbackAws aws = new LoopbackAws();

    @AfterEach
    void close() {
        aws.close();
    }

    private CliRun.Result run(String line) {
        return CliRun.against(aws).run(line);
    }

    private static String opsworks(String id, String status) {
        return """
            {"DeploymentId":"%s","StackId":"s1","AppId":"a1","Status":"%s","Command":{"Name":"deploy"},
             "CreatedAt":"2024-03-01T11:00:00+00:00","CompletedAt":"2024-03-01T11:01:00+00:00"}""".formatted(id, status);
    }

    private void onDeployments() {
        aws.on("DescribeDeployments")
                .reply("{\"Deployments\":[" + opsworks("dep2", "failed") + "," + opsworks("dep1", "successful") + "]}");
    }

    @Test
    void opsworks_lists_a_stack() {
        onDeployments();
        assertThat(run("opsworks list --stack-id s1")).isEqualTo(new CliRun.Result(0, """
                ID    STATUS              REVISION  CREATED               DURATION  REASON
                dep2  failed, retired     -         2024-03-01T11:00:00Z  1m        -
                dep1  succeeded, retired  -         2024-03-01T11:00:00Z  1m        -
                """, ""));
        assertThat(aws.requests().get(0).body()).isEqualTo("{\"StackId\":\"s1\"}");
    }

    @Test
    void the_bare_resource_is_taken_in_place_of_the_options() {
        onDeployments();
        String listed = "opsworks:app/a1#dep2@eu-west-1\nopsworks:app/a1#dep1@eu-west-1\n";
        assertThat(run("opsworks list app/a1 -o name")).isEqualTo(new CliRun.Result(0, listed, ""));
        assertThat(run("opsworks list opsworks:app/a1@eu-west-1 -o name")).isEqualTo(new CliRun.Result(0, listed, ""));
        assertThat(aws.requests())
                .allSatisfy(request -> assertThat(request.body()).isEqualTo("{\"AppId\":\"a1\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ecs status prod/api --cluster prod|'prod/api' and --cluster both say which target is meant|Give one or the other.",
                "ecs list a b|this takes one target, not 2: a b|'deploystat status' and 'deploystat wait' take several.",
                "ecs status a/b/c|'a/b/c' is not a resource of Amazon ECS|It takes: ",
                "ecs status arn:aws:lambda:eu-west-1:111122223333:function:api|'arn:aws:lambda:eu-west-1:111122223333:function:api' is not of Amazon ECS|It is of 'lambda'."
            })
    void a_resource_that_says_too_much_or_too_little_is_refused(String line, String what, String next) {
        CliRun.Result result = CliRun.alone().run(line);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).startsWith("deploystat: " + what + "\n" + next);
    }

    @Test
    void opsworks_lists_an_app() {
        onDeployments();
        assertThat(run("opsworks list --app-id a1 -o name")).isEqualTo(new CliRun.Result(0, """
                opsworks:app/a1#dep2@eu-west-1
                opsworks:app/a1#dep1@eu-west-1
                """, ""));
        assertThat(aws.requests().get(0).body()).isEqualTo("{\"AppId\":\"a1\"}");
    }

    @Test
    void opsworks_lists_named_deployments() {
        onDeployments();
        assertThat(run("opsworks list --deployment-ids dep1 dep2 --columns id,native"))
                .isEqualTo(new CliRun.Result(0, """
                        ID    NATIVE
                        dep2  failed
                        dep1  successful
                        """, ""));
        assertThat(aws.requests().get(0).body()).isEqualTo("{\"DeploymentIds\":[\"dep1\",\"dep2\"]}");
    }

    @Test
    void opsworks_takes_exactly_one_of_three() {
        assertThat(run("opsworks list")).isEqualTo(new CliRun.Result(2, "", """
                deploystat: no target given: AWS OpsWorks Stacks takes STACK_ID, app/APP_ID, deployment/DEPLOYMENT_IDS
                Write for example: deploystat opsworks list STACK_ID, or: deploystat opsworks list --stack-id STACK_ID
                """));
        assertThat(run("opsworks list --stack-id s1 --app-id a1")).isEqualTo(new CliRun.Result(2, "", """
                deploystat: --stack-id and --app-id together do not name one target of AWS OpsWorks Stacks
                Give exactly one of: --stack-id; --app-id; --deployment-ids
                """));
        assertThat(run("opsworks list --stack-id s1 --deployment-ids dep1").exit())
                .isEqualTo(2);
        assertThat(aws.requests()).isEmpty();
    }

    private static String brief(String id, String status) {
        return """
            {"serviceDeploymentArn":"%s%s","createdAt":1709294340,"status":"%s"}""".formatted(Tape.ARN, id, status);
    }

    @Test
    void ecs_lists_what_the_service_was_asked_for() {
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":[" + brief("d2", "SUCCESSFUL") + "," + brief("d1", "STOPPED") + "]}");
        CliRun.Result result = run("ecs list --cluster prod --service api --status SUCCESSFUL,stopped"
                + " --created-after 2024-03-01 --created-before 2024-03-02T00:00:00Z --page-size 7");
        assertThat(result).isEqualTo(new CliRun.Result(0, """
                ID  STATUS     REVISION  CREATED               DURATION  REASON
                d2  succeeded  -         2024-03-01T11:59:00Z  -         -
                d1  stopped    -         2024-03-01T11:59:00Z  -         -
                """, ""));
        assertThat(aws.requests()).hasSize(1);
        assertThat(aws.requests().get(0).body())
                .contains(
                        "\"cluster\":\"prod\"",
                        "\"service\":\"api\"",
                        "\"maxResults\":7",
                        "\"SUCCESSFUL\"",
                        "\"STOPPED\"",
                        "\"after\":1709251200",
                        "\"before\":1709337600");
    }

    @Test
    void ecs_takes_the_cluster_default_where_none_is_named() {
        aws.on("ListServiceDeployments")
                .with("\"cluster\":\"default\"")
                .reply("{\"serviceDeployments\":[" + brief("d1", "SUCCESSFUL") + "]}");
        assertThat(run("ecs list --service api -o name").out()).isEqualTo("ecs:api#d1@eu-west-1\n");
    }

    @Test
    void ecs_reads_the_status_of_one_named_deployment() {
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":[" + brief("d2", "IN_PROGRESS") + "," + brief("d1", "SUCCESSFUL")
                        + "]}");
        aws.on("DescribeServices").reply("{\"services\":[]}");
        aws.on("DescribeServiceDeployments")
                .with(Tape.ARN + "d1")
                .reply("{\"serviceDeployments\":[" + brief("d1", "SUCCESSFUL") + "]}");
        assertThat(run("ecs status --cluster prod --service api --service-deployment d1 -o text"))
                .isEqualTo(new CliRun.Result(
                        0,
                        "ecs:prod/api#d1@eu-west-1\tSUCCEEDED\tpass\td1\tNone\t2024-03-01T11:59:00Z\tNone\tNone\n",
                        ""));
    }

    @Test
    void greengrass_reads_one_deployment_of_a_group() {
        aws.on("GET /greengrass/groups/g1/deployments/dep1/status").reply("""
                {"DeploymentStatus":"Failure","DeploymentType":"NewDeployment","ErrorMessage":"no space",
                 "UpdatedAt":"2024-03-01T11:00:00Z"}""");
        aws.on("GET /greengrass/groups/g1/deployments").reply("""
                {"Deployments":[{"DeploymentId":"dep1","CreatedAt":"2024-03-01T10:59:00Z"}]}""");
        CliRun.Result result = run("greengrass status --group-id g1 --deployment-id dep1 --columns id,native,reason");
        assertThat(result).isEqualTo(new CliRun.Result(0, """
                ID    NATIVE   REASON
                dep1  Failure  no space
                """, """
                deploystat: to see why: deploystat explain greengrass:g1#dep1@eu-west-1
                """));
    }

    @Test
    void greengrass_needs_the_group_of_a_deployment() {
        assertThat(run("greengrass status --deployment-id dep1")).isEqualTo(new CliRun.Result(2, "", """
                deploystat: --deployment-id alone does not name one target of AWS IoT Greengrass V1
                Give exactly one of: --group-id; --bulk-deployment-id
                """));
    }

    @Test
    void thingsgraph_reads_an_upload() {
        aws.on("GetUploadStatus").with("\"uploadId\":\"u1\"").reply("""
                {"uploadId":"u1","uploadStatus":"FAILED","failureReason":["no such thing"],"createdDate":1709290800}""");
        CliRun.Result result = run("thingsgraph status --upload-id u1 --exit-status --columns target,native");
        assertThat(result).isEqualTo(new CliRun.Result(1, """
                TARGET                    NATIVE
                thingsgraph:u1@eu-west-1  FAILED
                """, """
                deploystat: thingsgraph:u1@eu-west-1: failed, retired: no such thing
                deploystat: to see why: deploystat explain thingsgraph:u1@eu-west-1
                """));
    }

    @Test
    void details_read_each_deployment_in_full() {
        aws.on("ListServiceDeployments")
                .reply("{\"serviceDeployments\":[" + brief("d2", "STOPPED") + "," + brief("d1", "SUCCESSFUL") + "]}");
        aws.on("DescribeServiceDeployments").reply("""
                {"serviceDeployments":[%s,{"serviceDeploymentArn":"%sd2","status":"STOPPED","createdAt":1709294340,
                 "alarms":{"status":"TRIGGERED","triggeredAlarmNames":["errors"]}}]}""".formatted(brief("d1", "SUCCESSFUL"), Tape.ARN));
        assertThat(run("ecs list --cluster prod --service api --details --columns id,status,reason"))
                .isEqualTo(new CliRun.Result(0, """
                        ID  STATUS     REASON
                        d2  failed     errors: the deployment alarm went off
                        d1  succeeded  -
                        """, ""));
        assertThat(aws.operations().stream().filter("DescribeServiceDeployments"::equals))
                .hasSize(1);
    }

    @Test
    void nothing_that_matches_is_told_and_is_no_error() {
        onDeployments();
        assertThat(run("opsworks list --stack-id s1 --status pending"))
                .isEqualTo(new CliRun.Result(0, """
                ID  STATUS  REVISION  CREATED  DURATION  REASON
                """, "deploystat: no deployments of opsworks:s1@eu-west-1 match\n"));
    }

    private void onOneOfTwoRegions() {
        aws.on("DescribeDeployments").reply("{\"Deployments\":[" + opsworks("dep1", "successful") + "]}");
        aws.on("DescribeDeployments").fail(500, "InternalFailure", "boom");
    }

    @Test
    void a_history_that_breaks_off_is_shown_with_its_error() {
        onOneOfTwoRegions();
        CliRun.Result result = run("opsworks list --stack-id s1 --region eu-west-1,us-east-1");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.out()).startsWith("""
                TARGET                 STATUS              REVISION  PROGRESS  CHANGED               REASON
                opsworks:s1@eu-west-1  succeeded, retired  -         -         2024-03-01T11:01:00Z  -
                opsworks:s1@us-east-1  ! unavailable       -         -         -                     boom""");
    }

    @Test
    void a_streamed_history_that_breaks_off_is_no_whole_document() {
        onOneOfTwoRegions();
        CliRun.Result result = run("opsworks list --stack-id s1 --region eu-west-1,us-east-1 --limit 0 -o json");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.out()).contains("\"dep1\"").doesNotEndWith("}\n");
    }

    @Test
    void a_query_over_a_history_that_breaks_off_has_no_answer() {
        onOneOfTwoRegions();
        CliRun.Result result =
                run("opsworks list --stack-id s1 --region eu-west-1,us-east-1 --limit 0 --query length(deployments)");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("deploystat: opsworks:s1@us-east-1: unavailable: boom\n");
    }

    @Test
    void all_of_a_history_is_streamed() {
        onDeployments();
        assertThat(run("opsworks list --stack-id s1 --limit 0 -o name").out()).isEqualTo("""
                opsworks:s1#dep2@eu-west-1
                opsworks:s1#dep1@eu-west-1
                """);
        assertThat(run("opsworks list --stack-id s1 --limit 1 -o name").out())
                .isEqualTo("opsworks:s1#dep2@eu-west-1\n");
    }

    @Test
    void a_page_for_a_browser_takes_two_thousand_deployments_at_most_and_says_so() {
        String many = IntStream.rangeClosed(1, 2001)
                .mapToObj(number -> opsworks("dep" + number, "successful"))
                .collect(Collectors.joining(","));
        aws.on("DescribeDeployments").reply("{\"Deployments\":[" + many + "]}");
        CliRun.Result page = run("opsworks list --stack-id s1 --limit 0 -o html");
        assertThat(page.exit()).isZero();
        assertThat(page.out().split("<tr ")).hasSize(2002);
        assertThat(page.out()).contains("The list is not complete.");
        assertThat(page.err())
                .isEqualTo("deploystat: a page shows the newest 2000 deployments of opsworks:s1@eu-west-1 at most;"
                        + " -o jsonl shows all\n");
        assertThat(run("opsworks list --stack-id s1 --limit 0 -o html --query length(deployments)")
                        .out())
                .contains("2001");
        assertThat(run("opsworks list --stack-id s1 -o html").err()).isEmpty();
    }
}
