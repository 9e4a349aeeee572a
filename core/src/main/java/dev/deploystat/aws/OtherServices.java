package dev.deploystat.aws;

import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Asks the service that did the work how a deployment ended, where the own service does not know; one step deep. */
final class OtherServices {
    private final Calls calls;
    private final BatchReader reader;

    OtherServices(Calls calls, BatchReader reader) {
        this.calls = calls;
        this.reader = reader;
    }

    /**
     * Has the deployment of another service answer for one whose own service does not know the outcome: of a service that
     * CodeDeploy deploys, ECS knows the task sets and not whether the release landed.
     */
    Reading answered(Reading reading) {
        Optional<Target> deployer = reading.found()
                .filter(rollout -> rollout.status() == Status.UNKNOWN)
                .flatMap(rollout -> rollout.relations().stream()
                        .filter(relation -> relation.kind() == Relation.Kind.DEPLOYED_BY)
                        .map(Relation::target)
                        .filter(other -> !other.fields().isEmpty())
                        .findFirst());
        if (deployer.isEmpty()) {
            return reading;
        }
        Reading named = reader.read(deployer.get());
        if (named.failed().isPresent()) {
            boolean isGone = named.failed().orElseThrow().kind() == ErrorKind.NOT_FOUND;
            return isGone ? reading : named.as(reading.target());
        }
        Rollout answer = named.found().orElseThrow();
        // What names a group or an application only leads to its latest deployment, which may be another one.
        boolean isNamed = deployer.get().resource().equals(answer.id())
                || Objects.equals(deployer.get().deployment(), answer.id());
        return isNamed ? answeredByLatest(reading, deployer.get(), answer) : reading;
    }

    /**
     * A deployment that was rolled back takes its traces along: CodeDeploy deletes its task set, and the one that is left
     * names the deployment before, which succeeded. Who asks for the latest is therefore answered by the latest that the
     * other service has.
     */
    private Reading answeredByLatest(Reading reading, Target deployer, Rollout answer) {
        Optional<Target> container =
                reading.target().isPinned() || !answer.status().isFinal()
                        ? Optional.empty()
                        : calls.container(deployer, answer);
        if (container.isEmpty()) {
            return reading.map(rollout -> answeredBy(rollout, answer).build());
        }
        Reading latest = reader.read(container.get());
        if (latest.failed().isPresent()) {
            ReadError error = latest.failed().orElseThrow();
            return error.kind() == ErrorKind.DENIED
                    ? reading.map(
                            rollout -> answeredBy(rollout, answer).unread(error).build())
                    : latest.as(reading.target());
        }
        Rollout newest = latest.found().orElseThrow();
        return Objects.equals(newest.id(), answer.id())
                ? reading.map(rollout -> answeredBy(rollout, newest).build())
                : reading.map(rollout -> answeredByAnother(rollout, container.get(), newest));
    }

    private static Rollout.Builder answeredBy(Rollout rollout, Rollout answer) {
        Rollout.Builder answered = rollout.toBuilder()
                .status(answer.status())
                .nativeStatus(answer.nativeStatus())
                .initiator(answer.initiator())
                .createdAt(answer.createdAt())
                .startedAt(answer.startedAt())
                .updatedAt(answer.updatedAt())
                .finishedAt(answer.finishedAt())
                .progress(answer.progress())
                .stage(answer.stage())
                .reason(answer.reason());
        answer.flags().forEach(answered::flag);
        return answered;
    }

    /** What is there is not what the other deployment brings: neither its id nor its revision is known here. */
    private static Rollout answeredByAnother(Rollout rollout, Target container, Rollout newest) {
        Target other = container.pinnedTo(newest.id());
        return answeredBy(rollout, newest)
                .id(null)
                .revision(null)
                .revisionName(null)
                .previousRevision(rollout.revision())
                .relations(List.of(new Relation(Relation.Kind.DEPLOYED_BY, other)))
                .reason(newest.reason() != null ? newest.reason() : "the latest deployment is " + other)
                .build();
    }
}
