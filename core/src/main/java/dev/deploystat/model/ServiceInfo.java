package dev.deploystat.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an adapter declares about its service. Commands, options, help, policies and documentation follow from it.
 *
 * @param id the name in targets and commands
 * @param aliases other names of it
 * @param title the name the vendor gives it
 * @param about what counts as a deployment here, in one sentence
 * @param forms the ways to write a resource; the first one that matches is taken
 * @param arns the ARNs that name a target
 * @param pin the option that names one deployment ({@code deployment-id}), or null where a target is its deployment
 * @param revisionWord what {@code --revision} is compared with, in the service's term
 * @param batchSize how many targets one describe call takes
 * @param calls the calls of a look at N deployments under way, in words
 * @param actions the IAM action of each call the adapter makes, with what it is for
 * @param rareActions those of the actions that only some commands call, and for what; the others read targets
 * @param missing error codes that mean "not there" although they do not look like it
 * @param secrets members of requests and replies whose value users put secrets into
 * @param endOfLife when and how the service ended, or null
 */
public record ServiceInfo(
        String id,
        List<String> aliases,
        String title,
        String about,
        List<TargetForm> forms,
        List<ArnForm> arns,
        String pin,
        String revisionWord,
        int batchSize,
        String calls,
        Map<String, String> actions,
        Map<String, Set<Use>> rareActions,
        Set<String> missing,
        Set<String> secrets,
        EndOfLife endOfLife) {
    private static final String HTTP_GET = "GET";

    /**
     * The end of a service.
     *
     * @param on the day it ended or ends; null when the vendor named none
     * @param instead what to use now
     */
    public record EndOfLife(LocalDate on, String instead) {}

    /** Starts the declaration of a service that reads one target a call and has no deployment ids. */
    public static Builder builder(String id, String title) {
        return new Builder(id, title);
    }

    /** Returns the names of all options that name a target, in the order of the forms. */
    public Set<String> options() {
        Set<String> names = new LinkedHashSet<>();
        forms.forEach(form -> names.addAll(form.fields()));
        if (pin != null) {
            names.add(pin);
        }
        return names;
    }

    /**
     * Returns the forms as people are shown them: names alone, then what has more in it, then what a machine has written, a
     * deployment's id or an ARN.
     */
    public List<TargetForm> commonFormsFirst() {
        return forms.stream().sorted(Comparator.comparingInt(this::rarity)).toList();
    }

    private int rarity(TargetForm form) {
        String display = form.display();
        if (form.fields().equals(pin == null ? Set.of() : Set.of(pin)) || display.endsWith("_ARN")) {
            return 2;
        }
        return display.chars().anyMatch(letter -> letter == ':' || Character.isLowerCase(letter)) ? 1 : 0;
    }

    /**
     * Returns the IAM action of a call, or empty where none is declared. Actions are called as calls are, except where a
     * service has only the HTTP methods for actions.
     */
    public Optional<String> actionOf(String operation) {
        return actions.keySet().stream()
                .filter(action -> {
                    String name = action.substring(action.indexOf(':') + 1);
                    return name.equals(operation) || (name.equals(HTTP_GET) && operation.startsWith("Get"));
                })
                .findFirst();
    }

    /** Returns what an action is called for. */
    public Set<Use> uses(String action) {
        return rareActions.getOrDefault(action, Set.of(Use.READ));
    }

    /** Returns whether an action is called for one of some uses. */
    public boolean isCalledFor(String action, Set<Use> uses) {
        return actions.containsKey(action) && !Collections.disjoint(uses(action), uses);
    }

    /** Collects what is declared; everything but forms and actions has a default. */
    public static final class Builder {
        private final String id;
        private final String title;
        private final List<String> aliases = new ArrayList<>();
        private final List<TargetForm> forms = new ArrayList<>();
        private final List<ArnForm> arns = new ArrayList<>();
        private final Map<String, String> actions = new LinkedHashMap<>();
        private final Map<String, Set<Use>> rareActions = new LinkedHashMap<>();
        private final Set<String> missing = new LinkedHashSet<>();
        private final Set<String> secrets = new LinkedHashSet<>();
        private String about = "";
        private String pin;
        private String revisionWord = "revision";
        private int batchSize = 1;
        private String calls = "N";
        private EndOfLife endOfLife;

        private Builder(String id, String title) {
            this.id = id;
            this.title = title;
        }

        public Builder alias(String value) {
            aliases.add(value);
            return this;
        }

        public Builder about(String value) {
            about = value;
            return this;
        }

        /** Adds a way to write a resource; the first one that matches is taken. */
        public Builder form(String template, String what) {
            return form(TargetForm.of(template, what));
        }

        /** Adds a way to write a resource; the first one that matches is taken. */
        public Builder form(TargetForm value) {
            forms.add(value);
            return this;
        }

        /** Adds an ARN whose fields are all pieces of it. */
        public Builder arn(String namespace, String template) {
            return arn(ArnForm.of(namespace, template));
        }

        public Builder arn(ArnForm value) {
            arns.add(value);
            return this;
        }

        /** Names the option that pins a target to one deployment. */
        public Builder pin(String value) {
            pin = value;
            return this;
        }

        public Builder revisionWord(String value) {
            revisionWord = value;
            return this;
        }

        public Builder batchSize(int value) {
            batchSize = value;
            return this;
        }

        /** Says how many calls a look at N deployments under way takes; by default one each. */
        public Builder calls(String value) {
            calls = value;
            return this;
        }

        /** Adds the IAM action of a call that reading a target makes. */
        public Builder action(String name, String purpose) {
            actions.put(name, purpose);
            return this;
        }

        /** Adds the IAM action of a call that reading a target never makes; more than once where it is called for more. */
        public Builder action(String name, Use use, String purpose) {
            rareActions
                    .computeIfAbsent(name, first -> EnumSet.noneOf(Use.class))
                    .add(use);
            return action(name, actions.containsKey(name) ? actions.get(name) + "; " + purpose : purpose);
        }

        /** Adds the IAM action of a call that only finding targets makes. */
        public Builder discoveryAction(String name) {
            return action(name, Use.FIND, "finding targets");
        }

        /** Adds an error code that means "not there" although it does not look like it. */
        public Builder missing(String code) {
            missing.add(code);
            return this;
        }

        /** Adds a member of requests or replies whose value must not be shown or recorded. */
        public Builder secret(String member) {
            secrets.add(member);
            return this;
        }

        /** Says that the service ends or ended on a day, or on none that was named (null), and what to use now. */
        public Builder endOfLife(LocalDate on, String instead) {
            endOfLife = new EndOfLife(on, instead);
            return this;
        }

        public ServiceInfo build() {
            return new ServiceInfo(
                    id,
                    List.copyOf(aliases),
                    title,
                    about,
                    List.copyOf(forms),
                    List.copyOf(arns),
                    pin,
                    revisionWord,
                    batchSize,
                    calls,
                    Collections.unmodifiableMap(new LinkedHashMap<>(actions)),
                    Collections.unmodifiableMap(rareActions),
                    Set.copyOf(missing),
                    Set.copyOf(secrets),
                    endOfLife);
        }
    }
}
