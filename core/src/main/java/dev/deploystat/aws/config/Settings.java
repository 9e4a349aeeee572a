package dev.deploystat.aws.config;

import dev.deploystat.model.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the environment and one profile set, in the AWS CLI's order: a variable beats the profile. */
public final class Settings {
    /** Packages of the SDK whose name is not what variables and files call the service, but for capitals. */
    private static final Map<String, String> SERVICES = Map.of(
            "apigateway", "api_gateway",
            "autoscaling", "auto_scaling",
            "cloudwatchlogs", "cloudwatch_logs",
            "elasticbeanstalk", "elastic_beanstalk",
            "ssooidc", "sso_oidc");

    private final AwsOptions options;
    private final Profiles profiles;
    private final String profile;

    /**
     * Reads settings.
     *
     * @param named the profile the user named, or null
     */
    public Settings(AwsOptions options, Profiles profiles, String named) {
        this.options = options;
        this.profiles = profiles;
        String chosen = named == null ? options.environmentProfile() : named;
        this.profile = chosen == null ? Profiles.DEFAULT : chosen;
    }

    /**
     * Returns what one of several variables, or else a property of the profile, is set to. A profile that is not there
     * sets nothing.
     *
     * @throws Refusal when the profile has to be asked and cannot be used
     */
    public Optional<Setting> setting(String property, String... variables) {
        for (String variable : variables) {
            String value = options.variable(variable);
            if (value != null) {
                return Optional.of(new Setting(value.strip(), variable, false));
            }
        }
        return section().flatMap(section -> section.setting(property));
    }

    /**
     * Returns the text that the profile gives a property, which may be none; empty where it does not have the property.
     *
     * @throws Refusal when the profile cannot be used
     */
    public Optional<String> text(String property) {
        return section().filter(section -> section.has(property)).map(section -> section.value(property)
                .orElse(""));
    }

    /** Returns whether a switch is on. */
    boolean isOn(String property, String variable) {
        return setting(property, variable)
                .map(setting -> setting.value().equalsIgnoreCase("true"))
                .orElse(false);
    }

    /**
     * Returns the address to call instead of a service's own.
     *
     * @param service the service's package in the SDK
     * @throws Refusal when what is set is no address
     */
    public Optional<URI> endpoint(String service) {
        if (isOn("ignore_configured_endpoint_urls", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) {
            return Optional.empty();
        }
        String id = id(service);
        String variable = "AWS_ENDPOINT_URL_" + id.toUpperCase(Locale.ROOT);
        return setting("", variable, "AWS_ENDPOINT_URL")
                .or(() -> section().flatMap(section -> ofServices(section, id)))
                .or(() -> section().flatMap(section -> section.setting("endpoint_url")))
                .map(Settings::address);
    }

    /** Returns what variables and files call a service, in small letters. */
    public static String id(String service) {
        return SERVICES.getOrDefault(service, service);
    }

    private Optional<Setting> ofServices(Section section, String id) {
        return section.value("services")
                .map(name -> profiles.services(name)
                        .orElseThrow(() -> section.refusal("services", "there is no [services " + name + "]")))
                .flatMap(services -> services.nested(id, "endpoint_url"));
    }

    private Optional<Section> section() {
        return profiles.find(profile);
    }

    private static URI address(Setting setting) {
        try {
            URI uri = new URI(setting.value());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Refused below, with what would be right.
        }
        String what = "the endpoint '" + setting.value() + "' of " + setting.place() + " is not an address";
        String right = "Write for example http://127.0.0.1:4566.";
        throw setting.isInFile() ? Refusal.file(what, right) : Refusal.usage(what, right);
    }
}
