package dev.deploystat.aws.service.codepipeline;

import dev.deploystat.model.AwsCommand;
import software.amazon.awssdk.services.codepipeline.model.TransitionState;

/**
 * What a person has to do before an execution goes on.
 *
 * @param what what is waited for
 * @param command what does it
 */
record Wait(String what, AwsCommand command) {
    /** Returns that an approval is waited for, and the command that gives it. */
    static Wait approval(String pipeline, String stage, String action, String token) {
        return new Wait(
                "waits for an approval at " + stage + "/" + action,
                AwsCommand.of(
                        "codepipeline",
                        "put-approval-result",
                        "--pipeline-name",
                        pipeline,
                        "--stage-name",
                        stage,
                        "--action-name",
                        action,
                        "--token",
                        token,
                        "--result",
                        "summary=approved,status=Approved"));
    }

    /** Returns that a disabled transition into a stage is waited for, and the command that enables it. */
    static Wait transition(String pipeline, String stage, TransitionState transition) {
        String by = transition.lastChangedBy() == null ? "" : " by " + transition.lastChangedBy();
        String why = transition.disabledReason() == null ? "" : " (" + transition.disabledReason() + ")";
        return new Wait(
                "waits for the transition into " + stage + ", disabled" + by + why,
                AwsCommand.of(
                        "codepipeline",
                        "enable-stage-transition",
                        "--pipeline-name",
                        pipeline,
                        "--stage-name",
                        stage,
                        "--transition-type",
                        "Inbound"));
    }

    /** Returns both in a sentence that ends in the command. */
    String sentence() {
        return what + ": " + command.line();
    }
}
