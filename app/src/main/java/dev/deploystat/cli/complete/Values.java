package dev.deploystat.cli.complete;

import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Profiles;
import dev.deploystat.cli.complete.CommandWords.Command;
import dev.deploystat.cli.complete.Completion.Answer;
import dev.deploystat.cli.complete.TargetHistory.Past;
import dev.deploystat.cli.config.Configured;
import dev.deploystat.model.Regions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What values an option or an argument may have, here and now. */
public final class Values {
    /** Begins the name of a piece of a target, as a kind of values. */
    public static final String PIECE = "=";

    private final UnaryOperator<String> environment;

    public Values(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    /** What was typed before: the words that led to the command, and its arguments. */
    record Context(List<String> path, List<String> arguments) {}

    /**
     * Returns the values that go on from what is typed.
     *
     * @param values see {@link CommandWords.Option#values}
     * @param head what stands before the value in its word
     */
    Answer of(String values, String head, String typed, Supplier<Context> context) {
        boolean isList = values.startsWith(",");
        int comma = isList ? typed.lastIndexOf(',') + 1 : 0;
        String before = typed.substring(0, comma);
        String rest = typed.substring(comma);
        Set<String> there =
                Set.of(before.split(",")).contains("") ? Set.of() : new LinkedHashSet<>(List.of(before.split(",")));
        List<Candidate> found = new ArrayList<>();
        boolean files = false;
        for (String each : (isList ? values.substring(1) : values).split("\\|")) {
            if (each.equals("@file")) {
                files = true;
            } else if (each.startsWith("@")) {
                found.addAll(ofKind(each.substring(1), rest, context.get()));
            } else if (!each.equals("*")) {
                found.add(Candidate.of(each, ""));
            }
        }
        return new Answer(
                found.stream()
                        .filter(each -> each.word().startsWith(rest) && !there.contains(each.word()))
                        .map(each -> (isList ? Candidate.lead(each.word(), each.about()) : each).after(head + before))
                        .distinct()
                        .toList(),
                files);
    }

    private List<Candidate> ofKind(String kind, String typed, Context context) {
        return switch (kind) {
            case "profile" -> profiles();
            case "region" -> regions();
            case "service" -> services(context);
            case "target" ->
                new TargetWords(targets(typed), this::services, this::profiles, this::regions).of(typed, context);
            case "stage" -> stages(context);
            case "group" -> names(context);
            case "resource" -> resources(context);
            default -> fields(context.path().get(0), kind.substring(PIECE.length()));
        };
    }

    /**
     * Returns the targets that may be meant, the likeliest first: the names of the configuration file, which have no colon,
     * and what was read before.
     */
    private List<String> targets(String typed) {
        List<String> targets = new ArrayList<>();
        if (typed.indexOf(':') < 0) {
            targets.addAll(Configured.names(environment));
        }
        past().forEach(target -> targets.add(target.text()));
        return targets;
    }

    private List<Past> past() {
        return TargetHistory.of(environment).map(TargetHistory::targets).orElse(List.of());
    }

    private Profiles files() {
        return new Profiles(AwsOptions.defaults(environment));
    }

    private List<Candidate> profiles() {
        Profiles files = files();
        return files.names().stream()
                .map(name -> Candidate.of(name, files.region(name).orElse("")))
                .toList();
    }

    /** Those that the user has set come first. */
    private List<Candidate> regions() {
        Set<String> names = new LinkedHashSet<>();
        for (String variable : List.of("AWS_REGION", "AWS_DEFAULT_REGION")) {
            Optional.ofNullable(environment.apply(variable))
                    .filter(Regions::isPlausible)
                    .ifPresent(names::add);
        }
        Profiles files = files();
        files.names().stream()
                .map(files::region)
                .flatMap(Optional::stream)
                .filter(Regions::isPlausible)
                .forEach(names::add);
        names.addAll(Regions.known());
        return names.stream().map(name -> Candidate.of(name, "")).toList();
    }

    private List<Candidate> services(Context context) {
        return services().stream()
                .filter(each -> each.name().equals(each.stands())
                        && !context.arguments().contains(each.name()))
                .map(each -> Candidate.of(each.name(), each.about()))
                .toList();
    }

    private List<Command> services() {
        return words(List.of()).map(CommandWords::commands).orElse(List.of()).stream()
                .filter(Command::isService)
                .toList();
    }

    /** The stages of the services of the targets; of all services while no target is there. */
    private List<Candidate> stages(Context context) {
        List<String> named = context.arguments().stream()
                .map(target -> target.substring(0, Math.max(0, target.indexOf(':'))))
                .toList();
        List<Candidate> stages = new ArrayList<>();
        for (Command service : services()) {
            if (named.isEmpty() || named.contains(service.name())) {
                words(List.of(service.stands(), "stages")).ifPresent(words -> words.commands()
                        .forEach(stage -> stages.add(Candidate.of(stage.name(), service.stands()))));
            }
        }
        return stages;
    }

    private List<Candidate> names(Context context) {
        return Configured.names(environment).stream()
                .filter(name -> !context.arguments().contains(name))
                .map(name -> Candidate.of(name, ""))
                .toList();
    }

    /** The targets of a service as they are written behind its name. */
    private List<Candidate> resources(Context context) {
        String service = context.path().get(0);
        return past().stream()
                .filter(past -> past.service().equals(service))
                .map(past -> past.text().substring(service.length() + 1))
                .filter(resource -> !context.arguments().contains(resource))
                .map(resource -> Candidate.of(resource, ""))
                .toList();
    }

    private List<Candidate> fields(String service, String field) {
        return past().stream()
                .filter(past -> past.service().equals(service) && past.fields().containsKey(field))
                .map(past -> Candidate.of(past.fields().get(field), ""))
                .distinct()
                .toList();
    }

    private static Optional<CommandWords> words(List<String> path) {
        try {
            return CommandWords.read(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
