package dev.deploystat.aws.service.elasticbeanstalk;

import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.model.Status;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentHealth;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentHealthStatus;

/** What a colour and a word of health let a release that is through pass for. */
final class Health {
    private Health() {}

    /** Grey says that nothing is known, as while a release is under way or without requests. */
    static Status status(EnvironmentHealth value) {
        return switch (value) {
            case GREEN, YELLOW, GREY -> Status.SUCCEEDED;
            case RED -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    static Status status(EnvironmentHealthStatus value) {
        return switch (value) {
            case OK, INFO, WARNING, NO_DATA, UNKNOWN, PENDING, SUSPENDED -> Status.SUCCEEDED;
            case DEGRADED, SEVERE -> Status.FAILED;
            case UNKNOWN_TO_SDK_VERSION -> Status.UNKNOWN;
        };
    }

    /**
     * Returns the worse of what the two say.
     *
     * @param colour the colour, or null
     * @param word the word of enhanced health, or null
     */
    static Status status(String colour, String word) {
        Status ofColour = colour == null
                ? Status.SUCCEEDED
                : NativeStates.named(EnvironmentHealth.knownValues(), colour)
                        .map(Health::status)
                        .orElse(Status.UNKNOWN);
        Status ofWord = word == null
                ? Status.SUCCEEDED
                : NativeStates.named(EnvironmentHealthStatus.knownValues(), word)
                        .map(Health::status)
                        .orElse(Status.UNKNOWN);
        return Stream.of(Status.FAILED, Status.UNKNOWN)
                .filter(worse -> ofColour == worse || ofWord == worse)
                .findFirst()
                .orElse(Status.SUCCEEDED);
    }

    static boolean isIll(String colour, String word) {
        return status(colour, word) == Status.FAILED;
    }
}
