package dev.deploystat.aws.service.appconfig;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.appconfig.AppConfigClient;
import software.amazon.awssdk.services.appconfig.model.DeploymentState;
import software.amazon.awssdk.services.appconfig.model.DeploymentSummary;
import software.amazon.awssdk.services.appconfig.model.Environment;
import software.amazon.awssdk.services.appconfig.model.EnvironmentState;
import software.amazon.awssdk.services.appconfig.model.GetDeploymentResponse;

/**
 * AWS AppConfig: a deployment brings a version of one configuration profile to an environment. The profiles of an
 * environment share the numbers of its deployments, so the latest deployment of an environment may be of any of them; a
 * target that names a profile means that profile's own.
 *
 * <p>A complete deployment may be reverted for three days, and is another status then. Whether a client has fetched what is
 * available to it cannot be known.
 */
public final class AppConfig implements SoleKind<AppConfigClient> {
    static final String APPLICATION = "application-id";
    static final String ENVIRONMENT = "environment-id";
    static final String PROFILE = "configuration-profile-id";
    private static final String DEPLOYMENT = "deployment";
    private static final String OF_ENVIRONMENT = "environment";
    private static final int PAGE = 50;
    private static final String IN_ENVIRONMENT = "{application-id}/{environment-id:[^/]+}";

