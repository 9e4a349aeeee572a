package dev.deploystat.aws.service.elasticbeanstalk;

import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Newest;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Use;
import dev.deploystat.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticbeanstalk.ElasticBeanstalkClient;
import software.amazon.awssdk.services.elasticbeanstalk.model.ActionHistoryStatus;
import software.amazon.awssdk.services.elasticbeanstalk.model.ActionStatus;
import software.amazon.awssdk.services.elasticbeanstalk.model.ApplicationVersionStatus;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentDescription;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentHealth;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentHealthStatus;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentStatus;
import software.amazon.awssdk.services.elasticbeanstalk.model.EventDescription;
import software.amazon.awssdk.services.elasticbeanstalk.model.FailureType;
import software.amazon.awssdk.services.elasticbeanstalk.model.InstancesHealthAttribute;

/**
 * AWS Elastic Beanstalk: a release brings an application version or a configuration to an environment, or makes the
 * environment. A managed update of its platform, a swap of names, a restart and a change of tags are none.
 *
 * <p>Elastic Beanstalk has no record of a release. What became of it follows from the environment's events, which are kept
 * for six weeks; who ordered it is not known. With enhanced health, instances say what they have.
 */
public final class ElasticBeanstalk implements SoleKind<ElasticBeanstalkClient> {
    static final String APPLICATION = "application-name";
    static final String ENVIRONMENT = "environment-name";
    private static final String STATE = "environment";
    private static final int PAGE = 300;
    private static final int BATCH = 100;
    /** How far before a release its neighbourhood reaches. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    static final ServiceInfo INFO = ServiceInfo.builder("elasticbeanstalk", "AWS Elastic Beanstalk")
            .alias("eb")
            .about("A version or configuration that is brought to an environment, or the creation of one.")
            .calls(
                    "N / 100 + N: the environments, and the events of each; once an update is through N more, its instances")
            .form("{application-name:[^/]+}/{environment-name:[^/]+}", "an environment of an application")
            .form("{environment-name:[^/]+}", "an environment")
            .arn("elasticbeanstalk", "environment/{application-name}/{environment-name}")
            .revisionWord("application version label; of a release under way or failed only where its events name it")
            .batchSize(BATCH)
            .action("elasticbeanstalk:DescribeEnvironments", "status, health, version; finding targets")
            .action("elasticbeanstalk:DescribeEvents", "beginning, end and errors of releases; history")
            .action("elasticbeanstalk:DescribeInstancesHealth", "what each instance has, with enhanced health")
            .action(
                    "elasticbeanstalk:DescribeEnvironmentHealth",
                    Use.EXPLAIN,
                    "causes of ill health, with enhanced health")
            .action(
                    "elasticbeanstalk:DescribeApplicationVersions",
                    Use.EXPLAIN,
                    "whether the version could be processed")
            .action("elasticbeanstalk:DescribeEnvironmentManagedActions", Use.EXPLAIN, "managed updates under way")
            .action(
                    "elasticbeanstalk:DescribeEnvironmentManagedActionHistory",
                    Use.EXPLAIN,
                    "managed updates of the past")
            .build();

    /**
     * What is known of the release that was the last one.
     *
     * @param startedAt when it began; no release that comes later began before
     * @param previous the version before it, or null
     */
    private record Last(Instant startedAt, String previous) {}

