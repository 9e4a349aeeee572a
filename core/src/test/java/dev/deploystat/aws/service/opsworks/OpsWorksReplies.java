package dev.deploystat.aws.service.opsworks;

/** Replies of OpsWorks about deployments of the stack s1. */
final class OpsWorksReplies {
    static final String WHOLE = """
            {"Deployments":[{"DeploymentId":"d1","StackId":"s1","AppId":"a1","CreatedAt":"2024-03-01T10:00:00+00:00",
             "CompletedAt":"2024-03-01T10:01:05+00:00","Duration":65,"IamUserArn":"arn:aws:iam::111122223333:user/ann",
             "Comment":"release 42","Command":{"Name":"deploy","Args":{"migrate":["true"]}},"Status":"successful",
             "CustomJson":"{\\"password\\":\\"hunter2\\"}","InstanceIds":["i1","i2"]}]}""";

    private OpsWorksReplies() {}

    static String deployment(String id, String status, String createdAt, String more) {
        return """
            {"DeploymentId":"%s","StackId":"s1","AppId":"a1","CreatedAt":"%s","Command":{"Name":"deploy","Args":{}},
             "Status":"%s"%s}""".formatted(id, createdAt, status, more);
    }

    static String deployments(String... each) {
        return "{\"Deployments\":[" + String.join(",", each) + "]}";
    }

    static String command(String id, String instance, String status, String more) {
        return """
            {"CommandId":"%s","InstanceId":"%s","DeploymentId":"d1","CreatedAt":"2024-03-01T10:00:01+00:00",
             "Status":"%s","Type":"deploy"%s}""".formatted(id, instance, status, more);
    }
}
