package dev.deploystat.render;

import dev.deploystat.model.Problem;
import dev.deploystat.model.Rollout;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to do about the reasons that are known, in one sentence each: keyed by what the reply says, whichever service said it.
 * Of several rules that know a reason the first one speaks.
 *
 * @param said what a reply says; letters in either case
 * @param sentence what to do
 */
record Advice(Pattern said, String sentence) {
    /** How much of a text is looked at: a rule may look at each of its characters again for each of them. */
    private static final int MOST = 2000;

    /** The rules, from what says most to what says least. */
    static final List<Advice> ALL = List.of(
            rule(
                    "unable to (?:pull|retrieve) secrets?[^;]*(?:time(?:d )?out|deadline|connect|no route)",
                    "Give the task a route to Secrets Manager or Systems Manager: a NAT gateway, a public address or an endpoint."),
            rule(
                    "secretsmanager:GetSecretValue|ssm:GetParameters?\\b|kms:Decrypt|unable to (?:pull|retrieve) secrets?"
                            + "|unable to fetch secret",
                    "Allow the role that the message names to read that secret or parameter, and to decrypt its key."),
            rule(
                    "CannotPullContainer[^;]*(?:time(?:d )?out|deadline|dial tcp|no route|connection)",
                    "Give the task a route to the registry: a NAT gateway, a public address, or endpoints for ECR and S3."),
            rule(
                    "CannotPull(?:Container|ECRContainer|Image)|ImagePullBackOff|ErrImagePull|ImageDeleted|InvalidImage"
                            + "|manifest\\b[^;]* (?:unknown|not found)|pull access denied|failed to pull (?:the )?image",
                    "Check that the image exists under this name and tag, and that the role may pull it."),
            rule(
                    "ImageAccessDenied",
                    "Allow the service to pull the image: by the repository's policy, and by the role."),
            rule(
                    "OutOfMemory|\\bOOM(?:Killed)?\\b|Runtime\\.OutOfMemory",
                    "Give it more memory, or find what uses it up."),
            rule(
                    "(?:exited with|exit code|exit status)(?: is|:)? 137\\b",
                    "137 is a kill: out of memory, or not ended within the stop timeout; compare the memory with its limit."),
            rule(
                    "(?:exited with|exit code|exit status)(?: is|:)? 139\\b",
                    "139 is a crash in native code: look for the wrong processor type or a broken library."),
            rule(
                    "(?:exited with|exit code|exit status)(?: is|:)? 12[67]\\b|exec format error|exec: [^;]*no such file or directory"
                            + "|executable file not found",
                    "Check the command and entry point: the program is not there, or was built for another processor."),
            rule(
                    "RESOURCE:\\w+|unable to (?:consistently )?(?:start tasks|place)|no container instance|InsufficientCapacity"
                            + "|Insufficient(?:Instance|Host)Capacity|insufficient (?:cpu|memory|capacity)|not enough capacity"
                            + "|Capacity is unavailable|MaxSpotInstanceCount|NO_INSTANCES",
                    "Add capacity, ask for less CPU or memory, or allow other instance types, zones and placements."),
            rule(
                    "InsufficientFreeAddresses|SubnetOutOfIPAddresses|insufficient free addresses|IpNotAvailable",
                    "Free addresses in the subnets, or add larger ones."),
            rule(
                    "SpotInterruption|TerminationNotice|InfrastructureHealth|the platform's fault",
                    "The machine was taken away, which is not the build's fault: deploy again."),
            rule(
                    "PodEvictionFailure|disruption budget",
                    "Relax the pod disruption budget that keeps pods on their node, or force the update."),
            rule(
                    "NodeCreationFailure|failed to join|Instances failed to join",
                    "Check the nodes' role, their route to the cluster's endpoint, and what they log while they start."),
            rule("waits for an approval", "Somebody has to approve or reject it; the command approves."),
            rule(
                    "waits for the transition|paused at \\S+ by the lifecycle hook|waits for somebody to reroute",
                    "Somebody has to let it go on; the command does."),
            rule(
                    "waits for somebody to execute|somebody must publish",
                    "Look at the change and let it go on, or drop it."),
            rule(
                    "failed (?:container |ELB |Elastic Load Balancing )?health checks?|Health checks? failed|\\bunhealthy\\b"
                            + "|FailedHealthChecks|health check on port",
                    "Ask for the health check's path yourself; compare its port, path, codes and grace period, and the security"
                            + " groups."),
            rule("ScriptTimedOut", "Make the script faster, or its timeout in the AppSpec file longer."),
            rule(
                    "ScriptMissing|ScriptNotExecutable",
                    "Check the script's path in the AppSpec file, and that the script may be executed."),
            rule("ScriptFailed", "Read its log: the function's, or below /opt/codedeploy-agent/deployment-root."),
            rule(
                    "LIFECYCLE_HOOK|HOOK_EXECUTION_FAILURE|lifecycle hook (?:failed|timed out)|hook\\(s\\) failed|HOOK_\\w*FAILED",
                    "Read the log of the hook's function: it refused the release, or did not answer in time."),
            rule(
                    "COMMAND_EXECUTION_ERROR|Error while executing command|BUILD_FAILED",
                    "Read the build's log above the command that failed."),
            rule(
                    "AccessDenied|not authori[sz]ed to perform|UnauthorizedOperation|IAM_ROLE_PERMISSIONS|InsufficientRolePermissions"
                            + "|KMSKeyAccessDenied|Permissions?Error|AddonPermissionFailure",
                    "Allow the role that the message names the action that it names."),
            rule(
                    "AGENT_ISSUE|REVISION_MISSING",
                    "Check the CodeDeploy agent on the instances, and that the revision is still where it was."),
            rule(
                    "ALARM_ACTIVE|\\bALARM\\b|\\balarm went off\\b|alarms? (?:is|are|was|were|detected|triggered|breached)",
                    "Look at what the alarm measures since the deployment began, before you deploy again."),
            rule(
                    "quota|Limit(?:Exceeded|Reached)|limit (?:was )?exceeded|Rate exceeded|Throttling",
                    "Ask for a higher quota, remove what is not needed, or deploy less at a time."),
            rule(
                    "InvalidRuntime|InvalidZipFile|Invalid(?:EntryPoint|WorkingDirectory)",
                    "Check the package: its runtime, archive, entry point and working directory."),
            rule("FunctionError\\b", "The function's code did not start: read the function's log."),
            rule(
                    "EFS(?:IO|Mount)\\w+",
                    "Check the file system's mount targets, access point and security groups, and the function's subnets."),
            rule(
                    "KMS_?Key(?:NotFound|Disabled|MarkedForDeletion)|(?:InvalidState|Disabled)KMSKey|KmsGrantRevoked",
                    "Enable the key or name another one, and let the role use it."),
            rule(
                    "Invalid(?:Subnet|SecurityGroup)\\b|(?:Subnet|SecurityGroup|Vpc(?:Id)?)NotFound",
                    "Name subnets and security groups that are there, of one VPC."),
            rule(
                    "(?:Role|InstanceProfile)NotFound|IAM_ROLE_MISSING",
                    "Name a role that is there, and let the service assume it."),
            rule(
                    "LaunchTemplate(?:NotFound|VersionMismatch|InvalidConfiguration)|AmiIdNotFound|InstanceTypeDoesNotExist",
                    "Check the launch template: its version, image and instance type."),
            rule(
                    "AsgInstanceLaunchFailures",
                    "Look at the activities of the Auto Scaling group, which say why instances did not launch."),
            rule(
                    "AdmissionRequestDenied",
                    "The cluster refuses it: change the configuration, or the policy or webhook that the message names."),
            rule(
                    "ConfigurationConflict",
                    "Somebody else set these fields: overwrite or preserve them with --resolve-conflicts."),
            rule(
                    "InsufficientNumberOfReplicas",
                    "Look at the add-on's pods: too few of them run, often for want of nodes or capacity."),
            rule("ClusterUnreachable", "Let EKS reach the cluster: check its endpoint, security groups and webhooks."),
            rule(
                    "Revision(?:OutOfSync|Unavailable)",
                    "Check that the revision is still where it was, and start the pipeline again."),
            rule(
                    "ConfigurationError|InvalidConfiguration",
                    "Check the configuration: it names something that is not there or does not fit."),
            rule("DependencyError", "Mend what it depends on, which the message names, and deploy again."),
            rule(
                    "SystemUnavailable|\\bInternal_?(?:Error|Failure)\\b",
                    "It broke on the side of AWS: deploy again, and ask AWS Support when it stays so."),
            rule("already exists", "Another resource has this name: rename, import or delete one of the two."),
            rule(
                    "ROLLBACK_FAILED",
                    "Mend what keeps it from going back and let the rollback go on; until then it takes no update."),
            rule(
                    "EssentialContainerExited|Essential container in task exited",
                    "The container ended by itself: read its log for the last thing it said."),
            rule(
                    "CIRCUIT_BREAKER|circuit breaker",
                    "Look at stopped tasks soon: ECS forgets them after about an hour."));

    /** Returns what to do about the first reason of a deployment that is known; causes come before what follows from them. */
    static Optional<String> on(Rollout rollout) {
        Stream<String> problems = rollout.problems().stream().map(Advice::words);
        return Stream.concat(problems, Stream.ofNullable(rollout.reason()))
                .map(Advice::on)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Returns what to do about a text, if it is known. */
    static Optional<String> on(String text) {
        String beginning = text.substring(0, Math.min(MOST, text.length()));
        return ALL.stream()
                .filter(advice -> advice.said.matcher(beginning).find())
                .map(Advice::sentence)
                .findFirst();
    }

    private static String words(Problem problem) {
        return Stream.of(problem.code(), problem.message())
                .filter(text -> text != null && !text.isBlank())
                .collect(Collectors.joining(": "));
    }

    private static Advice rule(String said, String sentence) {
        return new Advice(Pattern.compile(said, Pattern.CASE_INSENSITIVE), sentence);
    }
}
