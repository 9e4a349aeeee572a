package dev.deploystat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.LoopbackAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many calls the whole program makes for many targets; the table of {@code docs/polling.md} says so. */
class CallCountsTest {
    private static final Path PAGE = Path.of("../docs/polling.md");
    private static final long BEGUN = 1709294340;

    /** Targets of one service, and a world in which each succeeds at some look. */
    private record Crowd(String what, int size, String target, World world) {
        @Override
        public String toString() {
            return what;
        }
    }

    @FunctionalInterface
    private interface World {
        /** Has a target under way for so many looks, and then succeed. */
        void of(LoopbackAws aws, String name, int looks);
    }

    static List<Crowd> crowds() {
        return List.of(
                new Crowd("functions of Lambda", 100, "lambda:", CallCountsTest::function),
                new Crowd("pipelines of CodePipeline", 100, "codepipeline:", CallCountsTest::pipeline),
                new Crowd("instance refreshes of Auto Scaling", 25, "autoscaling:", CallCountsTest::refresh));
    }

    @ParameterizedTest
    @MethodSource("crowds")
    void a_status_and_each_further_look_of_a_wait_take_as_many_calls_as_the_page_says(Crowd crowd) throws IOException {
        int status = calls(crowd, 1, "status");
        int further = calls(crowd, 3, "wait") - calls(crowd, 2, "wait");
        assertThat(Files.readString(PAGE))
                .contains("| %d %s | %d | %d |\n".formatted(crowd.size(), crowd.what(), status, further));
    }

    /** Returns how many calls a command takes; a wait ends at the look after those at which all are under way. */
    private static int calls(Crowd crowd, int looks, String verb) {
        List<String> line = new ArrayList<>(List.of(verb));
        try (LoopbackAws aws = new LoopbackAws()) {
            IntStream.range(0, crowd.size()).mapToObj(number -> "n" + number).forEach(name -> {
                line.add(crowd.target() + name);
                crowd.world().of(aws, name, looks);
            });
            CliRun.Result result = CliRun.against(aws).run(line);
            assertThat(result.exit()).as(result.out() + result.err()).isZero();
            return aws.operations().size();
        }
    }

    private static void function(LoopbackAws aws, String name, int looks) {
        String path = "GET /2015-03-31/functions/" + name;
        String reply = """
                {"Configuration":{"FunctionName":"%s","State":"Active","LastUpdateStatus":"%s","CodeSha256":"c"},"Code":{}}""";
        for (int look = 0; look < looks; look++) {
            aws.on(path).reply(reply.formatted(name, "InProgress"));
        }
        aws.on(path).reply(reply.formatted(name, "Successful"));
    }

    private static void pipeline(LoopbackAws aws, String name, int looks) {
        String quoted = '"' + name + '"';
        String list = """
                {"pipelineExecutionSummaries":[{"pipelineExecutionId":"e","status":"%s","startTime":%d}]}""";
        for (int look = 0; look < looks; look++) {
            aws.on("ListPipelineExecutions").with(quoted).reply(list.formatted("InProgress", BEGUN));
        }
        aws.on("ListPipelineExecutions").with(quoted).reply(list.formatted("Succeeded", BEGUN));
        aws.on("GetPipelineState").with(quoted).reply("""
                {"stageStates":[{"stageName":"Prod","latestExecution":{"pipelineExecutionId":"e","status":"Succeeded"}}]}""");
    }

    private static void refresh(LoopbackAws aws, String name, int looks) {
        String group = "AutoScalingGroupName=" + name + "&";
        String reply = """
                <DescribeInstanceRefreshesResponse><DescribeInstanceRefreshesResult><InstanceRefreshes><member>
                <InstanceRefreshId>r</InstanceRefreshId><AutoScalingGroupName>%s</AutoScalingGroupName>
                <Status>%s</Status><StartTime>2024-03-01T11:59:00Z</StartTime></member>
                </InstanceRefreshes></DescribeInstanceRefreshesResult></DescribeInstanceRefreshesResponse>""";
        for (int look = 0; look < looks; look++) {
            aws.on("DescribeInstanceRefreshes").with(group).reply(reply.formatted(name, "InProgress"));
        }
        aws.on("DescribeInstanceRefreshes").with(group).reply(reply.formatted(name, "Successful"));
        aws.on("DescribeAutoScalingGroups").reply("""
                <DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups>%s</AutoScalingGroups>
                </DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>""".formatted(IntStream.range(0, 25)
                .mapToObj(number -> "<member><AutoScalingGroupName>n" + number + "</AutoScalingGroupName></member>")
                .collect(Collectors.joining())));
    }
}
