package dev.deploystat.aws.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.model.Change;
import dev.deploystat.model.Rollout;
import org.junit.jupiter.api.Test;

/** What differs between a function and the version published before it, over the wire. */
class FunctionChangesTest extends AgainstLoopback {
    private static final String FUNCTION = "GET /2015-03-31/functions/api";
    private static final String VERSIONS = FUNCTION + "/versions";
    private static final String PROVISIONED = "GET /2019-09-30/functions/api/provisioned-concurrency";

    private static String of(String version, int memory, String variables) {
        return """
                {"FunctionName":"api","Version":"%s","State":"Active","LastUpdateStatus":"Successful","MemorySize":%d,
                 "Environment":{"Variables":{%s}}}""".formatted(version, memory, variables);
    }

    private void onHistory(String now, String... versions) {
        aws.on(FUNCTION).reply("{\"Configuration\":" + now + "}");
        aws.on(VERSIONS).reply("{\"Versions\":[" + String.join(",", versions) + "]}");
    }

    @Test
    void a_function_is_compared_with_the_version_published_last_and_says_variables_by_name_only() {
        onHistory(
                of("$LATEST", 512, "\"KEY\":\"new-secret\""),
                of("$LATEST", 512, "\"KEY\":\"new-secret\""),
                of("9", 128, "\"KEY\":\"old-secret\""),
                of("10", 256, "\"KEY\":\"old-secret\",\"GONE\":\"x\""));
        Rollout rollout = explain("lambda:api", 0, true);
        assertThat(rollout.previousRevision()).isEqualTo("10");
        assertThat(rollout.changes())
                .containsExactly(
                        Change.of("memory", "256", "512"),
                        Change.hidden("environment KEY", Change.How.CHANGED),
                        Change.hidden("environment GONE", Change.How.REMOVED));
        assertThat(rollout.changes().toString()).doesNotContain("secret");
    }

    @Test
    void a_function_that_was_published_as_it_is_is_compared_with_the_last_version_that_was_otherwise() {
        onHistory(of("$LATEST", 512, ""), of("1", 128, ""), of("2", 256, ""), of("3", 512, ""), of("4", 512, ""));
        Rollout rollout = explain("lambda:api", 0, true);
        assertThat(rollout.previousRevision()).isEqualTo("2");
        assertThat(rollout.changes()).containsExactly(Change.of("memory", "256", "512"));
    }

    @Test
    void a_function_that_is_as_it_always_was_differs_in_nothing_from_its_last_version() {
        onHistory(of("$LATEST", 512, ""), of("1", 512, ""), of("2", 512, ""));
        Rollout rollout = explain("lambda:api", 0, true);
        assertThat(rollout.previousRevision()).isEqualTo("2");
        assertThat(rollout.changes()).isEmpty();
    }

    @Test
    void a_function_of_which_nothing_is_published_has_nothing_to_be_compared_with() {
        onHistory(of("$LATEST", 512, ""), of("$LATEST", 512, ""));
        Rollout rollout = explain("lambda:api", 0, true);
        assertThat(rollout.previousRevision()).isNull();
        assertThat(rollout.changes()).isEmpty();
    }

    @Test
    void a_version_is_compared_with_those_that_are_older_than_it() {
        onHistory(of("2", 256, ""), of("1", 128, ""), of("2", 256, ""), of("3", 512, ""));
        aws.on(PROVISIONED).fail(404, "ProvisionedConcurrencyConfigNotFoundException", "none");
        Rollout rollout = explain("lambda:api:2", 0, true);
        assertThat(rollout.previousRevision()).isEqualTo("1");
        assertThat(rollout.changes()).containsExactly(Change.of("memory", "128", "256"));
    }
}