    /**
     * That something was at work of which there was no event yet.
     *
     * @param before when the release before it began; null once a look at the environment at rest has followed
     */
    private record WithoutEvent(Instant before) {}

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(STATE, EnvironmentStatus.knownValues(), EnvironmentOutcome::status)
                .note(
                        STATE,
                        EnvironmentStatus.READY,
                        "events decide: FAILED after an error, ROLLED_BACK when the version before is live or the update was"
                                + " aborted, IN_PROGRESS until one says how it ended; then health and instances")
                .and("health", EnvironmentHealth.knownValues(), Health::status)
                .note(
                        "health",
                        EnvironmentHealth.RED,
                        "for five minutes after the update IN_PROGRESS, early and unhealthy; then SUCCEEDED, partial and"
                                + " unhealthy")
                .and("health status", EnvironmentHealthStatus.knownValues(), Health::status)
                .note("health status", EnvironmentHealthStatus.DEGRADED, "as red")
                .note("health status", EnvironmentHealthStatus.SEVERE, "as red")
                .and("instance deployment", Instances.WORDS)
                .note("instance deployment", "Deployed", "FAILED when it is another version, or an earlier deployment")
                .and("application version", ApplicationVersionStatus.knownValues(), EnvironmentExplanation::status)
                .and("managed action", ActionStatus.knownValues(), EnvironmentExplanation::status)
                .and("finished managed action", ActionHistoryStatus.knownValues(), EnvironmentExplanation::status)
                .note("finished managed action", ActionHistoryStatus.FAILED, "its kind of failure decides")
                .and("failure of a managed action", FailureType.knownValues(), EnvironmentExplanation::status)
                .rows();
    }

    @Override
    public ElasticBeanstalkClient connect(Clients clients) {
        return clients.configure(ElasticBeanstalkClient.builder()).build();
    }

    @Override
    public Stream<Target> discover(Connection<ElasticBeanstalkClient> beanstalk) {
        return environments(beanstalk, List.of(), false)
                .filter(environment -> EnvironmentOutcome.status(environment) != Status.STOPPED)
                .map(environment -> Targets.of(INFO, fields(environment), null));
    }

    @Override
    public List<String> neighbours(Connection<ElasticBeanstalkClient> beanstalk, Target target) {
        return environments(beanstalk, List.of(), false)
                .map(environment -> target.has(APPLICATION)
                        ? environment.applicationName() + "/" + environment.environmentName()
                        : environment.environmentName())
                .toList();
    }

    /** The last release as a look shows it, and those before it as far as events are kept. */
    @Override
    public Stream<Rollout> history(Connection<ElasticBeanstalkClient> beanstalk, Target target, HistoryQuery query) {
        EnvironmentDescription environment = Optional.ofNullable(
                        find(beanstalk, List.of(target)).get(target))
                .orElseThrow(
                        () -> ErrorCodes.notListed("there is no Elastic Beanstalk environment " + target.resource()));
        List<EventDescription> events = events(beanstalk, environment, null).toList();
        List<Release> releases = Release.among(events);
        return Stream.concat(
                Stream.of(rollout(beanstalk, environment, events, previous(releases))),
                releases.stream().skip(1).map(release -> EnvironmentOutcome.past(release, environment)));
    }

    @Override
    public List<Reading> read(Connection<ElasticBeanstalkClient> beanstalk, List<Target> targets) {
        List<Reading> readings = new ArrayList<>();
        find(beanstalk, targets)
                .forEach((target, environment) ->
                        readings.add(Reading.of(target, last(beanstalk, target, environment))));
        return readings;
    }

    @Override
    public Map<Target, Rollout> withdrawn(Connection<ElasticBeanstalkClient> beanstalk, Map<Target, Rollout> passing) {
        Map<Target, EnvironmentDescription> found = find(beanstalk, List.copyOf(passing.keySet()));
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> {
            EnvironmentDescription now = found.get(target);
            Object id = rollout.attributes().get(EnvironmentOutcome.ENVIRONMENT_ID);
            if (now == null || !Objects.equals(id, now.environmentId())) {
                withdrawn.put(target, EnvironmentOutcome.deleted(rollout, null, "the environment was deleted"));
            } else if (EnvironmentOutcome.status(now) == Status.STOPPED) {
                String why = EnvironmentOutcome.deletion(now);
                withdrawn.put(target, EnvironmentOutcome.deleted(rollout, now.statusAsString(), why));
            } else if (EnvironmentOutcome.status(now) == Status.ROLLING_BACK) {
                withdrawn.put(
                        target,
                        rollout.toBuilder()
                                .status(Status.ROLLING_BACK)
                                .nativeStatus(now.statusAsString())
                                .build());
            }
        });
        return withdrawn;
    }

    @Override
    public Rollout explain(Connection<ElasticBeanstalkClient> beanstalk, Target target, Rollout seen) {
        return seen.source(EnvironmentDescription.class)
                .map(environment -> {
                    Instant from =
                            seen.startedAt() == null ? null : seen.startedAt().minusSeconds(1);
                    List<EventDescription> events =
                            events(beanstalk, environment, from).toList();
                    return EnvironmentExplanation.of(
                            beanstalk, environment, Release.last(events), instances(beanstalk, environment), seen);
                })
                .orElse(seen);
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command("elasticbeanstalk", "describe-events", "--environment-name", target.field(ENVIRONMENT));
        explained.command(
                "elasticbeanstalk", "describe-environments", "--environment-names", target.field(ENVIRONMENT));
    }

    @Override
    public List<Change> changes(Connection<ElasticBeanstalkClient> beanstalk, Target target, Rollout explained) {
        String before = explained.previousRevision();
        String after = explained.revision();
        return before == null || after == null
                ? List.of()
                : explained
                        .source(EnvironmentDescription.class)
                        .map(environment ->
                                VersionChanges.between(beanstalk, environment.applicationName(), before, after))
                        .orElse(List.of());
    }

    private static Map<String, String> fields(EnvironmentDescription environment) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(APPLICATION, environment.applicationName());
        fields.put(ENVIRONMENT, environment.environmentName());
        fields.values().removeIf(Objects::isNull);
        return fields;
    }

    /** Reads no more events than it takes: a release that is known to have begun is the oldest that matters. */
    private static Rollout last(
            Connection<ElasticBeanstalkClient> beanstalk, Target target, EnvironmentDescription environment) {
        Memo memo = beanstalk.memo(target);
        String id = String.valueOf(environment.environmentId());
        Last known = memo.get(Last.class, id).orElse(null);
        List<EventDescription> events = new ArrayList<>();
        Iterator<EventDescription> listed = events(
                        beanstalk,
                        environment,
                        known == null ? null : known.startedAt().minus(MARGIN))
                .iterator();
        Instant oldest = Instant.MAX;
        boolean isEnough = false;
        while (!isEnough && listed.hasNext()) {
            EventDescription event = listed.next();
            events.add(event);
            if (event.eventDate() != null && event.eventDate().isBefore(oldest)) {
                oldest = event.eventDate();
                isEnough = EventWords.beginsRelease(event) && isEnough(Release.among(events), events.size());
            }
        }
        List<Release> releases = Release.among(events);
        String previous = previous(releases);
        if (!releases.isEmpty() && releases.get(0).startedAt() != null) {
            boolean isKnown =
                    known != null && known.startedAt().equals(releases.get(0).startedAt());
            previous = isKnown ? known.previous() : previous;
            memo.put(Last.class, id, new Last(releases.get(0).startedAt(), previous));
        }
        Optional<Release> replaced = known == null ? Optional.empty() : failedBefore(releases, known.startedAt());
        if (replaced.isPresent()) {
            return EnvironmentOutcome.past(replaced.get(), environment);
        }
        return mayStillGetEvent(memo, id, environment, Release.last(events))
                ? EnvironmentOutcome.withoutEvent(beanstalk, environment)
                : rollout(beanstalk, environment, events, previous);
    }

    /** Returns the release that was under way at the last look, where it failed and another one has begun since. */
    private static Optional<Release> failedBefore(List<Release> releases, Instant seen) {
        return releases.stream()
                .skip(1)
                .filter(release ->
                        seen.equals(release.startedAt()) && release.outcome().verdict() == Verdict.FAIL)
                .findFirst();
    }

    /** Events may be later than the status: what has none by its end is looked for once more. */
    private static boolean mayStillGetEvent(Memo memo, String id, EnvironmentDescription environment, Release release) {
        if (EnvironmentOutcome.isWithoutEvent(environment, release)) {
            memo.put(WithoutEvent.class, id, new WithoutEvent(release.startedAt()));
            return false;
        }
        boolean isLate = EnvironmentOutcome.status(environment) == Status.SUCCEEDED
                && release.startedAt() != null
                && memo.get(WithoutEvent.class, id)
                        .filter(seen -> release.startedAt().equals(seen.before()))
                        .isPresent();
        if (isLate) {
            memo.put(WithoutEvent.class, id, new WithoutEvent(null));
        }
        return isLate;
    }

    /** The API promises the newest event first; one that is newer than another before it ends nothing. */
    private static boolean isEnough(List<Release> releases, int events) {
        return releases.size() > 1 || (!releases.isEmpty() && events >= PAGE);
    }

    /** Returns the version of the newest release before the last one that names one and did not fail. */
    private static String previous(List<Release> releases) {
        return releases.stream()
                .skip(1)
                .filter(release -> release.outcome() == Status.SUCCEEDED)
                .map(Release::versionLabel)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Rollout rollout(
            Connection<ElasticBeanstalkClient> beanstalk,
            EnvironmentDescription environment,
            List<EventDescription> events,
            String previous) {
        Release release = Release.last(events);
        Instances instances = EnvironmentOutcome.isThrough(environment, release)
                ? instances(beanstalk, environment)
                : Instances.UNKNOWN;
        return EnvironmentOutcome.rollout(beanstalk, environment, release, previous, instances);
    }

    /** A name passes on to a new environment, and the list shows a deleted one for a while: what is there is meant. */
    private static Map<Target, EnvironmentDescription> find(
            Connection<ElasticBeanstalkClient> beanstalk, List<Target> targets) {
        List<String> names = targets.stream()
                .map(target -> target.field(ENVIRONMENT))
                .distinct()
                .toList();
        List<EnvironmentDescription> listed = environments(beanstalk, names, true)
                .sorted(Newest.first(EnvironmentDescription::dateCreated))
                .toList();
        Map<Target, EnvironmentDescription> found = new LinkedHashMap<>();
        for (Target target : targets) {
            List<EnvironmentDescription> namesakes = listed.stream()
                    .filter(environment -> target.field(ENVIRONMENT).equals(environment.environmentName())
                            && (!target.has(APPLICATION)
                                    || target.field(APPLICATION).equals(environment.applicationName())))
                    .toList();
            namesakes.stream()
                    .filter(environment -> EnvironmentOutcome.status(environment) != Status.STOPPED)
                    .findFirst()
                    .or(() -> namesakes.stream().findFirst())
                    .ifPresent(environment -> found.put(target, environment));
        }
        return found;
    }

    /** An empty list of names would mean all. */
    private static Stream<EnvironmentDescription> environments(
            Connection<ElasticBeanstalkClient> beanstalk, List<String> names, boolean isWithDeleted) {
        return Pages.of(
                token -> beanstalk.client().describeEnvironments(request -> {
                    request.includeDeleted(isWithDeleted).nextToken(token);
                    if (!names.isEmpty()) {
                        request.environmentNames(names);
                    }
                }),
                reply -> reply.environments(),
                reply -> reply.nextToken());
    }

    /** The id sets an environment apart from deleted ones of its name. Without either, the reply would be about all. */
    private static Stream<EventDescription> events(
            Connection<ElasticBeanstalkClient> beanstalk, EnvironmentDescription environment, Instant from) {
        String id = environment.environmentId();
        return Pages.of(
                token -> beanstalk.client().describeEvents(request -> request.environmentId(id)
                        .environmentName(id == null ? environment.environmentName() : null)
                        .startTime(from)
                        .maxRecords(PAGE)
                        .nextToken(token)),
                reply -> Pages.given(reply.events()),
                reply -> reply.nextToken());
    }

    /** Basic health knows nothing of instances, and the call is refused. */
    private static Instances instances(
            Connection<ElasticBeanstalkClient> beanstalk, EnvironmentDescription environment) {
        List<Instant> refreshed = new ArrayList<>();
        return ErrorCodes.unlessKind(Set.of(ErrorKind.INVALID), INFO, () -> Pages.of(
                                token -> beanstalk.client().describeInstancesHealth(request -> request.environmentId(
                                                environment.environmentId())
                                        .attributeNames(InstancesHealthAttribute.ALL)
                                        .nextToken(token)),
                                reply -> {
                                    refreshed.add(reply.refreshedAt());
                                    return reply.instanceHealthList();
                                },
                                reply -> reply.nextToken())
                        .toList())
                .map(all -> new Instances(all, environment.versionLabel(), refreshed.get(0)))
                .orElse(Instances.UNKNOWN);
    }
}
