package dev.deploystat.aws.service.eks;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.model.ServiceInfo;
import java.util.List;
import software.amazon.awssdk.services.eks.EksClient;

/**
 * Amazon EKS: a deployment is an update of a cluster, a managed node group, an add-on or a capability; where there was
 * none, and for Fargate profiles, which have no updates, it is the creation of the resource.
 *
 * <p>An update has no end time, no initiator and no progress, and nothing says which revision was there before. A
 * resource that is {@code ACTIVE} says nothing of the update: it was so before, and is so again after a failure. What runs
 * in the cluster, be it pods or nodes that EKS does not manage, is not seen.
 */
public final class Eks implements Adapter<EksClient> {
    static final String CLUSTER = "cluster-name";
    static final String NODE_GROUP = "nodegroup-name";
    static final String ADD_ON = "addon-name";
    static final String FARGATE_PROFILE = "fargate-profile-name";
    static final String CAPABILITY = "capability-name";
    private static final String NAME = ":[0-9A-Za-z][0-9A-Za-z._-]*}";
    private static final String OF_CLUSTER = "{" + CLUSTER + NAME;

    static final ServiceInfo INFO = ServiceInfo.builder("eks", "Amazon EKS")
            .about("An update of a cluster, node group, add-on or capability; before the first one, its creation.")
            .calls("2 N: the update, and what it updates")
            .form(OF_CLUSTER, "the control plane of a cluster")
            .form(OF_CLUSTER + "/nodegroup/{" + NODE_GROUP + NAME, "a managed node group of a cluster")
            .form(OF_CLUSTER + "/addon/{" + ADD_ON + NAME, "an add-on of a cluster")
            .form(OF_CLUSTER + "/fargate/{" + FARGATE_PROFILE + NAME, "a Fargate profile of a cluster")
            .form(OF_CLUSTER + "/capability/{" + CAPABILITY + NAME, "a capability of a cluster")
            .arn("eks", "cluster/{cluster-name}")
            .arn("eks", "nodegroup/{cluster-name}/{nodegroup-name}/{}")
            .arn("eks", "addon/{cluster-name}/{addon-name}/{}")
            .arn("eks", "fargateprofile/{cluster-name}/{fargate-profile-name}/{}")
            .arn("eks", "capability/{cluster-name}/{}/{capability-name}/{}")
            .pin("update-id")
            .revisionWord("Kubernetes version, release version, add-on version or launch template version")
            .action("eks:ListUpdates", "history and latest update")
            .action("eks:DescribeUpdate", "status, revision and errors of an update")
            .action("eks:DescribeCluster", "state of a cluster, and whether it is being deleted")
            .action("eks:DescribeNodegroup", "state and health of a node group")
            .action("eks:DescribeAddon", "state and health of an add-on")
            .action("eks:DescribeFargateProfile", "state and health of a Fargate profile")
            .action("eks:DescribeCapability", "state and health of a capability")
            .discoveryAction("eks:ListClusters")
            .discoveryAction("eks:ListNodegroups")
            .discoveryAction("eks:ListAddons")
            .discoveryAction("eks:ListFargateProfiles")
            .discoveryAction("eks:ListCapabilities")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public EksClient connect(Clients clients) {
        return clients.configure(EksClient.builder()).build();
    }

    @Override
    public List<Kind<EksClient>> kinds() {
        return EksKind.ALL;
    }
}
