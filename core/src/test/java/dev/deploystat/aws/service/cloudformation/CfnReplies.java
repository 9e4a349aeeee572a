package dev.deploystat.aws.service.cloudformation;

import java.time.Instant;

/** Replies of CloudFormation about a stack named shop and the stacks nested in it. */
public final class CfnReplies {
    static final String ID = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0a1b";
    static final String NEST = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop-Db-1X/2c3d";
    static final String DEEP = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop-Db-Net-2Y/4e5f";
    static final String STACK_TYPE = "AWS::CloudFormation::Stack";

    private CfnReplies() {}

    public static String stacks(String members) {
        return "<DescribeStacksResponse><DescribeStacksResult><Stacks>" + members
                + "</Stacks></DescribeStacksResult></DescribeStacksResponse>";
    }

    public static String stack(String status, String more) {
        return stacks("<member><StackId>" + ID + "</StackId><StackName>shop</StackName>"
                + "<CreationTime>2024-02-01T10:00:00Z</CreationTime><StackStatus>" + status + "</StackStatus>" + more
                + "</member>");
    }

    /** Operations, newest first, each as TYPE=ID. */
    public static String last(String... operations) {
        StringBuilder members = new StringBuilder();
        for (String operation : operations) {
            String[] halves = operation.split("=", -1);
            members.append("<member><OperationType>")
                    .append(halves[0])
                    .append("</OperationType><OperationId>")
                    .append(halves[1])
                    .append("</OperationId></member>");
        }
        return "<LastOperations>" + members + "</LastOperations>";
    }

    public static String events(String token, String... newestFirst) {
        return "<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>"
                + String.join("", newestFirst) + "</StackEvents>"
                + (token == null ? "" : "<NextToken>" + token + "</NextToken>")
                + "</DescribeStackEventsResult></DescribeStackEventsResponse>";
    }

    public static String event(
            int second,
            String stack,
            String operation,
            String resource,
            String type,
            String physical,
            String status,
            String more) {
        return "<member><StackId>" + stack + "</StackId><EventId>e-" + second + "</EventId><StackName>"
                + stack.split("/", -1)[1] + "</StackName><LogicalResourceId>" + resource
                + "</LogicalResourceId><PhysicalResourceId>" + physical + "</PhysicalResourceId><ResourceType>" + type
                + "</ResourceType><Timestamp>"
                + Instant.parse("2024-03-01T10:00:00Z").plusSeconds(second)
                + "</Timestamp><ResourceStatus>" + status + "</ResourceStatus>"
                + (operation == null ? "" : "<OperationId>" + operation + "</OperationId>") + more + "</member>";
    }

    public static String own(int second, String operation, String status, String more) {
        return event(second, ID, operation, "shop", STACK_TYPE, ID, status, more);
    }

    public static String resource(int second, String operation, String name, String status, String reason) {
        return event(second, ID, operation, name, "AWS::S3::Bucket", "phys-" + name, status, because(reason));
    }

    public static String because(String reason) {
        return reason == null ? "" : "<ResourceStatusReason>" + reason + "</ResourceStatusReason>";
    }

    public static String error(String code, String message) {
        return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" + message
                + "</Message></Error><RequestId>r-1</RequestId></ErrorResponse>";
    }

    public static Instant at(int second) {
        return Instant.parse("2024-03-01T10:00:00Z").plusSeconds(second);
    }
}
