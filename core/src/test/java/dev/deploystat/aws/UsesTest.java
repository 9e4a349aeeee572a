package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.deploystat.aws.adapter.Kind;
import dev.deploystat.model.ServiceInfo;
import dev.deploystat.model.Use;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkClient;

/**
 * Whether services declare no more than what their code can call: each use of an action has a way, over the class files, from
 * a question that a command asks to the call. That no call lacks its declaration is for {@link ActionsTest} to see.
 */
class UsesTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.deploystat.aws.service", "dev.deploystat.aws.adapter");

    private static final Map<String, List<JavaCodeUnit>> BY_NAME = CORE.stream()
            .flatMap(each -> each.getCodeUnits().stream())
            .collect(Collectors.groupingBy(UsesTest::signature));

    /** What a call may run, by its owner and signature. */
    private static final Map<String, List<JavaCodeUnit>> MEANT = new ConcurrentHashMap<>();

    /** The questions of a kind of targets that are asked for a use. */
    private static final Map<Use, Set<String>> QUESTIONS = Map.of(
            Use.READ, Set.of("latest", "read", "current", "milestones"),
            Use.HISTORY, Set.of("history"),
            Use.EXPLAIN, Set.of("explain"),
            Use.DETAIL, Set.of("lastWords", "changes", "compared"),
            Use.CONFIRM, Set.of("withdrawn"),
            Use.IDLE, Set.of("underWay", "underWayOn"),
            Use.FIND, Set.of("discover", "neighbours"));

    static List<String> ids() {
        return new Adapters().ids();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void no_action_is_declared_for_a_use_that_cannot_call_it(String id) {
        Adapters adapters = new Adapters();
        ServiceInfo service = adapters.find(id).orElseThrow();
        String own = adapters.adapter(id).orElseThrow().getClass().getPackageName();
        Set<String> more = new TreeSet<>();
        for (Use use : Use.values()) {
            Set<String> called = called(own, use).stream()
                    .map(service::actionOf)
                    .flatMap(Optional::stream)
                    .collect(Collectors.toSet());
            service.actions().keySet().stream()
                    .filter(action -> service.isCalledFor(action, Set.of(use)) && !called.contains(action))
                    .forEach(action -> more.add(action + " for " + use));
        }
        assertThat(more).isEmpty();
    }

    /** Returns the operations that the questions of a use lead to; what is at work elsewhere, other services answer too. */
    private static Set<String> called(String own, Use use) {
        Deque<JavaCodeUnit> open = new ArrayDeque<>();
        CORE.stream()
                .filter(each -> each.isAssignableTo(Kind.class))
                .flatMap(each -> each.getCodeUnits().stream())
                .filter(each -> QUESTIONS.get(use).contains(each.getName()))
                .filter(each -> each.getOwner().getPackageName().equals(own)
                        || each.getName().equals("underWayOn"))
                .forEach(open::add);
        Set<JavaCodeUnit> met = new HashSet<>(open);
        Set<String> operations = new TreeSet<>();
        while (!open.isEmpty()) {
            JavaCodeUnit unit = open.remove();
            Stream.<JavaCodeUnitAccess<?>>concat(
                            unit.getCallsFromSelf().stream().map(call -> (JavaCodeUnitAccess<?>) call),
                            Stream.concat(
                                    unit.getMethodReferencesFromSelf().stream(),
                                    unit.getConstructorReferencesFromSelf().stream()))
                    .forEach(access -> {
                        JavaClass owner = access.getTarget().getOwner();
                        String name = access.getTarget().getName();
                        if (owner.isAssignableTo(SdkClient.class)) {
                            operations.add(Character.toUpperCase(name.charAt(0)) + name.substring(1));
                        }
                        meant(
                                        unit,
                                        owner,
                                        name + " "
                                                + access.getTarget()
                                                        .getRawParameterTypes()
                                                        .size())
                                .filter(met::add)
                                .forEach(open::add);
                    });
        }
        return operations;
    }

    /** Returns what a call may run: all methods of that name below its owner, and what a class may have kept as a function. */
    private static Stream<JavaCodeUnit> meant(JavaCodeUnit caller, JavaClass owner, String signature) {
        if (owner.getPackageName().equals("java.util.function")) {
            return caller.getOwner().getCodeUnits().stream()
                    .filter(each -> each.getModifiers().contains(JavaModifier.STATIC));
        }
        if (!owner.getPackageName().startsWith("dev.deploystat.")) {
            return Stream.empty();
        }
        return MEANT
                .computeIfAbsent(
                        owner.getName() + "." + signature, each -> BY_NAME.getOrDefault(signature, List.of()).stream()
                                .filter(unit -> unit.getOwner().isAssignableTo(owner.getName())
                                        || owner.isAssignableTo(unit.getOwner().getName()))
                                .toList())
                .stream();
    }

    private static String signature(JavaCodeUnit unit) {
        return unit.getName() + " " + unit.getRawParameterTypes().size();
    }
}
