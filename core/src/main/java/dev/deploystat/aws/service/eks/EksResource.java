package dev.deploystat.aws.service.eks;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Part;
import dev.deploystat.model.Problem;
import dev.deploystat.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AddonIssue;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.Capability;
import software.amazon.awssdk.services.eks.model.CapabilityIssue;
import software.amazon.awssdk.services.eks.model.CapabilityStatus;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterIssue;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.FargateProfile;
import software.amazon.awssdk.services.eks.model.FargateProfileIssue;
import software.amazon.awssdk.services.eks.model.FargateProfileStatus;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;

/**
 * What the replies about all kinds of resources have in common.
 *
 * @param what what kind of resource it is, in words
 * @param state its state, unknown for a word that is new or missing
 * @param word the service's own word for the state, or null
 * @param modifiedAt when it was last changed, or null
 * @param revisions the versions that it has, the most telling one first
 * @param issues what its health report says
 * @param reply the resource itself
 */
record EksResource(
        String what,
        EksState state,
        String word,
        String arn,
        Instant createdAt,
        Instant modifiedAt,
        List<String> revisions,
        List<Problem> issues,
        SdkPojo reply) {

    static EksResource of(Cluster cluster) {
        return new EksResource(
                "cluster",
                NativeStates.named(ClusterStatus.knownValues(), cluster.statusAsString())
                        .map(EksState::of)
                        .orElse(EksState.UNKNOWN),
                cluster.statusAsString(),
                cluster.arn(),
                cluster.createdAt(),
                null,
                known(cluster.version(), cluster.platformVersion()),
                cluster.health() == null
                        ? List.of()
                        : problems(
                                cluster.health().issues(),
                                ClusterIssue::codeAsString,
                                ClusterIssue::message,
                                ClusterIssue::resourceIds),
                cluster);
    }

    static EksResource of(Nodegroup group) {
        return new EksResource(
                "node group",
                NativeStates.named(NodegroupStatus.knownValues(), group.statusAsString())
                        .map(EksState::of)
                        .orElse(EksState.UNKNOWN),
                group.statusAsString(),
                group.nodegroupArn(),
                group.createdAt(),
                group.modifiedAt(),
                known(
                        group.releaseVersion(),
                        group.version(),
                        group.launchTemplate() == null
                                ? null
                                : group.launchTemplate().version()),
                group.health() == null
                        ? List.of()
                        : problems(group.health().issues(), Issue::codeAsString, Issue::message, Issue::resourceIds),
                group);
    }

    static EksResource of(Addon addOn) {
        return new EksResource(
                "add-on",
                NativeStates.named(AddonStatus.knownValues(), addOn.statusAsString())
                        .map(EksState::of)
                        .orElse(EksState.UNKNOWN),
                addOn.statusAsString(),
                addOn.addonArn(),
                addOn.createdAt(),
                addOn.modifiedAt(),
                known(addOn.addonVersion()),
                addOn.health() == null
                        ? List.of()
                        : problems(
                                addOn.health().issues(),
                                AddonIssue::codeAsString,
                                AddonIssue::message,
                                AddonIssue::resourceIds),
                addOn);
    }

    static EksResource of(FargateProfile profile) {
        return new EksResource(
                "Fargate profile",
                NativeStates.named(FargateProfileStatus.knownValues(), profile.statusAsString())
                        .map(EksState::of)
                        .orElse(EksState.UNKNOWN),
                profile.statusAsString(),
                profile.fargateProfileArn(),
                profile.createdAt(),
                null,
                List.of(),
                profile.health() == null
                        ? List.of()
                        : problems(
                                profile.health().issues(),
                                FargateProfileIssue::codeAsString,
                                FargateProfileIssue::message,
                                FargateProfileIssue::resourceIds),
                profile);
    }

    static EksResource of(Capability capability) {
        return new EksResource(
                "capability",
                NativeStates.named(CapabilityStatus.knownValues(), capability.statusAsString())
                        .map(EksState::of)
                        .orElse(EksState.UNKNOWN),
                capability.statusAsString(),
                capability.arn(),
                capability.createdAt(),
                capability.modifiedAt(),
                known(capability.version()),
                capability.health() == null
                        ? List.of()
                        : problems(
                                capability.health().issues(),
                                CapabilityIssue::codeAsString,
                                CapabilityIssue::message,
                                issue -> List.of()),
                capability);
    }

    boolean isUnhealthy() {
        return state.status() == Status.FAILED || !issues.isEmpty();
    }

    /** Returns what its health report names, each with the issue it has. */
    List<Part> parts() {
        return issues.stream()
                .filter(issue -> issue.resource() != null)
                .map(issue -> new Part(
                        "resource",
                        issue.resource(),
                        issue.resource() + "/" + issue.code(),
                        null,
                        Status.FAILED,
                        issue.code(),
                        null,
                        null,
                        issue.message()))
                .toList();
    }

    /** Returns issues or errors as problems, one for each resource that they name. */
    static <I> List<Problem> problems(
            List<I> issues,
            Function<I, String> code,
            Function<I, String> message,
            Function<I, ? extends List<String>> resources) {
        List<Problem> problems = new ArrayList<>();
        for (I issue : issues) {
            List<String> named = resources.apply(issue);
            Stream<String> each = named.isEmpty() ? Stream.of((String) null) : named.stream();
            each.forEach(resource -> problems.add(new Problem(resource, code.apply(issue), message.apply(issue))));
        }
        return problems;
    }

    private static List<String> known(String... versions) {
        return Stream.of(versions).filter(Objects::nonNull).toList();
    }
}
