package dev.deploystat.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads and prints targets: {@code SERVICE:RESOURCE[#DEPLOYMENT][@[PROFILE/]REGION]}, or an ARN.
 *
 * <p>A resource, deployment or profile that itself holds {@code #}, {@code @}, {@code %}, a comma or a blank has it written
 * as {@code %23}, {@code %40}, {@code %25}, {@code %2C} or {@code %20}. A list of ids has plain commas between them.
 */
public final class Targets {
    private static final String ARN = "arn:";
    private static final int ARN_PIECES = 6;
    private static final String LIST = "-ids";

    private final Catalogue catalogue;

    /** The services a target may name. Looking one up must not cost loading the others. */
    public interface Catalogue {
        /** Returns the service of an id or alias. */
        Optional<ServiceInfo> find(String idOrAlias);

        /** Returns all services. */
        List<ServiceInfo> all();
    }

    public Targets(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Reads a target.
     *
     * @throws Refusal when it is not one
     */
    public Target parse(String text) {
        ServiceInfo service = text.startsWith(ARN) ? null : service(serviceName(text));
        refuseSeveral(text, service);
        Place place = Place.cutFrom(service == null ? text : text.substring(text.indexOf(':') + 1));
        int hash = place.rest.indexOf('#');
        String resource = decode(hash < 0 ? place.rest : place.rest.substring(0, hash));
        Target named;
        if (service == null) {
            named = ofArn(resource, catalogue.all());
        } else if (resource.startsWith(ARN)) {
            named = ofArn(resource, List.of(service));
        } else {
            named = of(service, resource);
        }
        Target pinned = hash < 0 ? named : pinned(named, decode(place.rest.substring(hash + 1)), text);
        if (pinned.region() != null && place.region != null && !pinned.region().equals(place.region)) {
            throw Refusal.usage(
                    "'" + resource + "' lies in " + pinned.region() + ", not in " + place.region,
                    "An ARN names its region itself: leave '@" + place.region + "' out.");
        }
        return pinned.at(place.profile, place.region);
    }

    /**
     * Returns the target of named pieces, as the service's own commands take them.
     *
     * @param pieces the pieces by option name, without the one that pins
     * @param deployment the deployment to pin, or null; it is enough alone where it is a resource or an ARN
     * @throws Refusal when the pieces are not those of any form
     */
    public static Target of(ServiceInfo service, Map<String, String> pieces, String deployment) {
        boolean alone = pieces.isEmpty() && deployment != null;
        if (alone && deployment.startsWith(ARN)) {
            return ofArn(deployment, List.of(service));
        }
        Map<String, String> given = alone ? Map.of(service.pin(), deployment) : pieces;
        for (TargetForm form : service.forms()) {
            Optional<Target> target = form.write(given).flatMap(resource -> written(service, resource, given));
            if (target.isPresent()) {
                return alone || deployment == null ? target.get() : target.get().pinnedTo(deployment);
            }
        }
        throw wrongPieces(service, given);
    }

    /** Returns the service of an id or alias, or refuses it and names the nearest one. */
    public ServiceInfo service(String name) {
        return catalogue.find(name).orElseThrow(() -> {
            List<String> known = new ArrayList<>();
            catalogue.all().forEach(info -> {
                known.add(info.id());
                known.addAll(info.aliases());
            });
            String hint = Nearest.to(name, known)
                    .map(near -> "Did you mean '" + near + "'? 'deploystat services' lists them all.")
                    .orElse("The services are: " + String.join(", ", ids(catalogue.all())) + ".");
            return Refusal.usage("'" + name + "' is not a service deploystat knows", hint);
        });
    }

    /** Prints a target so that {@link #parse} reads the same one again. */
    public static String print(Target target) {
        boolean list = target.fields().keySet().stream().anyMatch(field -> field.endsWith(LIST));
        String resource = encode(target.resource());
        StringBuilder text =
                new StringBuilder(target.service()).append(':').append(list ? resource.replace("%2C", ",") : resource);
        if (target.deployment() != null) {
            text.append('#').append(encode(target.deployment()));
        }
        if (target.region() != null) {
            text.append('@');
            if (target.profile() != null) {
                text.append(encode(target.profile())).append('/');
            }
            text.append(target.region());
        }
        return text.toString();
    }

    /** What was meant as several targets must not be read as one, of which AWS would only say that it is not there. */
    private static void refuseSeveral(String text, ServiceInfo service) {
        if (text.chars().anyMatch(Character::isWhitespace)) {
            throw Refusal.usage("'" + text + "' has a blank in it", "Take it out; a blank in a name is written %20.");
        }
        if (text.indexOf(',') >= 0 && !isList(text, service)) {
            boolean several = Stream.of(text.split(",")).allMatch(piece -> piece.indexOf(':') > 0);
            throw Refusal.usage(
                    "'" + text + "' has a comma in it",
                    "Several targets stand apart" + (several ? ": " + text.replace(',', ' ') : "")
                            + ". A comma in a name is written %2C.");
        }
    }

    /** Returns whether commas stand where a service takes several ids: in a resource of such a form, or as a pin. */
    private static boolean isList(String text, ServiceInfo service) {
        String[] places = text.substring(text.indexOf(':') + 1).split("@", 2);
        if (service == null || (places.length > 1 && places[1].indexOf(',') >= 0)) {
            return false;
        }
        String resource = places[0].split("#", 2)[0];
        List<TargetForm> lists = service.forms().stream()
                .filter(form -> form.fields().stream().anyMatch(field -> field.endsWith(LIST)))
                .toList();
        return resource.indexOf(',') < 0
                ? !lists.isEmpty()
                : lists.stream().anyMatch(form -> form.match(resource).isPresent());
    }

    private static String serviceName(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw Refusal.usage(
                    "'" + text + "' is not a target: it names no service",
                    "Write SERVICE:RESOURCE, for example ecs:CLUSTER/SERVICE. 'deploystat services' lists them.");
        }
        return text.substring(0, colon);
    }

    private Target pinned(Target target, String deployment, String text) {
        ServiceInfo service = service(target.service());
        if (service.pin() == null) {
            throw Refusal.usage(
                    service.title() + " has no deployment ids, so '#" + deployment + "' names nothing",
                    "Leave it out: " + service.id() + ":" + encode(target.resource()));
        }
        if (deployment.isEmpty()) {
            throw Refusal.usage(
                    "'" + text + "' ends in '#' without a deployment id", "Leave '#' out for the latest one.");
        }
        if (target.isPinned() && !target.deployment().equals(deployment)) {
            throw Refusal.usage(
                    "'" + text + "' names two deployments",
                    "The ARN names one itself: leave '#" + deployment + "' out.");
        }
        return target.pinnedTo(deployment);
    }

    private static Target of(ServiceInfo service, String resource) {
        return match(service, resource)
                .orElseThrow(() -> Refusal.usage(
                        resource.isEmpty()
                                ? "'" + service.id() + ":' names no resource"
                                : "'" + resource + "' is not a resource of " + service.title(),
                        "It takes: " + forms(service)));
    }

    private static Optional<Target> match(ServiceInfo service, String resource) {
        return service.forms().stream()
                .flatMap(form -> form.match(resource).stream())
                .findFirst()
                .map(pieces -> new Target(service.id(), resource, pieces, null, null, null, null));
    }

    /** Returns the target that a resource made of pieces is read as; empty when other pieces would be read from it. */
    private static Optional<Target> written(ServiceInfo service, String resource, Map<String, String> pieces) {
        return matchArn(resource, List.of(service)).or(() -> match(service, resource)
                .filter(target -> target.fields().entrySet().containsAll(pieces.entrySet())));
    }

    private static Target ofArn(String arn, List<ServiceInfo> services) {
        String[] piece = arn.split(":", ARN_PIECES);
        if (piece.length < ARN_PIECES) {
            throw Refusal.usage(
                    "'" + arn + "' is not a whole ARN",
                    "An ARN has six parts: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE");
        }
        if (!piece[3].isEmpty() && !Regions.isPlausible(piece[3])) {
            throw Refusal.usage(
                    "'" + piece[3] + "' in '" + arn + "' is not a region",
                    Regions.question(piece[3])
                            + "An ARN has its region in the fourth place: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE");
        }
        return matchArn(arn, services).orElseThrow(() -> {
            String known = services.stream()
                    .flatMap(service -> service.arns().stream())
                    .filter(form -> services.size() == 1 || form.namespace().equals(piece[2]))
                    .map(ArnForm::display)
                    .distinct()
                    .collect(Collectors.joining(", "));
            return Refusal.usage(
                    "'" + arn + "' is not the ARN of something deploystat reads",
                    known.isEmpty()
                            ? "No service here has ARNs of '" + piece[2]
                                    + "'. 'deploystat services' lists what is supported."
                            : "Known for this service: " + known);
        });
    }

    /** Returns what a whole ARN names, or empty when it is none or none that these services have. */
    private static Optional<Target> matchArn(String arn, List<ServiceInfo> services) {
        String[] piece = arn.split(":", ARN_PIECES);
        if (!arn.startsWith(ARN) || piece.length < ARN_PIECES) {
            return Optional.empty();
        }
        for (ServiceInfo service : services) {
            for (ArnForm form : service.arns()) {
                Optional<ArnForm.Match> match =
                        form.namespace().equals(piece[2]) ? form.match(arn, piece[5]) : Optional.empty();
                // A form whose last field swallowed the rest of a longer ARN holds no resource of the service.
                Optional<Target> target = match.flatMap(found -> ofArn(service, found, piece[3], piece[4]));
                if (target.isPresent()) {
                    return target;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Target> ofArn(ServiceInfo service, ArnForm.Match match, String region, String account) {
        for (TargetForm form : service.forms()) {
            Optional<String> resource = form.write(match.fields());
            if (resource.isPresent()) {
                return Optional.of(new Target(
                        service.id(),
                        resource.get(),
                        form.match(resource.get()).orElseThrow(),
                        match.deployment(),
                        null,
                        region.isEmpty() ? null : region,
                        account.isEmpty() ? null : account));
            }
        }
        return Optional.empty();
    }

    private static Refusal wrongPieces(ServiceInfo service, Map<String, String> pieces) {
        boolean known = service.forms().stream().anyMatch(form -> form.fields().equals(pieces.keySet()));
        if (known) {
            String given = pieces.entrySet().stream()
                    .map(piece -> "--" + piece.getKey() + " '" + piece.getValue() + "'")
                    .collect(Collectors.joining(" with "));
            return Refusal.usage(service.title() + " can have no " + given, "It takes: " + forms(service));
        }
        String given = pieces.keySet().stream().map(name -> "--" + name).collect(Collectors.joining(" and "));
        return Refusal.usage(
                given + (pieces.size() == 1 ? " alone does not name" : " together do not name") + " one target of "
                        + service.title(),
                "Give exactly one of: " + choices(service));
    }

    private static String choices(ServiceInfo service) {
        return service.commonFormsFirst().stream()
                .map(form -> form.fields().stream().map(name -> "--" + name).collect(Collectors.joining(" with ")))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static String forms(ServiceInfo service) {
        return service.commonFormsFirst().stream()
                .map(form -> service.id() + ":" + form.display() + " (" + form.about() + ")")
                .collect(Collectors.joining(", "));
    }

    private static List<String> ids(List<ServiceInfo> services) {
        return services.stream().map(ServiceInfo::id).toList();
    }

    private static String encode(String text) {
        return text.replace("%", "%25")
                .replace("#", "%23")
                .replace("@", "%40")
                .replace(",", "%2C")
                .replace(" ", "%20");
    }

    private static String decode(String text) {
        return text.replace("%23", "#")
                .replace("%40", "@")
                .replace("%2C", ",")
                .replace("%20", " ")
                .replace("%25", "%");
    }

    /** The {@code @[PROFILE/]REGION} at the end of a target, and what stands before it. */
    private record Place(String rest, String profile, String region) {
        static Place cutFrom(String text) {
            int at = text.indexOf('@');
            if (at < 0) {
                return new Place(text, null, null);
            }
            String place = text.substring(at + 1);
            if (place.contains("@")) {
                throw Refusal.usage(
                        "'" + text + "' has more than one '@'",
                        "Write '%40' for an '@' in a name; the last part is @[PROFILE/]REGION.");
            }
            int slash = place.lastIndexOf('/');
            String region = place.substring(slash + 1);
            if (!Regions.isPlausible(region)) {
                throw Refusal.usage(
                        "'" + region + "' in '@" + place + "' is not a region",
                        region.contains("#")
                                ? "'#DEPLOYMENT' stands before '@'."
                                : Regions.question(region)
                                        + "After '@' comes [PROFILE/]REGION, for example @prod/eu-west-1. Write '%40' for an '@' in a name.");
            }
            if (slash == 0) {
                throw Refusal.usage(
                        "'@" + place + "' names no profile before '/'", "Write @" + region + " or @PROFILE/" + region);
            }
            return new Place(text.substring(0, at), slash < 0 ? null : decode(place.substring(0, slash)), region);
        }
    }
}
