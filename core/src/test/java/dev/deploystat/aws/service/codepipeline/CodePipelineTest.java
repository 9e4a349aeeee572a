package dev.deploystat.aws.service.codepipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Flag;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodePipelineTest extends AgainstLoopback {
    private static final long BEGUN = 1709287200;
    private static final Instant BEGUN_AT = Instant.ofEpochSecond(BEGUN);
    private static final Instant UPDATED_AT = Instant.ofEpochSecond(BEGUN + 60);
    private static final String ROLLS_BACK_E2 = """
            "executionType":"ROLLBACK","rollbackMetadata":{"rollbackTargetPipelineExecutionId":"e1"},
            "trigger":{"triggerType":"AutomatedRollback","triggerDetail":"{\\"FailedPipelineExecutionId\\":\\"e2\\"}"}""";
    private static final String ORDERED_ROLLBACK = """
            "executionType":"ROLLBACK","rollbackMetadata":{"rollbackTargetPipelineExecutionId":"e1"},
            "trigger":{"triggerType":"ManualRollback","triggerDetail":"arn:aws:iam::111122223333:user/ann"}""";

    /** An execution that began as many minutes after the first as its number says. */
    private static String execution(int number, String status, String more) {
        long begun = BEGUN + 60L * (number - 2);
        return """
                {"pipelineExecutionId":"e%d","status":"%s","startTime":%d,"lastUpdateTime":%d%s}""".formatted(number, status, begun, begun + 60, more.isEmpty() ? "" : "," + more);
    }

    private static String execution(int number, String status) {
        return execution(number, status, "");
    }

    private void executions(String... newestFirst) {
        aws.on("ListPipelineExecutions")
                .reply("{\"pipelineExecutionSummaries\":[" + String.join(",", newestFirst) + "]}");
    }

    private void stages(String... stages) {
        aws.on("GetPipelineState").ifAsked().reply("{\"stageStates\":[" + String.join(",", stages) + "]}");
    }

    private static String stage(String name, String execution, String status, String more) {
        return """
                {"stageName":"%s","latestExecution":{"pipelineExecutionId":"%s","status":"%s"}%s}""".formatted(name, execution, status, more.isEmpty() ? "" : "," + more);
    }

    private static String stage(String name, String execution, String status) {
        return stage(name, execution, status, "");
    }

    private void actions(String... actions) {
        aws.on("ListActionExecutions").reply("{\"actionExecutionDetails\":[" + String.join(",", actions) + "]}");
    }

    private static String action(
            String stage, String name, int minute, String status, String category, String provider, String result) {
        return """
                {"pipelineExecutionId":"e2","actionExecutionId":"%1$s-%2$s-%3$d","stageName":"%1$s","actionName":"%2$s",
                 "startTime":%4$d,"lastUpdateTime":%5$d,"status":"%6$s",
                 "input":{"actionTypeId":{"category":"%7$s","owner":"AWS","provider":"%8$s","version":"1"},
                 "configuration":{"ClusterName":"prod","ServiceName":"api","StackName":"net","StackSetName":"all",
                 "PipelineName":"next","ApplicationName":"shop","EnvironmentName":"live","Application":"a1b2",
                 "Environment":"e3","FunctionName":"pay","FunctionAlias":"live"}},"output":{"executionResult":{%9$s}}}""".formatted(
                        stage,
                        name,
                        minute,
                        BEGUN + 60L * minute,
                        BEGUN + 60L * minute + 30,
                        status,
                        category,
                        provider,
                        result);
    }

    private static String failedAction(String provider, String result) {
        return action("Prod", "Deploy", 1, "Failed", "Deploy", provider, result);
    }

    private static List<Target> related(Rollout rollout) {
        return rollout.relations().stream().map(relation -> relation.target()).toList();
    }

    private static List<String> relations(Rollout rollout) {
        return rollout.relations().stream()
                .map(relation -> relation.kind().word() + " " + relation.target())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress,IN_PROGRESS",
        "Stopping,IN_PROGRESS",
        "Stopped,STOPPED",
        "Succeeded,SUCCEEDED",
        "Superseded,STOPPED",
        "Cancelled,STOPPED",
        "Failed,FAILED",
        "BrandNew,UNKNOWN"
    })
    void every_native_status_is_mapped_and_kept(String word, Status status) {
        executions(execution(2, word));
        stages(stage("Source", "e2", "Succeeded"));
        for (String target : List.of("codepipeline:shop", "pipeline:shop#e2")) {
            Rollout rollout = read(target);
            assertThat(rollout.id()).isEqualTo("e2");
            assertThat(rollout.status()).isEqualTo(status);
            assertThat(rollout.nativeStatus()).isEqualTo(word);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress,ROLLING_BACK",
        "Stopping,ROLLING_BACK",
        "Succeeded,ROLLED_BACK",
        "Failed,ROLLBACK_FAILED",
        "Stopped,ROLLBACK_FAILED",
        "Cancelled,ROLLBACK_FAILED",
        "Superseded,STOPPED",
        "BrandNew,UNKNOWN"
    })
    void an_automatic_rollback_is_never_a_pass_even_under_its_own_id(String word, Status status) {
        executions(execution(3, word, ROLLS_BACK_E2), execution(2, "Failed"));
        stages(stage("Prod", "e3", "Succeeded"));
        for (String target : List.of("codepipeline:shop", "codepipeline:shop#e3")) {
            Rollout rollout = read(target);
            assertThat(rollout.status()).isEqualTo(status);
            assertThat(rollout.nativeStatus()).isEqualTo(word);
            assertThat(rollout.operation()).isEqualTo(Operation.ROLLBACK);
            assertThat(rollout.flags()).doesNotContain(Flag.RETRYABLE);
            assertThat(rollout.verdict(Set.of())).isNotEqualTo(Verdict.PASS);
            assertThat(rollout.reason()).startsWith("automatic rollback of e2; back to e1");
            assertThat(relations(rollout)).containsExactly("rolls-back codepipeline:shop#e2@eu-west-1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress,ROLLING_BACK",
        "Succeeded,ROLLED_BACK",
        "Failed,ROLLBACK_FAILED",
        "Superseded,FAILED",
        "BrandNew,FAILED"
    })
    void a_failed_execution_is_what_its_automatic_rollback_makes_of_it(String word, Status status) {
        executions(execution(3, word, ROLLS_BACK_E2), execution(2, "Failed"), execution(1, "Succeeded"));
        stages(stage("Prod", "e3", "InProgress"));
        Rollout rollout = read("codepipeline:shop#e2");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo("Failed");
        assertThat(rollout.reason()).isEqualTo("rollback e3: " + word);
        assertThat(relations(rollout)).containsExactly("rolled-back-by codepipeline:shop#e3@eu-west-1");
        assertThat(rollout.flags().contains(Flag.RETRYABLE)).isEqualTo(status == Status.FAILED);
        assertThat(rollout.finishedAt() != null).isEqualTo(status.isFinal());
    }

    @Test
    void a_rollback_that_somebody_ordered_passes_only_under_its_own_id() {
        executions(execution(3, "Succeeded", ORDERED_ROLLBACK), execution(2, "Failed"));
        stages(stage("Prod", "e3", "Succeeded"));
        assertThat(read("codepipeline:shop").status()).isEqualTo(Status.ROLLED_BACK);
        Rollout named = read("codepipeline:shop#e3");
        assertThat(named.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(named.reason()).isEqualTo("rollback; back to e1");
        assertThat(named.relations()).isEmpty();
        assertThat(read("codepipeline:shop#e2").status()).isEqualTo(Status.FAILED);
    }

    @Test
    void a_rollback_runs_one_stage_and_has_none_behind_it() {
        executions(execution(3, "InProgress", ORDERED_ROLLBACK));
        stages(stage("Build", "e2", "Succeeded"), stage("Prod", "e3", "InProgress"));
        Rollout rollout = read("codepipeline:shop#e3");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.stages()).isEqualTo(Stages.of(List.of(), Stages.Traffic.UNKNOWN));
        assertThat(rollout.progress()).isNull();
        assertThat(read("codepipeline:shop").status()).isEqualTo(Status.ROLLING_BACK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"executionType\":\"ROLLBACK\"", "\"trigger\":{\"triggerType\":\"AutomatedRollback\"}"})
    void a_rollback_of_which_little_is_said_is_taken_for_an_automatic_one(String more) {
        executions(execution(3, "Succeeded", more));
        stages();
        Rollout rollout = read("codepipeline:shop#e3");
        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.relations()).isEmpty();
    }

    @Test
    void a_rollback_answers_for_the_revision_that_it_takes_back() {
        String source = """
                "sourceRevisions":[{"actionName":"Source","revisionId":"%s"}]""";
        executions(
                execution(3, "Succeeded", ROLLS_BACK_E2 + "," + source.formatted("old")),
                execution(2, "Failed", source.formatted("new")));
        stages();
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.revision()).isEqualTo("old");
        assertThat(rollout.brings("new")).isTrue();
    }

    @Test
    void a_superseded_execution_names_the_one_that_was_there_when_it_was_overtaken() {
        executions(
                execution(9, "InProgress"),
                execution(3, "Succeeded", ORDERED_ROLLBACK),
                execution(3, "InProgress"),
                execution(2, "Superseded"),
                execution(1, "Succeeded"));
        Rollout rollout = read("codepipeline:shop#e2");
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.flags()).containsExactly(Flag.SUPERSEDED);
        assertThat(relations(rollout)).containsExactly("superseded-by codepipeline:shop#e3@eu-west-1");
        assertThat(aws.operations()).containsExactly("ListPipelineExecutions");
    }

    @Test
    void a_failed_execution_may_be_retried_under_the_same_id() {
        executions(execution(2, "Failed", "\"statusSummary\":\"Prod failed\""));
        stages(stage("Source", "e2", "Succeeded"), stage("Prod", "e2", "Failed"), stage("After", "e0", "Succeeded"));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.flags()).containsExactly(Flag.RETRYABLE);
        assertThat(rollout.reason()).isEqualTo("Prod failed; stage Prod: Failed");
        assertThat(rollout.progress()).isEqualTo(Progress.of(1, 3, "stages"));
        assertThat(rollout.finishedAt()).isEqualTo(UPDATED_AT);
        assertThat(rollout.parts())
                .containsExactly(
                        Part.of("stage", "Source", Status.SUCCEEDED, "Succeeded"),
                        Part.of("stage", "Prod", Status.FAILED, "Failed"));
    }

    @Test
    void a_stage_that_is_retried_keeps_a_failed_execution_in_progress() {
        executions(execution(2, "Failed"));
        stages(stage("Prod", "e2", "InProgress", """
                "retryStageMetadata":{"autoStageRetryAttempt":1,"latestRetryTrigger":"AutomatedStageRetry"}"""));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.reason()).isEqualTo("stage Prod retried 1x");
        assertThat(rollout.flags()).isEmpty();
        assertThat(rollout.finishedAt()).isNull();
    }

    @Test
    void retries_are_counted_however_they_came_about() {
        executions(execution(2, "Failed"));
        stages(stage("Prod", "e2", "Failed", """
                "retryStageMetadata":{"autoStageRetryAttempt":1,"manualStageRetryAttempt":2}"""));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.status()).isEqualTo(Status.FAILED);
        assertThat(rollout.reason()).isEqualTo("stage Prod: Failed; stage Prod retried 3x");
    }

    private static String condition(String member, String status, long at, String rule) {
        return """
                "%s":{"latestExecution":{"status":"%s"},"conditionStates":[{"latestExecution":
                {"status":"%s","summary":"said","lastStatusChange":%d},"ruleStates":[{"ruleName":"Alarm",
                "latestExecution":{"status":"%s","lastStatusChange":%d,
                "errorDetails":{"code":"RuleFailed","message":"5xx is in alarm"}}}]}]}""".formatted(member, status, status, at, rule, at);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"onFailure\":{\"result\":\"ROLLBACK\"}|onFailureConditionState|Succeeded|0|ROLLING_BACK",
                "\"onFailure\":{\"conditions\":[{\"result\":\"ROLLBACK\"}]}|onFailureConditionState|Failed|0|ROLLING_BACK",
                "\"onSuccess\":{\"conditions\":[{\"result\":\"ROLLBACK\"}]}|onSuccessConditionState|Failed|0|ROLLING_BACK",
                "\"onSuccess\":{\"conditions\":[{\"result\":\"ROLLBACK\"}]}|onSuccessConditionState|Errored|0|ROLLING_BACK",
                "\"onSuccess\":{\"conditions\":[{\"result\":\"FAIL\"}]}|onSuccessConditionState|Failed|0|FAILED",
                "\"onSuccess\":{\"conditions\":[{\"result\":\"ROLLBACK\"}]}|onSuccessConditionState|Overridden|0|FAILED",
                "\"onSuccess\":{\"conditions\":[{\"result\":\"ROLLBACK\"}]}|onSuccessConditionState|Failed|-1|FAILED",
                "\"onFailure\":{\"result\":\"RETRY\"}|onFailureConditionState|Failed|0|FAILED",
            })
    void a_condition_whose_result_is_a_rollback_announces_one(
            String declared, String member, String word, int later, Status status) {
        executions(execution(2, "Failed"), execution(1, "Succeeded"));
        stages(stage("Prod", "e2", "Failed", condition(member, word, BEGUN + later, "Failed")));
        aws.on("GetPipeline").reply("{\"pipeline\":{\"stages\":[{\"name\":\"Prod\"," + declared + "}]}}");
        Rollout rollout = read("codepipeline:shop#e2");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.reason().contains("rolls back by itself")).isEqualTo(status == Status.ROLLING_BACK);
        read("codepipeline:shop#e2");
        assertThat(aws.operations())
                .as("the declaration is asked for once")
                .containsExactly(
                        "ListPipelineExecutions",
                        "GetPipelineState",
                        "GetPipeline",
                        "ListPipelineExecutions",
                        "GetPipelineState");
    }

    @Test
    void a_rollback_is_not_announced_for_ever() {
        stages(stage("Prod", "e2", "Failed"));
        aws.on("ListPipelineExecutions")
                .reply("{\"pipelineExecutionSummaries\":[" + execution(2, "Failed") + "]}")
                .on("ListPipelineExecutions")
                .reply("{\"pipelineExecutionSummaries\":["
                        + String.join(
                                ",", execution(3, "InProgress"), execution(2, "Failed"), execution(1, "Succeeded"))
                        + "]}");
        assertThat(read("codepipeline:shop#e2").status())
                .as("nothing to go back to")
                .isEqualTo(Status.FAILED);
        assertThat(read("codepipeline:shop#e2").status())
                .as("another came after it")
                .isEqualTo(Status.FAILED);
    }

    @Test
    void a_declaration_that_may_not_be_read_leaves_a_failure_a_failure() {
        executions(execution(2, "Failed"), execution(1, "Succeeded"));
        stages(stage("Prod", "e2", "Failed"));
        aws.on("GetPipeline").fail(400, "AccessDeniedException", "no");
        assertThat(read("codepipeline:shop").status()).isEqualTo(Status.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress,IN_PROGRESS",
        "Failed,FAILED",
        "Errored,FAILED",
        "Succeeded,SUCCEEDED",
        "Cancelled,STOPPED",
        "Abandoned,STOPPED",
        "Overridden,SUCCEEDED",
        "BrandNew,UNKNOWN"
    })
    void conditions_are_parts_of_their_stage_and_say_why_they_failed(String word, Status status) {
        executions(execution(2, "InProgress"));
        stages(stage("Prod", "e2", "InProgress", condition("beforeEntryConditionState", word, BEGUN, "Failed")));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.parts())
                .contains(
                        new Part(
                                "condition",
                                "before entry",
                                "Prod before entry",
                                "Prod",
                                status,
                                word,
                                null,
                                null,
                                "said"),
                        new Part(
                                "rule",
                                "Alarm",
                                "Prod before entry Alarm",
                                "Prod before entry",
                                Status.FAILED,
                                "Failed",
                                null,
                                BEGUN_AT,
                                "5xx is in alarm"));
        assertThat(rollout.problems())
                .isEqualTo(
                        status == Status.FAILED
                                ? List.of(new Problem("Prod/Alarm", "RuleFailed", "5xx is in alarm"))
                                : List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress,IN_PROGRESS",
        "Succeeded,SUCCEEDED",
        "Failed,FAILED",
        "Abandoned,STOPPED",
        "BrandNew,UNKNOWN"
    })
    void every_status_of_a_rule_is_mapped(String word, Status status) {
        executions(execution(2, "InProgress"));
        stages(stage("Prod", "e2", "InProgress", condition("onSuccessConditionState", "InProgress", BEGUN, word)));
        assertThat(read("codepipeline:shop").parts())
                .filteredOn(part -> part.kind().equals("rule"))
                .extracting(Part::status, Part::nativeStatus)
                .containsExactly(tuple(status, word));
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress,IN_PROGRESS",
        "Stopping,IN_PROGRESS",
        "Succeeded,SUCCEEDED",
        "Failed,FAILED",
        "Stopped,STOPPED",
        "Cancelled,STOPPED",
        "Skipped,STOPPED",
        "BrandNew,UNKNOWN"
    })
    void every_status_of_a_stage_is_mapped(String word, Status status) {
        executions(execution(2, "InProgress"));
        stages(stage("Prod", "e2", word));
        assertThat(read("codepipeline:shop").parts()).containsExactly(Part.of("stage", "Prod", status, word));
    }

    @Test
    void a_stage_tells_only_of_the_execution_that_it_names() {
        executions(execution(3, "InProgress"), execution(2, "InProgress"));
        stages(
                stage("Source", "e3", "Succeeded"),
                stage("Build", "e3", "InProgress"),
                stage("Prod", "e2", "InProgress"),
                stage("After", "e1", "Failed"));
        Rollout older = read("codepipeline:shop#e2");
        assertThat(older.stage()).isEqualTo("Prod");
        assertThat(older.progress()).isEqualTo(Progress.of(2, 4, "stages"));
        assertThat(older.stages())
                .isEqualTo(Stages.of(List.of("Source", "Build"), Stages.Traffic.UNKNOWN)
                        .at(3, 4));
        assertThat(older.parts()).extracting(Part::name).containsExactly("Prod");
        Rollout newer = read("codepipeline:shop#e3");
        assertThat(newer.stage()).isEqualTo("Build");
        assertThat(newer.progress()).isEqualTo(Progress.of(1, 4, "stages"));
        assertThat(newer.stages().at()).isEqualTo(2);
        assertThat(aws.operations()).as("two calls a look").hasSize(4);
    }

    @Test
    void a_success_that_passed_over_a_stage_is_partial() {
        for (String word : List.of("Skipped", "Failed")) {
            executions(execution(2, "Succeeded"));
            stages(stage("Prod", "e2", word), stage("After", "e2", "Succeeded"));
            Rollout rollout = read("codepipeline:shop");
            assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
            assertThat(rollout.flags()).containsExactly(Flag.PARTIAL);
            assertThat(rollout.reason()).isEqualTo("stage Prod: " + word);
            assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.FAIL);
            aws.forget();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Skipped", "Failed", "Stopped", "BrandNew"})
    void a_stage_that_was_passed_over_is_not_behind_it(String word) {
        executions(execution(2, "InProgress"));
        stages(
                stage("Source", "e2", "Succeeded"),
                stage("Build", "e3", "InProgress"),
                stage("Prod", "e2", word),
                stage("After", "e2", "InProgress"));
        assertThat(read("codepipeline:shop#e2").stages().reached()).containsExactly("Source", "Build");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "Abandoned", "BrandNew"})
    void a_stage_in_parallel_that_was_passed_over_is_not_behind_it(String word) {
        executions(execution(2, "InProgress", "\"executionMode\":\"PARALLEL\""));
        actions(
                action("After", "Notify", 3, "InProgress", "Invoke", "Lambda", ""),
                action("Prod", "Deploy", 2, word, "Deploy", "S3", ""),
                action("Build", "Compile", 1, "Succeeded", "Build", "CodeBuild", ""));
        assertThat(read("codepipeline:shop").stages().reached()).containsExactly("Build");
    }

    @Test
    void a_failed_stage_says_what_its_actions_say_since_the_execution_began() {
        executions(execution(2, "Failed"));
        stages(stage("Prod", "e2", "Failed", """
                "actionStates":[{"actionName":"Old","latestExecution":{"status":"Failed","lastStatusChange":%1$d,"summary":"left"}},
                 {"actionName":"Deploy","latestExecution":{"status":"Failed","lastStatusChange":%2$d,
                  "summary":"d-A1","errorDetails":{"code":"JobFailed","message":"too few instances"}}},
                 {"actionName":"Ask","latestExecution":{"status":"Failed","lastStatusChange":%2$d,"summary":"not today"}},
                 {"actionName":"Mute","latestExecution":{"status":"Failed","lastStatusChange":%2$d}},
                 {"actionName":"Fine","latestExecution":{"status":"Succeeded","lastStatusChange":%2$d,"summary":"ok"}},
                 {"actionName":"Never"}]""".formatted(BEGUN - 86400, BEGUN + 86400)));
        assertThat(read("codepipeline:shop").reason())
                .isEqualTo("stage Prod: Failed; Prod/Deploy: JobFailed: too few instances; d-A1; Prod/Ask: not today; "
                        + "Prod/Mute: the action failed");
    }

    @Test
    void a_success_has_all_stages_behind_it() {
        executions(execution(2, "Succeeded"));
        stages(stage("Source", "e2", "Succeeded"), stage("Prod", "e2", "Succeeded"));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.progress()).isEqualTo(Progress.of(2, 2, "stages"));
        assertThat(rollout.stage()).isNull();
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.PASS);
    }

    @Test
    void what_is_queued_and_in_no_stage_is_pending() {
        executions(execution(2, "InProgress", "\"executionMode\":\"QUEUED\""));
        stages(stage("Source", "e1", "InProgress"), stage("Prod", "e0", "Succeeded"));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.status()).isEqualTo(Status.PENDING);
        assertThat(rollout.reason()).isEqualTo("queued");
        assertThat(rollout.stages()).isEqualTo(Stages.of(List.of(), Stages.Traffic.NOT_ALL));
    }

    @Test
    void what_waits_before_the_first_stage_is_pending_and_says_for_what() {
        executions(execution(2, "InProgress", "\"executionMode\":\"QUEUED\""));
        stages(stage("Source", "e1", "InProgress", "\"inboundExecutions\":[{\"pipelineExecutionId\":\"e2\"}]"));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.status()).isEqualTo(Status.PENDING);
        assertThat(rollout.reason()).isEqualTo("waits for stage Source, where e1 is; queued");
    }

    @Test
    void what_no_stage_shows_any_more_is_for_its_actions_to_tell() {
        executions(execution(2, "InProgress"));
        stages(stage("Source", "e1", "InProgress"));
        actions(
                action("Build", "Compile", 2, "InProgress", "Build", "CodeBuild", ""),
                action("Source", "Fetch", 1, "Succeeded", "Source", "CodeStarSourceConnection", ""));
        assertThat(read("codepipeline:shop").status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(read("codepipeline:shop").stages()).isEqualTo(Stages.IN_EXPLANATION);
        assertThat(explain("codepipeline:shop").stages().reached()).containsExactly("Source");
    }

    @Test
    void an_approval_that_is_waited_for_says_so_and_ends_in_the_command() {
        executions(execution(2, "InProgress"));
        stages(stage("Prod", "e2", "InProgress", """
                "actionStates":[{"actionName":"Build","latestExecution":{"status":"InProgress"}},
                {"actionName":"Ask first","latestExecution":{"status":"InProgress","token":"t-1"}},
                {"actionName":"Asked","latestExecution":{"status":"Succeeded","token":"t-0"}}]"""));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(rollout.reason())
                .isEqualTo("waits for an approval at Prod/Ask first: aws codepipeline put-approval-result"
                        + " --pipeline-name shop --stage-name Prod --action-name 'Ask first' --token t-1"
                        + " --result summary=approved,status=Approved");
    }

    @Test
    void an_approval_of_another_execution_is_not_waited_for() {
        executions(execution(3, "InProgress"), execution(2, "InProgress"));
        stages(stage("Build", "e3", "InProgress"), stage("Prod", "e2", "InProgress", """
                "actionStates":[{"actionName":"Ask","latestExecution":{"status":"InProgress","token":"t-1"}}]"""));
        assertThat(read("codepipeline:shop#e3").flags()).isEmpty();
        assertThat(read("codepipeline:shop#e2").flags()).containsExactly(Flag.NEEDS_ACTION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"inboundExecution\":{\"pipelineExecutionId\":\"e2\"}",
                "\"inboundExecutions\":[{\"pipelineExecutionId\":\"e9\"},{\"pipelineExecutionId\":\"e2\"}]"
            })
    void a_disabled_transition_that_is_waited_for_says_who_and_why_and_ends_in_the_command(String inbound) {
        executions(execution(2, "InProgress"));
        stages(stage("Build", "e2", "Succeeded"), stage("Prod", "e1", "Succeeded", inbound + """
                ,"inboundTransitionState":{"enabled":false,"lastChangedBy":"ann","disabledReason":"freeze"}"""));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(rollout.stage()).isEqualTo("Prod");
        assertThat(rollout.stages().reached()).containsExactly("Build");
        assertThat(rollout.reason())
                .isEqualTo("waits for the transition into Prod, disabled by ann (freeze):"
                        + " aws codepipeline enable-stage-transition --pipeline-name shop --stage-name Prod"
                        + " --transition-type Inbound");
    }

    @Test
    void a_disabled_transition_that_nothing_waits_at_needs_no_action() {
        executions(execution(2, "InProgress"));
        stages(
                stage("Build", "e2", "InProgress"),
                stage("Prod", "e1", "Succeeded", "\"inboundTransitionState\":{\"enabled\":false}"));
        assertThat(read("codepipeline:shop").flags()).isEmpty();
    }

    @Test
    void what_is_being_stopped_needs_no_action_any_more() {
        executions(execution(2, "Stopping", "\"stopTrigger\":{\"reason\":\"wrong branch\"}"));
        stages(stage("Prod", "e2", "Stopping", """
                "actionStates":[{"actionName":"Ask","latestExecution":{"status":"InProgress","token":"t-1"}}]"""));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.flags()).containsExactly(Flag.STOPPING);
        assertThat(rollout.reason()).isEqualTo("wrong branch");
    }

    @Test
    void executions_in_parallel_are_told_by_their_actions() {
        executions(execution(2, "InProgress", "\"executionMode\":\"PARALLEL\""));
        actions(
                action("Prod", "Ask", 2, "InProgress", "Approval", "Manual", "\"externalExecutionId\":\"t-1\""),
                action("Build", "Compile", 1, "Succeeded", "Build", "CodeBuild", ""));
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.stage()).isEqualTo("Prod");
        assertThat(rollout.stages().reached()).containsExactly("Build");
        assertThat(rollout.flags()).containsExactly(Flag.NEEDS_ACTION);
        assertThat(rollout.reason()).endsWith("--token t-1 --result summary=approved,status=Approved");
        assertThat(aws.operations()).containsExactly("ListPipelineExecutions", "ListActionExecutions");
    }

    private void succeededInParallel() {
        executions(execution(2, "Succeeded", "\"executionMode\":\"PARALLEL\""));
        aws.on("ListActionExecutions")
                .reply("{\"nextToken\":\"2\",\"actionExecutionDetails\":["
                        + action("Prod", "Deploy", 2, "Succeeded", "Deploy", "S3", "") + "]}");
        aws.on("ListActionExecutions")
                .with("\"2\"")
                .reply("{\"actionExecutionDetails\":["
                        + action("Build", "Compile", 1, "Succeeded", "Build", "CodeBuild", "")
                                .replace("\"stageName\"", "\"pipelineVersion\":7,\"stageName\"")
                        + "]}");
    }

    @Test
    void a_success_in_parallel_went_through_all_stages_of_its_version_of_the_pipeline() {
        succeededInParallel();
        aws.on("GetPipeline")
                .with("\"version\":7")
                .reply("{\"pipeline\":{\"stages\":[{\"name\":\"Build\"},{\"name\":\"Prod\"}]}}");
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.flags()).isEmpty();
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.PASS);
    }

    @Test
    void a_success_in_parallel_that_skipped_a_stage_is_partial() {
        succeededInParallel();
        aws.on("GetPipeline")
                .reply("{\"pipeline\":{\"stages\":[{\"name\":\"Build\"},{\"name\":\"Check\"},{\"name\":\"Prod\"}]}}");
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.flags()).containsExactly(Flag.PARTIAL);
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.FAIL);
        assertThat(rollout.reason()).isEqualTo("skipped or failed, and passed over: stage Check");
    }

    @Test
    void a_success_in_parallel_whose_pipeline_may_not_be_read_stands_with_a_note() {
        succeededInParallel();
        aws.on("GetPipeline").fail(400, "AccessDeniedException", "no");
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.verdict(Set.of())).isEqualTo(Verdict.PASS);
        assertThat(rollout.problems()).extracting(Problem::resource).containsExactly("codepipeline:GetPipeline");
    }

    @Test
    void an_execution_in_parallel_without_an_action_is_pending() {
        executions(execution(2, "InProgress", "\"executionMode\":\"PARALLEL\""));
        actions();
        assertThat(read("codepipeline:shop").status()).isEqualTo(Status.PENDING);
    }

    @Test
    void the_members_of_an_execution_are_told() {
        executions(
                execution(2, "Succeeded", """
                "executionType":"STANDARD","executionMode":"SUPERSEDED",
                "trigger":{"triggerType":"StartPipelineExecution","triggerDetail":"arn:aws:iam::111122223333:user/ann"},
                "sourceRevisions":[{"actionName":"App","revisionId":"0123456789abcdef0123456789abcdef01234567",
                "revisionSummary":"Fix it"},{"actionName":"Config","revisionId":"v7"}]"""),
                execution(1, "Succeeded", "\"sourceRevisions\":[{\"actionName\":\"App\",\"revisionId\":\"old\"}]"));
        stages();
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.revision()).isEqualTo("0123456789abcdef0123456789abcdef01234567,v7");
        assertThat(List.of("0123456", "v7", "Config=v7")).allMatch(rollout::brings);
        assertThat(rollout.brings("Fix it"))
                .as("two commits may have one message")
                .isFalse();
        assertThat(rollout.previousRevision()).isEqualTo("old");
        assertThat(rollout.initiator()).isEqualTo("StartPipelineExecution: arn:aws:iam::111122223333:user/ann");
        assertThat(rollout.createdAt()).isEqualTo(BEGUN_AT);
        assertThat(rollout.startedAt()).isEqualTo(BEGUN_AT);
        assertThat(rollout.updatedAt()).isEqualTo(UPDATED_AT);
        assertThat(rollout.finishedAt()).isEqualTo(UPDATED_AT);
        assertThat(rollout.operation()).isNull();
        assertThat(rollout.attributes())
                .containsEntry("executionMode", "SUPERSEDED")
                .containsKey("sourceRevisions");
        assertThat(rollout.consoleUrl())
                .isEqualTo(
                        "https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/shop/executions/e2"
                                + "/timeline?region=eu-west-1");
    }

    @Test
    void a_success_that_a_rollback_took_back_never_passes() {
        executions(
                execution(4, "Succeeded", ORDERED_ROLLBACK),
                execution(3, "Failed"),
                execution(2, "Succeeded"),
                execution(1, "Succeeded"));
        stages(stage("Prod", "e4", "Succeeded"));
        Rollout rollout = read("codepipeline:shop#e2");
        assertThat(rollout.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(rollout.reason()).isEqualTo("rolled back by e4: Succeeded");
        assertThat(relations(rollout)).containsExactly("rolled-back-by codepipeline:shop#e4@eu-west-1");
        assertThat(read("codepipeline:shop#e1").status())
                .as("what it goes back to, and what a newer success had replaced")
                .isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_rollback_in_letters_of_another_case_is_one_too() {
        executions(execution(3, "Succeeded", "\"executionType\":\"Rollback\""), execution(2, "Failed"));
        stages(stage("Prod", "e3", "Succeeded"));
        assertThat(read("codepipeline:shop").status()).isEqualTo(Status.ROLLED_BACK);
    }

    @Test
    void entries_without_an_id_beside_a_rollback_are_passed_over() {
        executions(execution(3, "Succeeded", ROLLS_BACK_E2), "{}", execution(2, "Failed"));
        stages(stage("Prod", "e3", "Succeeded"));
        assertThat(read("codepipeline:shop").status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(read("codepipeline:shop#e2").status()).isEqualTo(Status.ROLLED_BACK);
    }

    @Test
    void an_approval_that_was_refused_says_by_whom() {
        executions(execution(2, "Failed"));
        stages(stage("Prod", "e2", "Failed"));
        actions(action("Prod", "Sign", 0, "Failed", "Approval", "Manual", "")
                .replace("\"actionName\"", "\"updatedBy\":\"arn:aws:iam::111122223333:user/ann\",\"actionName\""));
        assertThat(explain("codepipeline:shop").problems())
                .containsExactly(
                        new Problem("Prod/Sign", null, "the action failed (by arn:aws:iam::111122223333:user/ann)"));
    }

    @Test
    void an_execution_of_which_nothing_is_said_is_unknown() {
        aws.on("ListPipelineExecutions").reply("{\"pipelineExecutionSummaries\":[{\"pipelineExecutionId\":\"e2\"}]}");
        Rollout rollout = read("codepipeline:shop");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.nativeStatus()).isNull();
        assertThat(rollout.revision()).isNull();
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.finishedAt()).isNull();
    }

    @Test
    void an_execution_that_is_not_among_the_newest_is_asked_for_by_its_id() {
        aws.on("ListPipelineExecutions")
                .reply("{\"pipelineExecutionSummaries\":[" + execution(2, "InProgress") + "]}")
                .on("ListPipelineExecutions")
                .reply("{\"pipelineExecutionSummaries\":[" + execution(9, "InProgress") + "]}");
        stages(stage("Prod", "e2", "Succeeded"));
        aws.on("GetPipelineExecution").with("e2").reply("""
                {"pipelineExecution":{"pipelineExecutionId":"e2","status":"Succeeded",
                 "artifactRevisions":[{"name":"App","revisionId":"v7"}]}}""");
        assertThat(read("codepipeline:shop#e2").status()).isEqualTo(Status.IN_PROGRESS);
        Rollout rollout = read("codepipeline:shop#e2");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.brings("App=v7")).isTrue();
        assertThat(rollout.createdAt()).as("known from the look before").isEqualTo(BEGUN_AT);
        assertThat(rollout.finishedAt()).isNull();
    }

    @Test
    void what_is_not_there_is_not_found() {
        executions(execution(9, "Succeeded"));
        aws.on("GetPipelineExecution").fail(400, "PipelineExecutionNotFoundException", "no");
        assertThat(reading("codepipeline:shop#e2").failed().orElseThrow().kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
        aws.forget();
        executions();
        assertThat(reading("codepipeline:shop").failed().orElseThrow().message())
                .isEqualTo("pipeline shop has not run yet");
        aws.forget();
        aws.on("ListPipelineExecutions").fail(400, "PipelineNotFoundException", "no");
        assertThat(reading("codepipeline:shop").failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({"AccessDeniedException,DENIED", "ThrottlingException,THROTTLED", "ValidationException,INVALID"})
    void a_refused_call_is_told_with_the_action_that_it_was(String code, ErrorKind kind) {
        executions(execution(2, "InProgress"));
        aws.on("GetPipelineState").fail(400, code, "no");
        var failed = reading("codepipeline:shop").failed().orElseThrow();
        assertThat(failed.kind()).isEqualTo(kind);
        assertThat(failed.action()).isEqualTo("codepipeline:GetPipelineState");
    }

    @Test
    void a_target_of_another_form_is_refused() {
        for (String wrong : List.of("codepipeline:shop/prod", "codepipeline:my%20shop")) {
            assertThatThrownBy(() -> target(wrong))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("is not a resource of AWS CodePipeline");
        }
        assertThat(target("arn:aws:codepipeline:us-east-1:111122223333:shop").field("pipeline-name"))
                .isEqualTo("shop");
    }

    @Test
    void pipelines_are_found_page_by_page() {
        aws.on("ListPipelines").reply("{\"pipelines\":[{\"name\":\"shop\"}],\"nextToken\":\"2\"}");
        aws.on("ListPipelines").with("\"2\"").reply("{\"pipelines\":[{\"name\":\"web\"}]}");
        List<Target> found = new ArrayList<>();
        assertThat(fleet.discover(target("codepipeline:any"), found::add)).isEmpty();
        assertThat(found).extracting(Target::resource).containsExactly("shop", "web");
    }

    @Test
    void the_history_comes_newest_first_over_all_pages_with_what_became_of_each() {
        aws.on("ListPipelineExecutions")
                .reply("{\"pipelineExecutionSummaries\":["
                        + String.join(",", execution(4, "Superseded"), execution(3, "Succeeded", ROLLS_BACK_E2))
                        + "],\"nextToken\":\"2\"}");
        aws.on("ListPipelineExecutions")
                .with("\"2\"")
                .reply("{\"pipelineExecutionSummaries\":["
                        + String.join(",", execution(2, "Failed"), execution(1, "Succeeded")) + "]}");
        List<Rollout> rows = history("codepipeline:shop", HistoryQuery.newest(0));
        assertThat(rows).extracting(Rollout::id).containsExactly("e4", "e3", "e2", "e1");
        assertThat(rows)
                .extracting(Rollout::status)
                .containsExactly(Status.STOPPED, Status.ROLLED_BACK, Status.ROLLED_BACK, Status.SUCCEEDED);
        assertThat(history("codepipeline:shop#e2", HistoryQuery.newest(0)))
                .extracting(Rollout::id)
                .containsExactly("e2");
    }

    @Test
    void the_stages_of_a_pipeline_are_its_milestones() {
        stages(stage("Source", "e2", "Succeeded"), "{\"stageName\":\"Prod\"}");
        assertThat(fleet.milestones(target("codepipeline:shop"))).contains(List.of("Source", "Prod"));
        assertThat(aws.operations()).containsExactly("GetPipelineState");
    }

    @ParameterizedTest
    @CsvSource({
        "InProgress,IN_PROGRESS",
        "Succeeded,SUCCEEDED",
        "Failed,FAILED",
        "Abandoned,STOPPED",
        "BrandNew,UNKNOWN"
    })
    void every_status_of_an_action_is_mapped(String word, Status status) {
        executions(execution(2, "InProgress"));
        stages(stage("Prod", "e2", "InProgress"));
        actions(action("Prod", "Deploy", 1, word, "Deploy", "S3", "\"externalExecutionUrl\":\"https://s3\""));
        Instant ended = status.isFinal() ? UPDATED_AT.plusSeconds(30) : null;
        assertThat(explain("codepipeline:shop").parts())
                .containsExactly(
                        Part.of("stage", "Prod", Status.IN_PROGRESS, "InProgress"),
                        new Part(
                                "action",
                                "Deploy",
                                "Prod-Deploy-1",
                                "Prod",
                                status,
                                word,
                                UPDATED_AT,
                                ended,
                                "S3, https://s3"));
    }

    @Test
    void an_explanation_has_the_failed_action_first_and_every_attempt_in_its_timeline() {
        executions(execution(2, "Failed"));
        stages(stage("Prod", "e9", "InProgress"));
        aws.on("ListActionExecutions")
                .with("\"pipelineExecutionId\":\"e2\"")
                .reply("{\"actionExecutionDetails\":[" + failedAction("S3", """
                "errorDetails":{"code":"PermissionError","message":"no access"},"externalExecutionUrl":"https://s3\"""") + "],\"nextToken\":\"2\"}");
        aws.on("ListActionExecutions")
                .with("\"2\"")
                .reply("{\"actionExecutionDetails\":["
                        + action("Build", "Compile", 0, "Succeeded", "Build", "CodeBuild", "") + ","
                        + action("Build", "Compile", -1, "Failed", "Build", "CodeBuild", "") + "]}");
        Rollout rollout = explain("codepipeline:shop");
        assertThat(rollout.problems())
                .containsExactly(new Problem("Prod/Deploy", "PermissionError", "no access https://s3"));
        assertThat(rollout.parts())
                .extracting(Part::id, Part::parentId, Part::status)
                .containsExactly(
                        tuple("Build", null, Status.SUCCEEDED),
                        tuple("Prod", null, Status.FAILED),
                        tuple("Build-Compile--1", "Build", Status.FAILED),
                        tuple("Build-Compile-0", "Build", Status.SUCCEEDED),
                        tuple("Prod-Deploy-1", "Prod", Status.FAILED));
        assertThat(rollout.events())
                .extracting(event -> event.resource() + " " + event.nativeStatus())
                .containsExactly(
                        "Build/Compile InProgress",
                        "Build/Compile Failed",
                        "Build/Compile InProgress",
                        "Build/Compile Succeeded",
                        "Prod/Deploy InProgress",
                        "Prod/Deploy Failed");
    }

    @Test
    void what_actions_started_is_named_the_failed_ones_first() {
        executions(execution(2, "InProgress"));
        stages();
        actions(
                action("A", "Stack", 1, "Succeeded", "Deploy", "CloudFormation", ""),
                action("A", "Sets", 2, "Succeeded", "Deploy", "CloudFormationStackSet", ""),
                action("A", "Service", 3, "Succeeded", "Deploy", "ECS", ""),
                action("A", "Next", 4, "Succeeded", "Invoke", "CodePipeline", "\"externalExecutionId\":\"n-1\""),
                action("A", "Other", 5, "Succeeded", "Invoke", "Lambda", ""),
                action("A", "Function", 8, "Succeeded", "Deploy", "Lambda", ""),
                action("A", "Beans", 9, "Succeeded", "Deploy", "ElasticBeanstalk", ""),
                action("A", "Flags", 10, "Succeeded", "Deploy", "AppConfig", ""),
                action("A", "Far", 6, "Succeeded", "Deploy", "ECS", "")
                        .replace("\"configuration\"", "\"region\":\"us-east-1\",\"configuration\""),
                action("A", "Fleet", 7, "Failed", "Deploy", "CodeDeploy", "\"externalExecutionId\":\"d-A1\""));
        Rollout rollout = explain("codepipeline:shop");
        assertThat(relations(rollout))
                .containsExactly(
                        "started codedeploy:d-A1@eu-west-1",
                        "started cloudformation:net@eu-west-1",
                        "started cloudformation:stackset/all@eu-west-1",
                        "started ecs:prod/api@eu-west-1",
                        "started codepipeline:next#n-1@eu-west-1",
                        "started ecs:prod/api@us-east-1",
                        "started lambda:pay:live@eu-west-1",
                        "started elasticbeanstalk:shop/live@eu-west-1",
                        "started appconfig:a1b2/e3@eu-west-1");
        assertThat(related(rollout)).noneMatch(target -> target.fields().isEmpty());
    }

    @Test
    void a_failed_deployment_that_it_started_says_why() {
        executions(execution(2, "Failed"));
        stages(stage("Prod", "e2", "Failed"));
        actions(failedAction("CodeDeploy", """
                "externalExecutionId":"d-A1","errorDetails":{"code":"JobFailed","message":"Deployment d-A1 failed"}"""));
        aws.on("BatchGetDeployments").with("d-A1").reply("""
                {"deploymentsInfo":[{"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"d-A1",
                 "status":"Failed","createTime":%d,"errorInformation":{"code":"HEALTH_CONSTRAINTS",
                 "message":"too few healthy instances"}}]}""".formatted(BEGUN));
        aws.on("ListDeploymentTargets").reply("{\"targetIds\":[]}");
        assertThat(explain("codepipeline:shop").problems())
                .containsExactly(
                        new Problem("codedeploy:d-A1 d-A1", "HEALTH_CONSTRAINTS", "too few healthy instances"),
                        new Problem("Prod/Deploy", "JobFailed", "Deployment d-A1 failed"));
    }

    private void failedBuild() {
        executions(execution(2, "Failed"));
        stages(stage("Prod", "e2", "Failed"));
        actions(action("Prod", "Test", 1, "Failed", "Build", "CodeBuild", """
                "externalExecutionId":"shop:1","externalExecutionUrl":"https://build",
                "errorDetails":{"code":"JobFailed","message":"Build terminated with state: FAILED"}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "FAULT", "TIMED_OUT"})
    void a_failed_build_says_which_phase_failed_and_where_its_log_is(String word) {
        failedBuild();
        aws.on("BatchGetBuilds").with("shop:1").reply("""
                {"builds":[{"id":"shop:1","logs":{"deepLink":"https://log"},"phases":[
                 {"phaseType":"INSTALL","phaseStatus":"SUCCEEDED","contexts":[{"message":"fine"}]},{"phaseType":"COMPLETED"},
                 {"phaseType":"BUILD","phaseStatus":"%s","contexts":[{"statusCode":"COMMAND_EXECUTION_ERROR",
                 "message":"npm test. Reason: exit status 1"}]}]}]}""".formatted(word));
        assertThat(explain("codepipeline:shop").problems())
                .containsExactly(new Problem(
                        "Prod/Test", "COMMAND_EXECUTION_ERROR", "BUILD: npm test. Reason: exit status 1 https://log"));
    }

    @Test
    void a_build_that_may_not_be_read_is_a_note_and_no_failure_of_the_explanation() {
        failedBuild();
        aws.on("BatchGetBuilds").fail(400, "AccessDeniedException", "no");
        Rollout rollout = explain("codepipeline:shop");
        assertThat(rollout.problems())
                .containsExactly(
                        new Problem("Prod/Test", "JobFailed", "Build terminated with state: FAILED https://build"),
                        new Problem(
                                "codebuild:BatchGetBuilds",
                                "AccessDeniedException",
                                "not everything could be read: why the build failed is for CodeBuild to tell"));
        assertThat(rollout.parts()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"region\":\"us-east-1\"','the build shop:1 ran in us-east-1, which tells why'",
        "'\"roleArn\":\"arn:aws:iam::444455556666:role/b\"',"
                + "'the build shop:1 ran in the account of arn:aws:iam::444455556666:role/b, which tells why'",
    })
    void a_failed_build_of_another_place_is_a_note_that_says_where_it_ran(String place, String note) {
        executions(execution(2, "Failed"));
        stages(stage("Prod", "e2", "Failed"));
        actions(action("Prod", "Test", 1, "Failed", "Build", "CodeBuild", """
                "externalExecutionId":"shop:1","errorDetails":{"code":"JobFailed","message":"FAILED"}""")
                .replace("\"configuration\"", place + ",\"configuration\""));
        aws.on("BatchGetBuilds").ifAsked().reply("{\"builds\":[],\"buildsNotFound\":[\"shop:1\"]}");
        assertThat(explain("codepipeline:shop").problems())
                .containsExactly(
                        new Problem("Prod/Test", "JobFailed", "FAILED"),
                        new Problem("codebuild:BatchGetBuilds", null, "not everything could be read: " + note));
    }

    @Test
    void a_build_that_is_forgotten_leaves_what_the_pipeline_says() {
        failedBuild();
        aws.on("BatchGetBuilds").reply("{\"builds\":[],\"buildsNotFound\":[\"shop:1\"]}");
        assertThat(explain("codepipeline:shop").problems())
                .containsExactly(
                        new Problem("Prod/Test", "JobFailed", "Build terminated with state: FAILED https://build"));
    }

    @Test
    void the_mapping_lists_every_word_of_every_kind() {
        Map<String, List<String>> words = new CodePipeline()
                .states().stream()
                        .collect(Collectors.groupingBy(
                                NativeState::kind, Collectors.mapping(NativeState::word, Collectors.toList())));
        assertThat(words)
                .containsOnlyKeys("execution", "rollback", "stage", "condition", "rule", "action")
                .allSatisfy((kind, each) -> assertThat(each).doesNotHaveDuplicates());
        assertThat(words.get("execution"))
                .containsExactlyInAnyOrder(
                        "Cancelled", "InProgress", "Stopped", "Stopping", "Succeeded", "Superseded", "Failed");
        assertThat(words.get("rollback")).hasSameElementsAs(words.get("execution"));
        assertThat(words.get("stage"))
                .containsExactlyInAnyOrder(
                        "Cancelled", "InProgress", "Failed", "Stopped", "Stopping", "Succeeded", "Skipped");
        assertThat(words.get("condition"))
                .containsExactlyInAnyOrder(
                        "InProgress", "Failed", "Errored", "Succeeded", "Cancelled", "Abandoned", "Overridden");
        assertThat(words.get("rule")).containsExactlyInAnyOrder("InProgress", "Abandoned", "Succeeded", "Failed");
        assertThat(words.get("action")).hasSameElementsAs(words.get("rule"));
    }

    @Test
    void a_failed_build_has_its_last_words_in_the_stream_that_it_names() {
        failedBuild();
        aws.on("BatchGetBuilds").with("shop:1").reply("""
                {"builds":[{"id":"shop:1","logs":{"groupName":"/aws/codebuild/shop","streamName":"s-1"},"phases":[]},
                 {"id":"shop:2","phases":[]}]}""");
        aws.on("GetLogEvents").reply("{\"events\":[{\"message\":\"npm ERR! token=abc missing\\n\"}]}");
        assertThat(explain("codepipeline:shop", 5, false).logs())
                .containsExactly(new LogTail(
                        "build shop:1", "/aws/codebuild/shop s-1", 1, List.of("npm ERR! token=*** missing")));
        assertThat(bodies("GetLogEvents"))
                .containsExactly(
                        "{\"logGroupName\":\"/aws/codebuild/shop\",\"logStreamName\":\"s-1\",\"limit\":5,\"startFromHead\":false}");
        assertThat(bodies("BatchGetBuilds")).hasSize(1);
    }

    @Test
    void a_log_that_may_not_be_read_is_a_note_with_its_action() {
        failedBuild();
        aws.on("BatchGetBuilds").reply("""
                {"builds":[{"id":"shop:1","logs":{"groupName":"g","streamName":"s"},"phases":[]}]}""");
        aws.on("GetLogEvents").fail(400, "AccessDeniedException", "no");
        Rollout rollout = explain("codepipeline:shop", 5, false);
        assertThat(rollout.logs()).isEmpty();
        assertThat(rollout.problems()).last().satisfies(gap -> assertThat(gap.resource())
                .isEqualTo("logs:GetLogEvents"));
    }
}
