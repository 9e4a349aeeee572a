package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.cli.option.GlobalOptions;
import dev.deploystat.cli.option.OptionGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the user wrote wrong: said before anything is read, with what would be right. */
class UsageTest {
    @TempDir
    Path folder;

    private static void refused(String line, String message) {
        CliRun.Result result = CliRun.alone().run(line);
        assertThat(result).as(line).isEqualTo(new CliRun.Result(2, "", message));
        for (String json : new String[] {" -o json", " --output=json", " -ojson"}) {
            CliRun.Result asJson = CliRun.alone().run(line + json);
            assertThat(asJson.exit()).isEqualTo(2);
            assertThat(asJson.out()).isEmpty();
            assertThat(asJson.err())
                    .as("one object and nothing else")
                    .startsWith("{\"error\":{\"kind\":\"")
                    .endsWith("}}\n")
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "explian ecs:prod/api|'explian' is not a command of deploystat|Did you mean 'explain'? 'deploystat --help' lists them.",
                "eccs status|'eccs' is not a command of deploystat|Did you mean 'ecs'? 'deploystat --help' lists them.",
                "frobnicate|'frobnicate' is not a command of deploystat|'deploystat --help' lists them.",
                "help frobnicate|'frobnicate' is not a command of deploystat|'deploystat --help' lists them.",
                "ecs:prod/api|'ecs:prod/api' is not a command of deploystat|To look at a target: deploystat status ecs:prod/api. 'deploystat --help' lists them.",
                "ecs lst|'deploystat ecs' has no command 'lst'|Did you mean 'list'? There are: status, list, wait, watch, explain.",
                "ecs help|'deploystat ecs' has no command 'help'|There are: status, list, wait, watch, explain.",
                "--bogus|Unknown option: '--bogus'|'deploystat --help' lists the options.",
                "status --regoin eu-west-1 ecs:prod/api|Unknown option: '--regoin'|Did you mean --region? 'deploystat status --help' lists the options.",
                "wait ecs:prod/api --timeuot 5m|Unknown options: '--timeuot', '5m'|Did you mean --timeout? 'deploystat wait --help' lists the options."
            })
    void an_unknown_word_names_the_nearest(String line, String what, String next) {
        CliRun.Result result = CliRun.alone().run(line);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        if (!line.contains("timeuot")) {
            refused(line, "deploystat: " + what + "\n" + next + "\n");
        } else {
            assertThat(result.err()).contains("'--timeuot'", next);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "list", "wait", "watch", "explain", "stats", "lambda status"})
    void every_command_over_aws_takes_the_pager_option_of_the_aws_cli(String command) {
        assertThat(CliRun.alone().run(command + " --no-cli-pager").err()).startsWith("deploystat: no target given");
        assertThat(CliRun.alone().run(command + " --help").out().contains("--no-cli-pager"))
                .isEqualTo(command.equals("explain"));
    }

