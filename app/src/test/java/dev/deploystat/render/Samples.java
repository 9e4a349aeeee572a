package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Observations of every kind, and the looks they are written in. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-11-21T13:00:00Z");
    static final Display PIPE = new Display(false, 0, false, true, NOW);
    static final Display TERMINAL = new Display(true, 100, false, true, NOW);
    static final Display COLOURS = new Display(true, 100, true, true, NOW);
    static final Display DUMB = new Display(true, 100, false, false, NOW);
    static final List<Observation> ALL = List.of(succeeded(), rolledBack(), waiting(), denied());

    private Samples() {}

    static Observation succeeded() {
        return seen(
                target("lambda", "mailer:live"),
                Outcome.PASSED,
                null,
                Rollout.builder(Status.SUCCEEDED, "Successful")
                        .revision("42")
                        .createdAt(at("12:50:00"))
                        .startedAt(at("12:50:01"))
                        .finishedAt(at("12:54:13"))
                        .build());
    }

    static Observation rolledBack() {
        return seen(
                target("ecs", "prod/api"),
                Outcome.FAILED,
                null,
                Rollout.builder(Status.ROLLED_BACK, "ROLLBACK_SUCCESSFUL")
                        .id("sd-1")
                        .flag(Flag.UNHEALTHY)
                        .operation(Operation.UPDATE)
                        .revision("web:12")
                        .revisionName("sha256:abc")
                        .previousRevision("web:11")
                        .initiator("release-bot")
                        .createdAt(at("12:00:00"))
                        .startedAt(at("12:00:01"))
                        .updatedAt(at("12:08:00"))
                        .finishedAt(at("12:08:01"))
                        .progress(Progress.of(0, 4, "tasks"))
                        .stage("BAKE_TIME")
                        .reason("ECS deployment circuit breaker was triggered.")
                        .account("111122223333")
                        .consoleUrl("https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/api")
                        .problem("3 tasks", "EssentialContainerExited", "Essential container in task exited")
                        .problem(null, "CIRCUIT_BREAKER", null)
                        .part(Part.of("task set", "blue", Status.FAILED, "FAILED"))
                        .part(new Part(
                                "task",
                                "0a1b",
                                "blue",
                                Status.FAILED,
                                "STOPPED",
                                at("12:01:00"),
                                at("12:01:05"),
                                "exit code 137"))
                        .part(new Part("task", "0a1c", "blue", Status.SUCCEEDED, null, null, null, null))
                        .events(List.of(
                                new Event(at("12:00:02"), "api", null, "has started 4 tasks"),
                                new Event(null, null, "ROLLBACK_IN_PROGRESS", null)))
                        .attribute("lifecycleStage", "BAKE_TIME")
                        .attribute("failedTasks", 3)
                        .attribute("externalId", "d-ABCDEF123")
                        .relation(new Relation(Relation.Kind.DEPLOYED_BY, target("codedeploy", "d-ABCDEF123")))
                        .attribute("weights", Map.of("blue", 100))
                        .build());
    }

    /** Returns a failure with all that an explanation may add. */
    static Observation explained() {
        Observation seen = rolledBack();
        return seen(
                seen.target(),
                seen.outcome(),
                seen.why(),
                seen.reading().found().orElseThrow().toBuilder()
                        .previousSuccess(Instant.parse("2026-11-20T09:00:00Z"))
                        .logs(List.of(new LogTail(
                                "container web of task 0a1b", "/ecs/web app/web/0a1b", 3, List.of("no DB_HOST"))))
                        .changes(List.of(
                                Change.of("container web: image", "web:1.1", "web:1.2"),
                                Change.hidden("container web: environment DB_HOST", Change.How.REMOVED)))
                        .build());
    }

    static Observation waiting() {
        return seen(
                target("codepipeline", "release").pinnedTo("e-7"),
                Outcome.PENDING,
                null,
                Rollout.builder(Status.IN_PROGRESS, "InProgress")
                        .id("e-7")
                        .flag(Flag.NEEDS_ACTION)
                        .startedAt(at("11:00:00"))
                        .progress(Progress.of(3, 4, "stages"))
                        .build());
    }

    static Observation denied() {
        Target target = target("ecs", "prod/secret");
        ReadError error = new ReadError(
                ErrorKind.DENIED,
                "AccessDeniedException",
                "not allowed to call ecs:DescribeServices",
                "req-1",
                "ecs:DescribeServices",
                "Run 'deploystat policy ecs'.");
        return new Observation(target, Reading.failed(target, error), Outcome.UNAUTHORISED, null);
    }

    /** Returns a rollout of which a service said nothing but a word nobody knows. */
    static Observation bare() {
        return seen(
                target("ecs", "prod/odd"),
                Outcome.PENDING,
                null,
                Rollout.builder(Status.UNKNOWN, null).build());
    }

    static Target target(String service, String resource) {
        return new Target(service, resource, Map.of(), null, null, "eu-west-1", null);
    }

    static Observation seen(Target target, Outcome outcome, String why, Rollout rollout) {
        return new Observation(target, Reading.of(target, rollout), outcome, why);
    }

    static Instant at(String time) {
        return Instant.parse("2026-11-21T" + time + "Z");
    }

    static Style style(Format format, Display look) {
        return new Style(format, null, List.of(), null, look);
    }

    static Style query(Format format, String query) {
        return new Style(format, query, List.of(), null, PIPE);
    }

    static Style columns(Format format, Display look, String sortBy, String... columns) {
        return new Style(format, null, List.of(columns), sortBy, look);
    }

    /** Returns what is written for rows with the verdict 'fail'. */
    static String written(Style style, List<Observation> rows) {
        return written(style, output -> {
            try (Output.Sheet sheet = output.deployments(Verdict.FAIL)) {
                rows.forEach(sheet::add);
            }
        });
    }

    static String written(Style style, Consumer<Output> what) {
        StringBuilder out = new StringBuilder();
        what.accept(new Output(out, style));
        return out.toString();
    }

    static Snapshot snapshot(String time, Observation... seen) {
        return new Snapshot(at(time), List.of(seen));
    }
}
