package dev.deploystat.aws.service.elasticbeanstalk;

import dev.deploystat.aws.adapter.NativeStates;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.elasticbeanstalk.model.EventDescription;
import software.amazon.awssdk.services.elasticbeanstalk.model.EventSeverity;

/**
 * What the texts of events mean. Elastic Beanstalk has no other record of a deployment, and its own command line tool goes
 * by these texts as well ({@code ebcli/resources/strings.py}).
 */
final class EventWords {
    private static final Pattern BEGINNING = Pattern.compile("(.+) is starting\\.?");
    /** A name between quotation marks; no apostrophe begins one. */
    private static final Pattern QUOTED = Pattern.compile("(?<!\\w)'[^']*'(?!\\w)");
    /** What is done to an environment and brings it nothing. */
    private static final List<String> ASIDES = List.of(
            "swapenvironmentcnames",
            "requestenvironmentinfo",
            "restartappserver",
            "terminateenvironment",
            "tag update");

    private static final List<String> SUCCESSES = List.of(
            "environment update completed successfully",
            "successfully launched environment",
            "successfully deployed new configuration to environment",
            "rebuildenvironment completed successfully");
    private static final List<String> FAILURES = List.of(
            "failed to deploy application",
            "failed to deploy configuration",
            "failed to launch environment",
            "operation is complete, but with errors");
    private static final List<String> WAYS_BACK =
            List.of("abort", "rolling back", "rolled back", "rollback", "reverted to");
    private static final Pattern MAINTENANCE = Pattern.compile(
            "managed (platform )?update (is |has )?(in[- ]progress|starting|started).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    /** Texts that only say that others said it. */
    private static final List<String> SUMMARIES =
            List.of("unsuccessful command execution", "during an aborted deployment");

    private EventWords() {}

    /** Returns what begins, as in {@code Environment update is starting.}; null where nothing does. */
    static String beginning(EventDescription event) {
        Matcher matcher =
                BEGINNING.matcher(event.message() == null ? "" : event.message().strip());
        return matcher.matches() ? matcher.group(1) : null;
    }

    static boolean beginsAside(EventDescription event) {
        return beginning(event) != null && says(event, ASIDES);
    }

    /** Anything that begins and is neither an aside nor the end of another release may be one. */
    static boolean beginsRelease(EventDescription event) {
        return beginning(event) != null && !says(event, WAYS_BACK);
    }

    static boolean isMaintenance(EventDescription event) {
        return event.message() != null
                && MAINTENANCE.matcher(event.message().strip()).matches();
    }

    static boolean isSuccess(EventDescription event) {
        return says(event, SUCCESSES);
    }

    static boolean isFailure(EventDescription event) {
        return says(event, FAILURES);
    }

    /**
     * An error quotes what instances print, so it counts only where it says that the environment is back. Other events name
     * the environment and, between quotation marks, the version, which may be called anything.
     */
    static boolean isWayBack(EventDescription event) {
        return says(withoutNames(event), isError(event) ? List.of("the environment was reverted to") : WAYS_BACK);
    }

    static boolean leavesMixture(EventDescription event) {
        return says(event, List.of("some instances may have deployed the new"));
    }

    static boolean isSummary(EventDescription event) {
        return isFailure(event) || isWayBack(event) || says(event, SUMMARIES);
    }

    /** Returns whether an event only says how the health of the environment has changed, and a word on why. */
    static boolean isOfHealth(EventDescription event) {
        return says(event, List.of("environment health has"));
    }

    static boolean isWarning(EventDescription event) {
        return severity(event) == EventSeverity.WARN;
    }

    static boolean isError(EventDescription event) {
        return switch (severity(event)) {
            case TRACE, DEBUG, INFO, WARN -> false;
            // What nobody knows yet is not taken for harmless.
            case ERROR, FATAL, UNKNOWN_TO_SDK_VERSION -> true;
        };
    }

    private static EventSeverity severity(EventDescription event) {
        return NativeStates.named(EventSeverity.knownValues(), event.severityAsString())
                .orElse(event.severityAsString() == null ? EventSeverity.INFO : EventSeverity.UNKNOWN_TO_SDK_VERSION);
    }

    private static EventDescription withoutNames(EventDescription event) {
        if (event.message() == null) {
            return event;
        }
        String name = event.environmentName();
        String unnamed = name == null || name.isEmpty()
                ? event.message()
                : event.message().replace(name, "");
        return event.toBuilder().message(QUOTED.matcher(unnamed).replaceAll("")).build();
    }

    private static boolean says(EventDescription event, List<String> words) {
        String text = event.message() == null ? "" : event.message().toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(text::contains);
    }
}
