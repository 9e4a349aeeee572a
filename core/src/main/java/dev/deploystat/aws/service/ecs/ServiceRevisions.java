package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.adapter.Batches;
import dev.deploystat.aws.adapter.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ServiceRevision;

/** The revisions of services: what a service deployment brings. */
final class ServiceRevisions {
    /** How many of them a call reads. */
    static final int A_CALL = 20;

    static final String ACTION = "ecs:DescribeServiceRevisions";

    private ServiceRevisions() {}

    /** Returns revisions by ARN; what a revision brings never changes, so each is asked for once. */
    static Map<String, ServiceRevision> named(Connection<EcsClient> ecs, Collection<String> arns) {
        List<String> known = arns.stream().filter(Objects::nonNull).distinct().toList();
        return ecs.memo().getAll(ServiceRevision.class, known, A_CALL, batch -> ask(ecs, batch));
    }

    /** Asks for revisions though they are known: what ECS manages for a revision changes. */
    static void askAnew(Connection<EcsClient> ecs, Collection<String> arns) {
        Batches.of(List.copyOf(arns), A_CALL).forEach(batch -> ask(ecs, batch)
                .forEach((arn, revision) -> ecs.memo().put(ServiceRevision.class, arn, revision)));
    }

    private static Map<String, ServiceRevision> ask(Connection<EcsClient> ecs, List<String> arns) {
        return ecs
                .client()
                .describeServiceRevisions(request -> request.serviceRevisionArns(arns))
                .serviceRevisions()
                .stream()
                .collect(Collectors.toMap(ServiceRevision::serviceRevisionArn, each -> each, (x, y) -> x));
    }
}
