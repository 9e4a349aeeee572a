package dev.deploystat.aws.config;

import dev.deploystat.model.Refusal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * How AWS is reached, as the user gave it; null means not given, and what is not given is looked up where the AWS CLI
 * looks it up.
 *
 * @param profile the profile of the session
 * @param region the region of the session
 * @param endpoint the address to call instead of the services' own
 * @param caBundle a PEM file of certificates to trust
 * @param verifyTls whether server certificates are checked
 * @param connectTimeout how long to wait for a connection; zero for ever
 * @param readTimeout how long to wait for an answer; zero for ever
 * @param environment the environment variables
 */
public record AwsOptions(
        String profile,
        String region,
        URI endpoint,
        Path caBundle,
        boolean verifyTls,
        Duration connectTimeout,
        Duration readTimeout,
        UnaryOperator<String> environment) {

    private static final String TLS = "DEPLOYSTAT_TLS";
    private static final Duration AWS_CLI_TIMEOUT = Duration.ofSeconds(60);

    /** Returns what holds when nothing was given. */
    public static AwsOptions defaults(UnaryOperator<String> environment) {
        return new AwsOptions(null, null, null, null, true, AWS_CLI_TIMEOUT, AWS_CLI_TIMEOUT, environment);
    }

    /** Returns the first of several environment variables that is set to something, or null. */
    public String variable(String... names) {
        for (String name : names) {
            String value = environment.apply(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    /**
     * Returns whether connections are secured in the JDK's own way alone, without what makes them start faster.
     *
     * @throws Refusal when the variable says something else
     */
    public boolean isPlainTls() {
        String way = variable(TLS);
        if (way != null && !way.strip().equals("jdk")) {
            throw Refusal.usage(TLS + " is '" + way + "'", "It takes: jdk.");
        }
        return way != null;
    }

    /** Returns the folder that {@code ~} stands for. */
    public String home() {
        String home = variable("HOME");
        return home == null ? System.getProperty("user.home") : home;
    }

    /** Returns a path as it was written in a variable or a file, where {@code ~} stands for the user's folder. */
    public Path path(String written) {
        return Path.of(written.startsWith("~/") ? home() + written.substring(1) : written);
    }

    /** Returns the profile that the environment names, or null. */
    public String environmentProfile() {
        return variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE");
    }
}
