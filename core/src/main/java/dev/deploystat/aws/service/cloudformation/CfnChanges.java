package dev.deploystat.aws.service.cloudformation;

import dev.deploystat.aws.adapter.RevisionContents;
import dev.deploystat.model.Change;
import dev.deploystat.model.Event;
import dev.deploystat.model.Part;
import dev.deploystat.model.Rollout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.model.Parameter;

/**
 * Which resources a change set or an operation on a stack adds, removes and changes, by their logical ids. CloudFormation keeps
 * neither the template nor the parameters from before, so what in a resource differs is not known.
 */
final class CfnChanges {
    private CfnChanges() {}

    /** Returns what an operation set out to do: the first thing that its events say of each resource. */
    static List<Change> ofEvents(Rollout explained, String stackName) {
        Map<String, Change.How> changes = new LinkedHashMap<>();
        for (Event event : explained.events()) {
            Change.How how = event.nativeStatus() == null ? null : how(event.nativeStatus());
            if (how != null && event.resource() != null && !event.resource().equals(stackName)) {
                changes.putIfAbsent(event.resource(), how);
            }
        }
        return changes(changes);
    }

    /** Returns what a change set is to do. */
    static List<Change> ofParts(List<Part> parts) {
        Map<String, Change.How> changes = new LinkedHashMap<>();
        parts.forEach(part ->
                changes.put(part.name(), how(String.valueOf(part.nativeStatus()).toUpperCase(Locale.ROOT))));
        return changes(changes);
    }

    /** Returns what a change set gives other values than the stack has; those that are not to be echoed come covered. */
    static List<Change> ofParameters(List<Parameter> before, List<Parameter> after) {
        RevisionContents was = contents(before);
        // What keeps its value comes without one.
        List<Parameter> kept = before.stream()
                .filter(parameter -> after.stream()
                        .anyMatch(other -> parameter.parameterKey().equals(other.parameterKey())
                                && Boolean.TRUE.equals(other.usePreviousValue())))
                .toList();
        RevisionContents is =
                contents(Stream.concat(after.stream(), kept.stream()).toList());
        return RevisionContents.between(was, is);
    }

    private static RevisionContents contents(List<Parameter> parameters) {
        RevisionContents contents = new RevisionContents();
        parameters.forEach(
                parameter -> contents.shown("parameter " + parameter.parameterKey(), parameter.parameterValue()));
        return contents;
    }

    private static List<Change> changes(Map<String, Change.How> changes) {
        return changes.entrySet().stream()
                .map(each -> Change.hidden("resource " + each.getKey(), each.getValue()))
                .toList();
    }

    /** What is neither made nor taken away is changed; of the ways back nothing is. */
    private static Change.How how(String word) {
        if (word.contains("ROLLBACK")) {
            return null;
        }
        if (word.startsWith("CREATE") || word.startsWith("ADD") || word.startsWith("IMPORT")) {
            return Change.How.ADDED;
        }
        return word.startsWith("DELETE") || word.startsWith("REMOVE") ? Change.How.REMOVED : Change.How.CHANGED;
    }
}
