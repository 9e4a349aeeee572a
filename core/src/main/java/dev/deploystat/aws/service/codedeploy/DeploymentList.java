package dev.deploystat.aws.service.codedeploy;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.NewestFirst;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.Target;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;

/**
 * The deployments of one group, newest first. ListDeployments gives ids alone and promises no order, so each page costs
 * the calls that read its deployments too; what one page held is not read again for the next window.
 */
final class DeploymentList {
    /** How many ids a page holds is fixed and not stated. Another number costs other calls and loses no row. */
    private static final int PAGE = 100;
    /** More than the walk reads of one window, so that a narrower window is known, and memory stays bounded. */
    private static final int REMEMBERED = 20 * PAGE;

    private final Connection<CodeDeployClient> codeDeploy;
    private final Target group;
    private final List<String> statuses;
    private final Map<String, DeploymentInfo> known = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Prepares a listing.
     *
     * @param statuses the words that the service is to filter by; empty for all
     */
    DeploymentList(Connection<CodeDeployClient> codeDeploy, Target group, List<String> statuses) {
        this.codeDeploy = codeDeploy;
        this.group = group;
        this.statuses = statuses;
    }

    /** Returns the deployments of a span of time; see {@link NewestFirst#rows}. */
    Stream<DeploymentInfo> rows(Instant after, Instant before, int wanted) {
        return new NewestFirst<>(DeploymentInfo::deploymentId, DeploymentInfo::createTime, PAGE, this::page)
                .rows(after, before, wanted);
    }

    private NewestFirst.Page<DeploymentInfo> page(Instant after, Instant before, String token) {
        var reply = codeDeploy.client().listDeployments(request -> {
            request.applicationName(group.field("application-name"))
                    .deploymentGroupName(group.field("deployment-group-name"))
                    .nextToken(token);
            if (!statuses.isEmpty()) {
                request.includeOnlyStatusesWithStrings(statuses);
            }
            if (after != null || before != null) {
                request.createTimeRange(time -> time.start(after).end(before));
            }
        });
        return new NewestFirst.Page<>(described(Pages.given(reply.deployments())), reply.nextToken());
    }

    private List<DeploymentInfo> described(List<String> ids) {
        List<String> unknown =
                ids.stream().filter(id -> !known.containsKey(id)).distinct().toList();
        known.putAll(CodeDeploy.describe(codeDeploy, unknown));
        // One that is listed and not described yet is there all the same, and may be under way.
        List<DeploymentInfo> rows = ids.stream()
                .map(id -> known.getOrDefault(
                        id, DeploymentInfo.builder().deploymentId(id).build()))
                .toList();
        var oldest = known.keySet().iterator();
        while (known.size() > REMEMBERED) {
            oldest.next();
            oldest.remove();
        }
        return rows;
    }
}
