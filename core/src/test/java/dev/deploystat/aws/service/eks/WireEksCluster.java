package dev.deploystat.aws.service.eks;

import dev.deploystat.aws.LoopbackAws;
import java.util.Map;
import java.util.function.Consumer;

/** The control plane of a cluster of EKS. */
public final class WireEksCluster extends WireEks {
    @Override
    public String target() {
        return "eks:prod";
    }

    @Override
    void resource(LoopbackAws aws, String state, String version) {
        aws.on(CLUSTER).reply("""
                {"cluster":{"name":"prod","arn":"%scluster/prod","status":"%s","version":"%s"}}""".formatted(ARN, state, version));
    }

    /** The awaited upgrade succeeded and is taken back by an update of its own. */
    private void rolledBack(LoopbackAws aws, String word, String state, Age live) {
        answer(
                aws,
                state,
                live.revision(),
                new Deployed(Age.NEWER, word, "VersionRollback"),
                deployed(Age.NEW, words().succeeded()));
    }

    @Override
    public Map<String, Consumer<LoopbackAws>> rollbacks() {
        return Map.of(
                "on the way back", aws -> rolledBack(aws, "InProgress", "UPDATING", Age.NEW),
                "back at the old version", aws -> rolledBack(aws, "Successful", "ACTIVE", Age.OLD),
                "stuck on the way back", aws -> rolledBack(aws, "Failed", "ACTIVE", Age.OLD));
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of();
    }
}
