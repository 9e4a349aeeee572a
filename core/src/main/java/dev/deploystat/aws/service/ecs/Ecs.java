package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.model.ArnForm;
import dev.deploystat.model.Operation;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.TargetForm;
import dev.deploystat.model.Use;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ecs.EcsClient;

/** Amazon ECS: a deployment is a service deployment, or a deployment of a managed daemon. */
public final class Ecs implements Adapter<EcsClient> {
    static final String CLUSTER = "cluster";
    static final String SERVICE = "service";
    static final String EXPRESS_SERVICE = "express-service";
    static final String DAEMON_NAME = "daemon-name";
    static final int LIST_PAGE = 100;
    private static final String SDK = "ecs";
    /** A name has no slash: what has more of them is a target of another form, or none. */
    private static final String NAMED = "{service:arn:[^/]+:service/.+|[^/]+}";

    private static final String OF_CLUSTER = "{cluster:arn:[^/]+/[^/]+|[^/]+}";
    private static final List<Kind<EcsClient>> KINDS =
            List.of(new ServiceDeployments(), new ExpressServices(), new DaemonDeployments());

    static final ServiceInfo INFO = ServiceInfo.builder("ecs", "Amazon ECS")
            .about("A service deployment or daemon deployment: one move of a service or daemon to a new revision.")
            .calls(
                    "N / 20, daemons too; N / 10 of each cluster for services that keep no service deployments; Express services: 2 N / 20, as what ECS manages for them changes")
            .form(OF_CLUSTER + "/" + NAMED, "a service of a cluster")
            .form(TargetForm.of(NAMED, "a service of the cluster 'default'").withDefault("cluster", "default"))
            .form(
                    "express/" + OF_CLUSTER + "/{express-service:[^/]+}",
                    "an Express service of a cluster, with what ECS manages for it")
            .form("daemon/" + OF_CLUSTER + "/{daemon-name:[^/]+}", "a managed daemon of a cluster")
            .arn("ecs", "service/{cluster}/{service}")
            .arn("ecs", "service/{service}")
            // What --cluster with a cluster's ARN and --service are written as.
            .arn("ecs", "cluster/{cluster}/{service}")
            .arn(new ArnForm("ecs", "service-deployment/{cluster}/{service}/{#}", "#"))
            .arn("ecs", "daemon/{cluster}/{daemon-name}")
            .arn(new ArnForm("ecs", "daemon-deployment/{cluster}/{daemon-name}/{#}", "#"))
            .pin("service-deployment")
            .revisionWord("task definition, image, image digest or revision")
            .batchSize(20)
            .action("ecs:ListServiceDeployments", "history and latest deployment")
            .action("ecs:DescribeServiceDeployments", "stage, task counts, rollback")
            .action("ecs:DescribeServiceRevisions", "task definition and images")
            .action("ecs:DescribeServices", "services without service deployments; Express services; events")
            .action("ecs:DescribeExpressGatewayService", Use.CONFIRM, "whether an Express service is being deleted")
            .action("ecs:ListDaemons", "the ARNs of daemons; finding targets")
            .action("ecs:DescribeDaemon", "latest deployment of a daemon, and whether the daemon is being deleted")
            .action("ecs:ListDaemonDeployments", "history of a daemon")
            .action("ecs:DescribeDaemonDeployments", "status, instance counts and rollback of a daemon's deployment")
            .action("ecs:DescribeDaemonRevisions", "task definition and images of a daemon")
            .action("ecs:ListTasks", Use.EXPLAIN, "stopped tasks")
            .action("ecs:DescribeTasks", Use.EXPLAIN, "why tasks stopped")
            .action("ecs:DescribeTaskDefinition", Use.DETAIL, "where containers log; what changed")
            .action(Logs.ACTION, Use.DETAIL, "the last words of stopped containers")
            .discoveryAction("ecs:ListClusters")
            .discoveryAction("ecs:ListServices")
            .missing("MISSING")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    /** The figures are those of the ECS API reference, "Request throttling". */
    @Override
    public List<Rate> rates() {
        return List.of(
                new Rate(SDK, Set.of("DescribeServices", "ListServices"), 100, 20),
                new Rate(SDK, Set.of("ListServiceDeployments", "DescribeServiceDeployments"), 50, 20),
                new Rate(SDK, Set.of("DescribeServiceRevisions"), 50, 20),
                new Rate(SDK, Set.of("DescribeTasks", "ListTasks"), 100, 20));
    }

    @Override
    public EcsClient connect(Clients clients) {
        return clients.configure(EcsClient.builder()).build();
    }

    @Override
    public List<Kind<EcsClient>> kinds() {
        return KINDS;
    }

    /** Returns the name of a service, Express or not; null where a target is none. */
    static String service(Target target) {
        return target.has(SERVICE) ? target.field(SERVICE) : target.field(EXPRESS_SERVICE);
    }

    /** Returns a deployment whose container is deleted: whatever it brought does not stay. */
    static Rollout deleted(Rollout rollout, String reason) {
        return rollout.toBuilder()
                .status(Status.STOPPED)
                .operation(Operation.DELETE)
                .reason(reason)
                .build();
    }

    /** Returns a deployment whose container is in a state that nobody knows, and which so may be in deletion. */
    static Rollout unclear(Rollout rollout, String what, String word) {
        return rollout.toBuilder()
                .status(Status.UNKNOWN)
                .reason(what + " has the status " + word + ", which is not known")
                .build();
    }
}
