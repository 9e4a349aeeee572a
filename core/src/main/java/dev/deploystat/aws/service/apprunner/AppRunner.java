package dev.deploystat.aws.service.apprunner;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.HistoryQuery;
import dev.deploystat.aws.adapter.Latest;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.model.ArnForm;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.ReadError;
import dev.deploystat.model.Reading;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import dev.deploystat.model.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apprunner.AppRunnerClient;
import software.amazon.awssdk.services.apprunner.model.OperationStatus;
import software.amazon.awssdk.services.apprunner.model.OperationSummary;
import software.amazon.awssdk.services.apprunner.model.OperationType;
import software.amazon.awssdk.services.apprunner.model.Service;
import software.amazon.awssdk.services.apprunner.model.ServiceStatus;
import software.amazon.awssdk.services.apprunner.model.ServiceSummary;
import software.amazon.awssdk.services.apprunner.model.SourceConfiguration;

/**
 * AWS App Runner: an operation creates, updates or deploys a service. Its list is all there is of operations, newest first
 * and without a call for one of them; pausing, resuming and deleting a service are in it too.
 *
 * <p>A service runs on after a failed deployment, so its own status decides nothing. The list says neither what an
 * operation brings nor why one failed: what it brings is known of the latest success only, from the service as it is then.
 */
public final class AppRunner implements SoleKind<AppRunnerClient> {
    static final String ARN = "service-arn";
    static final String NAME = "service-name";
    private static final String OPERATION = "operation";
    private static final String SERVICE = "service";
    private static final String DESCRIBE = "apprunner:DescribeService";
    private static final int PAGE = 20;
    private static final String CHECK = "Check the name, the region and the account.";

