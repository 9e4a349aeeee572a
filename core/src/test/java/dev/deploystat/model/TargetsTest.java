package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    private static final ServiceInfo ECS = service(
            "ecs",
            "Amazon ECS",
            "service-deployment",
            List.of(
                    TargetForm.of("{cluster}/{service}", "a service of a cluster"),
                    TargetForm.of("{service}", "a service of the cluster 'default'")
                            .withDefault("cluster", "default")),
            List.of(
                    ArnForm.of("ecs", "service/{cluster}/{service}"),
                    ArnForm.of("ecs", "service/{service}"),
                    new ArnForm("ecs", "service-deployment/{cluster}/{service}/{#}", "#")));
    private static final ServiceInfo CODEDEPLOY = service(
            "codedeploy",
            "AWS CodeDeploy",
            "deployment-id",
            List.of(
                    TargetForm.of("{deployment-id:(d)-[A-Z0-9]+}", "a deployment"),
                    TargetForm.of("{application-name}/{deployment-group-name}", "a deployment group")),
            List.of(ArnForm.of("codedeploy", "deploymentgroup:{application-name}/{deployment-group-name}")),
            "deploy");
    private static final ServiceInfo LAMBDA = service(
            "lambda",
            "AWS Lambda",
            null,
            List.of(TargetForm.of("{function-name:[^:/]+}:{alias}", "an alias"), TargetForm.of("{function-name}", "")),
            List.of(ArnForm.of("lambda", "function:{function-name}")));
    private static final ServiceInfo AMPLIFY = service(
            "amplify",
            "AWS Amplify Hosting",
            "job-id",
            List.of(TargetForm.of("{app-id}/{branch-name}", "a branch")),
            List.of(
                    ArnForm.of("amplify", "apps/{app-id}/branches/{branch-name:(.+)}/jobs/{#:[0-9]{1,20}}"),
                    ArnForm.of("amplify", "apps/{app-id}/branches/{branch-name}")));
    private static final ServiceInfo CLOUDFORMATION = service(
            "cloudformation",
            "AWS CloudFormation",
            "operation-id",
            List.of(
                    TargetForm.of("stackset/{stack-set-name}", "a stack set"),
                    TargetForm.of("{stack-name:[^/]+|arn:.+}", "a stack")),
            List.of(new ArnForm("cloudformation", "stack/{}/{}", "stack-name")),
            "cfn");

    private final Targets targets = new Targets(new Targets.Catalogue() {
        private final List<ServiceInfo> all = List.of(ECS, CODEDEPLOY, LAMBDA, AMPLIFY, CLOUDFORMATION);

        @Override
        public Optional<ServiceInfo> find(String idOrAlias) {
            return all.stream()
                    .filter(info ->
                            info.id().equals(idOrAlias) || info.aliases().contains(idOrAlias))
                    .findFirst();
        }

        @Override
        public List<ServiceInfo> all() {
            return all;
        }
    });

    private static ServiceInfo service(
            String id, String title, String pin, List<TargetForm> forms, List<ArnForm> arns, String... aliases) {
        ServiceInfo.Builder service = ServiceInfo.builder(id, title).pin(pin);
        forms.forEach(service::form);
        arns.forEach(service::arn);
        List.of(aliases).forEach(service::alias);
        return service.build();
    }

    private static void assertRefused(ThrowingCallable reading, String message, String hint) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.hint()).isEqualTo(hint))
                .hasMessage(message);
    }

    private void assertRefused(String text, String message, String hint) {
        assertRefused(() -> targets.parse(text), message, hint);
    }

    @Test
    void a_target_is_a_service_with_a_resource_in_one_of_its_forms() {
        assertThat(targets.parse("ecs:prod/api"))
                .isEqualTo(new Target(
                        "ecs", "prod/api", Map.of("cluster", "prod", "service", "api"), null, null, null, null));
    }

    @Test
    void a_field_left_out_takes_its_default() {
        Target target = targets.parse("ecs:api");
        assertThat(target.resource()).isEqualTo("api");
        assertThat(target.fields()).containsOnly(Map.entry("cluster", "default"), Map.entry("service", "api"));
    }

    @Test
    void an_alias_reads_as_the_service_it_stands_for() {
        assertThat(targets.parse("cfn:web").service()).isEqualTo("cloudformation");
        assertThat(targets.parse("deploy:shop/live")).isEqualTo(targets.parse("codedeploy:shop/live"));
    }

    @Test
    void the_first_form_that_matches_is_taken() {
        assertThat(targets.parse("codedeploy:d-ABC123").fields()).containsOnly(Map.entry("deployment-id", "d-ABC123"));
        assertThat(targets.parse("codedeploy:d-abc/live").fields())
                .containsOnly(Map.entry("application-name", "d-abc"), Map.entry("deployment-group-name", "live"));
        assertThat(targets.parse("cfn:stackset/base").has("stack-set-name")).isTrue();
        assertThat(targets.parse("lambda:pay:live").fields())
                .containsOnly(Map.entry("function-name", "pay"), Map.entry("alias", "live"));
    }

    @Test
    void a_hash_pins_a_deployment_and_an_at_sign_names_the_place() {
        Target target = targets.parse("ecs:prod/api#abc@shop/eu-west-1");
        assertThat(target.resource()).isEqualTo("prod/api");
        assertThat(target.deployment()).isEqualTo("abc");
        assertThat(target.profile()).isEqualTo("shop");
        assertThat(target.region()).isEqualTo("eu-west-1");
        assertThat(targets.parse("ecs:prod/api@us-gov-west-1").profile()).isNull();
        assertThat(targets.parse("ecs:prod/api@team/shop/eu-west-1").profile()).isEqualTo("team/shop");
    }

    @Test
    void an_arn_brings_service_region_and_account() {
        assertThat(targets.parse("arn:aws:ecs:eu-west-1:111122223333:service/prod/api"))
                .isEqualTo(new Target(
                        "ecs",
                        "prod/api",
                        Map.of("cluster", "prod", "service", "api"),
                        null,
                        null,
                        "eu-west-1",
                        "111122223333"));
    }

    @Test
    void an_arn_of_another_partition_is_read_alike() {
        Target target =
                targets.parse("arn:aws-us-gov:ecs:us-gov-west-1:111122223333:service/prod/api@gov/us-gov-west-1");
        assertThat(target.region()).isEqualTo("us-gov-west-1");
        assertThat(target.profile()).isEqualTo("gov");
    }

    @Test
    void an_old_short_service_arn_is_of_the_default_cluster() {
        Target target = targets.parse("arn:aws:ecs:eu-west-1:111122223333:service/api");
        assertThat(target.resource()).isEqualTo("api");
        assertThat(target.field("cluster")).isEqualTo("default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ecs:"})
    void an_arn_of_a_deployment_pins_it_whole(String prefix) {
        String arn = "arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/d1";
        Target target = targets.parse(prefix + arn);
        assertThat(target.resource()).isEqualTo("prod/api");
        assertThat(target.deployment()).isEqualTo(arn);
        assertThat(target.region()).isEqualTo("eu-west-1");
    }

    @Test
    void an_arn_may_be_pinned_with_a_hash() {
        Target target = targets.parse("arn:aws:ecs:eu-west-1:111122223333:service/prod/api#d1@shop/eu-west-1");
        assertThat(target.field("service")).isEqualTo("api");
        assertThat(target.deployment()).isEqualTo("d1");
        assertThat(target.profile()).isEqualTo("shop");
    }

    @Test
    void an_arn_the_api_takes_whole_stays_whole() {
        String arn = "arn:aws:cloudformation:eu-west-1:111122223333:stack/web/51af3dc0";
        assertThat(targets.parse(arn).field("stack-name")).isEqualTo(arn);
    }

    @Test
    void a_piece_of_an_arn_may_hold_slashes_where_its_form_says_so() {
        String branch = "arn:aws:amplify:eu-west-1:111122223333:apps/d1/branches/feature/new/jobs";
        assertThat(targets.parse(branch).field("branch-name")).isEqualTo("feature/new/jobs");
        assertThat(targets.parse(branch).deployment()).isNull();
        Target job = targets.parse(branch + "/jobs/0000000003");
        assertThat(job.resource()).isEqualTo("d1/feature/new/jobs");
        assertThat(job.deployment()).isEqualTo("0000000003");
        assertThatThrownBy(() -> targets.parse("arn:aws:amplify:eu-west-1:111122223333:apps/d1"))
                .extracting(refusal -> ((Refusal) refusal).hint())
                .isEqualTo(
                        "Known for this service: arn:aws:amplify:REGION:ACCOUNT:apps/APP_ID/branches/BRANCH_NAME/jobs/ID,"
                                + " arn:aws:amplify:REGION:ACCOUNT:apps/APP_ID/branches/BRANCH_NAME");
    }

    @Test
    void an_arn_without_a_region_takes_the_one_behind_it() {
        assertThat(targets.parse("arn:aws:ecs:::service/prod/api@eu-west-1"))
                .extracting(Target::region, Target::account)
                .containsExactly("eu-west-1", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ecs:prod/api",
                "ecs:api",
                "ecs:prod/api#d1",
                "ecs:prod/api@eu-west-1",
                "ecs:prod/api#d1@shop/eu-west-1",
                "ecs:prod/a%40b",
                "ecs:prod/a%23b#c%23%40%25@eu-west-1",
                "ecs:prod/100%25",
                "ecs:prod/%2523",
                "ecs:prod/%25%2540",
                "ecs:prod/api@me%40corp/eu-west-1",
                "codedeploy:d-ABC123",
                "cloudformation:arn:aws:cloudformation:eu-west-1:111122223333:stack/web/51af3dc0@eu-west-1",
                "ecs:prod/api#arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/api/d1@eu-west-1",
                "lambda:pay:live@eu-west-1"
            })
    void what_is_printed_reads_as_the_same_target_again(String text) {
        assertThat(targets.parse(text)).hasToString(text);
        assertThat(targets.parse(targets.parse(text).toString())).isEqualTo(targets.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b", "a#b", "100%", "%40", "%2523", "%%2340", "#@%", "ümläut 雪", "a,b", "%2C,%20 "})
    void any_name_survives_printing(String name) {
        Target target =
                Targets.of(ECS, Map.of("cluster", name, "service", name), name).at(name, "eu-west-1");
        Target again = targets.parse(target.toString());
        assertThat(again).isEqualTo(target);
        assertThat(again.field("cluster")).isEqualTo(name);
        assertThat(again.deployment()).isEqualTo(name);
        assertThat(again.profile()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"esc:prod/api,ecs", "codedeplyo:a/b,codedeploy", "cloud:web,cloudformation", "ECS:prod/api,ecs"})
    void a_misspelt_service_is_answered_with_the_nearest_one(String text, String nearest) {
        assertRefused(
                text,
                "'" + text.substring(0, text.indexOf(':')) + "' is not a service deploystat knows",
                "Did you mean '" + nearest + "'? 'deploystat services' lists them all.");
    }

    @Test
    void a_service_like_no_other_is_answered_with_the_list() {
        assertRefused(
                "kubernetes:x",
                "'kubernetes' is not a service deploystat knows",
                "The services are: ecs, codedeploy, lambda, amplify, cloudformation.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod-api", "", ":prod/api"})
    void a_text_without_a_service_is_refused(String text) {
        assertRefused(
                text,
                "'" + text + "' is not a target: it names no service",
                "Write SERVICE:RESOURCE, for example ecs:CLUSTER/SERVICE. 'deploystat services' lists them.");
    }

    @Test
    void an_unknown_form_is_answered_with_the_known_ones() {
        String forms = "It takes: codedeploy:APPLICATION_NAME/DEPLOYMENT_GROUP_NAME (a deployment group), "
                + "codedeploy:DEPLOYMENT_ID (a deployment)";
        assertRefused("codedeploy:shop", "'shop' is not a resource of AWS CodeDeploy", forms);
        assertRefused("codedeploy:", "'codedeploy:' names no resource", forms);
        assertRefused("codedeploy:/live", "'/live' is not a resource of AWS CodeDeploy", forms);
    }

    @Test
    void what_stands_after_an_at_sign_must_be_a_region() {
        String hint =
                "After '@' comes [PROFILE/]REGION, for example @prod/eu-west-1. Write '%40' for an '@' in a name.";
        assertRefused("ecs:prod/api@notaregion", "'notaregion' in '@notaregion' is not a region", hint);
        assertRefused("ecs:prod/api@shop/", "'' in '@shop/' is not a region", hint);
        assertRefused("ecs:prod/api@", "'' in '@' is not a region", hint);
        assertRefused(
                "ecs:prod/api@EU-WEST-1",
                "'EU-WEST-1' in '@EU-WEST-1' is not a region",
                "Did you mean eu-west-1? " + hint);
        assertRefused(
                "ecs:prod/api@/eu-west-1",
                "'@/eu-west-1' names no profile before '/'",
                "Write @eu-west-1 or @PROFILE/eu-west-1");
        assertRefused(
                "ecs:prod/api@eu-west-1#d1",
                "'eu-west-1#d1' in '@eu-west-1#d1' is not a region",
                "'#DEPLOYMENT' stands before '@'.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ecs:prod/api ", " ecs:prod/api", "ecs:prod/my api", "ecs:prod/api\tecs:prod/web", "ecs:a/b#d 1"
            })
    void a_blank_is_refused_and_not_read_as_part_of_a_name(String text) {
        String service = text.substring(0, text.indexOf(':'));
        if (service.equals("ecs")) {
            assertRefused(text, "'" + text + "' has a blank in it", "Take it out; a blank in a name is written %20.");
        } else {
            assertThatThrownBy(() -> targets.parse(text)).isInstanceOf(Refusal.class);
        }
        assertThat(targets.parse("ecs:prod/my%20api").field("service")).isEqualTo("my api");
    }

    @Test
    void a_comma_is_refused_and_not_read_as_part_of_a_name() {
        assertRefused(
                "ecs:prod/api@eu-west-1,ecs:prod/web@eu-west-1",
                "'ecs:prod/api@eu-west-1,ecs:prod/web@eu-west-1' has a comma in it",
                "Several targets stand apart: ecs:prod/api@eu-west-1 ecs:prod/web@eu-west-1."
                        + " A comma in a name is written %2C.");
        assertRefused(
                "ecs:prod/api,web",
                "'ecs:prod/api,web' has a comma in it",
                "Several targets stand apart. A comma in a name is written %2C.");
        assertThat(targets.parse("codedeploy:shop%2Clive/a").field("application-name"))
                .isEqualTo("shop,live");
    }

    @Test
    void a_form_that_takes_several_ids_has_commas_between_them() {
        ServiceInfo lists = service(
                "ecs", "x", null, List.of(TargetForm.of("deployment/{deployment-ids:[^/]+}", "several")), List.of());
        Targets grammar = new Targets(new Targets.Catalogue() {
            @Override
            public Optional<ServiceInfo> find(String idOrAlias) {
                return Optional.of(lists);
            }

            @Override
            public List<ServiceInfo> all() {
                return List.of(lists);
            }
        });
        assertThat(grammar.parse("ecs:deployment/a,b@eu-west-1")).hasToString("ecs:deployment/a,b@eu-west-1");
        assertThatThrownBy(() -> grammar.parse("ecs:deployment/a,ecs:deployment/b"))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void a_second_at_sign_is_refused_and_not_guessed_at() {
        assertRefused(
                "ecs:prod/api@me@corp/eu-west-1",
                "'prod/api@me@corp/eu-west-1' has more than one '@'",
                "Write '%40' for an '@' in a name; the last part is @[PROFILE/]REGION.");
    }

    @Test
    void a_hash_needs_an_id_behind_it() {
        assertRefused(
                "ecs:prod/api#",
                "'ecs:prod/api#' ends in '#' without a deployment id",
                "Leave '#' out for the latest one.");
        assertRefused(
                "ecs:prod/api#@eu-west-1",
                "'ecs:prod/api#@eu-west-1' ends in '#' without a deployment id",
                "Leave '#' out for the latest one.");
    }

    @Test
    void a_service_without_deployment_ids_cannot_be_pinned() {
        assertRefused(
                "lambda:pay#7", "AWS Lambda has no deployment ids, so '#7' names nothing", "Leave it out: lambda:pay");
        assertRefused(
                "arn:aws:lambda:eu-west-1:1:function:pay#7",
                "AWS Lambda has no deployment ids, so '#7' names nothing",
                "Leave it out: lambda:pay");
    }

    @ParameterizedTest
    @ValueSource(strings = {"arn:aws:ecs", "arn:aws:ecs:eu-west-1:111122223333", "ecs:arn:aws:ecs:eu-west-1"})
    void an_incomplete_arn_is_refused(String text) {
        assertRefused(
                text,
                "'" + text.substring(text.indexOf("arn:")) + "' is not a whole ARN",
                "An ARN has six parts: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE");
    }

    @Test
    void an_unknown_arn_is_answered_with_the_known_ones_of_its_service() {
        assertRefused(
                "arn:aws:ecs:eu-west-1:1:task/prod/0123",
                "'arn:aws:ecs:eu-west-1:1:task/prod/0123' is not the ARN of something deploystat reads",
                "Known for this service: arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/SERVICE, "
                        + "arn:aws:ecs:REGION:ACCOUNT:service/SERVICE, "
                        + "arn:aws:ecs:REGION:ACCOUNT:service-deployment/CLUSTER/SERVICE/ID");
        assertRefused(
                "arn:aws:s3:::bucket",
                "'arn:aws:s3:::bucket' is not the ARN of something deploystat reads",
                "No service here has ARNs of 's3'. 'deploystat services' lists what is supported.");
    }

    @Test
    void an_arn_of_another_service_than_the_one_named_is_refused() {
        assertThatThrownBy(() -> targets.parse("codedeploy:arn:aws:ecs:eu-west-1:1:service/prod/api"))
                .isInstanceOf(Refusal.class)
                .hasMessageEndingWith("is not the ARN of something deploystat reads");
    }

    @Test
    void an_arn_is_not_looked_for_in_another_region_than_its_own() {
        assertRefused(
                "arn:aws:ecs:eu-west-1:1:service/prod/api@us-east-1",
                "'arn:aws:ecs:eu-west-1:1:service/prod/api' lies in eu-west-1, not in us-east-1",
                "An ARN names its region itself: leave '@us-east-1' out.");
    }

    @Test
    void the_region_of_an_arn_must_be_one() {
        assertRefused(
                "arn:aws:ecs:evil.example/:1:service/prod/api",
                "'evil.example/' in 'arn:aws:ecs:evil.example/:1:service/prod/api' is not a region",
                "An ARN has its region in the fourth place: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE");
    }

    @Test
    void an_arn_that_names_one_deployment_cannot_be_pinned_to_another() {
        String arn = "arn:aws:ecs:eu-west-1:1:service-deployment/prod/api/d1";
        assertRefused(
                arn + "#d2", "'" + arn + "#d2' names two deployments", "The ARN names one itself: leave '#d2' out.");
    }

    @Test
    void options_make_the_same_target_as_the_grammar() {
        assertThat(Targets.of(ECS, Map.of("cluster", "prod", "service", "api"), "d1"))
                .isEqualTo(targets.parse("ecs:prod/api#d1"));
        assertThat(Targets.of(ECS, Map.of("service", "api"), null)).isEqualTo(targets.parse("ecs:api"));
        assertThat(Targets.of(LAMBDA, Map.of("function-name", "pay", "alias", "live"), null))
                .isEqualTo(targets.parse("lambda:pay:live"));
    }

    @Test
    void an_option_that_takes_an_arn_makes_the_same_target_as_the_arn() {
        String arn = "arn:aws:ecs:eu-west-1:111122223333:service/prod/api";
        assertThat(Targets.of(ECS, Map.of("service", arn), "d1"))
                .isEqualTo(targets.parse(arn).pinnedTo("d1"));
    }

    @Test
    void a_deployment_alone_is_enough_where_it_is_a_resource_or_an_arn() {
        assertThat(Targets.of(CODEDEPLOY, Map.of(), "d-ABC123")).isEqualTo(targets.parse("codedeploy:d-ABC123"));
        String arn = "arn:aws:ecs:eu-west-1:1:service-deployment/prod/api/d1";
        assertThat(Targets.of(ECS, Map.of(), arn)).isEqualTo(targets.parse(arn));
        assertRefused(
                () -> Targets.of(ECS, Map.of(), "d1"),
                "--service-deployment alone does not name one target of Amazon ECS",
                "Give exactly one of: --cluster with --service; --service");
    }

    @Test
    void options_that_fit_no_form_are_refused_with_the_choices() {
        String choices = "Give exactly one of: --application-name with --deployment-group-name; --deployment-id";
        assertRefused(
                () -> Targets.of(CODEDEPLOY, Map.of("application-name", "shop"), null),
                "--application-name alone does not name one target of AWS CodeDeploy",
                choices);
        assertThatThrownBy(() -> Targets.of(
                        CODEDEPLOY,
                        Map.of("application-name", "a", "deployment-group-name", "b", "deployment-id", "d-A"),
                        null))
                .hasMessageEndingWith(" together do not name one target of AWS CodeDeploy");
    }

    @Test
    void an_option_value_that_would_read_as_another_target_is_refused() {
        String forms = "It takes: ecs:CLUSTER/SERVICE (a service of a cluster), "
                + "ecs:SERVICE (a service of the cluster 'default')";
        assertRefused(
                () -> Targets.of(ECS, Map.of("service", "other/api"), null),
                "Amazon ECS can have no --service 'other/api'",
                forms);
        assertRefused(() -> Targets.of(ECS, Map.of("service", ""), null), "Amazon ECS can have no --service ''", forms);
        assertThatThrownBy(() -> Targets.of(ECS, Map.of("cluster", "a/b", "service", "c"), null))
                .hasMessageStartingWith("Amazon ECS can have no --");
        assertThatThrownBy(() -> Targets.of(CODEDEPLOY, Map.of("deployment-id", "17"), null))
                .hasMessage("AWS CodeDeploy can have no --deployment-id '17'");
    }
}
