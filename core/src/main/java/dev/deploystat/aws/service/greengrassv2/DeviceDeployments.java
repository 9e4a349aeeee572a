package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.service.greengrassv2.GreengrassV2.Apis;
import dev.deploystat.model.Event;
import dev.deploystat.model.Flag;
import dev.deploystat.model.Part;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.greengrassv2.model.CoreDeviceStatus;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeployment;
import software.amazon.awssdk.services.greengrassv2.model.EffectiveDeploymentExecutionStatus;
import software.amazon.awssdk.services.greengrassv2.model.GetCoreDeviceResponse;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponent;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponentLifecycleState;
import software.amazon.awssdk.services.greengrassv2.model.InstalledComponentTopologyFilter;

/**
 * What one core device has made of the deployments to it and to its groups. The list of them is all there is and takes a
 * call at a look; a success takes another one for the device's health, and what a deployment brings is asked for once. A device
 * has no state in which it is being deleted: it is not found then.
 */
final class DeviceDeployments implements Kind<Apis> {
    private static final String DEVICE = "core device";
    private static final String ON_DEVICE = "deployment on a core device";

    @Override
    public boolean reads(Target target) {
        return target.has(GreengrassV2.CORE_DEVICE);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(ON_DEVICE, EffectiveDeploymentExecutionStatus.knownValues(), DeviceOutcome::status)
                .note(
                        ON_DEVICE,
                        EffectiveDeploymentExecutionStatus.SUCCEEDED,
                        "FAILED when an error stands beside it, or a component that it brought is broken by now")
                .note(
                        ON_DEVICE,
                        EffectiveDeploymentExecutionStatus.COMPLETED,
                        "FAILED when an error stands beside it, or a component that it brought is broken by now")
                .note(
                        ON_DEVICE,
                        EffectiveDeploymentExecutionStatus.FAILED,
                        "ROLLED_BACK or ROLLBACK_FAILED when its reason says so")
                .and("reason of a core device", DeviceOutcome.REASONS)
                .and(DEVICE, CoreDeviceStatus.knownValues(), DeviceOutcome::status)
                .and("component", InstalledComponentLifecycleState.knownValues(), DeviceOutcome::status)
                .rows();
    }

    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, 1);
    }

    /** The things that were deployed to are found among all deployments, by the other kind. */
    @Override
    public Stream<Target> discover(Connection<Apis> apis) {
        return Stream.empty();
    }

    @Override
    public Stream<Rollout> history(Connection<Apis> apis, Target target, HistoryQuery query) {
        List<EffectiveDeployment> all = effective(apis, name(target));
        return all.stream()
                .filter(effective -> !target.isPinned() || target.deployment().equals(effective.deploymentId()))
                .filter(effective -> query.isInTime(effective.creationTimestamp()))
                .map(effective -> rollout(apis, target, effective, all));
    }

    /** A device is sent the deployments of all its groups, and works at one after the other. */
    @Override
    public Stream<Rollout> underWay(Connection<Apis> apis, Target target, Rollout latest) {
        return history(apis, target, HistoryQuery.underWay());
    }

    @Override
    public List<Latest> latest(Connection<Apis> apis, List<Target> targets) {
        return targets.stream()
                .map(target -> {
                    List<EffectiveDeployment> all = effective(apis, name(target));
                    return all.isEmpty()
                            ? Latest.none(
                                    target,
                                    ReadError.neverDeployed(
                                            "no deployment was ever sent to core device " + name(target),
                                            "Check the name, the region and the account."))
                            : Latest.read(target, look(apis, target, all.get(0), all));
                })
                .toList();
    }

    @Override
    public List<Reading> read(Connection<Apis> apis, List<Target> targets) {
        return targets.stream()
                .flatMap(target -> {
                    List<EffectiveDeployment> all = effective(apis, name(target));
                    return all.stream()
                            .filter(effective -> target.deployment().equals(effective.deploymentId()))
                            .limit(1)
                            .map(effective -> Reading.of(target, look(apis, target, effective, all)));
                })
                .toList();
    }

    /** Adds the device's health and its components; whether it is still there is seen at each look. */
    @Override
    public Rollout explain(Connection<Apis> apis, Target target, Rollout seen) {
        Rollout.Builder explained = seen.toBuilder().events(events(target, seen));
        device(apis, target).ifPresent(device -> {
            explained.part(Part.of(DEVICE, name(target), DeviceOutcome.status(device), device.statusAsString()));
            if (!seen.status().isFinal() && DeviceOutcome.isFromBefore(device, seen.createdAt())) {
                explained
                        .flag(Flag.STALE)
                        .problem(
                                name(target),
                                null,
                                "it last reported at " + device.lastStatusUpdateTimestamp()
                                        + ", before this deployment began: it may be offline");
            }
        });
        List<InstalledComponent> components = components(apis, target);
        explained.parts(components.stream().map(DeviceOutcome::part).toList());
        if (seen.status() != Status.SUCCEEDED) {
            explained.rootCauses(broken(components, revision(apis, seen.id()))
                    .map(DeviceOutcome::problem)
                    .filter(problem -> !seen.problems().contains(problem))
                    .toList());
        }
        return explained.build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "greengrassv2",
                "list-effective-deployments",
                "--core-device-thing-name",
                target.field(GreengrassV2.CORE_DEVICE));
        explained.command(
                "greengrassv2",
                "list-installed-components",
                "--core-device-thing-name",
                target.field(GreengrassV2.CORE_DEVICE));
    }

    /** Returns the deployments that were sent to a core device, newest first; the API names no order. */
    static List<EffectiveDeployment> effective(Connection<Apis> apis, String device) {
        return Pages.of(
                        token -> apis.client()
                                .greengrass()
                                .listEffectiveDeployments(request -> request.coreDeviceThingName(device)
                                        .maxResults(GreengrassV2.PAGE)
                                        .nextToken(token)),
                        reply -> Pages.given(reply.effectiveDeployments()),
                        reply -> reply.nextToken())
                .filter(effective -> effective.deploymentId() != null)
                .sorted(Newest.first(EffectiveDeployment::creationTimestamp))
                .toList();
    }

    private static String name(Target target) {
        return target.field(GreengrassV2.CORE_DEVICE);
    }

    /** Returns a deployment and, where it succeeded, what has become of the device that it succeeded on. */
    private static Rollout look(
            Connection<Apis> apis, Target target, EffectiveDeployment effective, List<EffectiveDeployment> all) {
        Rollout rollout = rollout(apis, target, effective, all);
        if (rollout.status() != Status.SUCCEEDED) {
            return rollout;
        }
        return device(apis, target)
                .map(device -> {
                    boolean isHealthy = DeviceOutcome.status(device) != Status.FAILED;
                    List<InstalledComponent> broken = isHealthy
                            ? List.of()
                            : broken(components(apis, target), revision(apis, rollout.id()))
                                    .filter(DeviceOutcome::isBroken)
                                    .toList();
                    return DeviceOutcome.healthy(rollout, device, broken);
                })
                .orElseGet(() -> DeviceOutcome.gone(rollout));
    }

    private static Rollout rollout(
            Connection<Apis> apis, Target target, EffectiveDeployment effective, List<EffectiveDeployment> all) {
        return DeviceOutcome.rollout(effective, revision(apis, effective.deploymentId()), all)
                .consoleUrl(apis.console("/iot/home#/greengrass/v2/cores/" + name(target)))
                .build();
    }

    /** Returns what a deployment brings, as far as it may be read and is still there. */
    private static Revision revision(Connection<Apis> apis, String deployment) {
        return apis.memo()
                .get(Revision.class, deployment, () -> ErrorCodes.unlessDenied(
                                apis.memo(),
                                "greengrass:GetDeployment",
                                GreengrassV2.INFO,
                                () -> GreengrassV2.unlessGone(() -> apis.client()
                                        .greengrass()
                                        .getDeployment(request -> request.deploymentId(deployment))))
                        .flatMap(found -> found)
                        .map(Revision::of))
                .orElse(Revision.UNKNOWN);
    }

    private static Optional<GetCoreDeviceResponse> device(Connection<Apis> apis, Target target) {
        return GreengrassV2.unlessGone(
                () -> apis.client().greengrass().getCoreDevice(request -> request.coreDeviceThingName(name(target))));
    }

    private static List<InstalledComponent> components(Connection<Apis> apis, Target target) {
        return Pages.of(
                        token -> apis.client()
                                .greengrass()
                                .listInstalledComponents(request -> request.coreDeviceThingName(name(target))
                                        .topologyFilter(InstalledComponentTopologyFilter.ALL)
                                        .maxResults(GreengrassV2.PAGE)
                                        .nextToken(token)),
                        reply -> reply.installedComponents(),
                        reply -> reply.nextToken())
                .toList();
    }

    /** Returns the components that a deployment brought and that do not run. */
    private static Stream<InstalledComponent> broken(List<InstalledComponent> components, Revision revision) {
        return components.stream()
                .filter(component -> DeviceOutcome.status(component) == Status.FAILED)
                .filter(component -> revision.brings(component.componentName(), component.componentVersion()));
    }

    private static List<Event> events(Target target, Rollout seen) {
        return Stream.of(
                        new Event(seen.createdAt(), null, "created", null),
                        new Event(seen.updatedAt(), name(target), seen.nativeStatus(), seen.reason()))
                .filter(event -> event.at() != null)
                .toList();
    }
}
