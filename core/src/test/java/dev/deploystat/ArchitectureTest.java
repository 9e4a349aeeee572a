package dev.deploystat;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.deploystat.ArchitectureRules.onlyTellsTheTime;
import static dev.deploystat.ArchitectureRules.onlyTouchesTheProcess;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkClient;

/** Holds the packages of this module to what they may know. */
class ArchitectureTest {
    private static final String NOBODY = "";
    private static final String SDK = "software.amazon.awssdk..";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.deploystat");

    @ParameterizedTest
    @CsvSource({
        "model, ''",
        "time, ''",
        "data, com.fasterxml.jackson.core..",
        "gate, dev.deploystat.model|dev.deploystat.time",
        "aws.adapter, dev.deploystat.model|software.amazon.awssdk..",
        "aws.config, dev.deploystat.model|software.amazon.awssdk..",
        "aws.http, dev.deploystat.aws.config|dev.deploystat.aws.adapter|software.amazon.awssdk..|javax.crypto..|javax.net..|javax.security..",
        "aws.credentials, dev.deploystat.aws.config|dev.deploystat.aws.adapter|dev.deploystat.model|dev.deploystat.data|dev.deploystat.time|software.amazon.awssdk..",
        "aws.record, dev.deploystat.data|dev.deploystat.model|dev.deploystat.aws.adapter|software.amazon.awssdk..",
    })
    void a_package_knows_only_what_stands_below_it(String own, String below) {
        String itself = "dev.deploystat." + own;
        classes()
                .that()
                .resideInAPackage(itself)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(("java..|" + itself + (below.isEmpty() ? "" : "|" + below)).split("\\|"))
                .check(CORE);
    }

    /** Every run has plain data, but only some runs write JSON. */
    @Test
    void plain_data_loads_nothing_that_reads_or_writes_json() {
        noClasses()
                .that()
                .haveSimpleName("Plain")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackage("java..")
                .check(CORE);
    }

    @Test
    void a_service_knows_the_adapter_contract_and_no_other_service() {
        slices().matching("dev.deploystat.aws.service.(*)")
                .should()
                .notDependOnEachOther()
                .check(CORE);
        classes()
                .that()
                .resideInAPackage("dev.deploystat.aws.service.*")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        SDK,
                        "dev.deploystat.model",
                        "dev.deploystat.aws.adapter",
                        "dev.deploystat.aws.service.*")
                .check(CORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "credentials", "record", "service.*"})
    void only_the_fleet_and_its_neighbours_know_how_calls_are_made(String inner) {
        classes()
                .that()
                .resideInAPackage("dev.deploystat.aws." + inner)
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage("dev.deploystat.aws", "dev.deploystat.aws." + inner)
                .check(CORE);
    }

    /** What the calls of AWS are named that change nothing. */
    private static final String READS = "(describe|get|list|batchGet|search|filter)[A-Z].*";

    /** It only reads: no code here calls an operation of a service that could change something. */
    @Test
    void no_operation_is_called_that_may_change_something() {
        List<String> called = CORE.stream()
                .flatMap(each -> each.getMethodCallsFromSelf().stream())
                .map(call -> call.getTarget())
                .filter(target -> target.getOwner().isAssignableTo(SdkClient.class))
                .map(target -> target.getOwner().getSimpleName() + "." + target.getName())
                .distinct()
                .toList();
        assertThat(called).contains("EcsClient.describeServices", "CodeDeployClient.batchGetDeployments");
        assertThat(called).allMatch(each -> each.matches("[A-Za-z0-9]+Client\\.(builder|close|" + READS + ")"));
    }

    /**
     * The SDK's getters of enums know one spelling of a word; services, their documentation and emulators use several.
     * {@code NativeStates.named} and {@code Words.same} know them all.
     */
    @Test
    void no_word_is_read_by_a_getter_that_knows_one_spelling_of_it() {
        List<String> read = CORE.that(resideInAPackage("dev.deploystat.aws.service..")).stream()
                .flatMap(each -> each.getCodeUnitAccessesFromSelf().stream())
                .map(access -> access.getTarget())
                .filter(target -> target.getOwner().getPackageName().startsWith("software.amazon.awssdk.services."))
                .filter(target -> target.getRawReturnType().isEnum())
                .map(target -> target.getFullName())
                .distinct()
                .toList();
        assertThat(read).isEmpty();
    }

    @Test
    void no_packages_depend_on_each_other_in_a_circle() {
        slices().matching("dev.deploystat.(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void only_the_aws_side_uses_the_sdk() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.deploystat.aws..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SDK)
                .check(CORE);
    }

    @Test
    void nothing_touches_the_process() {
        onlyTouchesTheProcess(NOBODY).check(CORE);
    }

    @Test
    void only_the_clock_tells_the_time_and_sleeps() {
        onlyTellsTheTime("dev\\.deploystat\\.time\\.Clock(\\$.*)?").check(CORE);
    }

    @Test
    void no_static_field_can_be_changed() {
        fields().that().areStatic().should().beFinal().check(CORE);
    }
}
