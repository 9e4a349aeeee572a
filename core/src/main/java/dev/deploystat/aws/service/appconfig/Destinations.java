package dev.deploystat.aws.service.appconfig;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.aws.adapter.Pages;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.appconfig.AppConfigClient;
import software.amazon.awssdk.services.appconfig.model.Environment;

/**
 * Finds the ids that the API takes, by names or ids, in the lists that hold them. Each list is read once: an object lasts
 * for one call of the adapter.
 */
final class Destinations {
    private static final int PAGE = 50;

    private final Connection<AppConfigClient> appConfig;
    private List<Named> applications;
    private final Map<String, List<Environment>> environments = new HashMap<>();
    private final Map<String, List<Named>> profiles = new HashMap<>();

    Destinations(Connection<AppConfigClient> appConfig) {
        this.appConfig = appConfig;
    }

    /**
     * Returns where the deployments of a target are. One that is pinned stays in the environment where it was found: in
     * another one of that name the numbers begin anew.
     */
    Destination of(Target target) {
        Memo known = appConfig.memo(target);
        Supplier<Optional<Destination>> found = () -> known.get(Destination.class, "", () -> Optional.of(find(target)));
        Optional<Destination> destination = target.isPinned()
                ? appConfig.memo().get(Destination.class, target.deployment() + " of " + target.resource(), found)
                : found.get();
        return destination.orElseThrow();
    }

    private Destination find(Target target) {
        String application = one("application", target.field(AppConfig.APPLICATION), applications());
        String environment = one("environment", target.field(AppConfig.ENVIRONMENT), environments(application));
        if (target.has(AppConfig.PROFILE)) {
            List<Named> all = profiles(application);
            String profile = one("configuration profile", target.field(AppConfig.PROFILE), all);
            Named named = all.stream()
                    .filter(each -> each.id().equals(profile))
                    .findFirst()
                    .orElseThrow();
            return new Destination(application, environment, named, true);
        }
        // Whoever may not list the profiles has to name them.
        Optional<Named> only = ErrorCodes.unlessKind(
                        Set.of(ErrorKind.DENIED), AppConfig.INFO, () -> profiles(application))
                .filter(all -> all.size() == 1)
                .map(all -> all.get(0));
        return new Destination(application, environment, only.orElse(null), false);
    }

    /** Returns the id of the one that a word means. */
    private static String one(String what, String word, List<Named> all) {
        List<String> ids =
                all.stream().filter(each -> each.isCalled(word)).map(Named::id).toList();
        if (ids.isEmpty()) {
            throw ErrorCodes.notListed("there is no AppConfig " + what + " " + word);
        }
        if (ids.size() > 1) {
            throw ErrorCodes.malformed(ids.size() + " AppConfig " + what + "s are called " + word + "; their ids are "
                    + String.join(", ", ids));
        }
        return ids.get(0);
    }

    /** Returns the targets beside one of which a name is wrong, with its other names as they are. */
    List<String> beside(Target target) {
        List<Named> called = applications().stream()
                .filter(each -> each.isCalled(target.field(AppConfig.APPLICATION)))
                .toList();
        if (called.size() != 1) {
            return List.of();
        }
        String application = called.get(0).id();
        String environment = target.field(AppConfig.ENVIRONMENT);
        boolean isThere = environments(application).stream().anyMatch(each -> each.isCalled(environment));
        String before = target.field(AppConfig.APPLICATION) + "/";
        if (!isThere) {
            String behind = target.has(AppConfig.PROFILE) ? "/" + target.field(AppConfig.PROFILE) : "";
            return words(environments(application), before, behind);
        }
        boolean isProfileThere = !target.has(AppConfig.PROFILE)
                || profiles(application).stream().anyMatch(each -> each.isCalled(target.field(AppConfig.PROFILE)));
        return isProfileThere ? List.of() : words(profiles(application), before + environment + "/", "");
    }

    private static List<String> words(List<Named> all, String before, String behind) {
        return all.stream().map(each -> before + each.word(all) + behind).toList();
    }

    List<Named> applications() {
        if (applications == null) {
            applications = Pages.of(
                            token -> appConfig.client().listApplications(request -> request.maxResults(PAGE)
                                    .nextToken(token)),
                            reply -> reply.items(),
                            reply -> reply.nextToken())
                    .filter(each -> each.id() != null)
                    .map(each -> new Named(each.id(), each.name()))
                    .toList();
        }
        return applications;
    }

    List<Named> environments(String application) {
        return listed(application).stream()
                .map(each -> new Named(each.id(), each.name()))
                .toList();
    }

    /** Returns the environment of a destination; empty where it is deleted. */
    Optional<Environment> environment(Destination destination) {
        return listed(destination.application()).stream()
                .filter(each -> each.id().equals(destination.environment()))
                .findFirst();
    }

    /** Returns whether the configuration profile that a target names is there; true where it names none. */
    boolean hasProfile(Destination destination) {
        return !destination.isOfProfile()
                || profiles(destination.application()).stream()
                        .anyMatch(each -> each.id().equals(destination.profile().id()));
    }

    /** Returns the environments of an application; none where it is deleted. */
    private List<Environment> listed(String application) {
        return environments.computeIfAbsent(
                application, id -> ErrorCodes.unlessKind(Set.of(ErrorKind.NOT_FOUND), AppConfig.INFO, () -> Pages.of(
                                        token -> appConfig.client().listEnvironments(request -> request.applicationId(
                                                        id)
                                                .maxResults(PAGE)
                                                .nextToken(token)),
                                        reply -> reply.items(),
                                        reply -> reply.nextToken())
                                .filter(each -> each.id() != null)
                                .toList())
                        .orElse(List.of()));
    }

    private List<Named> profiles(String application) {
        return profiles.computeIfAbsent(application, id -> Pages.of(
                        token -> appConfig.client().listConfigurationProfiles(request -> request.applicationId(id)
                                .maxResults(PAGE)
                                .nextToken(token)),
                        reply -> reply.items(),
                        reply -> reply.nextToken())
                .filter(each -> each.id() != null)
                .map(each -> new Named(each.id(), each.name()))
                .toList());
    }
}
