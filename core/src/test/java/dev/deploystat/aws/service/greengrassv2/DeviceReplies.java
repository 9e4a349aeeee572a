package dev.deploystat.aws.service.greengrassv2;

/** Replies of Greengrass V2 about what a core device made of its deployments. */
final class DeviceReplies {
    static final String ID = "777eeed3-a6b3-48de-8471-cbbdfd8f160b";
    static final String THING = "arn:aws:iot:eu-west-1:111122223333:thing/press-1";
    /** A reason as devices write it. */
    static final String FAILURE = "S3_ACCESS_DENIED: FAILED_NO_STATE_CHANGE: Failed to download artifact";

    private DeviceReplies() {}

    /** Returns a page of a list; the token is null on the last one. */
    static String page(String list, String token, String... members) {
        return "{\"" + list + "\":[" + String.join(",", members) + "]"
                + (token == null ? "" : ",\"nextToken\":\"" + token + "\"") + "}";
    }

    static String effective(String id, String status, long created, String more) {
        return """
                {"deploymentId":"%s","coreDeviceExecutionStatus":"%s","targetArn":"%s","creationTimestamp":%d%s}""".formatted(id, status, THING, created, more);
    }

    static String onDevice(String status, String more) {
        return page("effectiveDeployments", null, effective(ID, status, 1709287200, more));
    }
}
