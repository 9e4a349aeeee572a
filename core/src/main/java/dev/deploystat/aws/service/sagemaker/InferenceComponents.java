package dev.deploystat.aws.service.sagemaker;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.CurrentState;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.Members;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.NativeState;
import dev.deploystat.aws.adapter.NativeStates;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Rollout;
import dev.deploystat.model.Status;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeInferenceComponentResponse;
import software.amazon.awssdk.services.sagemaker.model.InferenceComponentStatus;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;

/**
 * Inference components: copies of a model that share the instances of an endpoint. There is no word for one that went
 * back to what it was, and nothing says what it was: only who asks for a revision is sure to notice.
 */
final class InferenceComponents implements CurrentState<SageMakerClient> {
    private static final String AT_REST = "at rest";

    @Override
    public boolean reads(Target target) {
        return target.has(SageMaker.COMPONENT);
    }

    @Override
    public List<NativeState> states() {
        return NativeStates.of(ComponentReply.KIND, InferenceComponentStatus.knownValues(), ComponentReply::status)
                .note(
                        ComponentReply.KIND,
                        InferenceComponentStatus.IN_SERVICE,
                        "ROLLED_BACK with a failure reason; partial while copies are missing, PENDING when none are wanted;"
                                + " only --revision tells an update from its rollback")
                .rows();
    }

    @Override
    public Stream<Target> discover(Connection<SageMakerClient> sageMaker) {
        return Pages.of(
                        token -> sageMaker.client().listInferenceComponents(request -> request.maxResults(
                                        SageMaker.LIST_PAGE)
                                .nextToken(token)),
                        reply -> reply.inferenceComponents(),
                        reply -> reply.nextToken())
                .map(component -> Targets.of(
                        SageMaker.INFO,
                        Map.of(
                                SageMaker.ENDPOINT, component.endpointName(),
                                SageMaker.COMPONENT, component.inferenceComponentName()),
                        null));
    }

    @Override
    public Rollout current(Connection<SageMakerClient> sageMaker, Target target) {
        String name = target.field(SageMaker.COMPONENT);
        DescribeInferenceComponentResponse reply = describe(sageMaker, name);
        String endpoint = reply.endpointName();
        // The call takes the name of a component alone. Names of endpoints differ by more than case.
        boolean isElsewhere = target.has(SageMaker.ENDPOINT)
                && endpoint != null
                && !endpoint.equalsIgnoreCase(target.field(SageMaker.ENDPOINT));
        if (isElsewhere) {
            throw notThere("inference component " + name + " is on endpoint " + endpoint);
        }
        Memo memo = sageMaker.memo(target);
        Rollout rollout = ComponentReply.rollout(
                        name, reply, memo.get(String.class, AT_REST).orElse(null))
                .consoleUrl(endpoint == null ? null : SageMaker.console(sageMaker, endpoint))
                .build();
        if (rollout.status() == Status.SUCCEEDED && rollout.revision() != null) {
            memo.put(String.class, AT_REST, rollout.revision());
        }
        return rollout;
    }

    /** An endpoint that is being updated takes what runs on it along. */
    @Override
    public Stream<Rollout> underWay(Connection<SageMakerClient> sageMaker, Target target, Rollout latest) {
        return endpoint(target, latest).stream()
                .flatMap(name -> unlessGone(sageMaker, name).stream().map(reply -> EndpointReply.rollout(name, reply)
                        .reason("of its endpoint " + name)
                        .build()));
    }

    /** Everything on an endpoint goes with it. */
    @Override
    public Map<Target, Rollout> withdrawn(Connection<SageMakerClient> sageMaker, Map<Target, Rollout> passing) {
        Map<Target, Rollout> withdrawn = new LinkedHashMap<>();
        passing.forEach((target, rollout) -> endpoint(target, rollout)
                .flatMap(name -> ComponentReply.withdrawn(rollout, name, unlessGone(sageMaker, name)))
                .ifPresent(ended -> withdrawn.put(target, ended)));
        return withdrawn;
    }

    /** Adds the endpoint, which may be why a component is not there. */
    @Override
    public Rollout explain(Connection<SageMakerClient> sageMaker, Target target, Rollout seen) {
        return endpoint(target, seen)
                .flatMap(name -> unlessGone(sageMaker, name).map(reply -> ComponentReply.on(seen, name, reply)))
                .orElse(seen);
    }

    @Override
    public void commands(Target target, Rollout seen, Rollout.Builder explained) {
        explained.command(
                "sagemaker",
                "describe-inference-component",
                "--inference-component-name",
                target.field(SageMaker.COMPONENT));
        explained.command(
                "logs",
                "filter-log-events",
                "--log-group-name",
                "/aws/sagemaker/InferenceComponents/" + target.field(SageMaker.COMPONENT));
        explained.command("sagemaker", "describe-endpoint", "--endpoint-name", Members.text(seen, "endpointName"));
    }

    static DescribeInferenceComponentResponse describe(Connection<SageMakerClient> sageMaker, String name) {
        return sageMaker.client().describeInferenceComponent(request -> request.inferenceComponentName(name));
    }

    private static Optional<String> endpoint(Target target, Rollout rollout) {
        return rollout.source(DescribeInferenceComponentResponse.class)
                .map(DescribeInferenceComponentResponse::endpointName)
                .or(() -> Optional.ofNullable(target.field(SageMaker.ENDPOINT)));
    }

    private static Optional<DescribeEndpointResponse> unlessGone(
            Connection<SageMakerClient> sageMaker, String endpoint) {
        return ErrorCodes.unlessKind(
                Set.of(ErrorKind.NOT_FOUND), SageMaker.INFO, () -> SageMaker.endpoint(sageMaker, endpoint));
    }

    /** Returns the API's own error, which a component of another endpoint does not give. */
    private static AwsServiceException notThere(String why) {
        return ResourceNotFoundException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ResourceNotFound")
                        .errorMessage(why)
                        .build())
                .build();
    }
}
