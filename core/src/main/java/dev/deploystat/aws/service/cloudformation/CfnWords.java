package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.model.Words;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.OperationType;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** The words of stacks, resources and operations, whose pieces say what is done and how far it is. */
final class CfnWords {
    private static final Map<String, String> DOCUMENTED =
            List.of(StackStatus.knownValues(), ResourceStatus.knownValues(), OperationType.knownValues()).stream()
                    .flatMap(Collection::stream)
                    .map(Object::toString)
                    .distinct()
                    .collect(Collectors.toMap(Words::fold, Function.identity()));

    private CfnWords() {}

    /** Returns a word as the API documents it, however a reply spells it; one that it does not have as it is. */
    static String documented(String word) {
        return word == null ? "" : DOCUMENTED.getOrDefault(Words.fold(word), word);
    }
}
