package dev.deploystat.aws.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;

/** The AWS configuration and credentials files, where the environment puts them. */
public final class Profiles {
    private static final String DEFAULT = "default";

    private Profiles() {}

    /** Returns what a profile sets; null names the default profile. */
    public static Optional<String> property(String property, String name, AwsOptions options) {
        return profile(name, supplier(options).get()).flatMap(profile -> profile.property(property));
    }

    /** Returns a profile of both files together. */
    public static Optional<Profile> profile(String name, ProfileFile files) {
        return files.profile(name == null ? DEFAULT : name);
    }

    /** Returns both files together, read again when either changes: a profile logged in again meanwhile is picked up. */
    public static Supplier<ProfileFile> supplier(AwsOptions options) {
        return new Watched(
                path(options, "AWS_CONFIG_FILE", "config"),
                path(options, "AWS_SHARED_CREDENTIALS_FILE", "credentials"));
    }

    private static Path path(AwsOptions options, String variable, String name) {
        String given = options.variable(variable);
        String home = Optional.ofNullable(options.variable("HOME")).orElse(System.getProperty("user.home"));
        if (given == null) {
            return Path.of(home, ".aws", name);
        }
        return Path.of(given.startsWith("~/") ? home + given.substring(1) : given);
    }

    /** Both files as they stand; unlike the SDK's own supplier it sees files that appear and every edit at once. */
    private static final class Watched implements Supplier<ProfileFile> {
        private final Path config;
        private final Path credentials;
        private List<Optional<Stamp>> seen;
        private ProfileFile files;

        /** What tells one state of a file from another. */
        private record Stamp(FileTime modified, long size) {}

        Watched(Path config, Path credentials) {
            this.config = config;
            this.credentials = credentials;
        }

        @Override
        public synchronized ProfileFile get() {
            List<Optional<Stamp>> stamps = List.of(stamp(config), stamp(credentials));
            if (!stamps.equals(seen)) {
                ProfileFile.Aggregator both = ProfileFile.aggregator();
                stamps.get(0).ifPresent(there -> both.addFile(read(config, ProfileFile.Type.CONFIGURATION)));
                stamps.get(1).ifPresent(there -> both.addFile(read(credentials, ProfileFile.Type.CREDENTIALS)));
                files = both.build();
                seen = stamps;
            }
            return files;
        }

        private static Optional<Stamp> stamp(Path path) {
            try {
                return Files.isReadable(path)
                        ? Optional.of(new Stamp(Files.getLastModifiedTime(path), Files.size(path)))
                        : Optional.empty();
            } catch (IOException e) {
                // It went away between the two questions.
                return Optional.empty();
            }
        }

        private static ProfileFile read(Path path, ProfileFile.Type type) {
            return ProfileFile.builder().type(type).content(path).build();
        }
    }
}
