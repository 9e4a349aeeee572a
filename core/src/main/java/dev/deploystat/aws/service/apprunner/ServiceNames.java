package dev.deploystat.aws.service.apprunner;

import dev.deploystat.model.Target;
import dev.deploystat.model.Words;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apprunner.model.ServiceStatus;
import software.amazon.awssdk.services.apprunner.model.ServiceSummary;

/**
 * Finds services by name in the list of all, which is read once and only as far as it takes. A deleted service stays in
 * the list for a while, and another may have its name by then: the one that is there is meant.
 */
final class ServiceNames {
    private final Iterator<ServiceSummary> list;
    private final Map<String, String> there = new HashMap<>();
    private final Map<String, String> deleted = new HashMap<>();

    ServiceNames(Stream<ServiceSummary> list) {
        this.list = list.iterator();
    }

    /** Returns the ARN of a target's service; empty where the list does not have its name. */
    Optional<String> arn(Target target) {
        if (target.has(AppRunner.ARN)) {
            return Optional.of(target.field(AppRunner.ARN));
        }
        String name = target.field(AppRunner.NAME);
        while (!there.containsKey(name) && list.hasNext()) {
            ServiceSummary service = list.next();
            Map<String, String> arns = isDeleted(service) ? deleted : there;
            arns.putIfAbsent(service.serviceName(), service.serviceArn());
        }
        return Optional.ofNullable(there.getOrDefault(name, deleted.get(name)));
    }

    /** Returns whether a list entry is a service that is gone. */
    static boolean isDeleted(ServiceSummary service) {
        return Words.same(ServiceStatus.DELETED.toString(), service.statusAsString());
    }
}
