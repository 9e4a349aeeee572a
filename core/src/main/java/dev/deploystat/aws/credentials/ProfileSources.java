package dev.deploystat.aws.credentials;

import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import dev.deploystat.aws.config.Section;
import dev.deploystat.aws.config.ShellWords;
import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;

/**
 * Finds what a profile's credentials come from, by the AWS CLI's order (botocore's {@code create_credential_resolver}): a
 * role that another profile or source assumes; a web identity; a login; keys of the credentials file; a process; keys of the
 * configuration file. The SDK's own order is another one, and leads to another account where a profile says several things.
 */
final class ProfileSources {
    private static final String ROLE = "role_arn";
    private static final String TOKEN_FILE = "web_identity_token_file";
    private static final String DURATION = "duration_seconds";
    /** The least that STS takes (STS API, AssumeRole). */
    private static final int LEAST_SECONDS = 900;

    private static final String KEY = "aws_access_key_id";
    private static final String SECRET = "aws_secret_access_key";
    static final String SESSION_NAME = "deploystat";

    private final AwsOptions options;
    private final Profiles profiles;
    private final Surroundings surroundings;
    private final SourceClients clients;
    private final KeptSessions sessions;

    ProfileSources(
            AwsOptions options,
            Profiles profiles,
            Surroundings surroundings,
            SourceClients clients,
            KeptSessions sessions) {
        this.options = options;
        this.profiles = profiles;
        this.surroundings = surroundings;
        this.clients = clients;
        this.sessions = sessions;
    }

    /**
     * Returns the source that a profile describes; empty when it describes none.
     *
     * @param isNamed whether the user named the profile, so that the environment has no say
     * @throws Refusal when what the profile says cannot be followed
     * @throws NoCredentials when it can be followed by others, but not by this program
     */
    Optional<Source> of(Section profile, boolean isNamed) {
        if (assumesRole(profile)) {
            return Optional.of(role(profile, new LinkedHashSet<>(Set.of(profile.name()))));
        }
        return described(profile, isNamed);
    }

    /** Returns the source that no profile but the environment describes: a token of an identity provider. */
    Optional<Source> ofEnvironment() {
        return options.variable("AWS_WEB_IDENTITY_TOKEN_FILE") == null ? Optional.empty() : webIdentity(null, false);
    }

    private static boolean assumesRole(Section profile) {
        return profile.has(ROLE) && !profile.has(TOKEN_FILE);
    }

    private Optional<Source> described(Section profile, boolean isNamed) {
        return webIdentity(profile, isNamed)
                .or(() -> SsoLogin.of(profile, profiles, clients, sessions, options))
                .or(() -> profiles.inCredentialsFile(profile.name()).flatMap(ProfileSources::keys))
                .or(() -> consoleLogin(profile))
                .or(() -> process(profile))
                .or(() -> profiles.inConfigFile(profile.name()).flatMap(ProfileSources::keys));
    }

    /** Returns a role; {@code passed} are the names of the profiles that led to this one, and its own. */
    private Source role(Section profile, Set<String> passed) {
        String arn = profile.value(ROLE).orElseThrow(() -> profile.refusal(ROLE, "its role_arn is empty"));
        Optional<String> session = profile.value("role_session_name");
        Optional<String> externalId = profile.value("external_id");
        Optional<Integer> duration = duration(profile);
        SortedMap<String, Object> asked = asked(arn, session);
        externalId.ifPresent(id -> asked.put("ExternalId", id));
        duration.ifPresent(seconds -> asked.put("DurationSeconds", seconds));
        if (profile.has("mfa_serial")) {
            asked.put("SerialNumber", profile.value("mfa_serial").orElse(""));
            return new Source(
                    "the role " + arn + ", assumed by the AWS CLI",
                    sessions.ofRoleAskedForElsewhere(asked, () -> needsCode(profile)),
                    () -> Renewal.ofCode(profile.name()));
        }
        Source source = sourceOf(profile, passed);
        AssumeRoleRequest request = AssumeRoleRequest.builder()
                .roleArn(arn)
                .roleSessionName(session.orElse(SESSION_NAME))
                .externalId(externalId.orElse(null))
                .durationSeconds(duration.orElse(null))
                .build();
        AwsCredentialsProvider role = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(clients.sts(source.provider()))
                .refreshRequest(request)
                .build();
        return new Source(
                "the role " + arn + ", assumed with " + source.origin(),
                sessions.ofRole(asked, role, source.provider()),
                source.renewal());
    }

    /** Returns for how long a role is assumed; what Python reads as no number counts as not there, as for the AWS CLI. */
    private static Optional<Integer> duration(Section profile) {
        Optional<Integer> seconds = profile.value(DURATION)
                .filter(written -> written.matches("[+-]?(?=[0-9_]{1,9}$)[0-9]+(_[0-9]+)*"))
                .map(written -> Integer.valueOf(written.replace("_", "")));
        if (seconds.filter(given -> given < LEAST_SECONDS).isPresent()) {
            throw profile.refusal(DURATION, "its duration_seconds is less than " + LEAST_SECONDS);
        }
        return seconds;
    }

    private static SortedMap<String, Object> asked(String role, Optional<String> session) {
        SortedMap<String, Object> asked = new TreeMap<>();
        asked.put("RoleArn", role);
        session.ifPresent(name -> asked.put("RoleSessionName", name));
        return asked;
    }

    private static NoCredentials needsCode(Section profile) {
        return new NoCredentials(
                "the profile '" + profile.name() + "' asks for an MFA code (mfa_serial), and deploystat cannot ask",
                Renewal.ofCode(profile.name()),
                null);
    }

