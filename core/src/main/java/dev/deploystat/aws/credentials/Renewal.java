package dev.deploystat.aws.credentials;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;

/** Says in one sentence how each kind of source is brought to give new credentials. */
final class Renewal {
    private Renewal() {}

    static String ofEnvironment() {
        return "Export new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and run it again.";
    }

    static String ofTokenFile(String file) {
        return "Have a new token written to " + file + ", and run it again.";
    }

    static String ofContainer() {
        return "They are the container's own: let it be restarted, or name a profile with --profile.";
    }

    static String ofInstance() {
        return "They are the instance's own: check the role attached to it, or name a profile with --profile.";
    }

    /** Returns how a profile is renewed; a role is by the profile that assumes it. */
    static String ofProfile(Profile profile, ProfileFile files) {
        Profile first = profile;
        Set<String> passed = new HashSet<>();
        while (passed.add(first.name())) {
            Optional<Profile> next = first.property("role_arn").isPresent()
                    ? first.property("source_profile").flatMap(files::profile)
                    : Optional.empty();
            if (next.isEmpty()) {
                break;
            }
            first = next.get();
        }
        // The SDK knows no profile whose name holds what a shell would read.
        String named = " --profile " + first.name();
        if (has(first, "credential_process")) {
            return "See what its credential_process gives: aws sts get-caller-identity" + named;
        }
        if (has(first, "sso_session") || has(first, "sso_start_url")) {
            return "Log in again: aws sso login" + named;
        }
        if (has(first, "login_session")) {
            return "Log in again: aws login" + named;
        }
        if (has(first, "web_identity_token_file")) {
            return ofTokenFile(first.property("web_identity_token_file").orElseThrow());
        }
        return first.property("credential_source")
                .map(Renewal::ofCredentialSource)
                .orElse("Put new keys into the profile: aws configure" + named);
    }

    private static String ofCredentialSource(String source) {
        return switch (source) {
            case "Environment" -> ofEnvironment();
            case "EcsContainer" -> ofContainer();
            default -> ofInstance();
        };
    }

    private static boolean has(Profile profile, String property) {
        return profile.property(property).isPresent();
    }
}
