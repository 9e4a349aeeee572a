package dev.deploystat.aws.service.elasticbeanstalk;

import java.time.Instant;

/** Replies of Elastic Beanstalk about an environment named web. */
public final class EbReplies {
    /** When the tested update begins. */
    static final Instant BEGUN = Instant.parse("2024-03-01T10:00:00Z");

    static final String ID = "e-rpqsewtp2j";

    private EbReplies() {}

    public static String environments(String... members) {
        return page("DescribeEnvironments", "Environments", null, members);
    }

    /** Returns a page of a listing. */
    public static String page(String operation, String list, String token, String... members) {
        return "<%1$sResponse xmlns=\"http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/\"><%1$sResult><%2$s>%3$s</%2$s>%4$s</%1$sResult></%1$sResponse>"
                .formatted(
                        operation,
                        list,
                        String.join("", members),
                        token == null ? "" : "<NextToken>" + token + "</NextToken>");
    }

    public static String environment(String status, String version, String more) {
        return environment("web", ID, status, version, more);
    }

    public static String environment(String name, String id, String status, String version, String more) {
        return """
                <member><EnvironmentName>%s</EnvironmentName><EnvironmentId>%s</EnvironmentId>\
                <ApplicationName>shop</ApplicationName>%s<Status>%s</Status>%s</member>""".formatted(
                        name, id, version == null ? "" : "<VersionLabel>" + version + "</VersionLabel>", status, more);
    }

    public static String events(String... newestFirst) {
        return page("DescribeEvents", "Events", null, newestFirst);
    }

    /** An event some seconds after the beginning of the tested update. */
    public static String event(int second, String severity, String message) {
        return event(BEGUN.plusSeconds(second), severity, message, "");
    }

    public static String event(Instant at, String severity, String message, String more) {
        return """
                <member><EventDate>%s</EventDate><Message>%s</Message><ApplicationName>shop</ApplicationName>\
                <EnvironmentName>web</EnvironmentName><Severity>%s</Severity>%s</member>""".formatted(at, message, severity, more);
    }

    /** The event with which an update begins, and after which it is named. */
    public static String begun(Instant at, String id) {
        return event(at, "INFO", "Environment update is starting.", "<RequestId>" + id + "</RequestId>");
    }

    public static String done(int second) {
        return event(second, "INFO", "Environment update completed successfully.");
    }

    public static String instances(Instant refreshedAt, String... members) {
        return "<DescribeInstancesHealthResponse><DescribeInstancesHealthResult><InstanceHealthList>"
                + String.join("", members) + "</InstanceHealthList>"
                + (refreshedAt == null ? "" : "<RefreshedAt>" + refreshedAt + "</RefreshedAt>")
                + "</DescribeInstancesHealthResult></DescribeInstancesHealthResponse>";
    }

    public static String instance(String id, String version, int deployment, String status) {
        return """
                <member><InstanceId>%s</InstanceId><HealthStatus>Ok</HealthStatus><Color>Green</Color><Causes/>\
                <Deployment><VersionLabel>%s</VersionLabel><DeploymentId>%d</DeploymentId><Status>%s</Status>\
                <DeploymentTime>2024-03-01T10:01:00Z</DeploymentTime></Deployment></member>""".formatted(id, version, deployment, status);
    }
}
