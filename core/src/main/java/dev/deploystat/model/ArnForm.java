package dev.deploystat.model;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One kind of ARN that names a target of a service.
 *
 * @param namespace the service part of the ARN
 * @param template the resource part, with fields in braces; {@code {#}} is the deployment, {@code {}} is passed over. A
 *     field ends at a slash or colon, the last one takes all that is left, unless a pattern after a colon says otherwise:
 *     {@code {branch-name:.+}}
 * @param whole the field, or {@code #}, that takes the whole ARN because the API does; null for none
 */
public record ArnForm(String namespace, String template, String whole) {
    private static final Pattern FIELD = Pattern.compile("\\{([a-z-]*|#)(?::((?:[^{}]|\\{[0-9,]+})+))?}");
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
        return TargetForm.fields(FIELD, template, "[^/:]+", resource).map(pieces -> {
            pieces.remove("");
            if (whole != null) {
                pieces.put(whole, arn);
            }
            String deployment = pieces.remove(DEPLOYMENT);
            return new Match(pieces, deployment);
        });
    }
}
