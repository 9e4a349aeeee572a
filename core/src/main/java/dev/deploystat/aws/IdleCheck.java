package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.OtherName;
import dev.deploystat.aws.credentials.Credentials;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Target;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether anything is at work on targets whose latest deployments are over: a deletion of what contains them, a deployment
 * beside the latest, or one of another service that deploys them.
 */
final class IdleCheck {
    /** How many deployments in a row are over before it is believed that all older ones are. */
    private static final int LONGEST_QUEUE = 100;

    private final Calls calls;
    private final Enrichment enrichment;
    private final BatchReader reader;

    IdleCheck(Calls calls, Enrichment enrichment, BatchReader reader) {
        this.calls = calls;
        this.enrichment = enrichment;
        this.reader = reader;
    }

    /** Looks beside a batch. Where nothing was ever deployed there is no container to lose what was. */
    List<Reading> of(List<Reading> batch) {
        Map<Target, Reading> deployed = new LinkedHashMap<>();
        List<Reading> checked = new ArrayList<>();
        for (Reading reading : batch) {
            if (reading.found().isPresent()) {
                deployed.put(reading.target(), reading);
            } else {
                checked.add(beside(reading));
            }
        }
        if (!deployed.isEmpty()) {
            new Confirmation(calls)
                    .of(List.copyOf(deployed.values())).stream()
                            .map(reading -> besideUnlessGone(deployed.get(reading.target()), reading))
                            .forEach(checked::add);
        }
        return checked;
    }

    /** What is not live any more is over all the same: only a deletion, and what is at work, keep a target from being idle. */
    private Reading besideUnlessGone(Reading latest, Reading checked) {
        boolean isOver = checked.found()
                .filter(now -> now.status().isFinal() && now.operation() != Operation.DELETE)
                .isPresent();
        return isOver || checked.found().equals(latest.found()) ? beside(latest) : checked;
    }

    /**
     * Returns a deployment that is under way beside the latest, also one of another service that deploys the target, or
     * the reading as it is where there is none.
     */
    private Reading beside(Reading latest) {
        Target target = latest.target();
        Rollout seen = latest.found().orElse(null);
        if (seen != null && calls.adapter(target).kind(target).isGone(seen)) {
            return Reading.of(target, seen.toBuilder().build());
        }
        Reading own = underWay(target, seen, latest);
        if (seen == null || !own.equals(latest)) {
            return own;
        }
        Optional<Target> deployer = seen.related(Relation.Kind.DEPLOYED_BY)
                .filter(other -> !other.fields().isEmpty())
                .findFirst();
        return deployer.isPresent()
                ? besideAtDeployer(latest, deployer.get())
                : calls.adapter(target)
                        .kind(target)
                        .otherName(target, seen)
                        .map(name -> atOther(name, latest))
                        .orElse(latest);
    }

    /** What the other service does not know any more is not at work there. */
    private Reading besideAtDeployer(Reading latest, Target deployer) {
        Reading named = reader.read(deployer.pinnedTo(null));
        boolean isGone =
                named.failed().map(error -> error.kind() == ErrorKind.NOT_FOUND).orElse(false);
        if (isGone) {
            return latest;
        }
        return named.found()
                .map(rollout -> rollout.isUnderWay()
                        ? Reading.of(latest.target(), rollout)
                        : underWay(calls.container(deployer, rollout).orElse(deployer), rollout, latest))
                .map(other -> named(deployer.service(), other, latest))
                .orElseGet(() -> named.as(latest.target()));
    }

    /** Has a deployment of another service say of which one it is. */
    private static Reading named(String service, Reading other, Reading idle) {
        return other.equals(idle)
                ? idle
                : other.map(rollout ->
                        rollout.toBuilder().id(service + ":" + rollout.id()).build());
    }

    /** Returns a deployment that is under way of a target by its name at another service, or the target's own reading. */
    private Reading atOther(OtherName name, Reading idle) {
        Target own = idle.target();
        Target there = Relation.to(Relation.Kind.DEPLOYED_BY, name.service(), name.name())
                .target()
                .at(own.profile(), own.region())
                .assuming(own.role());
        Reading found = firstUnderWay(there, idle, () -> underWayOn(calls.adapter(there), there, name));
        return named(name.service(), found, idle);
    }

    /** Returns a deployment of a target that is under way, for the target of {@code idle}, else {@code idle} itself. */
    private Reading underWay(Target target, Rollout latest, Reading idle) {
        return firstUnderWay(target, idle, () -> underWay(calls.adapter(target), target, latest));
    }

    private Reading firstUnderWay(Target target, Reading idle, Supplier<Stream<Rollout>> deployments) {
        List<Rollout> open = new ArrayList<>();
        Reading failure = calls.guarded(target, () -> {
            Iterator<Rollout> rollouts =
                    Credentials.renewing(() -> deployments.get().iterator());
            int over = 0;
            while (open.isEmpty() && over < LONGEST_QUEUE && rollouts.hasNext()) {
                Rollout rollout = rollouts.next();
                over = rollout.isUnderWay() ? 0 : over + 1;
                if (rollout.isUnderWay()) {
                    open.add(enrichment.of(target, rollout));
                }
            }
            return null;
        });
        Target asked = idle.target();
        return failure != null ? failure.as(asked) : open.isEmpty() ? idle : Reading.of(asked, open.get(0));
    }

    private <C> Stream<Rollout> underWay(Adapter<C> adapter, Target target, Rollout latest) {
        return adapter.kind(target).underWay(calls.connection(adapter, target), target, latest);
    }

    private <C> Stream<Rollout> underWayOn(Adapter<C> adapter, Target there, OtherName name) {
        return adapter.kinds().stream().flatMap(kind -> kind.underWayOn(calls.connection(adapter, there), name));
    }
}
