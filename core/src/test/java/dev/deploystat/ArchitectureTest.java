package dev.deploystat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.deploystat.ArchitectureRules.onlyTellsTheTime;
import static dev.deploystat.ArchitectureRules.onlyTouchesTheProcess;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds the packages of this module to what they may know. */
class ArchitectureTest {
    private static final String NOBODY = "";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.deploystat.model", "dev.deploystat.aws", "dev.deploystat.gate");

    @Test
    void the_model_knows_only_java() {
        classes()
                .that()
                .resideInAPackage("dev.deploystat.model")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.deploystat.model")
                .check(CORE);
    }

    @Test
    void the_gate_knows_only_the_model() {
        classes()
                .that()
                .resideInAPackage("dev.deploystat.gate")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.deploystat.model", "dev.deploystat.gate")
                .check(CORE);
    }

    @Test
    void the_adapters_know_neither_the_gate_nor_the_command_line() {
        noClasses()
                .that()
                .resideInAPackage("dev.deploystat.aws")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.deploystat.gate", "dev.deploystat.cli", "dev.deploystat.render", "dev.deploystat.tui")
                .check(CORE);
    }

    @Test
    void only_the_adapters_package_uses_the_sdk() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.deploystat.aws")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .check(CORE);
    }

    @Test
    void nothing_touches_the_process() {
        onlyTouchesTheProcess(NOBODY).check(CORE);
    }

    @Test
    void only_the_clock_tells_the_time_and_sleeps() {
        onlyTellsTheTime("dev\\.deploystat\\.gate\\.Clock(\\$.*)?").check(CORE);
    }

    @Test
    void no_static_field_can_be_changed() {
        fields().that().areStatic().should().beFinal().check(CORE);
    }
}
