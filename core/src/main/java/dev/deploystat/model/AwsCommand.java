package dev.deploystat.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * A call of the AWS CLI that a person may copy: one that shows more of a deployment, or lets it go on.
 *
 * @param words the service, the operation and its options
 * @param profile the AWS profile, or null for the one of the session
 * @param region the region, or null while it is that of the deployment
 * @param endpoint the address to call instead of the service's own, or null
 */
public record AwsCommand(List<String> words, String profile, String region, String endpoint) {

    public AwsCommand {
        words = List.copyOf(words);
    }

    /** Returns a call at the place of the deployment: a service, an operation and its options. */
    public static AwsCommand of(String... words) {
        return new AwsCommand(List.of(words), null, null, null);
    }

    /** Returns this call at a place, unless it names one itself. */
    public AwsCommand at(String otherProfile, String otherRegion) {
        return new AwsCommand(
                words, profile == null ? otherProfile : profile, region == null ? otherRegion : region, endpoint);
    }

    /** Returns this call through an address, or through the service's own for null. */
    public AwsCommand through(String address) {
        return new AwsCommand(words, profile, region, address);
    }

    /** Returns the call on one line without its place, as it stands in sentences. */
    public String line() {
        return ShellCommand.line(Stream.concat(Stream.of("aws"), words.stream()).toArray(String[]::new));
    }

    /** Returns the whole call as words that a POSIX shell reads back. */
    public List<String> shellWords() {
        Stream<String> place = Stream.concat(
                profile == null ? Stream.empty() : Stream.of("--profile", profile),
                region == null ? Stream.empty() : Stream.of("--region", region));
        Stream<String> way = endpoint == null ? Stream.empty() : Stream.of("--endpoint-url", endpoint);
        return Stream.of(Stream.of("aws"), words.stream(), place, way)
                .flatMap(each -> each)
                .map(ShellCommand::quoted)
                .toList();
    }
}
