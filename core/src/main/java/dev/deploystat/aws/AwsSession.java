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
import dev.deploystat.aws.http.WarmUp;
import dev.deploystat.aws.record.Recorder;
import dev.deploystat.aws.record.Replay;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Regions;
import dev.deploystat.model.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** One run's way to AWS: which region and credentials a target is read with, over which HTTP client. */
public final class AwsSession implements AutoCloseable {
    private static final List<String> OTHER_BUNDLES = List.of("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE");

    private final AwsOptions options;
    private final Profiles profiles;
    private final Function<Path, SdkHttpClient> network;
    private final String fixedRegion;
    private final Consumer<String> debug;
    /** By the certificates that a profile wants trusted. */
    private final Map<Optional<Path>, SdkHttpClient> ways = new ConcurrentHashMap<>();

    /** Unlike the calls that are recorded, those that get credentials have secrets in their answers. */
    private final Map<Optional<Path>, SdkHttpClient> privateWays = new ConcurrentHashMap<>();

    /** By profile and role. */
    private final Map<List<String>, AwsCredentialsProvider> credentials = new ConcurrentHashMap<>();

    private AwsSession(
            AwsOptions options, Function<Path, SdkHttpClient> network, String fixedRegion, Consumer<String> debug) {
        this.options = options;
        this.profiles = new Profiles(options);
        this.network = network;
        this.fixedRegion = fixedRegion;
        this.debug = debug;
    }

    /** Returns a session over the network. */
    public static AwsSession live(AwsOptions options) {
        WarmUp.start(options);
        return new AwsSession(options, bundle -> Transport.create(options, bundle), null, said -> {});
    }

    /** Returns a session over any HTTP client. */
    static AwsSession over(AwsOptions options, SdkHttpClient http) {
        return new AwsSession(options, bundle -> http, null, said -> {});
    }

    /**
     * Returns a session over the network that keeps every exchange.
     *
     * @param debug takes where credentials come from, never a secret
     */
    public static AwsSession recorded(AwsOptions options, Recorder.Sink sink, Consumer<String> debug) {
        WarmUp.start(options);
        return new AwsSession(options, bundle -> new Recorder(Transport.create(options, bundle), sink), null, debug);
    }

    /** Returns a session that answers from recorded exchanges alone and needs no credentials. */
    public static AwsSession replayed(AwsOptions options, Replay replay) {
        return new AwsSession(options, bundle -> replay, replay.region(), said -> {});
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
        String region = region(profile).map(Setting::value).orElseThrow(() -> noRegion(target, profile));
        if (!Regions.isPlausible(region)) {
            throw noRegion(
                    target,
                    "'" + region + "' is not a region" + (isPlaceOnly(target) ? "" : ", for " + target),
                    Regions.question(region));
        }
        return target.at(profile, region);
    }

    /** Returns the region that is set for a profile, null for the one of the session, and where. */
    public Optional<Setting> region(String profile) {
        if (options.region() != null) {
            return Optional.of(new Setting(options.region(), "--region", false));
        }
        if (fixedRegion != null) {
            return Optional.of(new Setting(fixedRegion, "the record", false));
        }
        return settings(profile == null ? options.profile() : profile)
                .setting("region", "AWS_REGION", "AWS_DEFAULT_REGION");
    }

    /** Returns the credentials of a profile, null for the one of the session. */
    AwsCredentials signer(String profile, String region) {
        return credentials(profile, null, region).resolveCredentials();
    }

    /** Returns what the credentials of a profile are, in words, as the end of a sentence. */
    String origin(String profile, String region) {
        return credentials(profile, null, region) instanceof Credentials found ? found.origin() : "the record";
    }

    /** Returns the address that is called instead of an SDK service's own, if one is set. */
    public Optional<URI> endpoint(String profile, String sdkService) {
        return options.endpoint() == null ? settings(profile).endpoint(sdkService) : Optional.of(options.endpoint());
    }

    /** Returns the bundle of authorities that is set for a profile, and where. */
    public Optional<Setting> bundle(String profile) {
        if (options.caBundle() != null) {
            return Optional.of(new Setting(options.caBundle().toString(), "--ca-bundle", false));
        }
        String variable = options.variable("AWS_CA_BUNDLE");
        return variable == null
                ? bundle(settings(profile))
                : Optional.of(new Setting(variable, "AWS_CA_BUNDLE", false));
    }

