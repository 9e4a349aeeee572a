package dev.deploystat.model;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kind of ARN that names a target of a service.
 *
 * @param namespace the service part of the ARN
 * @param template the resource part, with fields in braces; {@code {#}} is the deployment, {@code {}} is passed over
 * @param whole the field, or {@code #}, that takes the whole ARN because the API does; null for none
 */
public record ArnForm(String namespace, String template, String whole) {
    private static final Pattern FIELD = Pattern.compile("\\{([a-z-]*|#)}");
    private static final String DEPLOYMENT = "#";

    /** Declares a form whose fields are all pieces of the ARN. */
    public static ArnForm of(String namespace, String template) {
        return new ArnForm(namespace, template, null);
    }

    /** What an ARN names: the pieces of the resource, and the deployment or null. */
    record Match(Map<String, String> fields, String deployment) {}

    /** Returns the form as messages show it: {@code arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/SERVICE}. */
    public String display() {
        String resource = FIELD.matcher(template)
                .replaceAll(field -> field.group(1).isEmpty() || field.group(1).equals(DEPLOYMENT)
                        ? "ID"
                        : field.group(1).toUpperCase(Locale.ROOT).replace('-', '_'));
        return "arn:aws:" + namespace + ":REGION:ACCOUNT:" + resource;
    }

    Optional<Match> match(String arn, String resource) {
        StringBuilder regex = new StringBuilder();
        Matcher field = FIELD.matcher(template);
        int written = 0;
        while (field.find()) {
            regex.append(Pattern.quote(template.substring(written, field.start())));
            written = field.end();
            regex.append(written == template.length() ? "(.+)" : "([^/:]+)");
        }
        regex.append(Pattern.quote(template.substring(written)));
        Matcher match = Pattern.compile(regex.toString()).matcher(resource);
        if (!match.matches()) {
            return Optional.empty();
        }
        Map<String, String> pieces = new LinkedHashMap<>();
        field.reset();
        int group = 1;
        while (field.find()) {
            pieces.put(field.group(1), match.group(group++));
        }
        pieces.remove("");
        if (whole != null) {
            pieces.put(whole, arn);
        }
        String deployment = pieces.remove(DEPLOYMENT);
        return Optional.of(new Match(pieces, deployment));
    }
}
