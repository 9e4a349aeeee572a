package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import dev.deploystat.aws.config.Retries;
import dev.deploystat.aws.credentials.Credentials;
import dev.deploystat.aws.http.Transport;
import dev.deploystat.aws.record.Recorder;
import dev.deploystat.aws.record.Replay;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Regions;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** One run's way to AWS: which region and credentials a target is read with, over which HTTP client. */
public final class AwsSession implements AutoCloseable {
    private final AwsOptions options;
    private final SdkHttpClient http;
    private final String fixedRegion;
    private final Map<String, AwsCredentialsProvider> credentials = new ConcurrentHashMap<>();

    private AwsSession(AwsOptions options, SdkHttpClient http, String fixedRegion) {
        this.options = options;
        this.http = http;
        this.fixedRegion = fixedRegion;
    }

    /** Returns a session over the network. */
    public static AwsSession live(AwsOptions options) {
        return over(options, Transport.create(options));
    }

    /** Returns a session over any HTTP client. */
    static AwsSession over(AwsOptions options, SdkHttpClient http) {
        return new AwsSession(options, http, null);
    }

    /** Returns a session over the network that keeps every exchange. */
    public static AwsSession recorded(AwsOptions options, Recorder.Sink sink) {
        return over(options, new Recorder(Transport.create(options), sink));
    }

    /** Returns a session that answers from recorded exchanges alone and needs no credentials. */
    public static AwsSession replayed(AwsOptions options, Replay replay) {
        return new AwsSession(options, replay, replay.region());
    }

    /**
     * Returns the target with its region and profile filled in.
     *
     * @throws Refusal when nothing names a region, or what is named is none
     */
    public Target place(Target target) {
        String profile = target.profile() == null ? options.profile() : target.profile();
        if (target.region() != null) {
            return target.at(profile, null);
        }
        String region = Optional.ofNullable(options.region())
                .or(() -> Optional.ofNullable(fixedRegion))
                .or(() -> Optional.ofNullable(options.variable("AWS_REGION", "AWS_DEFAULT_REGION")))
                .or(() -> Profiles.property("region", profileName(profile), options))
                .orElseThrow(() -> noRegion("no region for " + target, ""));
        if (!Regions.isPlausible(region)) {
            throw noRegion("'" + region + "' is not a region, for " + target, Regions.question(region));
        }
        return target.at(profile, region);
    }

    private static Refusal noRegion(String message, String question) {
        return Refusal.usage(
                message,
                question
                        + "Add @REGION to the target, give --region, set AWS_REGION, or run 'aws configure set region REGION'.");
    }

    /** Returns the rates that calls are held back to: a record takes any number. */
    List<Rate> rates(Adapter<?> adapter) {
        return fixedRegion != null
                ? List.of()
                : Stream.concat(adapter.rates().stream(), Stream.of(Rate.UNPUBLISHED))
                        .toList();
    }

    /** Returns what tells the account of a profile from others: its id, or the profile where credentials do not say. */
    String account(String profile) {
        return credentials(profile).resolveCredentials().accountId().orElse(profile);
    }

    /** Returns what sets up clients for one profile (null for none named) and region. */
    Clients clients(String profile, String region, Limiter limiter) {
        RetryStrategy retries = fixedRegion == null ? Retries.of(options, profileName(profile)) : Retries.atOnce();
        return new ClientSetup(
                profileName(profile), region, options.endpoint(), credentials(profile), retries, http, limiter);
    }

    private AwsCredentialsProvider credentials(String profile) {
        return credentials.computeIfAbsent(profile == null ? "" : profile, name -> provider(profile));
    }

    private AwsCredentialsProvider provider(String profile) {
        if (fixedRegion != null) {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create("replay", "replay"));
        }
        return new Credentials(profile, options);
    }

    /** Returns the name of the profile to read settings from, or null for the default one. */
    private String profileName(String profile) {
        return profile != null ? profile : options.variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE");
    }

    @Override
    public void close() {
        http.close();
    }
}
