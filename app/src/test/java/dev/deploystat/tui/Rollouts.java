package dev.deploystat.tui;

import dev.deploystat.gate.Observation;
import dev.deploystat.gate.Outcome;
import dev.deploystat.gate.Snapshot;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.Progress;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Stages;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.render.Display;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a view shows in tests. */
final class Rollouts {
    static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    static final Instant NOW = START.plusSeconds(125);
    static final Duration TIMEOUT = Duration.ofMinutes(30);

    private Rollouts() {}

    static Target target(String service, String resource, String region) {
        return new Target(service, resource, Map.of(), null, null, region, null);
    }

    static Frame frame(int columns, int rows) {
        return frame(columns, rows, false);
    }

    static Frame frame(int columns, int rows, boolean color) {
        return new Frame(new Display(true, columns, color, true, NOW), rows, START, TIMEOUT);
    }

    /** Returns deployments of every kind at several places. */
    static Snapshot mixed() {
        return new Snapshot(NOW, List.of(api(), checkout(), orders(), website(), denied(), wide()));
    }

    static Snapshot many(int count) {
        return many(count, -1);
    }

    /** Returns many deployments that are alike, but for one that is further. */
    static Snapshot many(int count, int further) {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(seen(
                    target("ecs", "prod/service-" + i, i % 3 == 0 ? "eu-west-2" : "eu-west-1"),
                    Outcome.PENDING,
                    Rollout.builder(Status.IN_PROGRESS, "IN_PROGRESS")
                            .id("d" + i)
                            .startedAt(START.minusSeconds(10))
                            .progress(Progress.of(i == further ? 3 : 2, 4, "tasks"))));
        }
        return new Snapshot(NOW, rows);
    }

    static Observation seen(Target target, Outcome outcome, Rollout.Builder rollout) {
        return new Observation(target, Reading.of(target, rollout.build()), outcome, null);
    }

    static Observation api() {
        return seen(
                target("ecs", "prod/api", "eu-west-1"),
                Outcome.PENDING,
                Rollout.builder(Status.IN_PROGRESS, "IN_PROGRESS")
                        .id("d1")
                        .revision("api:42")
                        .startedAt(START.minusSeconds(20))
                        .progress(Progress.of(1, 4, "tasks"))
                        .stage("SCALE_UP")
                        .stages(Stages.of(List.of("A", "B", "SCALE_UP"), Stages.Traffic.UNKNOWN)
                                .at(3, 11)));
    }

    static Observation checkout() {
        Rollout.Builder rollout = Rollout.builder(Status.FAILED, "Failed")
                .id("d-7KQ2M4XNB")
                .revision("s3://acme-releases/checkout/checkout-2.4.1.yaml")
                .startedAt(START.minusSeconds(60))
                .finishedAt(START.plusSeconds(90))
                .progress(Progress.of(1, 2, "targets"))
                .problem(
                        "prod:checkout",
                        "ScriptFailed",
                        "AfterAllowTestTraffic: POST /pay answered 502 to 12 of 40 orders");
        for (int i = 0; i < 10; i++) {
            Status status = i == 7 ? Status.FAILED : Status.SUCCEEDED;
            rollout.part(new Part(
                    "instance", "i-0" + i, null, status, status.words(), null, null, i == 7 ? "exit code 3" : null));
        }
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            events.add(new Event(START.plusSeconds(i), "i-0" + i, "Succeeded", "BeforeInstall"));
        }
        return seen(target("codedeploy", "checkout/prod", "eu-west-1"), Outcome.FAILED, rollout.events(events));
    }

    private static Observation orders() {
        return seen(
                target("cloudformation", "orders", "eu-west-1"),
                Outcome.PASSED,
                Rollout.builder(Status.SUCCEEDED, "UPDATE_COMPLETE")
                        .id("op-1")
                        .startedAt(START.minusSeconds(300))
                        .finishedAt(START.minusSeconds(100)));
    }

    private static Observation website() {
        return seen(
                target("codepipeline", "website", "us-east-1"),
                Outcome.PENDING,
                Rollout.builder(Status.IN_PROGRESS, "InProgress")
                        .id("e-7")
                        .flag(Flag.NEEDS_ACTION)
                        .revision("9f2c1e7ab34d5560c1f0a9be77d1204c3e5f6a78")
                        .startedAt(START.minusSeconds(3600))
                        .progress(Progress.of(3, 4, "stages"))
                        .reason("Approve/Manual: waiting for an approval"));
    }

    private static Observation denied() {
        Target target = target("ecs", "prod/secret", "eu-west-1");
        ReadError error = new ReadError(
                ErrorKind.DENIED,
                "AccessDeniedException",
                "not allowed to call ecs:DescribeServices",
                "req-1",
                "ecs:DescribeServices",
                "Run 'deploystat policy ecs'.");
        return new Observation(target, Reading.failed(target, error), Outcome.UNAUTHORISED, null);
    }

    private static Observation wide() {
        return seen(
                target("ecs", "本番/受注", "eu-west-1"),
                Outcome.PENDING,
                Rollout.builder(Status.PENDING, "PENDING").id("d9").revision("受注:12"));
    }

    /** Returns a deployment that tries to be taken for something else in every text it has. */
    static Observation hostile() {
        String text = "\u001b[2J\u001b]0;x\u0007\u202eevil\nnext\r::error::";
        return seen(
                target("ecs", "prod/" + text, "eu-west-1"),
                Outcome.FAILED,
                Rollout.builder(Status.FAILED, text)
                        .id(text)
                        .revision(text)
                        .stage(text)
                        .problem(text, text, text)
                        .part(new Part("task", text, null, Status.FAILED, text, null, null, text))
                        .events(List.of(new Event(NOW, text, text, text))));
    }
}
