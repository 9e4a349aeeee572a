package dev.deploystat.aws.adapter;

import dev.deploystat.model.LogTail;
import dev.deploystat.model.ServiceInfo;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a function of AWS Lambda wrote last. Each of its execution environments has a stream, which is named after the day
 * it began and the version it runs (Lambda developer guide, "Configuring CloudWatch log groups").
 *
 * @param name the function
 * @param group where it logs; null for the group that Lambda makes for it
 * @param version which version of it; null for any
 */
public record FunctionLogs(String name, String group, String version) {
    private static final String GROUPS = "/aws/lambda/";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd/", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** What Lambda itself writes around every call that ends well, as text and as JSON. */
    private static final Pattern FRAME = Pattern.compile(
            "(?:INIT_START|START RequestId|END RequestId|REPORT RequestId)(?!.*(?:Status|Error Type): ).*"
                    + "|\\{\"time\":\"[^\"]{0,40}+\",\"type\":\"platform\\.(?!.*\"status\":\"(?:error|failure|timeout)\").*",
            Pattern.DOTALL);

    public FunctionLogs {
        group = group == null || group.isEmpty() ? GROUPS + name : group;
    }

    /** Reads the last lines from a time on, or between two. */
    public Optional<LogTail> tail(Logs logs, ServiceInfo service, String region, Instant from, Instant to) {
        boolean isOwn = group.equals(GROUPS + name);
        String streams = (isOwn ? "" : name) + (version == null ? "" : "[" + version + "]");
        String resource = version == null || version.equals("$LATEST")
                ? "function " + name
                : "version " + version + " of function " + name;
        return logs.tail(
                service,
                resource,
                new LogSpan(
                        region,
                        group,
                        prefix(streams, from, to),
                        streams,
                        line -> !FRAME.matcher(line).matches(),
                        from,
                        to));
    }

    /** The streams of a version are as new as it; those of a function that is changed in its place may be older. */
    private String prefix(String streams, Instant from, Instant to) {
        if (version == null || version.startsWith("$") || to == null) {
            return null;
        }
        String first = DAY.format(from) + streams;
        String last = DAY.format(to) + streams;
        int alike = 0;
        while (alike < first.length() && first.charAt(alike) == last.charAt(alike)) {
            alike++;
        }
        return first.substring(0, alike);
    }
}
