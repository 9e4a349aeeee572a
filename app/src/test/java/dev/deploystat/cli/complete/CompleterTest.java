package dev.deploystat.cli.complete;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is offered for words, as the scripts of the shells are answered. */
class CompleterTest {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void keep() throws IOException {
        environment.put("HOME", home.toString());
        Path history =
                Files.createDirectories(home.resolve(".local/state/deploystat")).resolve("history");
        Files.writeString(history, """
                ecs:prod/api@eu-west-1\tcluster=prod\tservice=api
                cloudformation:orders@us-east-1\tstack-name=orders
                ecs:prod/web@staging/eu-west-1\tcluster=prod\tservice=web
                """);
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), """
                [default]
                region = eu-north-1
                [profile staging]
                region = eu-west-1
                [profile broken]
                  odd line
                """);
        Files.writeString(home.resolve(".aws/credentials"), "[robot]\naws_access_key_id = a\n");
    }

    private List<String> lines(String... words) {
        return Completer.answer(List.of(words), environment::get).lines().toList();
    }

    /** Returns what is offered for words divided by blanks; brackets stand for one that is empty. */
    private List<String> offered(String line) {
        return lines(line.replace("[]", "").split(" ", -1)).stream()
                .map(each -> each.split("\t", 2)[0])
                .toList();
    }

    @Test
    void names_of_the_configuration_file_are_offered_where_a_target_may_stand() throws IOException {
        Path file = Files.writeString(home.resolve("names.yaml"), """
                targets: {api: 'ecs:prod/api'}
                groups: {release: [api], relay: [api]}
                """);
        environment.put("DEPLOYSTAT_CONFIG", file.toString());
        assertThat(offered("wait rel")).containsExactly("release", "relay");
        assertThat(offered("wait ecs:prod/a")).containsExactly("ecs:prod/api@eu-west-1");
        assertThat(offered("scan --group re")).containsExactly("release", "relay");
        assertThat(offered("where 3f9c2ab relay re")).containsExactly("release");

        Files.writeString(file, "targets: [");
        assertThat(offered("wait rel")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "stat|status stats",
                "gg|gg2 gg1",
                "ecs wa|wait watch",
                "gg1 ex|explain",
                "help stat|status stats",
                "--profile x ecs li|list",
                "completion []|bash zsh fish",
                "policy ela|elasticbeanstalk",
                "policy ecs e|eks elasticbeanstalk",
                "status --reg|--region",
                "status --region x --reg|''",
                "opsworks list --deployment|--deployment-ids --deployment-id",
                "status -|--targets-file --exit-status --debug -h --help -o --output --config --query --columns --sort-by --raw"
                        + " --show-custom-json --color --profile --region --endpoint-url --ca-bundle --no-verify-ssl"
                        + " --cli-connect-timeout --cli-read-timeout --record --replay",
                "services --|--debug --help --output --config --query --color",
                "status -o j|json jsonl",
                "status --output=j|--output=json --output=jsonl",
                "status --color []|auto on off",
                "wait --on-needs-action []|wait fail",
                "status --sort-by st|status stage started",
                "status --columns st|:go-on status stage started",
                "status --columns target,st|:go-on target,status target,stage target,started",
                "status --columns status,sta|:go-on status,stage status,started",
                "list --status fail|:go-on failed",
                "ecs list --status SUC|:go-on SUCCESSFUL",
                "wait --profile []|:go-on broken default robot staging",
                "scan --service ecs,la|:go-on ecs,lambda",
                "scan --region al|:go-on all",
                "status --region al|''",
                "status --region eu-n|:go-on eu-north-1",
                "wait ecs:a/b --until R|RECONCILE_SERVICE",
                "ecs wait --until P|PRE_SCALE_UP POST_SCALE_UP PRE_PRODUCTION_TRAFFIC_SHIFT",
                "status ecs:|ecs:prod/api@eu-west-1 ecs:prod/web@staging/eu-west-1",
                "status ecs:prod/api@eu-west-1 ecs:|ecs:prod/web@staging/eu-west-1",
                "status ecs|ecs:prod/api@eu-west-1 ecs:prod/web@staging/eu-west-1",
                "status cfn:|cfn:orders@us-east-1",
                "status co|:go-on codedeploy: codepipeline:",
                "status ecs:x@sta|:go-on ecs:x@staging/",
                "status ecs:x@staging/eu-west-|ecs:x@staging/eu-west-1 ecs:x@staging/eu-west-2 ecs:x@staging/eu-west-3",
                "policy ecs --for sta|:go-on stats status",
                "policy --for status,wa|:go-on status,wait status,watch",
                "ecs status []|prod/api@eu-west-1 prod/web@staging/eu-west-1",
                "ecs explain prod/api@eu-west-1 prod|prod/web@staging/eu-west-1",
                "ecs status --cluster []|prod",
                "ecs status --service []|api web",
                "cfn explain --stack-name=|--stack-name=orders",
                "status --record []|:file",
                "status --query []|''",
                "list ecs:prod/api@eu-west-1 ecs|''",
                "status -- -|''",
                "nothing here []|''"
            })
    void what_may_come_next_is_offered(String line, String offered) {
        List<String> expected = offered.equals("''") ? List.of() : List.of(offered.split(" "));
        if (line.startsWith("ecs wait --until")) {
            assertThat(offered(line)).containsAll(expected.subList(0, 2));
        } else {
            assertThat(offered(line)).isEqualTo(expected);
        }
    }

    @Test
    void the_regions_that_the_user_has_set_come_first() {
        assertThat(offered("status --region eu")).startsWith(":go-on", "eu-north-1", "eu-west-1", "eu-central-1");
        environment.put("AWS_REGION", "eu-south-2");
        assertThat(offered("status --region eu")).startsWith(":go-on", "eu-south-2", "eu-north-1");
    }

    @Test
    void the_files_are_where_the_environment_puts_them() throws IOException {
        Path other = Files.writeString(home.resolve("other"), "[profile night]\n");
        environment.put("AWS_CONFIG_FILE", other.toString());
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "~/none");
        assertThat(offered("status --profile ")).containsExactly(":go-on", "night");
    }

    @Test
    void targets_come_before_services_where_nothing_is_typed() {
        assertThat(offered("wait "))
                .startsWith(
                        "ecs:prod/api@eu-west-1",
                        "cloudformation:orders@us-east-1",
                        "ecs:prod/web@staging/eu-west-1",
                        "ecs:",
                        "codedeploy:")
                .doesNotContain("cfn:");
    }

    @Test
    void what_it_is_stands_behind_a_tab() {
        assertThat(lines("stat")).first().isEqualTo("status\tTakes one look at each target's current deployment.");
        assertThat(lines("ecs", "status", "--clu")).containsExactly("--cluster\tThe cluster. Default: default.");
        assertThat(lines("apprun")).containsExactly("apprunner\tAWS App Runner");
        assertThat(lines("wait", "--profile", "sta")).containsExactly(":go-on", "staging\teu-west-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "OFF", "0", "no", "false"})
    void a_history_that_is_switched_off_is_not_read_either(String off) {
        environment.put("DEPLOYSTAT_HISTORY", off);
        assertThat(offered("status ecs:")).isEmpty();
        assertThat(offered("ecs status --cluster ")).isEmpty();
    }

    @Test
    void nothing_goes_wrong_in_odd_surroundings() throws IOException {
        assertThat(Completer.answer(List.of(), environment::get)).isEmpty();
        Path history = home.resolve(".local/state/deploystat/history");
        Files.write(history, new byte[] {(byte) 0xff, 0, '\n', '\t', '=', '\n', ':', '\t', '\t', '='});
        Files.writeString(home.resolve(".aws/config"), "[profile\n[]\n=\n\u0000");
        for (String line : Arrays.asList("status ", "status ecs:", "ecs status --cluster ", "status --profile ")) {
            assertThat(offered(line)).as(line).isNotNull();
        }
        environment.clear();
        environment.put("XDG_STATE_HOME", "relative\u0000");
        environment.put("HOME", "\u0000");
        assertThat(offered("status co")).containsExactly(":go-on", "codedeploy:", "codepipeline:");
        assertThat(offered("status --profile x")).isEmpty();
    }
}
