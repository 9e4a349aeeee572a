package dev.deploystat.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads and prints targets: {@code SERVICE:RESOURCE[#DEPLOYMENT][@[PROFILE/]REGION]}, or an ARN.
 *
 * <p>A resource or deployment that itself holds {@code #}, {@code @} or {@code %} has it written as {@code %23},
 * {@code %40} or {@code %25}.
 */
public final class Targets {
    private static final String REGION = "[a-z]{2,}(-[a-z]+)+-[0-9]+";

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
     * @throws BadTarget when it is not one
     */
    public Target parse(String text) {
        if (text.startsWith("arn:")) {
            Place place = Place.cutFrom(text);
            return ofArn(place.rest, null).at(place.profile, null);
        }
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new BadTarget(
                    "'" + text + "' is not a target: it names no service",
                    "Write SERVICE:RESOURCE, for example ecs:CLUSTER/SERVICE. 'deploystat services' lists them.");
        }
        ServiceInfo service = service(text.substring(0, colon));
        Place place = Place.cutFrom(text.substring(colon + 1));
        String resource = place.rest;
        String deployment = null;
        int hash = resource.indexOf('#');
        if (hash >= 0) {
            deployment = decode(resource.substring(hash + 1));
            resource = resource.substring(0, hash);
            if (service.pin() == null) {
                throw new BadTarget(
                        service.title() + " has no deployment ids, so '#" + deployment + "' names nothing",
                        "Leave it out: " + service.id() + ":" + resource);
            }
            if (deployment.isEmpty()) {
                throw new BadTarget(
                        "'" + text + "' ends in '#' without a deployment id", "Leave '#' out for the latest one.");
            }
        }
        resource = decode(resource);
        if (resource.startsWith("arn:")) {
            return ofArn(resource, service).pinnedTo(deployment).at(place.profile, place.region);
        }
        return of(service, resource, deployment).at(place.profile, place.region);
    }

    /**
     * Returns the target of named pieces, as the service's own commands take them.
     *
     * @param pieces the pieces by option name, without the one that pins
     * @param deployment the deployment to pin, or null
     * @throws BadTarget when the pieces are not those of any form
     */
    public static Target of(ServiceInfo service, Map<String, String> pieces, String deployment) {
        for (TargetForm form : service.forms()) {
            Optional<String> resource = form.write(pieces);
            if (resource.isPresent()) {
                return of(service, resource.get(), deployment);
            }
        }
        throw new BadTarget(wrongPieces(service, pieces), "Give exactly one of: " + choices(service));
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
            return new BadTarget("'" + name + "' is not a service deploystat knows", hint);
        });
    }

    /** Prints a target so that {@link #parse} reads the same one again. */
    public static String print(Target target) {
        StringBuilder text = new StringBuilder(target.service()).append(':').append(encode(target.resource()));
        if (target.deployment() != null) {
            text.append('#').append(encode(target.deployment()));
        }
        if (target.region() != null) {
            text.append('@');
            if (target.profile() != null) {
                text.append(target.profile()).append('/');
            }
            text.append(target.region());
        }
        return text.toString();
    }

    private static Target of(ServiceInfo service, String resource, String deployment) {
        for (TargetForm form : service.forms()) {
            Optional<Map<String, String>> pieces = form.match(resource);
            if (pieces.isPresent()) {
                return new Target(service.id(), resource, pieces.get(), deployment, null, null, null);
            }
        }
        throw new BadTarget(
                resource.isEmpty()
                        ? "'" + service.id() + ":' names no resource"
                        : "'" + resource + "' is not a resource of " + service.title(),
                "It takes: " + forms(service));
    }

    private Target ofArn(String arn, ServiceInfo expected) {
        String[] piece = arn.split(":", 6);
        if (piece.length < 6) {
            throw new BadTarget(
                    "'" + arn + "' is not a whole ARN",
                    "An ARN has six parts: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE");
        }
        Collection<ServiceInfo> services = expected == null ? catalogue.all() : List.of(expected);
        for (ServiceInfo service : services) {
            for (ArnForm form : service.arns()) {
                Optional<ArnForm.Match> match =
                        form.namespace().equals(piece[2]) ? form.match(arn, piece[5]) : Optional.empty();
                if (match.isPresent()) {
                    Map<String, String> pieces = match.get().fields();
                    return new Target(
                            service.id(),
                            resource(service, pieces),
                            withDefaults(service, pieces),
                            match.get().deployment(),
                            null,
                            piece[3].isEmpty() ? null : piece[3],
                            piece[4].isEmpty() ? null : piece[4]);
                }
            }
        }
        String known = services.stream()
                .flatMap(service -> service.arns().stream())
                .filter(form -> expected != null || form.namespace().equals(piece[2]))
                .map(form -> form.namespace() + ":REGION:ACCOUNT:"
                        + form.template().replace("{}", "ID").replace("{#}", "ID"))
                .collect(Collectors.joining(", "));
        throw new BadTarget(
                "'" + arn + "' is not the ARN of something deploystat reads",
                known.isEmpty()
                        ? "No service here has ARNs of '" + piece[2]
                                + "'. 'deploystat services' lists what is supported."
                        : "Known for this service: " + known);
    }

    private static String resource(ServiceInfo service, Map<String, String> pieces) {
        return service.forms().stream()
                .flatMap(form -> form.write(pieces).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no form of " + service.id() + " holds " + pieces));
    }

    private static Map<String, String> withDefaults(ServiceInfo service, Map<String, String> pieces) {
        return of(service, resource(service, pieces), null).fields();
    }

    private static String wrongPieces(ServiceInfo service, Map<String, String> pieces) {
        if (pieces.isEmpty()) {
            return service.title() + " needs to know which one";
        }
        String given = pieces.keySet().stream().map(name -> "--" + name).collect(Collectors.joining(" and "));
        return given + (pieces.size() == 1 ? " alone does not name" : " together do not name") + " one target of "
                + service.title();
    }

    private static String choices(ServiceInfo service) {
        return service.forms().stream()
                .map(form -> form.fields().stream().map(name -> "--" + name).collect(Collectors.joining(" with ")))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static String forms(ServiceInfo service) {
        return service.forms().stream()
                .map(form -> service.id() + ":" + form.display() + " (" + form.about() + ")")
                .collect(Collectors.joining(", "));
    }

    private static List<String> ids(List<ServiceInfo> services) {
        return services.stream().map(ServiceInfo::id).toList();
    }

    private static String encode(String text) {
        return text.replace("%", "%25").replace("#", "%23").replace("@", "%40");
    }

    private static String decode(String text) {
        return text.replace("%23", "#").replace("%40", "@").replace("%25", "%");
    }

    /** The {@code @[PROFILE/]REGION} at the end of a target, and what stands before it. */
    private record Place(String rest, String profile, String region) {
        static Place cutFrom(String text) {
            int at = text.lastIndexOf('@');
            if (at < 0) {
                return new Place(text, null, null);
            }
            String place = text.substring(at + 1);
            int slash = place.lastIndexOf('/');
            String region = place.substring(slash + 1);
            if (!region.matches(REGION)) {
                throw new BadTarget(
                        "'" + region + "' in '@" + place + "' is not a region",
                        "After '@' comes [PROFILE/]REGION, for example @prod/eu-west-1. Write '%40' for an '@' in a name.");
            }
            if (slash == 0) {
                throw new BadTarget(
                        "'@" + place + "' names no profile before '/'", "Write @" + region + " or @PROFILE/" + region);
            }
            return new Place(text.substring(0, at), slash < 0 ? null : place.substring(0, slash), region);
        }
    }
}
