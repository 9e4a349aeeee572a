package dev.deploystat.aws.service.amplify;

import dev.deploystat.aws.adapter.Connection;
import dev.deploystat.aws.adapter.ErrorCodes;
import dev.deploystat.aws.adapter.Memo;
import dev.deploystat.model.ErrorKind;
import dev.deploystat.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.amplify.AmplifyClient;
import software.amazon.awssdk.services.amplify.model.AmplifyException;
import software.amazon.awssdk.services.amplify.model.App;
import software.amazon.awssdk.services.amplify.model.BadRequestException;
import software.amazon.awssdk.services.amplify.model.NotFoundException;

/**
 * Finds apps by their names, in the list of all, which is read once and only when it is needed. A word that can be an id is
 * taken for one first, so that who names an app by its id need not be permitted to list all of them.
 */
final class AppIds {
    /** What an id looks like (Amplify API, {@code AppId}). A name may look like it: {@code docs}. */
    private static final Pattern ID = Pattern.compile("d[a-z0-9]{1,19}");

    private final Connection<AmplifyClient> amplify;
    private final Stream<App> list;
    private Map<String, List<String>> byName;

    AppIds(Connection<AmplifyClient> amplify, Stream<App> list) {
        this.amplify = amplify;
        this.list = list;
    }

    static boolean isId(String app) {
        return ID.matcher(app).matches();
    }

    /** Returns what a call answers for the app of a target; empty where the app, or what is asked for, is not there. */
    <T> Optional<T> ask(Target target, Function<String, T> call) {
        String app = target.field(Amplify.APP);
        Memo memo = amplify.memo(target);
        Optional<String> known = memo.get(String.class, Amplify.APP);
        Optional<T> answer =
                known.isPresent() || isId(app) ? unlessGone(() -> call.apply(known.orElse(app))) : Optional.empty();
        if (answer.isPresent() || known.isPresent()) {
            return answer;
        }
        Optional<String> found = named(app);
        found.ifPresent(id -> memo.put(String.class, Amplify.APP, id));
        return found.flatMap(id -> unlessGone(() -> call.apply(id)));
    }

    /** Returns the id of the app of a name. Names need not be unique; which one is meant is not for us to guess. */
    private Optional<String> named(String name) {
        if (byName == null) {
            byName = read(isId(name));
        }
        List<String> ids = byName.getOrDefault(name, List.of());
        if (ids.size() > 1) {
            throw refusal(
                    BadRequestException.builder(),
                    "BadRequestException",
                    400,
                    ids.size() + " Amplify apps are called " + name + ": " + String.join(", ", ids)
                            + "; only an id says which one is meant");
        }
        return ids.stream().findFirst();
    }

    /** Of an id that is not there nobody learns more from a list that may not be read. */
    private Map<String, List<String>> read(boolean isOptional) {
        Supplier<Map<String, List<String>>> names = () -> list.filter(app -> app.name() != null && app.appId() != null)
                .collect(Collectors.groupingBy(App::name, Collectors.mapping(App::appId, Collectors.toList())));
        return isOptional
                ? ErrorCodes.unlessKind(Set.of(ErrorKind.DENIED, ErrorKind.NOT_FOUND), Amplify.INFO, names)
                        .orElse(Map.of())
                : names.get();
    }

    /** Returns an answer, or empty where there is no such thing: others are read in the same go. */
    static <T> Optional<T> unlessGone(Supplier<T> call) {
        return ErrorCodes.unlessKind(Set.of(ErrorKind.NOT_FOUND), Amplify.INFO, call);
    }

    /** Returns the API's own error, which a list of apps does not give for a name that is not in it. */
    static AwsServiceException notThere(String message) {
        return refusal(NotFoundException.builder(), "NotFoundException", 404, message);
    }

    private static AwsServiceException refusal(
            AmplifyException.Builder error, String code, int status, String message) {
        return error.statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
