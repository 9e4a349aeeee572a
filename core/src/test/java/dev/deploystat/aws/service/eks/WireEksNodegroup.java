package dev.deploystat.aws.service.eks;

import dev.deploystat.aws.LoopbackAws;
import java.util.Map;

/** A managed node group of EKS. */
public final class WireEksNodegroup extends WireEks {
    @Override
    public String target() {
        return "eks:prod/nodegroup/web";
    }

    @Override
    void resource(LoopbackAws aws, String state, String version) {
        aws.on(CLUSTER + "/node-groups/web").reply("""
                {"nodegroup":{"nodegroupName":"web","nodegroupArn":"%snodegroup/prod/web/1a2b","status":"%s",
                 "version":"%s"}}""".formatted(ARN, state, version));
        aws.on(CLUSTER).reply("{\"cluster\":{\"name\":\"prod\",\"status\":\"ACTIVE\"}}");
    }

    @Override
    public Map<Law, String> cannotShow() {
        return Map.of(Law.ROLLBACK, "only the version of a cluster is rolled back by an update of its own");
    }
}
