package dev.deploystat.aws.credentials;

import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Where credentials come from, and what the user does when it has no good ones.
 *
 * @param origin what it is, in words, as the end of a sentence
 */
record Source(String origin, AwsCredentialsProvider provider, Supplier<String> renewal) {

    /** Returns a source of keys that are known; the token is null for none. */
    static Source ofKeys(String origin, String key, String secret, String token, Supplier<String> renewal) {
        AwsCredentials credentials = token == null
                ? AwsBasicCredentials.create(key, secret)
                : AwsSessionCredentials.create(key, secret, token);
        return new Source(origin, () -> credentials, renewal);
    }
}
