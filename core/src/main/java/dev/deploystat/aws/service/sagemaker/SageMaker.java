package dev.deploystat.aws.service.sagemaker;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Use;
import java.util.List;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;

/**
 * Amazon SageMaker: a deployment brings an endpoint to an endpoint configuration, or an inference component, which
 * shares the instances of an endpoint with others, to a model.
 *
 * <p>SageMaker keeps no deployments, only the state that each of these is in: nothing says who made it so or when that
 * ended. An endpoint whose update failed is in service again with its old configuration. As a rule it has a failure
 * reason then, which is gone with the next update and may be missing; it never says which configuration failed. How the
 * last update was to go, with its alarms, stays in the reply as well, and how it went does not. The only time is that of
 * the last change, which may have been one of scaling or maintenance: only the revision tells a release from these.
 */
public final class SageMaker implements Adapter<SageMakerClient> {
    static final String ENDPOINT = "endpoint-name";
    static final String COMPONENT = "inference-component-name";
    static final int LIST_PAGE = 100;
    private static final String NAME = ":[A-Za-z0-9][A-Za-z0-9-]*}";
    private static final String OF_ENDPOINT = "{" + ENDPOINT + NAME;
    private static final String NAMED_COMPONENT = "component/{" + COMPONENT + NAME;
    private static final List<Kind<SageMakerClient>> KINDS = List.of(new Endpoints(), new InferenceComponents());

    static final ServiceInfo INFO = ServiceInfo.builder("sagemaker", "Amazon SageMaker")
            .about(
                    "The last change of an endpoint, scaling and maintenance included, or of an inference component on one.")
            .calls("N; 2 N for endpoints in service: their inference components")
            .form(OF_ENDPOINT + "/" + NAMED_COMPONENT, "an inference component of an endpoint")
            .form(NAMED_COMPONENT, "an inference component, whatever its endpoint")
            .form(OF_ENDPOINT, "an endpoint")
            .arn("sagemaker", "endpoint/{endpoint-name}")
            .arn("sagemaker", "inference-component/{inference-component-name}")
            .revisionWord("name of the endpoint configuration, or an image; model, image or artifact of a component")
            .action("sagemaker:DescribeEndpoint", "state of an endpoint, and whether it is being deleted")
            .action("sagemaker:ListInferenceComponents", "whether components of an endpoint failed; finding targets")
            .action("sagemaker:DescribeInferenceComponent", "state of a component, and why it failed")
            .action("sagemaker:DescribeEndpointConfig", Use.DETAIL, "what changed")
            .discoveryAction("sagemaker:ListEndpoints")
            .secret("Environment")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public SageMakerClient connect(Clients clients) {
        return clients.configure(SageMakerClient.builder()).build();
    }

    @Override
    public List<Kind<SageMakerClient>> kinds() {
        return KINDS;
    }

    static DescribeEndpointResponse endpoint(Connection<SageMakerClient> sageMaker, String name) {
        return sageMaker.client().describeEndpoint(request -> request.endpointName(name));
    }

    /** Returns the page of an endpoint, which shows its inference components too; they have none of their own. */
    static String console(Connection<SageMakerClient> sageMaker, String endpoint) {
        return sageMaker.console("/sagemaker/home#/endpoints/" + endpoint);
    }
}