    private static final ServiceInfo INFO = ServiceInfo.builder("apprunner", "AWS App Runner")
            .about("A deployment to a service, or its creation or update. AWS has closed App Runner to new customers.")
            .calls("N: the list of a service's operations; for names the list of all services, once")
            .form("{service-name:[^/:]+}", "a service by its name")
            .form("{service-arn:arn:[^/]+:service/[^/]+/[^/]+}", "a service by its ARN")
            .arn(new ArnForm("apprunner", "service/{}/{}", ARN))
            .pin("operation-id")
            .revisionWord("image with a digest or a tag other than latest, known of the latest success only")
            .action("apprunner:ListServices", "names of services; finding targets")
            .action("apprunner:ListOperations", "history and status")
            .action(DESCRIBE, "image; whether the service is deleted or paused")
            .action(Logs.GROUP_ACTION, Use.DETAIL, "what a service logged during a deployment that failed")
            .secret("RuntimeEnvironmentVariables")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(OPERATION, OperationStatus.knownValues(), AppOperation::status)
                .and(SERVICE, ServiceStatus.knownValues(), AppOperation::status)
                .note(SERVICE, ServiceStatus.RUNNING, "its latest operation decides")
                .note(SERVICE, ServiceStatus.OPERATION_IN_PROGRESS, "STOPPED when the operation deletes it")
                .rows();
    }

    @Override
    public AppRunnerClient connect(Clients clients) {
        return clients.configure(AppRunnerClient.builder()).build();
    }

    @Override
    public Stream<Target> discover(Connection<AppRunnerClient> appRunner) {
        return services(appRunner)
                .filter(service -> !ServiceNames.isDeleted(service))
                .map(service -> Targets.of(INFO, Map.of(NAME, service.serviceName()), null));
    }

    @Override
    public Stream<Rollout> history(Connection<AppRunnerClient> appRunner, Target target, HistoryQuery query) {
        String arn = names(appRunner).arn(target).orElseThrow(() -> ErrorCodes.notListed(noService(target)));
        int size = query.page(PAGE);
        return operations(appRunner, arn, size)
                .takeWhile(listed -> !query.isPast(listed.operation().startedAt()))
                .map(listed -> rollout(appRunner, target, arn, listed));
    }

    /** A service works at one operation at a time; one that pauses or resumes it is never the latest, and in the way. */
    @Override
    public Stream<Rollout> underWay(Connection<AppRunnerClient> appRunner, Target target, Rollout latest) {
        return history(appRunner, target, HistoryQuery.underWay()).limit(1);
    }

    /** A call lists the operations of one service only; the list of services answers for many. */
    @Override
    public List<List<Target>> batches(List<Target> targets) {
        return Batches.spread(targets, targets.size());
    }

    /** A name may pass on to a new service, so it is looked up again each time; operations stay with the old one. */
    @Override
    public List<Latest> latest(Connection<AppRunnerClient> appRunner, List<Target> targets) {
        ServiceNames names = names(appRunner);
        return targets.stream()
                .map(target -> names.arn(target)
                        .flatMap(arn -> unlessGone(() -> latest(appRunner, target, arn)))
                        .orElseGet(() -> Latest.none(target, ReadError.notFound(noService(target), CHECK))))
                .toList();
    }

    @Override
    public List<Reading> read(Connection<AppRunnerClient> appRunner, List<Target> targets) {
        ServiceNames names = names(appRunner);
        return targets.stream()
                .flatMap(target -> appRunner
                        .memo(target)
                        .get(String.class, target.deployment(), () -> names.arn(target))
                        .flatMap(arn -> unlessGone(() -> pinned(appRunner, target, arn)))
                        .flatMap(found -> found)
                        .map(rollout -> Reading.of(target, rollout))
                        .stream())
                .toList();
    }

    /** Who names a deletion or a pause by its id waits for just that. */
    @Override
    public Map<Target, Rollout> withdrawn(Connection<AppRunnerClient> appRunner, Map<Target, Rollout> passing) {
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> {
            if (AppOperation.isRelease(rollout.operation())) {
                withdrawn(appRunner, rollout).ifPresent(ended -> withdrawn.put(target, ended));
            }
        });
        return withdrawn;
    }

    /** The API knows no more; the reason of a failure names the log that does, and the calls that show it follow. */
    @Override
    public Rollout explain(Connection<AppRunnerClient> appRunner, Target target, Rollout seen) {
        return seen.toBuilder().events(AppOperation.events(seen)).build();
    }

    @Override
    public List<LogTail> lastWords(Connection<AppRunnerClient> appRunner, Logs logs, Target target, Rollout explained) {
        return ServiceLogs.of(appRunner, logs, INFO, explained);
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        String arn = AppOperation.arn(seen);
        boolean hasFailed = AppOperation.hasFailed(seen.status());
        if (hasFailed) {
            explained.command(AppOperation.log(seen, "service")).command(AppOperation.log(seen, "application"));
        }
        explained.command("apprunner", "list-operations", "--service-arn", arn);
        if (!hasFailed) {
            explained.command("apprunner", "describe-service", "--service-arn", arn);
        }
    }

    private static Latest latest(Connection<AppRunnerClient> appRunner, Target target, String arn) {
        List<OperationSummary> shown = new ArrayList<>();
        return operations(appRunner, arn, PAGE, shown)
                .filter(listed -> !AppOperation.isPauseOrResumption(listed.operation()))
                .findFirst()
                .map(listed -> {
                    keepEarlier(appRunner, target, shown);
                    appRunner.memo(target).put(String.class, listed.operation().id(), arn);
                    Rollout rollout = rollout(appRunner, target, arn, listed);
                    return Latest.read(
                            target,
                            AppOperation.typeOf(listed.operation()) == OperationType.DELETE_SERVICE
                                    ? AppOperation.endOfService(rollout)
                                    : rollout);
                })
                .orElseGet(() -> Latest.none(
                        target,
                        ReadError.neverDeployed(
                                "nothing was ever deployed to App Runner service " + target.resource(), CHECK)));
    }

    private static void keepEarlier(
            Connection<AppRunnerClient> appRunner, Target target, List<OperationSummary> newestFirst) {
        List<Duration> spans = new ArrayList<>();
        for (OperationSummary operation : newestFirst) {
            if (AppOperation.bringsSource(operation)) {
                Memo.addSpan(spans, operation.startedAt(), operation.endedAt());
            }
        }
        appRunner.memo(target).keepEarlier(spans);
    }

    /** Returns the operation a target is pinned to. What is over never changes, however far down the list it gets. */
    private static Optional<Rollout> pinned(Connection<AppRunnerClient> appRunner, Target target, String arn) {
        Memo memo = appRunner.memo(target);
        String id = target.deployment();
        Optional<Listed> found = memo.get(OperationSummary.class, id)
                .map(over -> new Listed(over, false))
                .or(() -> operations(appRunner, arn, PAGE)
                        .filter(listed -> id.equals(listed.operation().id()))
                        .findFirst());
        found.map(Listed::operation)
                .filter(operation -> AppOperation.refined(operation).isFinal())
                .ifPresent(over -> memo.put(OperationSummary.class, id, over));
        return found.map(listed -> rollout(appRunner, target, arn, listed));
    }

    /**
     * Returns an operation as a deployment. The service's source is that of the latest operation once it has succeeded and
     * the service, asked after the list, has no other under way; then it is known for good. Where it may not be asked, the
     * success stands without it.
     */
    private static Rollout rollout(Connection<AppRunnerClient> appRunner, Target target, String arn, Listed listed) {
        OperationSummary operation = listed.operation();
        Memo memo = appRunner.memo(target);
        String fact = arn + "#" + operation.id();
        boolean mayBeKnown = listed.isLatest() && AppOperation.bringsSource(operation);
        Optional<SourceConfiguration> source = mayBeKnown
                ? memo.get(SourceConfiguration.class, fact, () -> ErrorCodes.unlessDenied(
                                memo, DESCRIBE, INFO, () -> service(appRunner, arn))
                        .flatMap(found -> found)
                        .filter(service -> word(service) == ServiceStatus.RUNNING)
                        .map(Service::sourceConfiguration))
                : memo.get(SourceConfiguration.class, fact);
        Rollout rollout = AppOperation.rollout(appRunner, arn, operation, source.orElse(null));
        boolean isRefused = mayBeKnown && memo.get(ErrorKind.class, DESCRIBE).isPresent();
        return isRefused
                ? AppOperation.at(
                        rollout.status(), rollout, "its image could not be read: " + DESCRIBE + " is not allowed")
                : rollout;
    }

    /** Returns a success as it stands when its service does not run any more or is on its way out; empty otherwise. */
    private static Optional<Rollout> withdrawn(Connection<AppRunnerClient> appRunner, Rollout passing) {
        String arn = AppOperation.arn(passing);
        Service service = unlessGone(() -> service(appRunner, arn))
                .flatMap(found -> found)
                .orElse(Service.builder().status(ServiceStatus.DELETED).build());
        Status status = word(service) == null ? Status.UNKNOWN : AppOperation.status(word(service));
        if (status == Status.IN_PROGRESS) {
            return operations(appRunner, arn, 1)
                    .findFirst()
                    .flatMap(newest -> AppOperation.duringAnother(passing, newest.operation()));
        }
        if (word(service) == ServiceStatus.DELETED) {
            return Optional.of(AppOperation.deleted(passing, "the service was deleted"));
        }
        // Of a word that nobody knows it cannot be said that the service lives.
        return Optional.of(status)
                .filter(ended -> ended != Status.SUCCEEDED && word(service) != null)
                .map(ended -> AppOperation.at(ended, passing, "the service is " + service.statusAsString()));
    }

    private static Optional<Service> service(Connection<AppRunnerClient> appRunner, String arn) {
        return Optional.ofNullable(appRunner
                .client()
                .describeService(request -> request.serviceArn(arn))
                .service());
    }

    /**
     * An operation in the list.
     *
     * @param isLatest whether all that is newer only pauses or resumes
     */
    private record Listed(OperationSummary operation, boolean isLatest) {}

    /** Returns all operations of a service, newest first, as the API lists them. */
    private static Stream<Listed> operations(Connection<AppRunnerClient> appRunner, String arn, int pageSize) {
        return operations(appRunner, arn, pageSize, new ArrayList<>());
    }

    /**
     * Returns the same.
     *
     * @param shown takes the operations of each page that was asked for, whether they are taken or not
     */
    private static Stream<Listed> operations(
            Connection<AppRunnerClient> appRunner, String arn, int pageSize, List<OperationSummary> shown) {
        Head head = new Head();
        return Pages.of(
                        token -> appRunner.client().listOperations(request -> request.serviceArn(arn)
                                .maxResults(pageSize)
                                .nextToken(token)),
                        reply -> {
                            List<OperationSummary> page = Pages.given(reply.operationSummaryList());
                            shown.addAll(page);
                            return page;
                        },
                        reply -> reply.nextToken())
                .map(head::next);
    }

    /** Walks down a list and knows whether the latest deployment is passed. */
    private static final class Head {
        private boolean isPassed;

        private Listed next(OperationSummary operation) {
            Listed listed = new Listed(operation, !isPassed);
            isPassed |= !AppOperation.isPauseOrResumption(operation);
            return listed;
        }
    }

    private static ServiceNames names(Connection<AppRunnerClient> appRunner) {
        return new ServiceNames(services(appRunner));
    }

    private static Stream<ServiceSummary> services(Connection<AppRunnerClient> appRunner) {
        return Pages.of(
                token -> appRunner.client().listServices(request -> request.maxResults(PAGE)
                        .nextToken(token)),
                reply -> reply.serviceSummaryList(),
                reply -> reply.nextToken());
    }

    /** Returns an answer, or empty where there is no such service: others are read in the same go. */
    private static <T> Optional<T> unlessGone(Supplier<T> call) {
        return ErrorCodes.unlessKind(Set.of(ErrorKind.NOT_FOUND), INFO, call);
    }

    private static String noService(Target target) {
        return "there is no App Runner service " + target.resource();
    }

    private static ServiceStatus word(Service service) {
        return NativeStates.named(service.statusAsString(), ServiceStatus.UNKNOWN_TO_SDK_VERSION);
    }
}
