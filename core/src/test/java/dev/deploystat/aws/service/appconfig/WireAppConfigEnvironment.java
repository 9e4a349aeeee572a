package dev.deploystat.aws.service.appconfig;

/** An environment of AppConfig, whichever configuration profile is deployed to it. */
public final class WireAppConfigEnvironment extends WireAppConfig {
    @Override
    public String target() {
        return "appconfig:shop/prod";
    }
}
