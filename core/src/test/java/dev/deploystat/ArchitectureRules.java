package dev.deploystat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;

/** The rules that hold in every module alike, but for the one class that is there to break them. */
public final class ArchitectureRules {
    private ArchitectureRules() {}

    /** Returns the rule that only one class, named by a pattern, uses the streams, the environment and the exit. */
    public static ArchRule onlyTouchesTheProcess(String name) {
        return noClasses()
                .that()
                .haveNameNotMatching(name)
                .should()
                .accessField(System.class, "in")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class);
    }

    /** Returns the rule that only one class, named by a pattern, knows the time and sleeps. */
    public static ArchRule onlyTellsTheTime(String name) {
        return noClasses()
                .that()
                .haveNameNotMatching(name)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class);
    }
}
