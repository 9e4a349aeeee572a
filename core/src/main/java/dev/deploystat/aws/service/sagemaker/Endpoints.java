package dev.deploystat.aws.service.sagemaker;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.CurrentState;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Change;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.InferenceComponentSummary;
import software.amazon.awssdk.services.sagemaker.model.VariantStatus;

/**
 * Endpoints. One that is in service may host inference components that are not, which only their own list says: it is
 * asked for where all else has succeeded. It holds no counts of copies; a component's own target has them. An endpoint is in
 * nothing else, and its own status says that it is being deleted.
 */
final class Endpoints implements CurrentState<SageMakerClient> {
    private static final String KIND = "endpoint";

    @Override
    public boolean reads(Target target) {
        return !target.has(SageMaker.COMPONENT);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(KIND, EndpointStatus.knownValues(), EndpointReply::status)
                .note(
                        KIND,
                        EndpointStatus.IN_SERVICE,
                        "ROLLED_BACK with a failure reason; IN_PROGRESS while a deployment, instances or a component are"
                                + " pending; partial or FAILED when components failed, whose copies do not count here")
                .note(KIND, EndpointStatus.SYSTEM_UPDATING, "maintenance by AWS")
                .note(KIND, EndpointStatus.UPDATE_ROLLBACK_FAILED, "a mix of both configurations is in service")
                .and("variant", VariantStatus.knownValues(), Variant::status)
                .rows();
    }

    @Override
    public Stream<Target> discover(Connection<SageMakerClient> sageMaker) {
        return Pages.of(
                        token -> sageMaker.client().listEndpoints(request -> request.maxResults(SageMaker.LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.endpoints(),
                        reply -> reply.nextToken())
                .map(endpoint -> Targets.of(SageMaker.INFO, Map.of(SageMaker.ENDPOINT, endpoint.endpointName()), null));
    }

    @Override
    public List<String> neighbours(Connection<SageMakerClient> sageMaker, Target target) {
        return sageMaker.client().listEndpoints(request -> request.maxResults(SageMaker.LIST_PAGE)).endpoints().stream()
                .map(EndpointSummary::endpointName)
                .toList();
    }

    @Override
    public Rollout current(Connection<SageMakerClient> sageMaker, Target target) {
        String name = target.field(SageMaker.ENDPOINT);
        Rollout endpoint = EndpointReply.rollout(name, SageMaker.endpoint(sageMaker, name))
                .consoleUrl(SageMaker.console(sageMaker, name))
                .build();
        return endpoint.status() == Status.SUCCEEDED
                ? EndpointReply.hosting(endpoint, components(sageMaker, name))
                : endpoint;
    }

    /** One component may be made or taken away while the endpoint, or another one, is over. */
    @Override
    public Stream<Rollout> underWay(Connection<SageMakerClient> sageMaker, Target target, Rollout latest) {
        return components(sageMaker, target, latest).stream()
                .filter(ComponentReply::isAtWork)
                .map(part -> Rollout.builder(Status.IN_PROGRESS, part.nativeStatus())
                        .id(part.name())
                        .reason("an inference component of the endpoint: " + part.nativeStatus())
                        .build());
    }

    /** Adds the inference components where they were not asked for yet, and why they failed. */
    @Override
    public Rollout explain(Connection<SageMakerClient> sageMaker, Target target, Rollout seen) {
        boolean isKnown = seen.parts().stream().anyMatch(part -> part.kind().equals(ComponentReply.KIND));
        List<Part> components = components(sageMaker, target, seen);
        Rollout.Builder explained = seen.toBuilder();
        if (!isKnown) {
            explained.parts(components);
        }
        components.stream().filter(part -> part.status() == Status.FAILED).forEach(part -> ErrorCodes.unlessKind(
                        Set.of(ErrorKind.NOT_FOUND),
                        SageMaker.INFO,
                        () -> InferenceComponents.describe(sageMaker, part.name()))
                .ifPresent(reply -> explained.problem(part.name(), part.nativeStatus(), reply.failureReason())));
        return explained.build();
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command("sagemaker", "describe-endpoint", "--endpoint-name", target.field(SageMaker.ENDPOINT));
        explained.command(
                "logs",
                "filter-log-events",
                "--log-group-name",
                "/aws/sagemaker/Endpoints/" + target.field(SageMaker.ENDPOINT));
    }

    @Override
    public List<Change> changes(Connection<SageMakerClient> sageMaker, Target target, Rollout explained) {
        String before = explained.previousRevision();
        return before == null || explained.revision() == null
                ? List.of()
                : EndpointChanges.between(sageMaker, before, explained.revision());
    }

    /** Returns the inference components of an endpoint, as a look at it showed them or else as the service lists them. */
    private static List<Part> components(Connection<SageMakerClient> sageMaker, Target target, Rollout seen) {
        List<Part> known = seen.parts().stream()
                .filter(part -> part.kind().equals(ComponentReply.KIND))
                .toList();
        return !known.isEmpty()
                ? known
                : components(sageMaker, target.field(SageMaker.ENDPOINT)).stream()
                        .map(ComponentReply::part)
                        .toList();
    }

    private static List<InferenceComponentSummary> components(Connection<SageMakerClient> sageMaker, String endpoint) {
        return Pages.of(
                        token -> sageMaker.client().listInferenceComponents(request -> request.endpointNameEquals(
                                        endpoint)
                                .maxResults(SageMaker.LIST_PAGE)
                                .nextToken(token)),
                        reply -> Pages.given(reply.inferenceComponents()),
                        reply -> reply.nextToken())
                .toList();
    }
}
