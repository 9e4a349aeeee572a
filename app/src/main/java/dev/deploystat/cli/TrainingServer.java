package dev.deploystat.cli;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Answers the calls of {@link Training}, in a process of its own: its classes have no place in the archive. It prints the
 * ports for plain and secured calls, the second only if there are keys, and runs until it is ended.
 */
final class TrainingServer {
    static final char[] PASSWORD = "training".toCharArray();

    /** What every service of a JSON protocol is answered with: each takes the members that it knows. */
    private static final String JSON = """
            {"serviceDeployments":[{"serviceDeploymentArn":"arn:aws:ecs:us-east-1:1:service-deployment/c/s/d",
            "createdAt":1700000000.5,"startedAt":1700000000.5,"finishedAt":1700000060.5,"status":"SUCCESSFUL",
            "targetServiceRevision":{"arn":"arn:aws:ecs:us-east-1:1:service-revision/c/s/1","requestedTaskCount":1},
            "targetServiceRevisionArn":"arn:aws:ecs:us-east-1:1:service-revision/c/s/1"}],
            "serviceRevisions":[{"serviceRevisionArn":"arn:aws:ecs:us-east-1:1:service-revision/c/s/1",
            "taskDefinition":"arn:aws:ecs:us-east-1:1:task-definition/s:1","createdAt":1700000000.5}],
            "deploymentsInfo":[{"deploymentId":"d-ABCDEFGHI","applicationName":"a","deploymentGroupName":"g",
            "status":"Succeeded","createTime":1700000000.5,"completeTime":1700000060.5,"creator":"user",
            "deploymentOverview":{"Pending":0,"InProgress":0,"Succeeded":1,"Failed":0,"Skipped":0,"Ready":0},
            "revision":{"revisionType":"S3","s3Location":{"bucket":"b","key":"k","bundleType":"zip"}}}],
            "Configuration":{"FunctionName":"f","FunctionArn":"arn:aws:lambda:us-east-1:1:function:f","State":"Active",
            "LastUpdateStatus":"Successful","LastModified":"2023-11-14T22:14:20.000+0000","CodeSha256":"c","Version":"$LATEST"}}""";

    /** The same for the Query protocol: each operation takes the result of its name. */
    private static final String XML = """
            <Reply><DescribeStacksResult><Stacks><member><StackName>s</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>
            <StackId>arn:aws:cloudformation:us-east-1:1:stack/s/1</StackId><CreationTime>2023-11-14T22:13:20Z</CreationTime>
            <LastUpdatedTime>2023-11-14T22:13:20Z</LastUpdatedTime></member></Stacks></DescribeStacksResult>
            <DescribeStackEventsResult><StackEvents><member><EventId>1</EventId><StackName>s</StackName>
            <StackId>arn:aws:cloudformation:us-east-1:1:stack/s/1</StackId><Timestamp>2023-11-14T22:14:20Z</Timestamp>
            <ResourceStatus>UPDATE_IN_PROGRESS</ResourceStatus><ResourceType>AWS::CloudFormation::Stack</ResourceType>
            <LogicalResourceId>s</LogicalResourceId>
            <PhysicalResourceId>arn:aws:cloudformation:us-east-1:1:stack/s/1</PhysicalResourceId></member></StackEvents>
            </DescribeStackEventsResult></Reply>""";

    private TrainingServer() {}

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        Training.endIfStuck();
        StringBuilder ports = new StringBuilder();
        ports.append(start(HttpServer.create()));
        Path keys = Path.of(args[0]);
        if (Files.exists(keys)) {
            HttpsServer secured = HttpsServer.create();
            secured.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
            ports.append(' ').append(start(secured));
        }
        Writer out = Main.console().out();
        out.write(ports.append('\n').toString());
        out.flush();
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file.toFile())) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        return context;
    }

    private static int start(HttpServer server) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String asked = exchange.getRequestHeaders().getFirst("Content-Type");
            boolean isQuery = asked != null && asked.startsWith("application/x-www-form-urlencoded");
            byte[] answer = (isQuery ? XML : JSON).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", isQuery ? "text/xml" : "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server.getAddress().getPort();
    }
}
