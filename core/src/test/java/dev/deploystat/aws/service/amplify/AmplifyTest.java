package dev.deploystat.aws.service.amplify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.AgainstLoopback;
import dev.deploystat.aws.LoopbackAws;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Poller;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import dev.deploystat.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmplifyTest extends AgainstLoopback {
    private static final String APPS = "GET /apps";
    private static final String APP = APPS + "/d1abc";
    private static final String BRANCHES = APP + "/branches";
    private static final String BRANCH = BRANCHES + "/main";
    private static final String JOBS = BRANCH + "/jobs";
    private static final String TARGET = "amplify:d1abc/main";
    private static final String ARN = "arn:aws:amplify:eu-west-1:111122223333:apps/d1abc/branches/";
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final long START = 1709287200;

    private static String member(String name, String value) {
        return ",\"" + name + "\":\"" + value + "\"";
    }

    private static String starts(long secondsLater) {
        return ",\"startTime\":" + (START + secondsLater);
    }

    private static String commit(String id) {
        return member("commitId", id);
    }

    private static String summary(String id, String status, String more) {
        return "{\"jobId\":\"" + id + "\",\"status\":\"" + status + "\"" + more + "}";
    }

    private static String job(String summary, String... steps) {
        return "{\"job\":{\"summary\":" + summary + ",\"steps\":[" + String.join(",", steps) + "]}}";
    }

    private static String step(String name, String status, String more) {
        return "{\"stepName\":\"" + name + "\",\"status\":\"" + status + "\"" + more + "}";
    }

    private static String page(String list, String token, String... members) {
        return "{\"" + list + "\":[" + String.join(",", members) + "]"
                + (token == null ? "" : member("nextToken", token)) + "}";
    }

    private static String jobs(String... summaries) {
        return page("jobSummaries", null, summaries);
    }

    private void onJob(String id, String status, String more, String... steps) {
        aws.on(JOBS + "/" + id).reply(job(summary(id, status, more), steps));
    }

    private void onBranch(String members) {
        aws.on(BRANCH).reply("{\"branch\":{\"branchName\":\"main\"" + members + "}}");
    }

    private void serves(String job) {
        onBranch(member("activeJobId", job));
    }

    private Observation look(String text) {
        return Poller.look(fleet, Clock.virtual(LoopbackAws.NOW, 0), List.of(target(text)))
                .observations()
                .get(0);
    }

    private ReadError error(String text) {
        return reading(text).failed().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "CREATED,PENDING",
        "PENDING,PENDING",
        "PROVISIONING,IN_PROGRESS",
        "RUNNING,IN_PROGRESS",
        "CANCELLING,IN_PROGRESS",
        "SUCCEED,SUCCEEDED",
        "'Succeed ',SUCCEEDED",
        "FAILED,FAILED",
        "CANCELLED,STOPPED",
        "SUCCEEDED,UNKNOWN",
        "BRAND_NEW_WORD,UNKNOWN"
    })
    void every_native_status_of_jobs_and_steps_is_mapped_and_kept(String word, Status status) {
        onJob("3", word, "", step("BUILD", word, ""));
        if (status == Status.SUCCEEDED) {
            serves("3");
        }
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.nativeStatus()).isEqualTo(word);
        assertThat(rollout.parts()).extracting(Part::status).containsExactly(status);
        assertThat(rollout.parts()).extracting(Part::nativeStatus).containsExactly(word);
    }

    @Test
    void the_mapping_lists_every_word_of_jobs_and_of_steps() {
        assertThat(new Amplify().states())
                .filteredOn(state -> state.kind().equals("job"))
                .extracting(state -> state.word() + " " + state.status())
                .containsExactly(
                        "CANCELLED STOPPED",
                        "CANCELLING IN_PROGRESS",
                        "CREATED PENDING",
                        "FAILED FAILED",
                        "PENDING PENDING",
                        "PROVISIONING IN_PROGRESS",
                        "RUNNING IN_PROGRESS",
                        "SUCCEED SUCCEEDED");
        assertThat(new Amplify().states())
                .filteredOn(state -> state.kind().equals("step"))
                .hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({
        "RELEASE,SUCCEEDED",
        "RETRY,SUCCEEDED",
        "MANUAL,SUCCEEDED",
        "WEB_HOOK,SUCCEEDED",
        "Web-Hook,SUCCEEDED",
        "INSTANT_ROLLBACK,UNKNOWN"
    })
    void a_job_of_a_type_that_nobody_knows_is_never_a_pass(String type, Status status) {
        onJob("3", "SUCCEED", member("jobType", type));
        if (status == Status.SUCCEEDED) {
            serves("3");
        }
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.status()).isEqualTo(status);
        assertThat(rollout.initiator()).isEqualTo(type);
        assertThat(rollout.operation()).isEqualTo(Operation.UPDATE);
        assertThat(rollout.reason())
                .isEqualTo(
                        status == Status.UNKNOWN ? "what a job of the type INSTANT_ROLLBACK does is not known" : null);
    }

    @Test
    void a_job_that_does_not_say_what_it_is_or_how_it_went_is_read_all_the_same() {
        aws.on(JOBS + "/3").reply("{\"job\":{\"summary\":{\"jobId\":\"3\"}}}");
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.status()).isEqualTo(Status.UNKNOWN);
        assertThat(rollout.nativeStatus()).isNull();
        assertThat(rollout.progress()).isNull();
        assertThat(rollout.initiator()).isNull();
        assertThat(rollout.account()).isNull();
        assertThat(rollout.attributes()).containsOnly(Map.entry("appId", "d1abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "0000000003", "", "0"})
    void a_success_passes_when_the_branch_serves_it_or_does_not_say_what_it_serves(String active) {
        onJob("3", "SUCCEED", "");
        serves(active);
        assertThat(look(TARGET + "#3").outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_success_passes_when_the_branch_names_no_job() {
        onJob("3", "SUCCEED", "");
        onBranch("");
        assertThat(look(TARGET + "#3").outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_success_that_is_not_live_yet_is_still_on_its_way() {
        aws.on(JOBS)
                .reply(jobs(summary("3", "SUCCEED", starts(30)), summary("2", "SUCCEED", starts(20) + commit("c2"))));
        onJob("3", "SUCCEED", starts(30) + ",\"endTime\":" + (START + 40), step("DEPLOY", "SUCCEED", ""));
        serves("0000000002");
        Rollout rollout = read(TARGET);
        assertThat(rollout.status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(rollout.flags()).containsExactly(Flag.EARLY);
        assertThat(rollout.reason()).isEqualTo("it has succeeded, but the branch serves job 2");
        assertThat(rollout.finishedAt()).isNull();
        assertThat(rollout.stages().reached()).isEmpty();
        assertThat(rollout.stages().traffic()).isEqualTo(Stages.Traffic.NOT_ALL);
        assertThat(rollout.verdict(Set.of())).isNotEqualTo(Verdict.PASS);
        assertThat(rollout.verdict(Set.of(Flag.EARLY))).isEqualTo(Verdict.PASS);
        assertThat(rollout.previousRevision()).isEqualTo("c2");
        aws.forget();
        onJob("3", "SUCCEED", starts(30));
        serves("3");
        assertThat(read(TARGET + "#3").status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void a_success_that_is_not_in_the_list_is_not_live_either() {
        onJob("3", "SUCCEED", "");
        serves("2");
        aws.on(JOBS).reply(jobs(summary("2", "SUCCEED", starts(20))));
        assertThat(read(TARGET + "#3").flags()).contains(Flag.EARLY);
    }

    @Test
    void a_success_that_is_not_live_any_more_is_superseded_by_the_job_that_is() {
        onJob("3", "SUCCEED", starts(30) + commit("c3"));
        serves("4");
        aws.on(JOBS)
                .reply(jobs(
                        summary("4", "SUCCEED", starts(40) + commit("c4")),
                        summary("3", "SUCCEED", starts(30) + commit("c3")),
                        summary("2", "FAILED", starts(20) + commit("c2")),
                        summary("1", "SUCCEED", starts(10) + commit("c1"))));
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.flags()).containsExactly(Flag.SUPERSEDED);
        assertThat(rollout.reason()).isEqualTo("the branch serves job 4 by now");
        assertThat(rollout.previousRevision()).isEqualTo("c1");
        assertThat(rollout.relations())
                .containsExactly(new Relation(Relation.Kind.SUPERSEDED_BY, target(TARGET + "#4")));
        assertThat(look(TARGET + "#3").outcome()).isNotEqualTo(Outcome.PASSED);
    }

    @Test
    void an_earlier_job_that_runs_again_under_its_own_id_came_later() {
        onJob("3", "SUCCEED", starts(30));
        serves("1");
        aws.on(JOBS)
                .reply(jobs(
                        summary("3", "SUCCEED", starts(30)),
                        summary("2", "SUCCEED", starts(20)),
                        summary("1", "SUCCEED", starts(99) + member("jobType", "RETRY"))));
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.reason()).isEqualTo("the branch serves job 1 by now");
        aws.on(JOBS + "/1").reply(job(summary("1", "SUCCEED", starts(99))));
        assertThat(read(TARGET).id()).isEqualTo("1");
    }

    @Test
    void a_newer_job_that_has_not_succeeded_takes_nothing_away() {
        onJob("3", "SUCCEED", starts(30));
        serves("4");
        aws.on(JOBS).reply(jobs(summary("4", "RUNNING", starts(40)), summary("3", "SUCCEED", starts(30))));
        assertThat(look(TARGET + "#3").outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void a_success_on_a_branch_that_is_gone_never_passes() {
        onJob("3", "SUCCEED", "");
        aws.on(BRANCH).fail(404, "NotFoundException", "Branch main not found.");
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.status()).isEqualTo(Status.STOPPED);
        assertThat(rollout.operation()).isEqualTo(Operation.DELETE);
        assertThat(rollout.reason()).isEqualTo("the branch was deleted");
        assertThat(look(TARGET + "#3").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_branch_that_may_not_be_read_leaves_it_open_what_it_serves_and_that_is_said() {
        onJob("3", "SUCCEED", "");
        aws.on(BRANCH).fail(403, "AccessDeniedException", "no");
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.reason()).isEqualTo("whether it is live could not be read (amplify:GetBranch)");
    }

    @Test
    void a_success_is_none_while_the_branch_cannot_be_read() {
        onJob("3", "SUCCEED", "");
        aws.on(BRANCH).fail(429, "LimitExceededException", "Rate exceeded");
        assertThat(error(TARGET + "#3").kind()).isEqualTo(ErrorKind.THROTTLED);
    }

    @Test
    void a_success_with_failed_steps_is_partial() {
        onJob(
                "3",
                "SUCCEED",
                "",
                step("BUILD", "SUCCEED", ""),
                step("VERIFY", "FAILED", member("statusReason", "no screenshots")));
        serves("3");
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(rollout.flags()).containsExactly(Flag.PARTIAL);
        assertThat(rollout.cause()).isEqualTo("VERIFY: no screenshots");
        aws.forget();
        onJob("3", "SUCCEED", "", step("BUILD", "SUCCEED", ""), step("VERIFY", "CANCELLED", ""));
        serves("3");
        assertThat(look(TARGET + "#3").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(read(TARGET + "#3").cause()).isEqualTo("VERIFY: CANCELLED");
        aws.forget();
        onJob("3", "CANCELLED", "", step("BUILD", "CANCELLED", ""));
        assertThat(read(TARGET + "#3").problems()).isEmpty();
    }

    @Test
    void a_job_under_way_shows_its_steps() {
        onJob(
                "3",
                "RUNNING",
                "",
                step("BUILD", "SUCCEED", ""),
                step("DEPLOY", "RUNNING", ""),
                step("VERIFY", "PENDING", ""));
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.progress()).isEqualTo(Progress.of(1, 3, "steps"));
        assertThat(rollout.stage()).isEqualTo("DEPLOY");
        assertThat(rollout.stages())
                .isEqualTo(Stages.of(List.of("BUILD", "DEPLOY"), Stages.Traffic.UNKNOWN)
                        .at(2, 3));
        assertThat(new Amplify().milestones()).containsExactly("BUILD", "DEPLOY", "VERIFY");
        assertThat(aws.operations()).containsExactly(JOBS + "/3");
    }

    @Test
    void a_job_that_waits_has_reached_nothing() {
        onJob("3", "PENDING", "", step("BUILD", "PENDING", ""));
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.stage()).isNull();
        assertThat(rollout.stages()).isEqualTo(Stages.of(List.of(), Stages.Traffic.NOT_ALL));
    }

    @Test
    void a_job_that_is_being_cancelled_is_stopping() {
        onJob("3", "CANCELLING", "", step("BUILD", "RUNNING", ""));
        assertThat(read(TARGET + "#3").flags()).containsExactly(Flag.STOPPING);
    }

    @Test
    void a_failure_tells_what_its_step_says_and_how_to_get_at_the_log() {
        onJob(
                "3",
                "FAILED",
                "",
                step(
                        "BUILD",
                        "FAILED",
                        member("statusReason", "CustomerError: Unable to clone repository")
                                + member("logUrl", "https://logs.example/BUILD/log.txt?X-Amz-Signature=s3cret")),
                step("DEPLOY", "CANCELLED", ""),
                step("VERIFY", "CANCELLED", ""));
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.problems())
                .containsExactly(new Problem("BUILD", null, "CustomerError: Unable to clone repository"));
        assertThat(rollout.cause()).isEqualTo("BUILD: CustomerError: Unable to clone repository");
        assertThat(rollout.reason())
                .isEqualTo(
                        "the link to the log of BUILD: aws amplify get-job --app-id d1abc --branch-name main --job-id 3"
                                + " --output text --query 'job.steps[?stepName=='\\''BUILD'\\''].logUrl'");
        assertThat(rollout.parts())
                .extracting(part -> part.name() + " " + part.status())
                .containsExactly("BUILD FAILED", "DEPLOY STOPPED", "VERIFY STOPPED");
        assertThat(Stream.of(rollout.reason(), String.valueOf(rollout.parts()), String.valueOf(rollout.problems())))
                .noneMatch(text -> text.contains("s3cret"));
    }

    @Test
    void a_failed_step_without_a_reason_still_leads_to_its_log() {
        onJob("3", "FAILED", "", step("BUILD", "FAILED", member("logUrl", "https://logs.example/1")));
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.problems()).containsExactly(new Problem("BUILD", "FAILED", null));
        assertThat(rollout.reason()).startsWith("the link to the log of BUILD: aws amplify get-job");
    }

    @Test
    void signed_links_and_what_users_put_into_a_branch_are_secrets() {
        assertThat(new Amplify().info().secrets())
                .containsExactlyInAnyOrder(
                        "environmentVariables",
                        "basicAuthCredentials",
                        "sourceUrl",
                        "logUrl",
                        "artifactsUrl",
                        "testArtifactsUrl",
                        "testConfigUrl",
                        "screenshots",
                        "thumbnailUrl");
    }

    @Test
    void all_that_a_reply_says_is_told() {
        onJob(
                "3",
                "SUCCEED",
                starts(0) + ",\"endTime\":1709287320.5,\"commitTime\":1709287100" + commit(COMMIT)
                        + member("commitMessage", "Sell more") + member("jobType", "WEB_HOOK")
                        + member("jobArn", ARN + "main/jobs/0000000003") + member("sourceUrl", "s3://shop/site")
                        + member("sourceUrlType", "BUCKET_PREFIX"),
                step(
                        "BUILD",
                        "SUCCEED",
                        starts(1) + ",\"endTime\":" + (START + 60) + member("context", "amazonlinux:2023")
                                + member("artifactsUrl", "https://a.example") + member("statusReason", "done")));
        serves("3");
        Rollout rollout = read(TARGET + "#3");
        assertThat(rollout.id()).isEqualTo("3");
        assertThat(rollout.startedAt()).isEqualTo(Instant.ofEpochSecond(START));
        assertThat(rollout.finishedAt()).isEqualTo(Instant.ofEpochSecond(START + 120, 500_000_000));
        assertThat(rollout.revision()).isEqualTo(COMMIT);
        assertThat(rollout.brings("0123456")).isTrue();
        assertThat(rollout.brings("012345")).isFalse();
        assertThat(rollout.initiator()).isEqualTo("WEB_HOOK");
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.reason()).isNull();
        assertThat(rollout.cause()).isNull();
        assertThat(rollout.stage()).isNull();
        assertThat(rollout.consoleUrl())
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/amplify/apps/d1abc/branches/main/deployments/3"
                        + "?region=eu-west-1");
        assertThat(rollout.parts())
                .containsExactly(new Part(
                        "step",
                        "BUILD",
                        "1",
                        null,
                        Status.SUCCEEDED,
                        "SUCCEED",
                        Instant.ofEpochSecond(START + 1),
                        Instant.ofEpochSecond(START + 60),
                        "done; amazonlinux:2023"));
        assertThat(rollout.attributes())
                .containsEntry("appId", "d1abc")
                .containsEntry("jobArn", ARN + "main/jobs/0000000003")
                .containsEntry("commitId", COMMIT)
                .containsEntry("commitMessage", "Sell more")
                .containsEntry("commitTime", "2024-03-01T09:58:20Z")
                .containsEntry("sourceUrl", "s3://shop/site")
                .containsEntry("sourceUrlType", "BUCKET_PREFIX")
                .containsKey("steps")
                .hasSize(8);
        assertThat(rollout.attributes().get("steps").toString()).contains("artifactsUrl=https://a.example");
        assertThat(rollout.raw()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "head", "", " "})
    void what_is_at_the_head_of_a_branch_and_uploaded_files_are_no_revision(String commit) {
        onJob("3", "RUNNING", commit(commit));
        assertThat(read(TARGET + "#3").revision()).isNull();
        assertThat(read(TARGET + "#3").brings("HEAD")).isFalse();
    }

    @Test
    void the_latest_job_is_found_whatever_the_order_and_its_predecessor_is_remembered() {
        aws.on(JOBS)
                .reply(jobs(
                        summary("9", "SUCCEED", starts(90) + commit("c9")),
                        summary("10", "RUNNING", starts(100)),
                        summary("8", "SUCCEED", starts(80) + commit("c8"))));
        onJob("10", "RUNNING", starts(100));
        Rollout rollout = read(TARGET);
        assertThat(rollout.id()).isEqualTo("10");
        assertThat(rollout.previousRevision()).isEqualTo("c9");
        assertThat(read(TARGET + "#10").previousRevision()).isEqualTo("c9");
        assertThat(aws.operations()).containsExactly(JOBS, JOBS + "/10", JOBS + "/10");
    }

    @Test
    void a_job_that_waits_without_a_time_is_the_latest_all_the_same() {
        aws.on(JOBS)
                .reply(jobs(
                        summary("9", "RUNNING", starts(90)),
                        "{\"jobArn\":\"" + ARN + "main/jobs/0000000010\",\"status\":\"PENDING\"}"));
        onJob("10", "PENDING", "");
        assertThat(read(TARGET).id()).isEqualTo("10");
    }

    @Test
    void a_job_that_began_after_one_that_never_did_is_the_latest() {
        aws.on(JOBS)
                .reply(jobs(
                        summary("11", "RUNNING", starts(110)),
                        summary("10", "CANCELLED", ""),
                        summary("9", "SUCCEED", starts(90))));
        onJob("11", "RUNNING", "");
        assertThat(read(TARGET).id()).isEqualTo("11");
    }

    private static String[] summaries(int... ids) {
        return IntStream.of(ids)
                .mapToObj(id -> summary("" + id, "SUCCEED", starts(id)))
                .toArray(String[]::new);
    }

    private static int[] down(int from, int many) {
        return IntStream.range(0, many).map(i -> from - i).toArray();
    }

    private static int[] up(int from, int many) {
        return IntStream.range(0, many).map(i -> from + i).toArray();
    }

    @Test
    void the_first_page_is_enough_where_it_is_in_order() {
        aws.on(JOBS).with("maxResults=50").reply(page("jobSummaries", "t", summaries(down(120, 50))));
        onJob("120", "FAILED", "");
        assertThat(read(TARGET).id()).isEqualTo("120");
        assertThat(aws.operations()).containsExactly(JOBS, JOBS + "/120");
    }

    @Test
    void all_pages_are_read_where_the_first_one_is_in_another_order() {
        aws.on(JOBS).reply(page("jobSummaries", "t", summaries(up(1, 50))));
        aws.on(JOBS).with("nextToken=t").reply(page("jobSummaries", null, summaries(up(51, 20))));
        onJob("70", "FAILED", "");
        assertThat(read(TARGET).id()).isEqualTo("70");
    }

    @Test
    void jobs_of_a_preview_or_of_another_branch_are_no_jobs_of_this_one() {
        aws.on(JOBS)
                .reply(jobs(
                        summary("9", "SUCCEED", starts(90) + member("jobArn", ARN + "pr-5/jobs/0000000009")),
                        summary("8", "FAILED", starts(80) + member("jobArn", ARN + "main/jobs/0000000008"))));
        onJob("8", "FAILED", member("jobArn", ARN + "main/jobs/0000000008"));
        assertThat(read(TARGET).id()).isEqualTo("8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apps/d1abc/branches/pr-5/jobs/0000000003",
                "apps/d1abc/branches/main/x/jobs/0000000003",
                "apps/d2/branches/main/jobs/0000000003",
                "apps/d1abc/branches/main/jobs/0000000004"
            })
    void a_reply_about_another_job_is_no_answer(String resource) {
        onJob("3", "SUCCEED", member("jobArn", "arn:aws:amplify:eu-west-1:111122223333:" + resource));
        assertThat(error(TARGET + "#3").kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"job\":{}}", "{\"job\":{\"summary\":{\"jobId\":\"4\",\"status\":\"SUCCEED\"}}}"})
    void a_reply_without_the_job_is_no_answer(String reply) {
        aws.on(JOBS + "/3").reply(reply);
        assertThat(error(TARGET + "#3").message()).isEqualTo("AWS Amplify Hosting has no deployment 3 of d1abc/main");
    }

    @Test
    void a_preview_is_a_branch_of_its_own() {
        aws.on(BRANCHES + "/pr-5/jobs").reply(jobs(summary("1", "SUCCEED", "")));
        aws.on(BRANCHES + "/pr-5/jobs/1")
                .reply(job(summary("1", "SUCCEED", member("jobArn", ARN + "pr-5/jobs/0000000001"))));
        aws.on(BRANCHES + "/pr-5").reply("{\"branch\":{\"branchName\":\"pr-5\",\"stage\":\"PULL_REQUEST\"}}");
        assertThat(look("amplify:d1abc/pr-5").outcome()).isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amplify:d1abc/feature/new#3",
                "arn:aws:amplify:eu-west-1:111122223333:apps/d1abc/branches/feature/new/jobs/0000000003",
                "amplify:arn:aws:amplify:eu-west-1:111122223333:apps/d1abc/branches/feature/new/jobs/3",
                "arn:aws:amplify:eu-west-1:111122223333:apps/d1abc/branches/feature/new#3"
            })
    void a_branch_may_have_slashes_in_its_name(String text) {
        String branch = BRANCHES + "/feature/new";
        aws.on(branch + "/jobs/3")
                .reply(job(summary("3", "SUCCEED", member("jobArn", ARN + "feature%2Fnew/jobs/0000000003"))));
        aws.on(branch).reply("{\"branch\":{\"activeJobId\":\"3\"}}");
        Rollout rollout = read(text);
        assertThat(rollout.id()).isEqualTo("3");
        assertThat(rollout.account()).isEqualTo("111122223333");
        assertThat(rollout.consoleUrl()).contains("/branches/feature%2Fnew/deployments/3?");
        assertThat(target(text).resource()).isEqualTo("d1abc/feature/new");
    }

    @Test
    void an_app_is_found_by_its_name_once() {
        aws.on(APPS)
                .with("maxResults=100")
                .reply(page("apps", "t", "{\"appId\":\"d9\",\"name\":\"Shop\"}", "{\"appId\":\"d8\"}"));
        aws.on(APPS).with("nextToken=t").reply(page("apps", null, "{\"appId\":\"d1abc\",\"name\":\"Web shop\"}"));
        aws.on(JOBS).reply(jobs(summary("3", "RUNNING", "")));
        onJob("3", "RUNNING", "");
        assertThat(read("amplify:Web%20shop/main").id()).isEqualTo("3");
        assertThat(read("amplify:Web%20shop/main#3").attributes()).containsEntry("appId", "d1abc");
        assertThat(aws.operations()).containsExactly(APPS, APPS, JOBS, JOBS + "/3", JOBS + "/3");
    }

    @Test
    void a_name_that_looks_like_an_id_is_looked_up_when_there_is_no_such_id() {
        aws.on(APPS + "/docs/branches/main/jobs").fail(404, "NotFoundException", "App docs not found.");
        aws.on(APPS).reply(page("apps", null, "{\"appId\":\"d1abc\",\"name\":\"docs\"}"));
        aws.on(JOBS).reply(jobs(summary("3", "RUNNING", "")));
        onJob("3", "RUNNING", "");
        assertThat(read("amplify:docs/main").id()).isEqualTo("3");
        assertThat(read("amplify:docs/main#3").id()).isEqualTo("3");
    }

    @Test
    void which_of_two_apps_with_one_name_is_meant_is_not_guessed() {
        aws.on(APPS)
                .reply(page(
                        "apps", null, "{\"appId\":\"d1\",\"name\":\"Shop\"}", "{\"appId\":\"d2\",\"name\":\"Shop\"}"));
        ReadError error = error("amplify:Shop/main");
        assertThat(error.kind()).isEqualTo(ErrorKind.INVALID);
        assertThat(error.message())
                .isEqualTo("2 Amplify apps are called Shop: d1, d2; only an id says which one is meant");
    }

    @Test
    void an_app_that_nobody_called_so_is_not_found_and_the_nearest_is_named() {
        aws.on(APPS).reply(page("apps", null, "{\"appId\":\"d1abc\",\"name\":\"Shop\"}"));
        ReadError error = error("amplify:Shup/main");
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("there is no branch main of an Amplify app Shup");
        assertThat(error.hint()).startsWith("Did you mean amplify:Shop/main?");
    }

    @Test
    void who_may_not_list_apps_is_told_so_only_where_a_name_is_given() {
        aws.on(APPS).fail(403, "AccessDeniedException", "no");
        aws.on(JOBS).fail(404, "NotFoundException", "App d1abc not found.");
        aws.on(BRANCHES).fail(404, "NotFoundException", "App d1abc not found.");
        assertThat(error("amplify:Shop/main").kind()).isEqualTo(ErrorKind.DENIED);
        assertThat(error("amplify:Shop/main").action()).isEqualTo("amplify:ListApps");
        assertThat(error(TARGET).kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void a_misspelt_branch_is_not_found_and_the_nearest_is_named() {
        aws.on(BRANCHES + "/mian/jobs").reply(jobs());
        aws.on(BRANCHES + "/mian").fail(404, "NotFoundException", "Branch mian not found.");
        aws.on(APPS).reply(page("apps", null));
        aws.on(BRANCHES).reply(page("branches", null, "{\"branchName\":\"main\"}", "{\"branchName\":\"x\"}"));
        ReadError error = error("amplify:d1abc/mian");
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("there is no branch mian of an Amplify app d1abc");
        assertThat(error.hint()).startsWith("Did you mean amplify:d1abc/main?");
        assertThat(fleet.history(target("amplify:d1abc/mian"), HistoryQuery.newest(0), row -> {}))
                .hasValueSatisfying(early -> assertThat(early.kind()).isEqualTo(ErrorKind.NOT_FOUND));
    }

    @Test
    void a_branch_that_nothing_was_deployed_to_says_so() {
        aws.on(JOBS).reply(jobs());
        onBranch("");
        aws.on(BRANCHES).reply(page("branches", null));
        ReadError error = error(TARGET);
        assertThat(error.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(error.message()).isEqualTo("nothing was deployed to branch main of Amplify app d1abc yet");
        aws.forget();
        aws.on(JOBS).reply(jobs());
        aws.on(BRANCH).fail(403, "AccessDeniedException", "no");
        assertThat(error(TARGET).message()).isEqualTo("nothing was deployed to branch main of Amplify app d1abc yet");
    }

    @Test
    void one_job_that_is_missing_does_not_hide_the_others() {
        onJob("3", "RUNNING", "");
        aws.on(JOBS + "/4").fail(404, "NotFoundException", "Job 4 not found.");
        aws.on(APPS).reply(page("apps", null));
        List<Reading> readings = fleet.read(
                Stream.of(TARGET + "#4", TARGET + "#3").map(this::target).toList());
        assertThat(readings.get(0).failed().orElseThrow().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(readings.get(1).found().orElseThrow().status()).isEqualTo(Status.IN_PROGRESS);
    }

    @ParameterizedTest
    @CsvSource({
        "429,LimitExceededException,THROTTLED",
        "401,UnauthorizedException,DENIED",
        "403,AccessDeniedException,DENIED",
        "400,BadRequestException,INVALID",
        "500,InternalFailureException,UNAVAILABLE"
    })
    void a_refused_call_is_told_by_its_kind(int status, String code, ErrorKind kind) {
        aws.on(JOBS).fail(status, code, "no");
        assertThat(error(TARGET).kind()).isEqualTo(kind);
        assertThat(error(TARGET).action()).isEqualTo("amplify:ListJobs");
        aws.on(JOBS + "/3").fail(status, code, "no");
        assertThat(error(TARGET + "#3").kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amplify:d1abc", "amplify:/main", "amplify:d1abc/"})
    void what_is_not_an_app_and_a_branch_is_told_what_it_takes(String text) {
        assertThatThrownBy(() -> target(text))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not a resource of AWS Amplify Hosting")
                .extracting(refusal -> ((Refusal) refusal).hint())
                .isEqualTo(
                        "It takes: amplify:APP_ID/BRANCH_NAME (a branch of an app; the app by its id, or by its name)");
    }

    @Test
    void the_explanation_of_a_failure_has_the_timeline_and_the_cause_in_the_backend_that_was_deployed() {
        onJob(
                "3",
                "FAILED",
                starts(0) + ",\"endTime\":" + (START + 70) + member("jobType", "RELEASE")
                        + member("commitMessage", "Sell more"),
                step(
                        "BUILD",
                        "FAILED",
                        starts(1) + ",\"endTime\":" + (START + 60) + member("statusReason", "exit 1")
                                + member("context", "amazonlinux:2023")),
                step("DEPLOY", "PENDING", ",\"endTime\":0"));
        onBranch(",\"backend\":{\"stackArn\":\"arn:aws:cloudformation:eu-west-1:111122223333:stack/amplify-x/1\"}");
        aws.on("DescribeStacks").fail(400, "ValidationError", "Stack amplify-x does not exist");
        Rollout rollout = explain(TARGET + "#3");
        assertThat(rollout.events())
                .containsExactly(
                        new Event(Instant.ofEpochSecond(START), null, "RELEASE", "Sell more"),
                        new Event(Instant.ofEpochSecond(START + 1), "BUILD", null, "amazonlinux:2023"),
                        new Event(Instant.ofEpochSecond(START + 60), "BUILD", "FAILED", "exit 1"),
                        new Event(Instant.ofEpochSecond(START + 70), null, "FAILED", null));
        assertThat(rollout.related(Relation.Kind.STARTED))
                .extracting(Target::service, Target::region)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("cloudformation", "eu-west-1"));
        assertThat(rollout.problems()).containsExactly(new Problem("BUILD", null, "exit 1"));
    }

    @Test
    void an_explanation_says_where_a_permission_is_missing() {
        onJob("3", "FAILED", "", step("BUILD", "FAILED", member("statusReason", "exit 1")));
        aws.on(BRANCH).fail(401, "UnauthorizedException", "no");
        Rollout rollout = explain(TARGET + "#3");
        assertThat(rollout.problems()).extracting(Problem::resource).containsExactly("BUILD", "amplify:GetBranch");
        assertThat(rollout.cause()).isEqualTo("BUILD: exit 1");
    }

    @Test
    void an_explanation_of_what_has_not_failed_asks_nothing_further() {
        onJob("3", "RUNNING", "", step("BUILD", "RUNNING", ""));
        assertThat(explain(TARGET + "#3").parts()).hasSize(1);
        assertThat(aws.operations()).containsExactly(JOBS + "/3");
    }

    @Test
    void an_explanation_of_a_line_of_the_history_reads_its_steps() {
        aws.on(JOBS).reply(jobs(summary("3", "FAILED", "")));
        Rollout row = history(TARGET, HistoryQuery.newest(0)).get(0);
        onJob("3", "FAILED", "", step("BUILD", "FAILED", member("statusReason", "exit 1")));
        onBranch("");
        List<Reading> explained = new ArrayList<>();
        fleet.explain(List.of(Reading.of(target(TARGET + "#3"), row)), explained::add);
        assertThat(explained.get(0).found().orElseThrow().cause()).isEqualTo("BUILD: exit 1");
    }

    @Test
    void history_reads_pages_newest_first_and_no_further_back_than_asked() {
        aws.on(JOBS).with("maxResults=50").reply(page("jobSummaries", "t", summaries(down(120, 50))));
        aws.on(JOBS).with("nextToken=t").reply(page("jobSummaries", "never", summaries(down(70, 50))));
        Instant after = Instant.ofEpochSecond(START + 60);
        List<Rollout> rows = history(TARGET, new HistoryQuery(Set.of(), after, null, 0, null));
        assertThat(rows)
                .extracting(Rollout::id)
                .startsWith("120", "119")
                .endsWith("61", "60")
                .hasSize(61);
        assertThat(rows).extracting(Rollout::status).containsOnly(Status.SUCCEEDED);
    }

    @Test
    void history_takes_the_size_of_a_page_that_is_asked_for_and_sorts_what_comes_in_another_order() {
        aws.on(JOBS)
                .with("maxResults=2")
                .reply(page(
                        "jobSummaries",
                        "t",
                        summary("1", "CANCELLED", starts(1) + commit("c1")),
                        summary("2", "FAILED", starts(2))));
        aws.on(JOBS).with("nextToken=t").reply(jobs(summary("3", "RUNNING", starts(3))));
        HistoryQuery query = new HistoryQuery(Set.of(), null, null, 0, 2);
        List<Rollout> rows = history(TARGET, query);
        assertThat(rows).extracting(Rollout::id).containsExactly("3", "2", "1");
        assertThat(rows.get(2).revision()).isEqualTo("c1");
    }

    @Test
    void branches_are_found_over_all_pages_of_all_apps() {
        aws.on(APPS).with("maxResults=100").reply(page("apps", "t", "{\"appId\":\"d1abc\"}"));
        aws.on(APPS).with("nextToken=t").reply(page("apps", null, "{\"appId\":\"d2\"}"));
        aws.on(BRANCHES).with("maxResults=50").reply(page("branches", "b", "{\"branchName\":\"main\"}"));
        aws.on(BRANCHES).with("nextToken=b").reply(page("branches", null, "{\"branchName\":\"feature/new\"}"));
        aws.on(APPS + "/d2/branches").reply(page("branches", null));
        List<Target> found = new ArrayList<>();
        assertThat(fleet.discover(target(TARGET), found::add)).isEmpty();
        assertThat(found).extracting(Target::resource).containsExactly("d1abc/main", "d1abc/feature/new");
    }

    @Test
    void a_hundred_branches_take_a_call_each_at_a_look_and_share_the_list_of_apps() {
        aws.on(APPS).reply(page("apps", null, "{\"appId\":\"d1abc\",\"name\":\"Shop\"}"));
        List<Target> targets = IntStream.range(0, 100)
                .mapToObj(i -> target("amplify:Shop/b" + i))
                .toList();
        for (Target each : targets) {
            String branch = BRANCHES + "/" + each.field("branch-name") + "/jobs";
            aws.on(branch).reply(jobs(summary("3", "RUNNING", "")));
            aws.on(branch + "/3").reply(job(summary("3", "RUNNING", "")));
        }
        assertThat(fleet.read(targets)).allMatch(reading -> reading.found().isPresent());
        assertThat(aws.operations()).filteredOn(APPS::equals).hasSize(4);
        assertThat(aws.operations()).hasSize(204);
        fleet.read(targets.stream().map(each -> each.pinnedTo("3")).toList());
        assertThat(aws.operations()).hasSize(304);
    }
}
