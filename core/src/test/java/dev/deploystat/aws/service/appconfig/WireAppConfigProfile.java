package dev.deploystat.aws.service.appconfig;

import java.util.List;

/** A configuration profile of AppConfig, while deployments of another one come before and after its own. */
public final class WireAppConfigProfile extends WireAppConfig {
    @Override
    public String target() {
        return "appconfig:shop/prod/flags";
    }

    @Override
    void others(List<String> rows) {
        rows.add(0, row(99, "limits", succeeded(Age.NEWER)));
        rows.add(row(1, "limits", failed(Age.OLD)));
    }
}
