package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.model.ArnForm;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.TargetForm;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ecs.EcsClient;

/** Amazon ECS: a deployment is a service deployment; services that have none answer for themselves. */
public final class Ecs implements Adapter<EcsClient> {
    static final String CLUSTER = "cluster";
    static final String SERVICE = "service";
    static final int LIST_PAGE = 100;
    private static final String SDK = "ecs";
    private static final List<Kind<EcsClient>> KINDS = List.of(new ServiceDeployments());

    static final ServiceInfo INFO = ServiceInfo.builder("ecs", "Amazon ECS")
            .about("A service deployment: one move of a service to a new service revision.")
            .form("{cluster:arn:[^/]+/[^/]+|[^/]+}/{service}", "a service of a cluster")
            .form(TargetForm.of("{service}", "a service of the cluster 'default'")
                    .withDefault("cluster", "default"))
            .arn("ecs", "service/{cluster}/{service}")
            .arn("ecs", "service/{service}")
            // What --cluster with a cluster's ARN and --service are written as.
            .arn("ecs", "cluster/{cluster}/{service}")
            .arn(new ArnForm("ecs", "service-deployment/{cluster}/{service}/{#}", "#"))
            .pin("service-deployment")
            .revisionWord("task definition, image, image digest or service revision")
            .batchSize(20)
            .action("ecs:ListServiceDeployments", "history and latest deployment")
            .action("ecs:DescribeServiceDeployments", "stage, task counts, rollback")
            .action("ecs:DescribeServiceRevisions", "task definition and images")
            .action("ecs:DescribeServices", "services without service deployments; events")
            .action("ecs:ListTasks", "stopped tasks")
            .action("ecs:DescribeTasks", "why tasks stopped")
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
}
