package dev.deploystat.aws.credentials;

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

    static String ofKeys(String profile) {
        return "Put new keys into the profile: aws configure --profile " + word(profile);
    }

    static String ofSsoLogin(String profile) {
        return "Log in again: aws sso login --profile " + word(profile);
    }

    /** The AWS CLI asks for the code, and keeps the session where it is found from then on. */
    static String ofCode(String profile) {
        return "Let the AWS CLI ask once, and run it again: aws sts get-caller-identity --profile " + word(profile);
    }

    static String ofProcess(String profile) {
        return "See what its credential_process gives: aws sts get-caller-identity --profile " + word(profile);
    }

    static String ofCredentialSource(String source) {
        return switch (source) {
            case "Environment" -> ofEnvironment();
            case "EcsContainer" -> ofContainer();
            default -> ofInstance();
        };
    }

    /** Returns a name as it is written on a command line. */
    static String word(String name) {
        return name.matches("[\\w.@%+:,/=-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }
}
