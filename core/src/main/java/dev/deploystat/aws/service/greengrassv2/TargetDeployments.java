package dev.deploystat.aws.service.greengrassv2;

import dev.deploystat.aws.adapter.Arns;
import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.service.greengrassv2.GreengrassV2.Apis;
import dev.deploystat.model.Operation;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.greengrassv2.model.Deployment;
import software.amazon.awssdk.services.greengrassv2.model.DeploymentHistoryFilter;
import software.amazon.awssdk.services.greengrassv2.model.DeploymentStatus;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;
import software.amazon.awssdk.services.iot.model.Job;
import software.amazon.awssdk.services.iot.model.JobExecutionStatus;
import software.amazon.awssdk.services.iot.model.JobStatus;

/**
 * Deployments by their ids, and those of a thing group. A look takes two calls, for the deployment and then for its job,
 * whose counts are thus never older; one that is not the latest of its target takes a third, for the one that is.
 */
final class TargetDeployments implements Kind<Apis> {
    private static final String DEPLOYMENT = "deployment";
    private static final String GROUP = ":thinggroup/";
    private static final String THING = ":thing/";

    @Override
    public boolean reads(Target target) {
        return !target.has(GreengrassV2.CORE_DEVICE);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(DEPLOYMENT, DeploymentStatus.knownValues(), DeploymentOutcome::status)
                .note(
                        DEPLOYMENT,
                        DeploymentStatus.ACTIVE,
                        "passes once all devices of its job have succeeded; FAILED when none has; STOPPED when a newer one took its place")
                .note(
                        DEPLOYMENT,
                        DeploymentStatus.COMPLETED,
                        "FAILED when no device of its job has succeeded, partial when some have not; UNKNOWN when the job is gone")
                .note(DEPLOYMENT, DeploymentStatus.CANCELED, "FAILED when too many failures have aborted its job")
                .and("job", JobStatus.knownValues(), DeploymentOutcome::status)
                .note("job", JobStatus.IN_PROGRESS, "its count of devices decides")
                .note("job", JobStatus.COMPLETED, "its count of devices decides")
                .and("job execution", JobExecutionStatus.knownValues(), JobDevices::status)
                .rows();
    }

    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.of(targets, 1);
    }

    /** Everything that was deployed to: things too, so that the other kind finds none. */
    @Override
    public Stream<Target> discover(Connection<Apis> apis) {
        return deployments(apis, null, DeploymentHistoryFilter.LATEST_ONLY, GreengrassV2.PAGE)
                .map(Deployment::targetArn)
                .filter(arn -> arn != null && (arn.contains(GROUP) || arn.contains(THING)))
                .distinct()
                .map(arn -> Targets.of(
                        GreengrassV2.INFO,
                        Map.of(
                                arn.contains(GROUP) ? GreengrassV2.THING_GROUP : GreengrassV2.CORE_DEVICE,
                                Arns.last(arn)),
                        null));
    }

    /** A list entry does not say what became of the devices, so each row is read like a deployment. */
    @Override
    public Stream<Rollout> history(Connection<Apis> apis, Target target, HistoryQuery query) {
        if (target.has(GreengrassV2.DEPLOYMENT)) {
            return look(apis, target, target.field(GreengrassV2.DEPLOYMENT)).stream();
        }
        int page = query.page(GreengrassV2.PAGE);
        return arn(apis, target).stream()
                .flatMap(arn -> deployments(apis, arn, DeploymentHistoryFilter.ALL, page)
                        .sorted(Newest.first(Deployment::creationTimestamp)))
                .filter(listed -> query.isInTime(listed.creationTimestamp()))
                .flatMap(listed ->
                        GreengrassV2.unlessGone(() -> look(apis, target, listed.deploymentId()))
                                .flatMap(found -> found)
                                .stream());
    }

    @Override
    public List<Latest> latest(Connection<Apis> apis, List<Target> targets) {
        return targets.stream()
                .flatMap(target -> target.has(GreengrassV2.DEPLOYMENT)
                        ? Stream.of(Latest.of(target, target.field(GreengrassV2.DEPLOYMENT)))
                        : arn(apis, target).map(arn -> latest(apis, target, arn)).stream())
                .toList();
    }

    @Override
    public List<Reading> read(Connection<Apis> apis, List<Target> targets) {
        return targets.stream()
                .flatMap(target ->
                        look(apis, target, target.deployment()).map(rollout -> Reading.of(target, rollout)).stream())
                .toList();
    }

    /** What was deployed to a thing or a group that is gone is nowhere any more. */
    @Override
    public Map<Target, Rollout> withdrawn(Connection<Apis> apis, Map<Target, Rollout> passing) {
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> rollout.source(GetDeploymentResponse.class)
                .map(GetDeploymentResponse::targetArn)
                .filter(arn -> !isThere(apis, arn))
                .ifPresent(arn -> withdrawn.put(
                        target,
                        rollout.toBuilder()
                                .status(Status.STOPPED)
                                .operation(Operation.DELETE)
                                .reason("what it was deployed to was deleted: " + arn)
                                .build())));
        return withdrawn;
    }

    @Override
    public Rollout explain(Connection<Apis> apis, Target target, Rollout seen) {
        GetDeploymentResponse deployment =
                seen.source(GetDeploymentResponse.class).orElseGet(() -> deployment(apis, seen.id()));
        return deployment.iotJobId() == null ? seen : new JobDevices(apis, deployment).explain(seen);
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command("greengrassv2", "get-deployment", "--deployment-id", seen.id());
        explained.command("iot", "list-job-executions-for-job", "--job-id", Members.text(seen, "iotJobId"));
    }

    private static Latest latest(Connection<Apis> apis, Target target, String arn) {
        return newest(apis, arn)
                .map(newest -> Latest.of(target, newest.deploymentId()))
                .orElseGet(() -> Latest.none(
                        target,
                        ReadError.neverDeployed(
                                "nothing was ever deployed to thing group " + Arns.last(arn),
                                "Check the name, the region and the account.")));
    }

    private static Optional<Rollout> look(Connection<Apis> apis, Target target, String id) {
        GetDeploymentResponse deployment = deployment(apis, id);
        if (!isOf(target, deployment)) {
            return Optional.empty();
        }
        Job job = deployment.iotJobId() == null
                ? null
                : GreengrassV2.unlessGone(
                                () -> apis.client().iot().describeJob(request -> request.jobId(deployment.iotJobId())))
                        .map(reply -> reply.job())
                        .orElse(null);
        Deployment newer = newer(apis, deployment).orElse(null);
        return Optional.of(new DeploymentOutcome(deployment, job, newer)
                .rollout()
                .consoleUrl(apis.console("/iot/home#/greengrass/v2/deployments/" + id))
                .build());
    }

    private static GetDeploymentResponse deployment(Connection<Apis> apis, String id) {
        return apis.client().greengrass().getDeployment(request -> request.deploymentId(id)).toBuilder()
                .deploymentId(id)
                .build();
    }

    /** A call by deployment id does not look at the target. */
    private static boolean isOf(Target target, GetDeploymentResponse deployment) {
        if (target.has(GreengrassV2.DEPLOYMENT)) {
            return target.field(GreengrassV2.DEPLOYMENT).equals(deployment.deploymentId());
        }
        String arn = deployment.targetArn();
        return arn == null || arn.endsWith(GROUP + target.field(GreengrassV2.THING_GROUP));
    }

    /**
     * Returns the deployment that took the place of one that is or was under way. That one is not the latest of its target
     * is no proof by itself: replies say so of the only one there is.
     */
    private static Optional<Deployment> newer(Connection<Apis> apis, GetDeploymentResponse deployment) {
        Status word = DeploymentOutcome.word(deployment);
        boolean mayBeReplaced = (word == Status.IN_PROGRESS || word == Status.STOPPED)
                && Boolean.FALSE.equals(deployment.isLatestForTarget())
                && deployment.targetArn() != null;
        Instant created = deployment.creationTimestamp();
        return mayBeReplaced
                ? newest(apis, deployment.targetArn())
                        .filter(newest -> !deployment.deploymentId().equals(newest.deploymentId()))
                        .filter(newest -> created == null
                                || newest.creationTimestamp() == null
                                || !newest.creationTimestamp().isBefore(created))
                : Optional.empty();
    }

    private static Optional<Deployment> newest(Connection<Apis> apis, String targetArn) {
        return deployments(apis, targetArn, DeploymentHistoryFilter.LATEST_ONLY, GreengrassV2.PAGE)
                .filter(listed -> listed.deploymentId() != null)
                .sorted(Newest.first(Deployment::creationTimestamp))
                .findFirst();
    }

    /** Of one target the list must be there, as its lack would say that nothing was ever deployed. */
    private static Stream<Deployment> deployments(
            Connection<Apis> apis, String targetArn, DeploymentHistoryFilter filter, int page) {
        return Pages.of(
                token -> apis.client().greengrass().listDeployments(request -> request.targetArn(targetArn)
                        .historyFilter(filter)
                        .maxResults(page)
                        .nextToken(token)),
                reply -> targetArn == null ? reply.deployments() : Pages.given(reply.deployments()),
                reply -> reply.nextToken());
    }

    /** Returns the ARN of a thing group, which a group that is made anew under its name has too. */
    private static Optional<String> arn(Connection<Apis> apis, Target target) {
        return apis.memo(target)
                .get(
                        String.class,
                        GreengrassV2.THING_GROUP,
                        () -> Optional.ofNullable(apis.client()
                                .iot()
                                .describeThingGroup(
                                        request -> request.thingGroupName(target.field(GreengrassV2.THING_GROUP)))
                                .thingGroupArn()));
    }

    private static boolean isThere(Connection<Apis> apis, String arn) {
        String name = Arns.last(arn);
        return GreengrassV2.unlessGone(() -> arn.contains(GROUP)
                        ? apis.client().iot().describeThingGroup(request -> request.thingGroupName(name))
                        : apis.client().iot().describeThing(request -> request.thingName(name)))
                .isPresent();
    }
}
