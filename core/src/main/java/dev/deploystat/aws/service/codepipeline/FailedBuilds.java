package dev.deploystat.aws.service.codepipeline;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;
import software.amazon.awssdk.services.codebuild.model.StatusType;

/**
 * Why builds of CodeBuild failed, which the pipeline only knows to have failed.
 *
 * @param builds the builds, as CodeBuild reports them
 */
record FailedBuilds(List<Build> builds) {
    static final FailedBuilds NONE = new FailedBuilds(List.of());

    /** Returns whether CodeBuild knows a build here. */
    boolean has(String buildId) {
        return builds.stream().anyMatch(build -> buildId.equals(build.id()));
    }

    /** Returns why the build of an action failed; empty where that is not known. */
    Optional<Problem> problem(String resource, String buildId) {
        return builds.stream()
                .filter(build -> buildId.equals(build.id()))
                .flatMap(build -> build.phases().stream()
                        .filter(FailedBuilds::hasFailed)
                        .flatMap(phase -> phase.contexts().stream()
                                .filter(context -> context.message() != null
                                        && !context.message().isBlank())
                                .map(context -> problem(resource, build, phase, context))))
                .findFirst();
    }

    /** Returns the ends of the logs of the builds that failed. */
    List<LogTail> lastWords(Connection<?> connection, Logs logs) {
        return builds.stream()
                .filter(build -> build.logs() != null
                        && build.logs().groupName() != null
                        && build.logs().streamName() != null)
                .flatMap(build -> logs
                        .tail(
                                CodePipeline.INFO,
                                "build " + build.id(),
                                connection.region(),
                                build.logs().groupName(),
                                build.logs().streamName())
                        .stream())
                .toList();
    }

    private static boolean hasFailed(BuildPhase phase) {
        if (phase.phaseStatusAsString() == null) {
            return false;
        }
        return switch (NativeStates.named(phase.phaseStatusAsString(), StatusType.UNKNOWN_TO_SDK_VERSION)) {
            case FAILED, FAULT, TIMED_OUT -> true;
            case SUCCEEDED, IN_PROGRESS, STOPPED, UNKNOWN_TO_SDK_VERSION -> false;
        };
    }

    private static Problem problem(String resource, Build build, BuildPhase phase, PhaseContext context) {
        String log = build.logs() == null ? null : build.logs().deepLink();
        return new Problem(
                resource,
                context.statusCode(),
                Stream.of(phase.phaseTypeAsString() + ": " + context.message(), log)
                        .filter(text -> text != null && !text.isBlank())
                        .collect(Collectors.joining(" ")));
    }
}