    private Source sourceOf(Section profile, Set<String> passed) {
        Optional<String> source = profile.value("source_profile");
        Optional<String> named = profile.value("credential_source");
        if (source.isPresent() == named.isPresent()) {
            throw profile.refusal(
                    ROLE,
                    source.isPresent()
                            ? "it has both source_profile and credential_source"
                            : "its role_arn needs a source_profile or a credential_source");
        }
        return named.isPresent()
                ? credentialSource(profile, named.get())
                : sourceProfile(profile, source.orElseThrow(), passed);
    }

    private Source sourceProfile(Section profile, String name, Set<String> passed) {
        Section source = profiles.find(name)
                .orElseThrow(() ->
                        profile.refusal("source_profile", "its source_profile '" + name + "' is in neither AWS file"));
        boolean hasKeys = source.has(KEY) || source.has(SECRET);
        boolean isItself = name.equals(profile.name());
        if (!passed.add(name) && !(isItself && hasKeys)) {
            throw profile.refusal(
                    "source_profile", "its source profiles lead in a circle: " + String.join(", ", passed));
        }
        if (!hasKeys && assumesRole(source)) {
            return role(source, passed);
        }
        return described(source, true)
                .orElseThrow(() ->
                        profile.refusal("source_profile", "its source_profile '" + name + "' holds no credentials"));
    }

    private Source credentialSource(Section profile, String name) {
        Optional<Source> source =
                switch (name) {
                    case "Environment" -> surroundings.environment();
                    case "EcsContainer" -> surroundings.container();
                    case "Ec2InstanceMetadata" -> surroundings.instance();
                    default ->
                        throw profile.refusal(
                                "credential_source",
                                "'" + name
                                        + "' is no credential_source: it is one of Environment, EcsContainer, Ec2InstanceMetadata");
                };
        return source.orElseThrow(() -> new NoCredentials(
                "the profile '" + profile.name() + "' takes its credentials from " + name + ", which has none",
                Renewal.ofCredentialSource(name),
                null));
    }

    /** Returns a web identity that the environment or the profile, or both together, describe. */
    private Optional<Source> webIdentity(Section profile, boolean isNamed) {
        Optional<String> file = word(profile, isNamed, TOKEN_FILE, "AWS_WEB_IDENTITY_TOKEN_FILE");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        String role = word(profile, isNamed, ROLE, "AWS_ROLE_ARN").orElseThrow(() -> noRole(profile, isNamed));
        Optional<String> session = word(profile, isNamed, "role_session_name", "AWS_ROLE_SESSION_NAME");
        Path token = Path.of(file.get());
        StsAssumeRoleWithWebIdentityCredentialsProvider provider =
                StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                        .stsClient(clients.stsForTokens())
                        .refreshRequest(() -> AssumeRoleWithWebIdentityRequest.builder()
                                .roleArn(role)
                                .roleSessionName(session.orElse(SESSION_NAME))
                                .webIdentityToken(token(token))
                                .build())
                        .build();
        return Optional.of(new Source(
                "the role " + role + ", by the token in " + file.get(),
                sessions.ofRole(asked(role, session), provider, null),
                () -> Renewal.ofTokenFile(file.get())));
    }

    private RuntimeException noRole(Section profile, boolean isNamed) {
        return profile != null && (isNamed || options.variable("AWS_WEB_IDENTITY_TOKEN_FILE") == null)
                ? profile.refusal(TOKEN_FILE, "its web_identity_token_file needs a role_arn")
                : new NoCredentials(
                        "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN",
                        "Set both of them, or neither.",
                        null);
    }

    private Optional<String> word(Section profile, boolean isNamed, String key, String variable) {
        Optional<String> given = isNamed ? Optional.empty() : Optional.ofNullable(options.variable(variable));
        return given.map(String::strip).or(() -> profile == null ? Optional.empty() : profile.value(key));
    }

    private static String token(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new NoCredentials(
                    "the web identity token " + file + " cannot be read: " + Refusal.reason(e),
                    Renewal.ofTokenFile(file.toString()),
                    e);
        }
    }

    /** Returns the keys of a profile in one of the files; a key in one file has its secret in the same one. */
    private static Optional<Source> keys(Section part) {
        if (!part.has(KEY)) {
            return Optional.empty();
        }
        String key = part.value(KEY).orElseThrow(() -> part.refusal(KEY, "its aws_access_key_id is empty"));
        String secret = part.value(SECRET)
                .orElseThrow(() -> part.refusal(KEY, "its aws_access_key_id needs an aws_secret_access_key"));
        String token = part.value("aws_security_token")
                .or(() -> part.value("aws_session_token"))
                .orElse(null);
        return Optional.of(Source.ofKeys(
                "the keys of the profile '" + part.name() + "'",
                key,
                secret,
                token,
                () -> Renewal.ofKeys(part.name())));
    }

    private static Optional<Source> consoleLogin(Section profile) {
        if (profile.has("login_session")) {
            throw new NoCredentials(
                    "the profile '" + profile.name() + "' uses 'aws login', which deploystat cannot",
                    "Run it again without the profile, after: "
                            + "eval \"$(aws configure export-credentials --format env --profile "
                            + Renewal.word(profile.name())
                            + ")\"",
                    null);
        }
        return Optional.empty();
    }

    private static Optional<Source> process(Section profile) {
        return profile.text("credential_process").map(line -> {
            List<String> command = ShellWords.split(line)
                    .filter(words -> !words.isEmpty())
                    .orElseThrow(
                            () -> profile.refusal("credential_process", "a quote of its credential_process is open"));
            return new Source(
                    "the credential_process of the profile '" + profile.name() + "'",
                    new HelperProcess(profile.name(), command),
                    () -> Renewal.ofProcess(profile.name()));
        });
    }
}
