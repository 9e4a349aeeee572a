package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Use;
import dev.deploystat.model.Words;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.greengrassv2.GreengrassV2Client;
import software.amazon.awssdk.services.iot.IotClient;

/**
 * AWS IoT Greengrass V2: a deployment brings components to a thing or to the things of a group, by a job of AWS IoT that
 * every device carries out when it is there; what became of the devices is known to the job only.
 *
 * <p>A job for a thing group never ends, as it goes on for the things that join the group. Nothing says who deployed, and a
 * device that is offline looks like one that has not begun.
 */
public final class GreengrassV2 implements Adapter<GreengrassV2.Apis> {
    static final String DEPLOYMENT = "deployment-id";
    static final String CORE_DEVICE = "core-device-thing-name";
    static final String THING_GROUP = "thing-group-name";
    /** How many rows Greengrass lists on a page at most. */
    static final int PAGE = 100;

    private static final String NAME = ":[a-zA-Z0-9:_-]+}";

    static final ServiceInfo INFO = ServiceInfo.builder("greengrassv2", "AWS IoT Greengrass V2")
            .alias("gg2")
            .about("A deployment of components to a core device or to the core devices of a thing group.")
            .calls(
                    "deployments and thing groups: 2 N, the deployment and its job; core devices: N, and one more for a success")
            .form("{" + DEPLOYMENT + ":[a-zA-Z0-9_-]+}", "one deployment")
            .form("thing/{" + CORE_DEVICE + NAME, "a core device: what it made of its newest deployment")
            .form("thinggroup/{" + THING_GROUP + NAME, "a thing group")
            .arn("greengrass", "deployments:{" + DEPLOYMENT + "}")
            .arn("greengrass", "coreDevices:{" + CORE_DEVICE + "}")
            .arn("iot", "thing/{" + CORE_DEVICE + "}")
            .arn("iot", "thinggroup/{" + THING_GROUP + "}")
            .pin(DEPLOYMENT)
            .revisionWord("number of the revision, on a core device as TARGET:NUMBER, or a component as NAME:VERSION")
            .action("greengrass:GetDeployment", "status, components, revision")
            .action("greengrass:ListDeployments", "history; which deployment is the latest")
            .action("greengrass:ListEffectiveDeployments", "what a core device made of its deployments, and why")
            .action("greengrass:GetCoreDevice", "health of a core device")
            .action("greengrass:ListInstalledComponents", "components of a core device and what is wrong with them")
            .action("iot:DescribeJob", "how many devices have succeeded or failed")
            .action("iot:ListJobExecutionsForJob", Use.EXPLAIN, "which devices have succeeded or failed")
            .action("iot:DescribeThingGroup", "a thing group by its name; whether it is still there")
            .action("iot:DescribeThing", Use.CONFIRM, "whether the thing that was deployed to is still there")
            .action("iot:ListThingsInThingGroup", Use.EXPLAIN, "whether a thing group is empty")
            .secret("merge")
            .build();

    private static final List<Kind<Apis>> KINDS = List.of(new TargetDeployments(), new DeviceDeployments());

    /**
     * The clients of Greengrass and of what it deploys by.
     *
     * @param greengrass the client of Greengrass V2
     * @param iot the client of AWS IoT, which has the jobs, the things and their groups
     */
    public record Apis(GreengrassV2Client greengrass, IotClient iot) implements AutoCloseable {
        @Override
        public void close() {
            greengrass.close();
            iot.close();
        }
    }

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public Apis connect(Clients clients) {
        return new Apis(
                clients.configure(GreengrassV2Client.builder()).build(),
                clients.configure(IotClient.builder()).build());
    }

    @Override
    public List<Kind<Apis>> kinds() {
        return KINDS;
    }

    /** Returns what a word is mapped to; "canceled" is spelt in both ways. */
    static <E> Status status(Collection<E> values, String word, Function<E, Status> mapping) {
        return NativeStates.named(values, Words.same(word, "CANCELLED") ? "CANCELED" : word)
                .map(mapping)
                .orElse(Status.UNKNOWN);
    }

    /** Returns an answer, or empty where what it is about is gone. */
    static <T> Optional<T> unlessGone(Supplier<T> call) {
        return ErrorCodes.unlessKind(Set.of(ErrorKind.NOT_FOUND), INFO, call);
    }
}
