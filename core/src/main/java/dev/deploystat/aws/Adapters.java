package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.service.cloudformation.CloudFormation;
import dev.deploystat.aws.service.codedeploy.CodeDeploy;
import dev.deploystat.aws.service.ecs.Ecs;
import dev.deploystat.aws.service.greengrass.Greengrass;
import dev.deploystat.aws.service.opsworks.OpsWorks;
import dev.deploystat.aws.service.thingsgraph.ThingsGraph;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Targets;
import java.util.List;
import java.util.Optional;

/** The list of supported services. Asking for one loads that one only: each brings a client of its own. */
public final class Adapters implements Targets.Catalogue {
    private static final List<String> IDS =
            List.of("ecs", "codedeploy", "cloudformation", "greengrass", "opsworks", "thingsgraph");

    /** Returns the adapter of an id or alias. */
    public Optional<Adapter<?>> adapter(String idOrAlias) {
        return Optional.ofNullable(
                switch (idOrAlias) {
                    case "ecs" -> new Ecs();
                    case "opsworks" -> new OpsWorks();
                    case "greengrass", "gg1" -> new Greengrass();
                    case "thingsgraph" -> new ThingsGraph();
                    case "codedeploy", "deploy" -> new CodeDeploy();
                    case "cloudformation", "cfn" -> new CloudFormation();
                    default -> null;
                });
    }

    @Override
    public Optional<ServiceInfo> find(String idOrAlias) {
        return adapter(idOrAlias).map(Adapter::info);
    }

    @Override
    public List<ServiceInfo> all() {
        return IDS.stream().map(this::find).flatMap(Optional::stream).toList();
    }

    /** Returns the ids of all services, without loading them. */
    public List<String> ids() {
        return IDS;
    }
}
