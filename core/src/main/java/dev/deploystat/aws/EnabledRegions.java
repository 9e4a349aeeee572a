package dev.deploystat.aws;

import dev.deploystat.aws.adapter.Clients;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.ServiceInfo;
import java.util.stream.Stream;
import software.amazon.awssdk.services.account.AccountClient;
import software.amazon.awssdk.services.account.model.Region;
import software.amazon.awssdk.services.account.model.RegionOptStatus;

/** The regions that an account has enabled, as AWS Account Management lists them. */
public final class EnabledRegions {
    /** The one action that it takes. */
    public static final String ACTION = "account:ListRegions";

    static final ServiceInfo INFO = ServiceInfo.builder("account", "AWS Account Management")
            .action(ACTION, "the regions of a scan over all of them")
            .build();

    private static final int PAGE = 50;

    private EnabledRegions() {}

    static Stream<String> of(Clients clients) {
        AccountClient account = clients.configure(AccountClient.builder()).build();
        return Pages.of(
                        token -> account.listRegions(request -> request.maxResults(PAGE)
                                .regionOptStatusContains(RegionOptStatus.ENABLED, RegionOptStatus.ENABLED_BY_DEFAULT)
                                .nextToken(token)),
                        reply -> reply.regions(),
                        reply -> reply.nextToken())
                .map(Region::regionName);
    }
}
