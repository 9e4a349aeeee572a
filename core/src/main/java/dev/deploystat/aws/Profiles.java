package dev.deploystat.aws;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSupplier;

/** The AWS configuration and credentials files, where the environment puts them. */
final class Profiles {
    private static final String DEFAULT = "default";

    private Profiles() {}

    /** Returns what a profile sets; null names the default profile. */
    static Optional<String> property(String property, String name, AwsOptions options) {
        return profile(name, supplier(options).get()).flatMap(profile -> profile.property(property));
    }

    /** Returns a profile of both files together. */
    static Optional<Profile> profile(String name, ProfileFile files) {
        return files.profile(name == null ? DEFAULT : name);
    }

    /** Returns both files, read again when they change: a profile logged in again meanwhile is picked up. */
    static Supplier<ProfileFile> supplier(AwsOptions options) {
        Path config = path(options, "AWS_CONFIG_FILE", "config");
        Path credentials = path(options, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
        return ProfileFileSupplier.aggregate(
                reload(config, ProfileFile.Type.CONFIGURATION), reload(credentials, ProfileFile.Type.CREDENTIALS));
    }

    private static ProfileFileSupplier reload(Path path, ProfileFile.Type type) {
        return path.toFile().canRead()
                ? ProfileFileSupplier.reloadWhenModified(path, type)
                : ProfileFileSupplier.fixedProfileFile(ProfileFile.aggregator().build());
    }

    private static Path path(AwsOptions options, String variable, String name) {
        String given = options.variable(variable);
        String home = Optional.ofNullable(options.variable("HOME")).orElse(System.getProperty("user.home"));
        if (given == null) {
            return Path.of(home, ".aws", name);
        }
        return Path.of(given.startsWith("~/") ? home + given.substring(1) : given);
    }
}