    static final ServiceInfo INFO = ServiceInfo.builder("appconfig", "AWS AppConfig")
            .about(
                    "A deployment of a configuration profile to an environment, whose profiles share the deployment numbers.")
            .calls("N: the deployment; for names the lists of applications, environments and profiles, once")
            .form(IN_ENVIRONMENT, "an environment, whatever is deployed to it; names or ids")
            .form(IN_ENVIRONMENT + "/{configuration-profile-id:[^/]+}", "a configuration profile in an environment")
            .arn("appconfig", "application/{application-id}/environment/{environment-id}/deployment/{#}")
            .arn(
                    "appconfig",
                    "application/{application-id}/environment/{environment-id}/configuration/{configuration-profile-id}")
            .arn("appconfig", "application/{application-id}/environment/{environment-id}")
            .pin("deployment-number")
            .revisionWord(
                    "PROFILE:VERSION or PROFILE:LABEL; without PROFILE: where the target names it, or there is only one")
            .action("appconfig:ListApplications", "applications by name; finding targets")
            .action("appconfig:ListEnvironments", "environments by name; whether one is deleted; finding targets")
            .action(
                    "appconfig:ListConfigurationProfiles",
                    "configuration profiles by name; whether there is only one, or it is deleted")
            .action("appconfig:ListDeployments", "history and latest deployment")
            .action("appconfig:GetDeployment", "status, revision and event log of a deployment")
            .secret("Parameters")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(DEPLOYMENT, DeploymentState.knownValues(), ConfigDeployment::status)
                .and(OF_ENVIRONMENT, EnvironmentState.knownValues(), ConfigDeployment::status)
                .note(DEPLOYMENT, DeploymentState.BAKING, "available to all, and watched for alarms")
                .note(DEPLOYMENT, DeploymentState.COMPLETE, "ROLLED_BACK where its event log says so")
                .note(DEPLOYMENT, DeploymentState.REVERTED, "taken back after it was COMPLETE")
                .note(OF_ENVIRONMENT, EnvironmentState.READY_FOR_DEPLOYMENT, "the deployment decides")
                .note(OF_ENVIRONMENT, EnvironmentState.ROLLED_BACK, "whichever deployment that was")
                .note(OF_ENVIRONMENT, EnvironmentState.REVERTED, "whichever deployment that was")
                .rows();
    }

    @Override
    public List<String> milestones() {
        return ConfigDeployment.WAY;
    }

    @Override
    public AppConfigClient connect(Clients clients) {
        return clients.configure(AppConfigClient.builder()).build();
    }

    @Override
    public Stream<Target> discover(Connection<AppConfigClient> appConfig) {
        Destinations destinations = new Destinations(appConfig);
        List<Named> applications = destinations.applications();
        return applications.stream().flatMap(application -> {
            List<Named> environments = destinations.environments(application.id());
            String first = application.word(applications);
            return environments.stream()
                    .map(each -> Map.of(APPLICATION, first, ENVIRONMENT, each.word(environments)))
                    .map(pieces -> Targets.of(INFO, pieces, null));
        });
    }

    @Override
    public List<String> neighbours(Connection<AppConfigClient> appConfig, Target target) {
        return new Destinations(appConfig).beside(target);
    }

    @Override
    public Stream<Rollout> history(Connection<AppConfigClient> appConfig, Target target, HistoryQuery query) {
        Destination destination = new Destinations(appConfig).of(target);
        return deployments(appConfig, destination, query.page(PAGE))
                .takeWhile(entry -> !query.isPast(entry.startedAt()))
                .map(entry -> linked(appConfig, destination, ConfigDeployment.rollout(destination, entry)));
    }

    /** A call reads one deployment; the lists that names are looked up in answer for many. */
    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.spread(targets, targets.size());
    }

    /** An environment takes one deployment at a time, so that one of another profile is in the way, too. */
    @Override
    public Stream<Rollout> underWay(Connection<AppConfigClient> appConfig, Target target, Rollout latest) {
        Destination destination = new Destinations(appConfig).of(target).whole();
        return deployments(appConfig, destination, PAGE)
                .map(entry -> linked(appConfig, destination, ConfigDeployment.rollout(destination, entry)));
    }

    @Override
    public List<Latest> latest(Connection<AppConfigClient> appConfig, List<Target> targets) {
        Destinations destinations = new Destinations(appConfig);
        return targets.stream()
                .map(target -> latest(appConfig, target, destinations.of(target)))
                .toList();
    }

    private static Latest latest(Connection<AppConfigClient> appConfig, Target target, Destination destination) {
        List<DeploymentSummary> shown = new ArrayList<>();
        Optional<DeploymentSummary> latest =
                deployments(appConfig, destination, PAGE, shown).findFirst();
        if (latest.isEmpty()) {
            return Latest.neverDeployed(target, INFO);
        }
        List<Duration> spans = new ArrayList<>();
        for (DeploymentSummary entry : shown) {
            if (ConfigDeployment.isAlike(entry, latest.get())) {
                Memo.addSpan(spans, entry.startedAt(), entry.completedAt());
            }
        }
        appConfig.memo(target).keepEarlier(spans);
        return Latest.of(target, latest.get().deploymentNumber().toString());
    }

    @Override
    public List<Reading> read(Connection<AppConfigClient> appConfig, List<Target> targets) {
        Destinations destinations = new Destinations(appConfig);
        return targets.stream()
                .map(target -> {
                    int number = number(target);
                    Destination destination = destinations.of(target);
                    GetDeploymentResponse deployment = deployment(appConfig, destination, number);
                    return destination.holds(deployment.configurationProfileId(), deployment.configurationName())
                            ? Reading.of(target, rollout(appConfig, destination, number, deployment))
                            : Reading.failed(target, ofAnotherProfile(target, deployment));
                })
                .toList();
    }

    /**
     * What is deleted takes its deployments along. Where an environment says that something in it was taken back, that may
     * have been the deployment which passes, after the last look at it.
     */
    @Override
    public Map<Target, Rollout> withdrawn(Connection<AppConfigClient> appConfig, Map<Target, Rollout> passing) {
        Destinations destinations = new Destinations(appConfig);
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> Optional.of(now(appConfig, destinations, target, rollout))
                .filter(now -> now.status().verdict() == Verdict.FAIL)
                .ifPresent(now -> withdrawn.put(target, now)));
        return withdrawn;
    }

    @Override
    public Rollout explain(Connection<AppConfigClient> appConfig, Target target, Rollout seen) {
        Optional<GetDeploymentResponse> known = seen.source(GetDeploymentResponse.class);
        if (known.isPresent()) {
            return ConfigDeployment.explained(seen, known.get());
        }
        Destination destination = new Destinations(appConfig).of(target);
        GetDeploymentResponse deployment = deployment(appConfig, destination, number(target));
        return ConfigDeployment.explained(rollout(appConfig, destination, number(target), deployment), deployment);
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "appconfig",
                "get-deployment",
                "--application-id",
                Members.text(seen, "applicationId"),
                "--environment-id",
                Members.text(seen, "environmentId"),
                "--deployment-number",
                seen.id());
        explained.command(
                "appconfig",
                "list-deployments",
                "--application-id",
                Members.text(seen, "applicationId"),
                "--environment-id",
                Members.text(seen, "environmentId"));
    }

    /** Returns a deployment that passes as it stands after a look at where it is. */
    private static Rollout now(
            Connection<AppConfigClient> appConfig, Destinations destinations, Target target, Rollout passing) {
        Destination destination = destinations.of(target);
        Optional<Environment> environment = destinations.environment(destination);
        if (environment.isEmpty()) {
            return ConfigDeployment.deleted(passing, "the environment");
        }
        if (!destinations.hasProfile(destination)) {
            return ConfigDeployment.deleted(passing, "the configuration profile");
        }
        if (!ConfigDeployment.mayHaveGoneBack(environment.get().stateAsString())) {
            return passing;
        }
        int number = number(target);
        return ErrorCodes.unlessKind(
                        Set.of(ErrorKind.NOT_FOUND), INFO, () -> deployment(appConfig, destination, number))
                .map(deployment -> rollout(appConfig, destination, number, deployment))
                .orElseGet(() -> ConfigDeployment.deleted(passing, "the deployment"));
    }

    private static GetDeploymentResponse deployment(
            Connection<AppConfigClient> appConfig, Destination destination, int number) {
        return appConfig.client().getDeployment(request -> request.applicationId(destination.application())
                .environmentId(destination.environment())
                .deploymentNumber(number));
    }

    /** Returns the deployments that a target means, the highest number first. */
    private static Stream<DeploymentSummary> deployments(
            Connection<AppConfigClient> appConfig, Destination destination, int pageSize) {
        return deployments(appConfig, destination, pageSize, new ArrayList<>());
    }

    /**
     * Returns the same.
     *
     * @param shown takes the deployments of each page that was asked for, whether they are taken or not
     */
    private static Stream<DeploymentSummary> deployments(
            Connection<AppConfigClient> appConfig,
            Destination destination,
            int pageSize,
            List<DeploymentSummary> shown) {
        Stream<DeploymentSummary> listed = Pages.of(
                        token -> appConfig.client().listDeployments(request -> request.applicationId(
                                        destination.application())
                                .environmentId(destination.environment())
                                .maxResults(pageSize)
                                .nextToken(token)),
                        reply -> {
                            List<DeploymentSummary> page = Pages.given(reply.items());
                            shown.addAll(page);
                            return page;
                        },
                        reply -> reply.nextToken())
                .filter(entry -> entry.deploymentNumber() != null);
        return descending(listed).filter(entry -> destination.holds(null, entry.configurationName()));
    }

    /** The API promises descending numbers. Where the first two are not, the whole list is read and sorted. */
    private static Stream<DeploymentSummary> descending(Stream<DeploymentSummary> listed) {
        Iterator<DeploymentSummary> rows = listed.iterator();
        List<DeploymentSummary> first = new ArrayList<>();
        while (first.size() < 2 && rows.hasNext()) {
            first.add(rows.next());
        }
        Stream<DeploymentSummary> all = Stream.concat(
                first.stream(), StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false));
        boolean isAscending = first.size() == 2
                && first.get(0).deploymentNumber() < first.get(1).deploymentNumber();
        return isAscending
                ? all.sorted(Comparator.comparing(DeploymentSummary::deploymentNumber)
                        .reversed())
                : all;
    }

    private static int number(Target target) {
        String number = target.deployment();
        if (!number.matches("[0-9]{1,9}")) {
            throw ErrorCodes.malformed("AppConfig numbers its deployments, and " + number + " is not a number");
        }
        return Integer.parseInt(number);
    }

    private static ReadError ofAnotherProfile(Target target, GetDeploymentResponse deployment) {
        String name = deployment.configurationName() == null ? "another profile" : deployment.configurationName();
        return ReadError.notFound(
                "deployment " + target.deployment() + " is of " + name + ", not of " + target.field(PROFILE),
                "Leave the configuration profile out for any deployment of the environment.");
    }

    private static Rollout rollout(
            Connection<AppConfigClient> appConfig,
            Destination destination,
            int number,
            GetDeploymentResponse deployment) {
        return linked(appConfig, destination, ConfigDeployment.rollout(destination, number, deployment));
    }

    private static Rollout linked(Connection<AppConfigClient> appConfig, Destination destination, Rollout rollout) {
        return rollout.toBuilder()
                .consoleUrl(appConfig.console("/systems-manager/appconfig/applications/" + destination.application()
                        + "/environments/" + destination.environment()))
                .build();
    }
}