    /** Returns why a profile that is named cannot be used, or empty where the AWS files have it; a record needs none. */
    public Optional<String> absence(String profile) {
        return fixedRegion != null || profiles.find(profile).isPresent()
                ? Optional.empty()
                : Optional.of(profiles.absence(profile));
    }

    /**
     * Returns the program that a profile, null for the one of the session, has long texts shown by; the empty text for none.
     * A profile that cannot be used names none: whether that matters, the calls will say.
     */
    public Optional<String> pager(String profile) {
        try {
            return settings(profile == null ? options.profile() : profile).text("cli_pager");
        } catch (Refusal e) {
            return Optional.empty();
        }
    }

    private Refusal noRegion(Target target, String named) {
        String profile = named == null ? options.environmentProfile() : named;
        if (profile != null && profiles.find(profile).isEmpty()) {
            return Refusal.usage(profiles.absence(profile), Profiles.LISTING);
        }
        return noRegion(target, isPlaceOnly(target) ? "no region is set" : "no region for " + target, "");
    }

    private static Refusal noRegion(Target target, String message, String question) {
        String first = isPlaceOnly(target) ? "Give --region" : "Add @REGION to the target, give --region";
        return Refusal.usage(message, question + first + ", set AWS_REGION, or run 'aws configure set region REGION'.");
    }

    /** Returns whether a target stands for a place, see {@link Corner#anywhere}: nobody has typed it. */
    private static boolean isPlaceOnly(Target target) {
        return target.resource().isEmpty();
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
     * Returns what distinguishes the account of a profile and role from others: its id, or the role or profile where
     * credentials do not say.
     *
     * @param region where a role is assumed if that is still to be done
     */
    String account(String profile, String role, String region) {
        return credentials(profile, role, region)
                .resolveCredentials()
                .accountId()
                .orElse(role == null ? profile : role);
    }

    /** Returns the address that was given to call instead of the services' own, or null. */
    String endpoint() {
        return options.endpoint() == null ? null : options.endpoint().toString();
    }

    /** Returns what sets up clients for one profile, role (null for none named) and region. */
    Clients clients(String profile, String role, String region, Function<String, Limiter> limiters) {
        return clients(profile, role, region, limiters, null);
    }

    /** Returns the same, whose calls are kept in a log, if there is one. */
    Clients clients(String profile, String role, String region, Function<String, Limiter> limiters, CallLog log) {
        Settings settings = fixedRegion == null ? settings(profile) : null;
        RetryStrategy retries = settings == null ? Retries.atOnce() : Retries.of(settings);
        SdkHttpClient http = settings == null ? network.apply(null) : way(ways, settings, network);
        return new ClientSetup(
                settings, region, options.endpoint(), credentials(profile, role, region), retries, http, limiters, log);
    }

    private SdkHttpClient way(
            Map<Optional<Path>, SdkHttpClient> ways, Settings settings, Function<Path, SdkHttpClient> network) {
        return ways.computeIfAbsent(
                bundle(settings).map(bundle -> options.path(bundle.value())),
                bundle -> network.apply(bundle.orElse(null)));
    }

    /** Returns the bundle that the profile names, else the one that Python's or the system's programs are told to use. */
    private Optional<Setting> bundle(Settings settings) {
        Optional<Setting> named = settings.setting("ca_bundle");
        if (named.isPresent()) {
            return named;
        }
        for (String variable : OTHER_BUNDLES) {
            if (options.variable(variable) != null) {
                return Optional.of(new Setting(options.variable(variable), variable, false));
            }
        }
        return Optional.empty();
    }

    private AwsCredentialsProvider credentials(String profile, String role, String region) {
        List<String> who = List.of(profile == null ? "" : profile, role == null ? "" : role);
        return credentials.computeIfAbsent(who, each -> provider(profile, role, region));
    }

    private AwsCredentialsProvider provider(String profile, String role, String region) {
        if (fixedRegion != null) {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create("replay", "replay"));
        }
        return new Credentials(
                profile,
                role,
                options,
                profiles,
                () -> way(privateWays, settings(profile), bundle -> Transport.create(options, bundle)),
                region,
                debug);
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
