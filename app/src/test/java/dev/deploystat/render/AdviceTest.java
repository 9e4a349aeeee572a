package dev.deploystat.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reply says, and what is to be done about it. */
class AdviceTest {
    private static final String KNOWN = """
            ResourceInitializationError: unable to pull secrets or registry auth: RequestCanceled: context deadline exceeded|Give the task a route to Secrets
            ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException: not authorized to perform: ssm:GetParameters|Allow the role that the message names to read that secret
            AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue on resource: arn:x|Allow the role that the message names to read that secret
            CannotPullContainerError: pull image manifest has been retried 5 time(s): dial tcp 10.0.0.1:443: i/o timeout|Give the task a route to the registry
            CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref api:43: not found|Check that the image exists
            ImagePullBackOff|Check that the image exists
            ImageAccessDenied: Lambda does not have permission to access the ECR image|Allow the service to pull the image
            Essential container in task exited; api exited with 137: OutOfMemoryError: Container killed due to memory usage|Give it more memory
            Essential container in task exited; api exited with 137|137 is a kill
            api exited with 139|139 is a crash
            api exited with 127|Check the command and entry point
            exec /app: exec format error|Check the command and entry point
            RESOURCE:MEMORY|Add capacity
            (service api) was unable to place a task because no container instance met all of its requirements.|Add capacity
            InsufficientInstanceCapacity: We currently do not have sufficient capacity|Add capacity
            SubnetOutOfIPAddresses|Free addresses
            SpotInterruption: Your Spot Task was interrupted.|The machine was taken away
            PodEvictionFailure: Reached max retries while trying to evict pods|Relax the pod disruption budget
            NodeCreationFailure: Instances failed to join the kubernetes cluster|Check the nodes' role
            waits for an approval at Prod/Approve|Somebody has to approve
            paused at POST_SCALE_UP by the lifecycle hook h-1|Somebody has to let it go on
            waits for somebody to execute the change set|Look at the change
            Task failed ELB health checks in (target-group arn:x)|Ask for the health check's path
            Task failed container health checks|Ask for the health check's path
            ScriptFailed: bin/start.sh failed with exit code 1|Read its log
            ScriptTimedOut: Script at specified location: stop.sh timed out|Make the script faster
            ScriptMissing|Check the script's path
            LIFECYCLE_HOOK_FAILED: the lifecycle hook failed|Read the log of the hook's function
            The following hook(s) failed: [Guard]|Read the log of the hook's function
            COMMAND_EXECUTION_ERROR: Error while executing command: mvn verify. Reason: exit status 1|Read the build's log
            API: iam:CreateRole User: arn:x is not authorized to perform: iam:CreateRole|Allow the role that the message names the action
            ALARM: the deployment alarm went off|Look at what the alarm measures
            ALARM_ACTIVE: One or more alarms have been activated|Look at what the alarm measures
            The maximum number of VPCs: quota exceeded|Ask for a higher quota
            EniLimitReached|Ask for a higher quota
            FunctionError.InvalidEntryPoint: no such handler|Check the package
            InvalidRuntime|Check the package
            FunctionError.InitTimeout|The function's code did not start
            EFSMountTimeout|Check the file system's mount targets
            DisabledKMSKey|Enable the key
            InvalidSubnet|Name subnets
            Ec2SecurityGroupNotFound|Name subnets
            IamNodeRoleNotFound|Name a role
            Ec2LaunchTemplateVersionMismatch|Check the launch template
            AsgInstanceLaunchFailures|Look at the activities
            AdmissionRequestDenied|The cluster refuses it
            ConfigurationConflict|Somebody else set these fields
            InsufficientNumberOfReplicas|Look at the add-on's pods
            ClusterUnreachable|Let EKS reach the cluster
            PermissionError: no access|Allow the role that the message names the action
            RevisionOutOfSync|Check that the revision is still
            ConfigurationError: the bucket is not there|Check the configuration
            DependencyError|Mend what it depends on
            SystemUnavailable|It broke on the side of AWS
            INTERNAL_ERROR|It broke on the side of AWS
            orders-table already exists in stack arn:x|Another resource has this name
            UPDATE_ROLLBACK_FAILED|Mend what keeps it from going back
            EssentialContainerExited: Essential container in task exited|The container ended by itself
            DEPLOYMENT_CIRCUIT_BREAKER: 3 task failures reached the threshold of 3|Look at stopped tasks soon
            CapacityError: AGENT_ISSUE|Check the CodeDeploy agent""";

    @Test
    void every_rule_knows_what_replies_say() {
        Set<String> spoken = new HashSet<>();
        KNOWN.lines().forEach(line -> {
            String[] halves = line.split("\\|", -1);
            assertThat(Advice.on(halves[0])).as(halves[0]).get().asString().startsWith(halves[1]);
            spoken.add(Advice.on(halves[0]).orElseThrow());
        });
        assertThat(spoken)
                .containsExactlyInAnyOrderElementsOf(
                        Advice.ALL.stream().map(Advice::sentence).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The deployment was stopped by user",
                "port 137 is taken",
                "task 0a1b2137 stopped",
                "cp: no such file or directory",
                "exited with 1",
                "the table orders is healthy",
                "exit code: 13"
            })
    void what_is_not_known_gets_no_advice(String text) {
        assertThat(Advice.on(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CIRCUIT_BREAKER,Give it more memory", "RESOURCE:CPU,Give it more memory"})
    void the_root_cause_is_advised_on_before_what_follows_from_it(String code, String advice) {
        Rollout rollout = Rollout.builder(Status.FAILED, null)
                .reason("the circuit breaker fired")
                .problem("1 task", null, "api exited with 137: OutOfMemoryError")
                .problem("api", code, null)
                .build();
        assertThat(Advice.on(rollout)).get().asString().startsWith(advice);
    }

    @Test
    void advice_is_one_short_sentence_and_no_two_rules_give_the_same() {
        assertThat(Advice.ALL.stream().map(Advice::sentence))
                .allSatisfy(sentence -> assertThat(sentence).endsWith(".").hasSizeLessThan(140));
        assertThat(Advice.ALL.stream().map(Advice::sentence)).doesNotHaveDuplicates();
    }
}
