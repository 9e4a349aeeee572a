package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Raw;
import dev.deploystat.model.AwsCommand;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Relation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.util.List;
import java.util.Set;

/**
 * What stands in a deployment beyond what its adapter knows: the account, the fields and the place of related targets, where
 * commands go to, and that the service has ended. It also keeps what nobody asked to see out of it.
 */
final class Enrichment {
    private final Adapters adapters;
    private final String endpoint;
    private final boolean keepRaw;
    private final boolean showSecrets;

    /**
     * Prepares it for a run.
     *
     * @param endpoint where all calls go to, or null for AWS
     * @param keepRaw whether the service's own reply is kept
     * @param showSecrets whether members are shown that users put secrets into
     */
    Enrichment(Adapters adapters, String endpoint, boolean keepRaw, boolean showSecrets) {
        this.adapters = adapters;
        this.endpoint = endpoint;
        this.keepRaw = keepRaw;
        this.showSecrets = showSecrets;
    }

    /** Returns a deployment of a target as everybody outside is to see it. */
    Rollout of(Target target, Rollout rollout) {
        ServiceInfo service = adapters.adapter(target.service()).orElseThrow().info();
        Set<String> hidden = showSecrets ? Set.of() : service.secrets();
        Rollout.Builder finished = rollout.toBuilder()
                .raw(keepRaw ? Raw.of(rollout.source(Object.class).orElse(null), hidden) : null)
                .relations(rollout.relations().stream()
                        .map(relation -> complete(relation, target))
                        .toList())
                .commands(placed(rollout.commands(), target))
                .otherCommands(placed(rollout.otherCommands(), target))
                .flag(Flag.RETIRED, service.endOfLife() != null);
        Raw.attributes(rollout.attributes(), hidden).forEach(finished::attribute);
        if (rollout.account() == null) {
            finished.account(target.account());
        }
        return finished.build();
    }

    private List<AwsCommand> placed(List<AwsCommand> commands, Target target) {
        return commands.stream()
                .map(command -> command.at(target.profile(), target.region()).through(endpoint))
                .toList();
    }

    /** Returns a relation with the fields and the place of its target, which the adapter of another service cannot know. */
    private Relation complete(Relation relation, Target from) {
        Target target = relation.target();
        if (!target.fields().isEmpty()) {
            return relation;
        }
        try {
            Target parsed = new Targets(adapters).parse(target.service() + ":" + target.resource());
            return new Relation(
                    relation.kind(),
                    parsed.at(from.profile(), parsed.region() == null ? from.region() : null)
                            .assuming(from.role()));
        } catch (Refusal e) {
            // What a reply names need not be of a form that can be read; it is shown as it is.
            return relation;
        }
    }
}
