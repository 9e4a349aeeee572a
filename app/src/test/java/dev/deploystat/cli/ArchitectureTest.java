package dev.deploystat.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.deploystat.ArchitectureRules.onlyTellsTheTime;
import static dev.deploystat.ArchitectureRules.onlyTouchesTheProcess;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds the packages of this module to what they may know. */
class ArchitectureTest {
    private static final String NOBODY = "";
    private static final String MAIN = "dev\\.deploystat\\.cli\\.Main(\\$.*)?";

    private static final JavaClasses APP = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.deploystat.cli", "dev.deploystat.render", "dev.deploystat.tui");

    @Test
    void nothing_knows_the_command_line() {
        classes()
                .that()
                .resideInAPackage("dev.deploystat.cli..")
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAPackage("dev.deploystat.cli..")
                .check(APP);
    }

    @Test
    void only_the_command_line_parses_arguments() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.deploystat.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(APP);
    }

    /** Each Tab starts the program. */
    @Test
    void completion_starts_without_the_parser() {
        noClasses()
                .that()
                .resideInAPackage("dev.deploystat.cli.complete")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "dev.deploystat.aws", "dev.deploystat.render", "dev.deploystat.gate")
                .check(APP);
    }

    @Test
    void renderers_know_the_model_the_gate_and_plain_data() {
        classes()
                .that()
                .resideInAPackage("dev.deploystat.render")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.xml..",
                        "com.fasterxml.jackson..",
                        "io.burt.jmespath..",
                        "org.jline..",
                        "dev.deploystat.model",
                        "dev.deploystat.gate",
                        "dev.deploystat.data",
                        "dev.deploystat.render")
                .check(APP);
    }

    @Test
    void the_view_knows_the_model_the_gate_and_the_renderers() {
        classes()
                .that()
                .resideInAPackage("dev.deploystat.tui")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jline..",
                        "dev.deploystat.model",
                        "dev.deploystat.gate",
                        "dev.deploystat.render",
                        "dev.deploystat.tui")
                .check(APP);
    }

    @Test
    void only_the_commands_know_the_view() {
        classes()
                .that()
                .resideInAPackage("dev.deploystat.tui")
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage("dev.deploystat.cli.verb", "dev.deploystat.tui")
                .check(APP);
    }

    @Test
    void json_is_read_and_written_in_one_place() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(JsonFactory.class.getName())
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName(JsonParser.class.getName())
                .check(APP);
    }

    @Test
    void no_packages_depend_on_each_other_in_a_circle() {
        slices().matching("dev.deploystat.(**)").should().beFreeOfCycles().check(APP);
    }

    @Test
    void nothing_here_uses_the_sdk() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .check(APP);
    }

    @Test
    void only_main_touches_the_process() {
        onlyTouchesTheProcess(MAIN).check(APP);
    }

    @Test
    void nothing_here_tells_the_time_or_sleeps() {
        onlyTellsTheTime(NOBODY).check(APP);
    }

    @Test
    void no_static_field_can_be_changed() {
        fields().that().areStatic().should().beFinal().check(APP);
    }
}
