package dev.deploystat.aws.service.codedeploy;

/** Replies of CodeDeploy about deployments of the application shop. */
final class CodeDeployReplies {
    private CodeDeployReplies() {}

    static String deployment(String id, String status, String more) {
        return """
            {"applicationName":"shop","deploymentGroupName":"prod","deploymentId":"%s","status":"%s"%s}""".formatted(id, status, more.isEmpty() ? "" : "," + more);
    }

    static String created(String id, String status, long at) {
        return deployment(id, status, "\"createTime\":" + at);
    }

    static String reply(String... deployments) {
        return "{\"deploymentsInfo\":[" + String.join(",", deployments) + "]}";
    }

    static String group(String name, String more) {
        return "{\"applicationName\":\"shop\",\"deploymentGroupName\":\"" + name + "\"" + more + "}";
    }

    static String lastAttempted(String id) {
        return ",\"lastAttemptedDeployment\":{\"deploymentId\":\"" + id + "\",\"status\":\"InProgress\"}";
    }
}
