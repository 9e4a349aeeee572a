package dev.deploystat.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way to write a resource of a service, declared once: the target grammar, the generated options of the service's
 * own commands and the documentation all follow from it.
 *
 * <p>A template holds fields in braces, named as the API's own parameters are on the command line:
 * {@code {cluster}/{service}}. A field matches up to the next slash, the last field everything that is left; a pattern
 * after a colon narrows it: {@code {deployment-id:d-[A-Z0-9]+}}.
 */
public final class TargetForm {
    private static final Pattern FIELD = Pattern.compile("\\{([a-z-]+)(?::((?:[^{}]|\\{[0-9,]+})+))?}");

    private final String template;
    private final String about;
    private final Map<String, String> defaults;
    private final Set<String> fields = new LinkedHashSet<>();

    private TargetForm(String template, String about, Map<String, String> defaults) {
        this.template = template;
        this.about = about;
        this.defaults = defaults;
        Matcher field = FIELD.matcher(template);
        while (field.find()) {
            fields.add(field.group(1));
        }
    }

    /**
     * Declares a form.
     *
     * @param template the template, see the class
     * @param about what such a target is, for help and documentation
     */
    public static TargetForm of(String template, String about) {
        return new TargetForm(template, about, Map.of());
    }

    /** Returns the same form with a field that need not be written, and its value then. */
    public TargetForm withDefault(String field, String value) {
        return new TargetForm(template, about, Map.of(field, value));
    }

    /** Returns the value of a field that need not be written, or empty where it must be. */
    public Optional<String> defaultOf(String field) {
        return Optional.ofNullable(defaults.get(field));
    }

    /** Returns the named pieces of a resource, or empty when it is not of this form. */
    public Optional<Map<String, String>> match(String resource) {
        Optional<Map<String, String>> written = fields(FIELD, template, "[^/]+", resource);
        if (written.isEmpty() || defaults.isEmpty()) {
            return written;
        }
        Map<String, String> pieces = new LinkedHashMap<>(defaults);
        pieces.putAll(written.get());
        return Optional.of(pieces);
    }

    /**
     * Returns what stands in the fields of a template, by their names; empty when a text is not of the template. The last
     * field takes all that is left.
     *
     * @param field finds a field, with its name and the pattern that narrows it as groups
     * @param free what any other field takes that no pattern narrows
     */
    static Optional<Map<String, String>> fields(Pattern field, String template, String free, String text) {
        StringBuilder regex = new StringBuilder();
        Matcher each = field.matcher(template);
        int read = 0;
        int group = 0;
        while (each.find()) {
            regex.append(Pattern.quote(template.substring(read, each.start())));
            read = each.end();
            String narrowed = each.group(2) != null ? each.group(2) : read == template.length() ? ".+" : free;
            // Groups are named because a narrowing pattern may hold groups of its own.
            regex.append("(?<f" + group++ + ">").append(narrowed).append(')');
        }
        regex.append(Pattern.quote(template.substring(read)));
        Matcher match = Pattern.compile(regex.toString()).matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        Map<String, String> pieces = new LinkedHashMap<>();
        each.reset();
        group = 0;
        while (each.find()) {
            pieces.put(each.group(1), match.group("f" + group++));
        }
        return Optional.of(pieces);
    }

    /** Writes the resource of this form from its pieces, or returns empty when the pieces are not those of this form. */
    public Optional<String> write(Map<String, String> pieces) {
        if (!fields.equals(pieces.keySet())) {
            return Optional.empty();
        }
        StringBuilder resource = new StringBuilder();
        Matcher field = FIELD.matcher(template);
        int written = 0;
        while (field.find()) {
            resource.append(template, written, field.start()).append(pieces.get(field.group(1)));
            written = field.end();
        }
        resource.append(template.substring(written));
        // A piece that holds a separator would be read as other pieces: another target.
        return match(resource.toString())
                .filter(read -> read.entrySet().containsAll(pieces.entrySet()))
                .map(read -> resource.toString());
    }

    /** Returns the names of the fields, in the order they are written. */
    public Set<String> fields() {
        return fields;
    }

    public String about() {
        return about;
    }

    /** Returns the form as help shows it: {@code CLUSTER/SERVICE}. */
    public String display() {
        StringBuilder shown = new StringBuilder();
        Matcher field = FIELD.matcher(template);
        int written = 0;
        while (field.find()) {
            shown.append(template, written, field.start()).append(display(field.group(1), field.group(2)));
            written = field.end();
        }
        return shown.append(template.substring(written)).toString();
    }

    /** The API calls a parameter a name although it takes an ARN as well: where nothing else will do, it is shown as one. */
    private static String display(String name, String pattern) {
        boolean isArn = pattern != null && pattern.startsWith("arn:") && pattern.indexOf('|') < 0;
        String shown = isArn ? name.replaceFirst("-(name|arn)$", "") + "-arn" : name;
        return shown.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    @Override
    public String toString() {
        return display();
    }
}
