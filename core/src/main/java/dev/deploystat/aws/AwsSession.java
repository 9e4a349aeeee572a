package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Rate;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import dev.deploystat.aws.config.Retries;
import dev.deploystat.aws.config.Setting;
import dev.deploystat.aws.config.Settings;
import dev.deploystat.aws.credentials.Credentials;
import dev.deploystat.aws.http.Transport;
import dev.deploystat.aws.record.Recorder;
import dev.deploystat.aws.record.Replay;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Regions;
import dev.deploystat.model.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** One run's way to AWS: which region and credentials a target is read with, over which HTTP client. */
public final class AwsSession implements AutoCloseable {
    private final AwsOptions options;
    private final Profiles profiles;
    private final Function<Path, SdkHttpClient> network;
    private final String fixedRegion;
    /** By the certificates that a profile wants trusted. */
    private final Map<Optional<Path>, SdkHttpClient> ways = new ConcurrentHashMap<>();

    /** Unlike the calls that are recorded, those that get credentials have secrets in their answers. */
    private final Map<Optional<Path>, SdkHttpClient> privateWays = new ConcurrentHashMap<>();

    private final Map<String, AwsCredentialsProvider> credentials = new ConcurrentHashMap<>();

    private AwsSession(AwsOptions options, Function<Path, SdkHttpClient> network, String fixedRegion) {
        this.options = options;
        this.profiles = new Profiles(options);
        this.network = network;
        this.fixedRegion = fixedRegion;
    }

    /** Returns a session over the network. */
    public static AwsSession live(AwsOptions options) {
        return new AwsSession(options, bundle -> Transport.create(options, bundle), null);
    }

    /** Returns a session over any HTTP client. */
    static AwsSession over(AwsOptions options, SdkHttpClient http) {
        return new AwsSession(options, bundle -> http, null);
    }

    /** Returns a session over the network that keeps every exchange. */
    public static AwsSession recorded(AwsOptions options, Recorder.Sink sink) {
        return new AwsSession(options, bundle -> new Recorder(Transport.create(options, bundle), sink), null);
    }

    /** Returns a session that answers from recorded exchanges alone and needs no credentials. */
    public static AwsSession replayed(AwsOptions options, Replay replay) {
        return new AwsSession(options, bundle -> replay, replay.region());
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
        String region = region(profile).orElseThrow(() -> noRegion(target, profile));
        if (!Regions.isPlausible(region)) {
            throw noRegion("'" + region + "' is not a region, for " + target, Regions.question(region));
        }
        return target.at(profile, region);
    }

    /** Returns the region that is set for a profile, null for the one of the session. */
    public Optional<String> region(String profile) {
        return Optional.ofNullable(options.region())
                .or(() -> Optional.ofNullable(fixedRegion))
                .or(() -> settings(profile == null ? options.profile() : profile)
                        .setting("region", "AWS_REGION", "AWS_DEFAULT_REGION")
                        .map(Setting::value));
    }

    private Refusal noRegion(Target target, String named) {
        String profile = named == null ? options.environmentProfile() : named;
        if (profile != null && profiles.find(profile).isEmpty()) {
            return Refusal.usage(profiles.absence(profile), Profiles.LISTING);
        }
        return noRegion("no region for " + target, "");
    }

    private static Refusal noRegion(String message, String question) {
        return Refusal.usage(
                message,
                question
                        + "Add @REGION to the target, give --region, set AWS_REGION, or run 'aws configure set region REGION'.");
    }

    /** Returns the rates that calls of an SDK service are held back to: a record takes any number. */
    List<Rate> rates(List<Rate> published, String sdkService) {
        if (fixedRegion != null) {
            return List.of();
        }
        List<Rate> rates = new ArrayList<>(published);
        rates.removeIf(rate -> !rate.service().equals(sdkService));
        rates.add(Rate.unpublished(sdkService));
        return rates;
    }

    /**
     * Returns what distinguishes the account of a profile from others: its id, or the profile where credentials do not say.
     *
     * @param region where a role is assumed if that is still to be done
     */
    String account(String profile, String region) {
        return credentials(profile, region).resolveCredentials().accountId().orElse(profile);
    }

    /** Returns what sets up clients for one profile (null for none named) and region. */
    Clients clients(String profile, String region, Function<String, Limiter> limiters) {
        Settings settings = fixedRegion == null ? settings(profile) : null;
        RetryStrategy retries = settings == null ? Retries.atOnce() : Retries.of(settings);
        SdkHttpClient http = settings == null ? network.apply(null) : way(ways, settings, network);
        return new ClientSetup(
                settings, region, options.endpoint(), credentials(profile, region), retries, http, limiters);
    }

    private static SdkHttpClient way(
            Map<Optional<Path>, SdkHttpClient> ways, Settings settings, Function<Path, SdkHttpClient> network) {
        return ways.computeIfAbsent(
                settings.setting("ca_bundle").map(setting -> Path.of(setting.value())),
                bundle -> network.apply(bundle.orElse(null)));
    }

    private AwsCredentialsProvider credentials(String profile, String region) {
        return credentials.computeIfAbsent(profile == null ? "" : profile, name -> provider(profile, region));
    }

    private AwsCredentialsProvider provider(String profile, String region) {
        if (fixedRegion != null) {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create("replay", "replay"));
        }
        return new Credentials(
                profile,
                options,
                profiles,
                () -> way(privateWays, settings(profile), bundle -> Transport.create(options, bundle)),
                region);
    }

    private Settings settings(String profile) {
        return new Settings(options, profiles, profile);
    }

    @Override
    public void close() {
        ways.values().forEach(SdkHttpClient::close);
        privateWays.values().forEach(SdkHttpClient::close);
    }
}