    @Test
    void the_command_is_found_behind_every_option_and_its_value() {
        CommandSpec declared = CommandSpec.create();
        GlobalOptions.declare(declared, OptionGroup.all(), false);
        for (OptionSpec option : declared.options()) {
            String value = option.arity().max() > 0 ? " status" : "";
            for (String name : option.names()) {
                CliRun.Result result = CliRun.alone().run(name + value + " frobnicate");
                assertThat(result.err()).as(name).contains("'frobnicate' is not a command of deploystat");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status|no target given|Name one, for example ecs:prod/api. 'deploystat services' lists the forms.",
                "ecs status|no target given: Amazon ECS takes CLUSTER/SERVICE, SERVICE, express/CLUSTER/EXPRESS_SERVICE, daemon/CLUSTER/DAEMON_NAME|Write for example: deploystat ecs status CLUSTER/SERVICE, or: deploystat ecs status --cluster CLUSTER --service SERVICE",
                "lambda wait|no target given: AWS Lambda takes FUNCTION_NAME, capacity/CAPACITY_PROVIDER_NAME, FUNCTION_NAME:QUALIFIER|Write for example: deploystat lambda wait FUNCTION_NAME, or: deploystat lambda wait --function-name FUNCTION_NAME",
                "list ecs:a/b ecs:c/d|this takes one target, not 2: ecs:a/b ecs:c/d|'deploystat status' and 'deploystat wait' take several.",
                "status nonsense|'nonsense' is not a target: it names no service|Write SERVICE:RESOURCE, for example ecs:CLUSTER/SERVICE. 'deploystat services' lists them. A name for it would stand in deploystat.yaml, and there is none here or above.",
                "status ecss:prod/api|'ecss' is not a service deploystat knows|Did you mean 'ecs'? 'deploystat services' lists them all.",
                "wait ecs:prod/api@nowhere|'nowhere' in '@nowhere' is not a region|After '@' comes [PROFILE/]REGION, for example @prod/eu-west-1. Write '%40' for an '@' in a name.",
                "policy ecss|'ecss' is not a service deploystat knows|Did you mean 'ecs'? 'deploystat services' lists them all.",
                "services ecss|'ecss' is not a service deploystat knows|Did you mean 'ecs'? 'deploystat services' lists them all.",
                "scan ecs:a/b|'deploystat scan' does not take 'ecs:a/b'|'deploystat scan --help' lists the options.",
                "demo now|'deploystat demo' does not take 'now'|'deploystat demo --help' lists the options.",
                "completion|no shell given|There are: bash, zsh, fish.",
                "completion tcsh|there is no completion for 'tcsh'|There are: bash, zsh, fish."
            })
    void what_is_missing_or_wrong_is_named(String line, String what, String next) {
        refused(line, "deploystat: " + what + "\n" + next + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait ecs:a/b --fail-fast --no-fail-fast|--fail-fast and --no-fail-fast exclude each other|Failing fast is the default.",
                "wait ecs:a/b --timeout soon|--timeout takes a duration, not 'soon'|Write for example 500ms, 90s, 30m, 1h30m or 2d.",
                "wait ecs:a/b --timeout -5|--timeout takes a duration, not '-5'|Write for example 500ms, 90s, 30m, 1h30m or 2d.",
                "wait ecs:a/b --stable-for 5x|--stable-for takes a duration, not '5x'|Write for example 500ms, 90s, 30m, 1h30m or 2d.",
                "wait ecs:a/b --appear-timeout x|--appear-timeout takes a duration, not 'x'|Write for example 500ms, 90s, 30m, 1h30m or 2d.",
                "wait ecs:a/b --heartbeat x|--heartbeat takes a duration, not 'x'|Write for example 500ms, 90s, 30m, 1h30m or 2d.",
                "wait ecs:a/b --interval 0|--interval cannot be 0|AWS throttles whoever asks without pause.",
                "wait ecs:a/b --timeout 5m --timeout 6m|option '--timeout' (DURATION) should be specified only once|'deploystat wait --help' lists the options.",
                "wait ecs:a/b --since yesterday|--since takes a time, not 'yesterday'|Write an RFC 3339 time (2026-01-31T12:00:00Z), a date, 'now', or how long ago (2h).",
                "list ecs:a/b --created-before 2024-13-01|--created-before takes a time, not '2024-13-01'|Write an RFC 3339 time (2026-01-31T12:00:00Z), a date, 'now', or how long ago (2h).",
                "list ecs:a/b --limit many|--limit takes a number, not 'many'|Give a number of 0 or more.",
                "list ecs:a/b --limit 99999999999|--limit takes a number, not '99999999999'|Give a number of 0 or more.",
                "list ecs:a/b --page-size 0|--page-size takes a number, not '0'|Give a number from 1 to 1000.",
                "list ecs:a/b --since 1h --created-after 2024-01-01|--created-after and --since exclude each other|Both name the earliest time.",
                "list ecs:a/b --created-after 2024-02-01 --created-before 2024-01-01|no time is after 2024-02-01T00:00:00Z and before 2024-01-01T00:00:00Z|Exchange the two.",
                "status ecs:a/b --color sometimes|--color is 'sometimes'|It takes: auto, on, off.",
                "status ecs:a/b --region eu-wset-1|--region 'eu-wset-1' is not a region|Did you mean eu-west-1? Write for example eu-west-1.",
                "status ecs:a/b@us-eats-1|'us-eats-1' in '@us-eats-1' is not a region|Did you mean us-east-1? After '@' comes [PROFILE/]REGION, for example @prod/eu-west-1. Write '%40' for an '@' in a name.",
                "status ecs:a/b,ecs:a/c|'ecs:a/b,ecs:a/c' has a comma in it|Several targets stand apart: ecs:a/b ecs:a/c. A comma in a name is written %2C.",
                "status ecs:a/b --region europe|--region 'europe' is not a region|Write for example eu-west-1.",
                "status ecs:a/b --region eu-west-1,a/b|--region 'a/b' is not a region|Write for example eu-west-1.",
                "status ecs:a/b --endpoint-url localhost:4566|--endpoint-url 'localhost:4566' is not an address|Write for example http://127.0.0.1:4566.",
                "status ecs:a/b --endpoint-url ftp://x|--endpoint-url 'ftp://x' is not an address|Write for example http://127.0.0.1:4566.",
                "status ecs:a/b --cli-read-timeout long|--cli-read-timeout takes a number of seconds, not 'long'|0 means for ever.",
                "status ecs:a/b --ca-bundle /nonexistent.pem|the CA bundle '/nonexistent.pem' cannot be read|Name a PEM file of certificates.",
                "status ecs:a/b --record a --replay b|--record and --replay exclude each other|A replay is already a record.",
                "status ecs:a/b --record /nonexistent/x|the record '/nonexistent/x' cannot be written: there is no such folder|Name another file.",
                "status ecs:a/b --replay /nonexistent|the replay file '/nonexistent' cannot be used: there is no such file|'--record FILE' makes one.",
                "status foo --config /nonexistent|the configuration file '/nonexistent' cannot be read: there is no such file|Name another one with --config, or mend this one.",
                "status --targets-file /nonexistent|the targets file '/nonexistent' cannot be read: there is no such file|Name a text file with one target a line."
            })
    void a_bad_value_says_what_would_be_good(String line, String what, String next) {
        refused(line, "deploystat: " + what + "\n" + next + "\n");
    }

    @Test
    void an_unknown_format_names_the_nearest() {
        assertThat(CliRun.alone().run("status ecs:a/b -o jsn")).isEqualTo(new CliRun.Result(2, "", """
                deploystat: 'jsn' is not an output format
                Did you mean 'json'? There are: table, wide, json, jsonl, yaml, text, csv, markdown, html, name.
                """));
        assertThat(CliRun.alone()
                        .with("DEPLOYSTAT_OUTPUT", "tabel")
                        .run("services")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void an_error_object_follows_the_variable_too() {
        assertThat(CliRun.alone()
                        .with("DEPLOYSTAT_OUTPUT", "json")
                        .run("status")
                        .err())
                .isEqualTo("""
                {"error":{"kind":"usage","message":"no target given","hint":"Name one, for example ecs:prod/api. 'deploystat services' lists the forms."}}
                """);
    }

    @Test
    void a_region_has_to_come_from_somewhere() {
        assertThat(CliRun.alone().with("AWS_REGION", null).run("status ecs:prod/api"))
                .isEqualTo(new CliRun.Result(2, "", """
                        deploystat: no region for ecs:prod/api
                        Add @REGION to the target, give --region, set AWS_REGION, or run 'aws configure set region REGION'.
                        """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rubbish|line 2 is not a recorded exchange: Unrecognized token 'rubbish'",
                "{}|line 2 is not a recorded exchange: it lacks at, method, path or status",
                "{\"at\":\"yesterday\",\"method\":\"GET\",\"path\":\"/\",\"status\":200}|line 2 is not a recorded exchange: a member is of the wrong type",
                "{\"at\":\"2024-03-01T12:00:00Z\",\"method\":\"GET\",\"path\":\"/\",\"status\":200,\"target\":1}|line 2 is not a recorded exchange: a member is of the wrong type"
            })
    void a_corrupt_record_names_the_line(String line, String why) throws IOException {
        Path record = Files.writeString(folder.resolve("record.jsonl"), "\n" + line + "\n");
        CliRun.Result result = CliRun.replaying(record).run("status ecs:prod/api");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("deploystat: the replay file '" + record + "' cannot be used: " + why)
                .endsWith("\n'--record FILE' makes one.\n")
                .hasLineCount(2);
    }

    @Test
    void a_file_that_is_no_text_is_told_from_one_that_is_missing() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, '\n'});
        assertThat(CliRun.alone().run("status --targets-file " + binary).err()).isEqualTo("""
                deploystat: the targets file '%s' cannot be read: it is not UTF-8 text
                Name a text file with one target a line.
                """.formatted(binary));
        assertThat(CliRun.replaying(binary).run("status ecs:prod/api").err()).isEqualTo("""
                deploystat: the replay file '%s' cannot be used: it is not UTF-8 text
                '--record FILE' makes one.
                """.formatted(binary));
        assertThat(CliRun.alone().run("status --targets-file " + folder).err())
                .contains("cannot be read: Is a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status nonsense", "status --bogus", "status ecs:a/b -o jsn"})
    void a_stack_trace_is_only_for_debugging(String line) {
        assertThat(CliRun.alone().run(line).err()).doesNotContain("\tat ");
        assertThat(CliRun.alone().run(line + " --debug").err()).contains("\tat ");
    }

    @Test
    void what_the_user_wrote_is_repeated_without_its_escapes() {
        CliRun.Result result = CliRun.alone().run("status \u001b[31mred");
        assertThat(result.err()).startsWith("deploystat: '\\x1b[31mred' is not a target");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--debug", "ecs", "gg1"})
    void no_command_explains_itself_on_standard_error(String line) {
        CliRun.Result result = CliRun.alone().run(line);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("Usage: deploystat ").contains("\nExamples:\n", "\nExit codes:\n");
    }

    @Test
    void no_command_is_an_object_too_where_objects_are_wanted() {
        assertThat(CliRun.alone().run("ecs -o json")).isEqualTo(new CliRun.Result(2, "", """
                {"error":{"kind":"usage","message":"no command given","hint":"'deploystat ecs --help' lists them."}}
                """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "schema --region eu-west-1",
                "schema -o yaml",
                "schema --query a",
                "schema --endpoint-url http://127.0.0.1:1",
                "completion bash --columns a",
                "completion bash --profile a",
                "demo -o json",
                "demo --region eu-west-1",
                "demo --replay a",
                "services --columns a",
                "services --sort-by a",
                "services --region eu-west-1",
                "services --raw",
                "policy ecs --profile a",
                "policy ecs --columns a",
                "policy ecs --color on",
                "stats ecs:a/b --columns a",
                "stats ecs:a/b --sort-by a",
                "stats ecs:a/b --raw",
                "where --columns a",
                "where --show-custom-json"
            })
    void an_option_that_a_command_would_ignore_is_refused_and_not_in_its_help(String line) {
        CliRun.Result result = CliRun.alone().run(line);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("Unknown option", " --help' lists the options.");
        String option = line.replaceFirst("^.*? (--?[a-z-]+).*$", "$1");
        assertThat(CliRun.alone().run(line.split(" ")[0] + " --help").out()).doesNotContain("  " + option + "=");
    }

    @Test
    void a_policy_obeys_the_format_and_the_query_that_it_is_given() {
        assertThat(CliRun.alone().run("policy thingsgraph -o yaml").out()).startsWith("Version: \"2012-10-17\"\n");
        assertThat(CliRun.alone().run("policy ecs --query Version").out()).isEqualTo("\"2012-10-17\"\n");
    }

    @Test
    void help_shows_the_options_of_a_command_before_those_that_it_shares() {
        String help = CliRun.alone().run("ecs wait --help").out();
        assertThat(help.indexOf("--cluster=")).isPositive().isLessThan(help.indexOf("--timeout="));
        assertThat(help.indexOf("--timeout=")).isLessThan(help.indexOf("\nOutput options:\n"));
        assertThat(help.indexOf("\nOutput options:\n")).isLessThan(help.indexOf("\nAWS options:\n"));
        assertThat(help.indexOf("\nAWS options:\n")).isLessThan(help.indexOf("--profile="));
    }

    @Test
    void each_field_of_a_target_has_a_text_of_its_own() {
        assertThat(CliRun.alone().run("ecs status --help").out())
                .contains("The cluster. Default: default.\n", "The service.\n");
        assertThat(CliRun.alone().run("opsworks status --help").out())
                .contains("The id of the stack.\n", "The id of the app.\n", "The ids of the deployments.\n");
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_ENDPOINT_URL,localhost:4566,ecs:a/b",
        "AWS_ENDPOINT_URL_ECS,ftp://x,ecs:a/b",
        "AWS_ENDPOINT_URL_CLOUDFORMATION,http://,cloudformation:a",
        "AWS_ENDPOINT_URL_IOTTHINGSGRAPH,http://,thingsgraph:a",
        "AWS_ENDPOINT_URL_AUTO_SCALING,here,autoscaling:a",
        "AWS_ENDPOINT_URL_ELASTIC_BEANSTALK,here,elasticbeanstalk:a/b",
        "AWS_ENDPOINT_URL_API_GATEWAY,here,apigateway:rest/a/b",
        "AWS_ENDPOINT_URL_APIGATEWAYV2,here,apigateway:a/b"
    })
    void a_variable_that_is_no_address_is_named(String variable, String text, String target) {
        assertThat(CliRun.alone().with(variable, text).run("status " + target))
                .isEqualTo(new CliRun.Result(2, "", """
                        deploystat: the endpoint '%s' of %s is not an address
                        Write for example http://127.0.0.1:4566.
                        """.formatted(text, variable)));
    }
}
