package dev.deploystat.aws.service.apprunner;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.LogSpan;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.model.LogTail;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Verdict;
import java.util.List;
import java.util.stream.Stream;

/** What a service of App Runner logged during an operation that failed: the service itself, and the application in it. */
final class ServiceLogs {
    private static final String SERVICE = ":service/";

    private ServiceLogs() {}

    static List<LogTail> of(Connection<?> appRunner, Logs logs, ServiceInfo info, Rollout explained) {
        String arn = AppOperation.arn(explained);
        int start = arn == null ? -1 : arn.indexOf(SERVICE);
        return start < 0 || explained.startedAt() == null || explained.status().verdict() != Verdict.FAIL
                ? List.of()
                : Stream.of("application", "service")
                        .flatMap(kind -> logs
                                .tail(
                                        info,
                                        "the " + kind,
                                        LogSpan.of(
                                                appRunner.region(),
                                                "/aws/apprunner/" + arn.substring(start + SERVICE.length()) + "/"
                                                        + kind,
                                                explained.startedAt(),
                                                explained.finishedAt()))
                                .stream())
                        .toList();
    }
}
