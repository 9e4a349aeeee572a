package dev.deploystat.aws.credentials;

import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import dev.deploystat.aws.config.Section;
import dev.deploystat.aws.config.Settings;
import dev.deploystat.model.Refusal;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Finds credentials where the AWS CLI finds them, in its order: keys in the environment, unless the user named a
 * profile; the profile that was named, that of the environment, or {@code default}; the container; the instance. A profile
 * that is named anywhere has to be there.
 *
 * <p>Each source refreshes by itself, by its own idea of when that is due. Where a service refuses what was given out, the
 * search begins anew, so that keys which ended early, and a login renewed meanwhile, need no new start of the program.
 * The instance's metadata service is asked only where something answers at its address at once, so that a laptop without
 * credentials reports that within a second.
 */
public final class Credentials implements AwsCredentialsProvider {
    private static final String TEST = "'aws sts get-caller-identity' tests what the AWS CLI finds.";

    private final String named;
    private final String role;
    private final AwsOptions options;
    private final Profiles profiles;
    private final Supplier<SdkHttpClient> http;
    private final String region;
    private final Consumer<String> debug;
    private Source source;
    private Object readFrom;

    /**
     * Starts a search.
     *
     * @param named the profile the user named for this target, or null
     * @param role the ARN of a role to assume with what is found, or null
     * @param http the way to the services that give credentials out, asked for when one is called
     * @param region the region in which roles are assumed, or null where the environment and the profile are to name it
     * @param debug takes where credentials come from, never a secret
     */
    public Credentials(
            String named,
            String role,
            AwsOptions options,
            Profiles profiles,
            Supplier<SdkHttpClient> http,
            String region,
            Consumer<String> debug) {
        this.named = named;
        this.role = role;
        this.options = options;
        this.profiles = profiles;
        this.http = http;
        this.region = region;
        this.debug = debug;
    }

    /**
     * Returns credentials to sign with.
     *
     * @throws NoCredentials when there are none, or they cannot be got; what says nothing of them, as a connection to
     *     STS that breaks off, is thrown as it came
     */
    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return source().provider().resolveCredentials();
        } catch (RuntimeException e) {
            throw explained(e);
        }
    }

    /**
     * Makes calls, and makes them once more when the service refuses the credentials they were signed with, or denies
     * something to a session of an earlier run, and there are others by now.
     */
    public static <T> T renewing(Supplier<T> calls) {
        try {
            return calls.get();
        } catch (AwsServiceException refusal) {
            if (!areReplaced(refusal)) {
                throw refusal;
            }
            return calls.get();
        }
    }

    private static boolean areReplaced(AwsServiceException refusal) {
        boolean isOver = ErrorCodes.refusesCredentials(refusal);
        if (!isOver && !ErrorCodes.isDenied(refusal)) {
            return false;
        }
        FailedCall note = FailedCall.on(refusal).orElse(null);
        return note != null
                && note.credentials()
                        .map(credentials -> isOver ? credentials.replace(note) : credentials.replaceKept(note))
                        .orElse(false);
    }

    /** Calls of several threads may be refused at the same time: what one has replaced, the others take. */
    private synchronized boolean replace(FailedCall refused) {
        if (refused.isSignedWith(resolveCredentials())) {
            if (source.provider() instanceof KeptSession kept) {
                kept.drop();
            }
            source = null;
        }
        return !refused.isSignedWith(resolveCredentials());
    }

    private synchronized boolean replaceKept(FailedCall denied) {
        if (denied.isSignedWith(resolveCredentials())
                && !(source.provider() instanceof KeptSession kept && kept.dropsWhatWasKept())) {
            return false;
        }
        return !denied.isSignedWith(resolveCredentials());
    }

    /** Returns what they are, in words, as the end of a sentence. */
    public String origin() {
        return source().origin();
    }

    /** Returns what the user does to get new credentials in place of those that were refused. */
    public synchronized String renewal() {
        return source == null ? TEST : source.renewal().get();
    }

    private synchronized Source source() {
        Object files = profiles.state();
        if (source == null || readFrom != files) {
            source = search();
            debug.accept("credentials: " + source.origin());
            readFrom = files;
        }
        return source;
    }

    private Source search() {
        Source found = searchCaller();
        return role == null ? found : AssumedRole.of(role, found, clients());
    }

    private Source searchCaller() {
        Surroundings surroundings = new Surroundings(options, settings());
        String chosen = named == null ? options.environmentProfile() : named;
        Optional<Section> profile = Optional.empty();
        if (chosen != null) {
            profile = profiles.find(chosen);
            if (profile.isEmpty()) {
                throw unknown(chosen);
            }
        }
        if (named == null) {
            Optional<Source> keys = surroundings.environment();
            if (keys.isPresent()) {
                return keys.get();
            }
        }
        return configured(chosen == null ? profiles.find(Profiles.DEFAULT) : profile, surroundings)
                .or(surroundings::container)
                .or(surroundings::instance)
                .orElseThrow(() -> none(chosen));
    }

    private Optional<Source> configured(Optional<Section> profile, Surroundings surroundings) {
        ProfileSources sources =
                new ProfileSources(options, profiles, surroundings, clients(), new KeptSessions(options, debug));
        return profile.isPresent() ? sources.of(profile.get(), named != null) : sources.ofEnvironment();
    }

    private SourceClients clients() {
        return new SourceClients(settings(), http, region);
    }

    private Settings settings() {
        return new Settings(options, profiles, named);
    }

    private static NoCredentials none(String profile) {
        return profile == null
                ? new NoCredentials(
                        "no AWS credentials found",
                        "Set AWS_PROFILE, run 'aws configure' or 'aws sso login', or export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
                        null)
                : new NoCredentials(
                        "no AWS credentials found: the profile '" + profile + "' holds none",
                        "Put keys into the profile: aws configure --profile " + Renewal.word(profile),
                        null);
    }

    private NoCredentials unknown(String profile) {
        return new NoCredentials(profiles.absence(profile), Profiles.LISTING, null);
    }

    /** Returns what to throw for a failure: what the user gets to read, unless it says nothing of the credentials. */
    private RuntimeException explained(RuntimeException e) {
        NoCredentials none = ErrorCodes.find(e, NoCredentials.class);
        Refusal refusal = ErrorCodes.find(e, Refusal.class);
        if (none != null || refusal != null) {
            return none == null ? refusal : none;
        }
        if (Failures.isOfTheWay(e)) {
            return SourceCall.noted(e, "the source of the credentials");
        }
        AwsServiceException answered = ErrorCodes.find(e, AwsServiceException.class);
        boolean over = answered != null && ErrorCodes.refusesCredentials(answered);
        return new NoCredentials("the AWS credentials cannot be used: " + Failures.said(e), over ? renewal() : TEST, e);
    }
}
