package dev.deploystat.aws.service.greengrass;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.aws.adapter.WireTimes;
import dev.deploystat.model.Problem;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Use;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.greengrass.GreengrassClient;
import software.amazon.awssdk.services.greengrass.model.ErrorDetail;

/**
 * AWS IoT Greengrass V1: a deployment brings a group version to the core of a group, or resets that core; a bulk
 * deployment starts one in each of many groups. Times are epoch milliseconds or ISO-8601, both as text.
 */
public final class Greengrass implements Adapter<GreengrassClient> {
    static final String GROUP_ID = "group-id";
    static final String BULK_DEPLOYMENT_ID = "bulk-deployment-id";
    private static final int LIST_PAGE = 250;
    private static final List<Kind<GreengrassClient>> KINDS = List.of(new GroupDeployments(), new BulkDeployments());

    static final ServiceInfo INFO = ServiceInfo.builder("greengrass", "AWS IoT Greengrass V1")
            .alias("gg1")
            .about("A deployment of a group version to the core of a group, or a bulk deployment to many groups.")
            .form("bulk/{bulk-deployment-id:[^/]+}", "a bulk deployment")
            .form("{group-id:[^/]+}", "a group")
            .arn("greengrass", "/greengrass/groups/{group-id}/deployments/{#}")
            .arn("greengrass", "/greengrass/groups/{group-id}")
            .arn("greengrass", "/greengrass/bulk/deployments/{bulk-deployment-id}")
            .pin("deployment-id")
            .revisionWord("group version")
            .action("greengrass:ListDeployments", "history and latest deployment; creation time and group version")
            .action("greengrass:GetDeploymentStatus", "status and errors")
            .action("greengrass:GetBulkDeploymentStatus", "status of a bulk deployment")
            .action("greengrass:ListBulkDeploymentDetailedReports", "what became of each group of a bulk deployment")
            .action("greengrass:GetGroup", Use.EXPLAIN, "name of the group")
            .action("greengrass:GetGroupVersion", Use.EXPLAIN, "what the group version holds")
            .discoveryAction("greengrass:ListGroups")
            .discoveryAction("greengrass:ListBulkDeployments")
            .endOfLife(
                    LocalDate.of(2026, 10, 7),
                    "Move to AWS IoT Greengrass V2, which deploystat reads as 'greengrassv2'.")
            .build();

    @Override
    public ServiceInfo info() {
        return INFO;
    }

    @Override
    public GreengrassClient connect(Clients clients) {
        return clients.configure(GreengrassClient.builder()).build();
    }

    @Override
    public List<Kind<GreengrassClient>> kinds() {
        return KINDS;
    }

    static List<Problem> problems(String resource, List<ErrorDetail> details) {
        return details.stream()
                .map(detail -> new Problem(resource, detail.detailedErrorCode(), detail.detailedErrorMessage()))
                .toList();
    }

    /** Returns a page size as this API takes it: as text. */
    static String page(Integer wanted) {
        return String.valueOf(wanted == null ? LIST_PAGE : wanted);
    }

    /** Returns a text that should be a time but is none, so that it is not lost; null for a time. */
    static String unlessTime(String text) {
        return WireTimes.parse(text) == null ? text : null;
    }

    static String pieceAfter(String marker, String arn) {
        int at = arn == null ? -1 : arn.indexOf(marker);
        return at < 0 ? null : arn.substring(at + marker.length()).split("/", 2)[0];
    }

    /** Joins the texts there are, or returns null when there is none. */
    static String joined(String separator, String... texts) {
        String joined =
                Stream.of(texts).filter(text -> text != null && !text.isEmpty()).collect(Collectors.joining(separator));
        return joined.isEmpty() ? null : joined;
    }
}
