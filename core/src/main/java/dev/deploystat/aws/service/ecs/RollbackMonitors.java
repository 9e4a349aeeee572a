package dev.deploystat.aws.service.ecs;

import dev.deploystat.model.Rollout;
import java.util.List;

/** What circuit breaker and alarms say, which watch the deployments of services and of daemons alike. */
final class RollbackMonitors {
    static final String BREAKER = "DEPLOYMENT_CIRCUIT_BREAKER";

    private RollbackMonitors() {}

    /** Returns why a circuit breaker fired. */
    static String reached(Integer failures, Integer threshold) {
        return failures + " task failures reached the threshold of " + threshold;
    }

    /** Returns how near a circuit breaker is to firing, or null before the first failure. */
    static String soFar(Integer failures, Integer threshold) {
        return failures == null || failures <= 0 || threshold == null
                ? null
                : failures + " of " + threshold + " task failures until the circuit breaker fires";
    }

    /** Adds the alarms that went off. */
    static void alarms(Rollout.Builder rollout, List<String> triggered) {
        triggered.forEach(alarm -> rollout.problem(alarm, "ALARM", "the deployment alarm went off")
                .command("cloudwatch", "describe-alarm-history", "--alarm-name", alarm));
    }
}
