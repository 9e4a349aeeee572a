package dev.deploystat.aws.credentials;

import dev.deploystat.data.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * A session on disk, in the form of the AWS CLI (botocore's {@code JSONFileCache}). It saves a call and is never needed:
 * what cannot be read is not there, and what cannot be written is left out.
 */
final class SessionFile {
    private static final long LONGEST = 64 << 10;
    private static final String UTC = "UTC";

    private final Path file;
    private final String user;
    private final boolean isOfLogin;

    /**
     * Names a file.
     *
     * @param user the name of the only user whose files count
     * @param isOfLogin whether the session is one of a login, which {@code aws sso logout} ends
     */
    SessionFile(Path file, String user, boolean isOfLogin) {
        this.file = file;
        this.user = user;
        this.isOfLogin = isOfLogin;
    }

    Path path() {
        return file;
    }

    /** Returns the session, be it over or not; empty when there is none that can be used. */
    Optional<AwsSessionCredentials> read() {
        try {
            return isOurs() && Json.read(Files.readString(file)) instanceof Map<?, ?> members
                    ? session(members)
                    : Optional.empty();
        } catch (IOException | DateTimeException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** A session that others could have put there could be one of another account. */
    private boolean isOurs() throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        return attributes.isRegularFile()
                && attributes.size() <= LONGEST
                && attributes.owner().getName().equals(user)
                && !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static Optional<AwsSessionCredentials> session(Map<?, ?> members) {
        if (members.get("Credentials") instanceof Map<?, ?> credentials
                && credentials.get("AccessKeyId") instanceof String key
                && credentials.get("SecretAccessKey") instanceof String secret
                && credentials.get("SessionToken") instanceof String token
                && credentials.get("Expiration") instanceof String end) {
            return Optional.of(AwsSessionCredentials.builder()
                    .accessKeyId(key)
                    .secretAccessKey(secret)
                    .sessionToken(token)
                    .expirationTime(time(end))
                    .accountId(account(members, credentials))
                    .build());
        }
        return Optional.empty();
    }

    /** Returns a time, which botocore alone writes with the name of its zone. */
    private static Instant time(String written) {
        return OffsetDateTime.parse(written.endsWith(UTC) ? written.replace(UTC, "Z") : written)
                .toInstant();
    }

    /** Returns the id of the account; older versions of the AWS CLI keep it in the name of the role alone. */
    private static String account(Map<?, ?> members, Map<?, ?> credentials) {
        if (credentials.get("AccountId") instanceof String account) {
            return account;
        }
        return members.get("AssumedRoleUser") instanceof Map<?, ?> role
                        && role.get("Arn") instanceof String arn
                        && arn.split(":", -1).length > 5
                ? arn.split(":", -1)[4]
                : null;
    }

    /** Keeps a session whose end is known. It has its name when it is whole, and nobody else may read it. */
    void write(AwsSessionCredentials session) {
        Path unfinished = null;
        try {
            Path folder = file.getParent();
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            // Only its owner may read a file that is made this way.
            unfinished = Files.createTempFile(folder, "", ".tmp");
            Files.write(unfinished, Json.write(members(session)).getBytes(StandardCharsets.UTF_8));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UnsupportedOperationException e) {
            remove(unfinished);
        }
    }

    private Map<String, Object> members(AwsSessionCredentials session) {
        String end = session.expirationTime()
                .orElseThrow()
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        Map<String, Object> credentials = new LinkedHashMap<>();
        credentials.put("AccessKeyId", session.accessKeyId());
        credentials.put("SecretAccessKey", session.secretAccessKey());
        credentials.put("SessionToken", session.sessionToken());
        credentials.put("Expiration", end);
        session.accountId().ifPresent(account -> credentials.put("AccountId", account));
        Map<String, Object> members = new LinkedHashMap<>();
        if (isOfLogin) {
            members.put("ProviderType", "sso");
        }
        members.put("Credentials", credentials);
        return members;
    }

    /** Removes a session, unless the file holds another one by now. */
    void remove(AwsSessionCredentials session) {
        if (read().filter(kept -> kept.sessionToken().equals(session.sessionToken()))
                .isPresent()) {
            remove(file);
        }
    }

    private static void remove(Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // Then it stays; what is in it is over or unfinished, and is not used.
        }
    }
}
