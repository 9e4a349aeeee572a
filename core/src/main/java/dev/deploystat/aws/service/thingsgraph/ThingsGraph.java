package dev.deploystat.aws.service.thingsgraph;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Use;
import java.util.List;
import software.amazon.awssdk.services.iotthingsgraph.IoTThingsGraphClient;

/**
 * AWS IoT Things Graph: a deployment is an upload of entity definitions to a namespace, or a system instance that is
 * brought to a Greengrass group or to the cloud.
 */
public final class ThingsGraph implements Adapter<IoTThingsGraphClient> {
    static final String UPLOAD_ID = "upload-id";
    static final String SYSTEM_INSTANCE_ID = "system-instance-id";
    private static final List<Kind<IoTThingsGraphClient>> KINDS = List.of(new Uploads(), new SystemInstances());

    static final ServiceInfo INFO = ServiceInfo.builder("thingsgraph", "AWS IoT Things Graph")
            .about("An upload of entity definitions to a namespace, or a system instance in its target.")
            .form("instance/{system-instance-id}", "a system instance")
            .form("{upload-id:[^/]{1,40}}", "an upload of entity definitions")
            .revisionWord("namespace version or Greengrass group version")
            .action("iotthingsgraph:GetUploadStatus", "uploads")
            .action(
                    "iotthingsgraph:GetNamespaceDeletionStatus",
                    Use.CONFIRM,
                    "whether what was uploaded is being deleted")
            .action("iotthingsgraph:GetSystemInstance", "system instances")
            .action("iotthingsgraph:SearchFlowExecutions", Use.EXPLAIN, "flow executions of a system instance")
            .action("iotthingsgraph:ListFlowExecutionMessages", Use.EXPLAIN, "why flow executions failed")
            .discoveryAction("iotthingsgraph:SearchSystemInstances")
            .endOfLife(null, "There is no successor; what it deployed to a Greengrass group is read as 'greengrass'.")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public IoTThingsGraphClient connect(Clients clients) {
        return clients.configure(IoTThingsGraphClient.builder()).build();
    }

    @Override
    public List<Kind<IoTThingsGraphClient>> kinds() {
        return KINDS;
    }

    static String text(Long number) {
        return number == null ? null : number.toString();
    }
}
