package dev.deploystat.aws.credentials;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProcessCredentialsProvider;

/** The {@code credential_process} of a profile, started without a shell, as the AWS CLI does; it is heard when it fails. */
final class HelperProcess implements AwsCredentialsProvider {
    private static final Pattern COMPLAINT =
            Pattern.compile("(?s)Command returned non-zero exit value \\((\\d+)\\) with error message: (.*)");
    private static final int LONGEST = 300;

    private final String profile;
    private final ProcessCredentialsProvider process;

    HelperProcess(String profile, List<String> command) {
        this.profile = profile;
        process = ProcessCredentialsProvider.builder().command(command).build();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return process.resolveCredentials();
        } catch (IllegalStateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new NoCredentials(
                    "the credential_process of the profile '" + profile + "' failed: " + said(cause),
                    Renewal.ofProcess(profile),
                    e);
        }
    }

    private static String said(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        Matcher complaint = COMPLAINT.matcher(message);
        if (complaint.matches()) {
            String words = lastWords(complaint.group(2));
            return words.isEmpty() ? "it ended with exit code " + complaint.group(1) + " and said nothing" : words;
        }
        boolean isOfOurs = cause instanceof IllegalStateException || cause instanceof IllegalArgumentException;
        // What a parser says may quote the output, which holds secrets.
        return isOfOurs || (cause instanceof IOException && message.startsWith("Cannot run program"))
                ? message
                : "its output is not the JSON of a credential_process";
    }

    /** Returns the end of what a helper said on stderr: a traceback or a warning comes before the reason. */
    private static String lastWords(String errors) {
        List<String> lines = errors.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        String words = String.join(" ", lines.subList(Math.max(0, lines.size() - 2), lines.size()));
        return words.length() <= LONGEST ? words : "…" + words.substring(words.length() - LONGEST);
    }
}
