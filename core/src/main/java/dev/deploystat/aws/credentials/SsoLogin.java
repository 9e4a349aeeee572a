package dev.deploystat.aws.credentials;

import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import dev.deploystat.aws.config.Section;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.SdkToken;
import software.amazon.awssdk.auth.token.credentials.SdkTokenProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sso.auth.SsoCredentialsProvider;
import software.amazon.awssdk.services.sso.internal.SsoAccessTokenProvider;
import software.amazon.awssdk.services.sso.model.GetRoleCredentialsRequest;
import software.amazon.awssdk.services.ssooidc.SsoOidcTokenProvider;

/** A role that a login ({@code aws sso login}) gives. */
final class SsoLogin implements AwsCredentialsProvider {
    private static final String ACCOUNT = "sso_account_id";
    private static final String ROLE = "sso_role_name";
    private static final String SESSION = "sso_session";
    private static final String START = "sso_start_url";
    private static final String REGION = "sso_region";

    private final String profile;
    private final AwsCredentialsProvider role;

    private SsoLogin(String profile, AwsCredentialsProvider role) {
        this.profile = profile;
        this.role = role;
    }

    /** Returns the login of a profile; empty when it asks for neither an account nor a role of one. */
    static Optional<Source> of(
            Section profile, Profiles profiles, SourceClients clients, KeptSessions sessions, AwsOptions options) {
        if (!profile.has(ACCOUNT) && !profile.has(ROLE)) {
            return Optional.empty();
        }
        Optional<String> session = profile.value(SESSION);
        String region = word(profile, session, REGION, profiles);
        String start = word(profile, session, START, profiles);
        String account = word(profile, Optional.empty(), ACCOUNT, profiles);
        String name = word(profile, Optional.empty(), ROLE, profiles);
        SdkTokenProvider token = session.<SdkTokenProvider>map(each -> SsoOidcTokenProvider.builder()
                        .sessionName(each)
                        .ssoOidcClient(clients.ssoOidc(region))
                        .build())
                .orElseGet(() -> new SsoAccessTokenProvider(kept(start, options)));
        SsoCredentialsProvider.Builder role = SsoCredentialsProvider.builder();
        role.ssoClient(clients.sso(region)).refreshRequest(() -> request(account, name, token.resolveToken()));
        SortedMap<String, Object> asked = new TreeMap<>(Map.of("accountId", account, "roleName", name));
        session.ifPresentOrElse(each -> asked.put("sessionName", each), () -> asked.put("startUrl", start));
        return Optional.of(new Source(
                "the login of the profile '" + profile.name() + "'",
                sessions.ofLogin(asked, new SsoLogin(profile.name(), role.build())),
                () -> Renewal.ofSsoLogin(profile.name())));
    }

    private static GetRoleCredentialsRequest request(String account, String role, SdkToken token) {
        return GetRoleCredentialsRequest.builder()
                .accountId(account)
                .roleName(role)
                .accessToken(token.token())
                .build();
    }

    /** Returns what the profile and its session say; where both say it, they have to agree. */
    private static String word(Section profile, Optional<String> session, String key, Profiles profiles) {
        Optional<Section> shared = session.map(name -> profiles.session(name)
                .orElseThrow(() -> profile.refusal(SESSION, "there is no [sso-session " + name + "]")));
        Optional<String> theirs = shared.flatMap(section -> section.value(key));
        Optional<String> own = profile.value(key);
        if (own.isPresent() && theirs.isPresent() && !own.equals(theirs)) {
            throw profile.refusal(key, "its " + key + " is not that of its sso_session");
        }
        return Stream.concat(own.stream(), theirs.stream())
                .findFirst()
                .orElseThrow(() -> profile.refusal(profile.has(ACCOUNT) ? ACCOUNT : ROLE, "its login lacks " + key));
    }

    /** Returns where {@code aws sso login} keeps the token of a login without a session. */
    private static Path kept(String start, AwsOptions options) {
        return Path.of(options.home(), ".aws", "sso", "cache", SessionKey.digest(start) + ".json");
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return role.resolveCredentials();
        } catch (RuntimeException e) {
            if (Failures.isOfTheWay(e)) {
                throw e;
            }
            AwsServiceException answered = ErrorCodes.find(e, AwsServiceException.class);
            boolean isForbidden = answered != null && answered.statusCode() == 403;
            String said = ErrorCodes.find(e, NoSuchFileException.class) == null ? Failures.said(e) : "there is none";
            throw new NoCredentials(
                    "the login of the profile '" + profile + "' cannot be used: " + said,
                    isForbidden
                            ? "Check that the login may use the account and the role."
                            : Renewal.ofSsoLogin(profile),
                    e);
        }
    }
}
