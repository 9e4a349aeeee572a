package dev.deploystat.aws.service.ecs;

import dev.deploystat.aws.LoopbackAws;

/** An Express service of ECS. */
public final class WireExpressService extends WireEcs {
    private static final String SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/prod/web";

    @Override
    public String target() {
        return "ecs:express/prod/web";
    }

    @Override
    void describesServices(LoopbackAws aws, boolean isThere) {
        aws.on("DescribeServices").reply(isThere ? """
                {"services":[{"serviceName":"web","serviceArn":"%s","status":"ACTIVE","resourceManagementType":"ECS"}]}""".formatted(SERVICE) : "{\"services\":[],\"failures\":[]}");
        aws.on("DescribeExpressGatewayService").reply("""
                {"service":{"serviceArn":"%s","status":{"statusCode":"ACTIVE"}}}""".formatted(SERVICE));
    }

    @Override
    public void isGone(LoopbackAws aws) {
        super.isGone(aws);
        aws.on("DescribeServices").reply("{\"services\":[],\"failures\":[]}");
    }
}
