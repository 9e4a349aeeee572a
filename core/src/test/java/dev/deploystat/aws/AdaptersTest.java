package dev.deploystat.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.aws.adapter.Adapter;
import dev.deploystat.aws.adapter.Logs;
import dev.deploystat.aws.adapter.SoleKind;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.config.Settings;
import dev.deploystat.model.ServiceInfo;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/** Holds the list of services to what each of them declares. */
class AdaptersTest {
    private static final Adapters ADAPTERS = new Adapters();

    private static Stream<String> ids() {
        return ADAPTERS.ids().stream();
    }

    private static ServiceInfo info(String id) {
        return ADAPTERS.find(id).orElseThrow();
    }

    @Test
    void no_two_services_share_a_name() {
        List<String> names = ADAPTERS.all().stream()
                .flatMap(info -> Stream.concat(Stream.of(info.id()), info.aliases().stream()))
                .toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(ADAPTERS.all()).extracting(ServiceInfo::id).isEqualTo(ADAPTERS.ids());
    }

    /** An adapter that the list leaves out would be found by its name, and be in no help and in no scan. */
    @Test
    void every_service_that_is_read_is_listed() throws IOException {
        try (Stream<Path> packages = Files.list(Path.of("src/main/java/dev/deploystat/aws/service"))) {
            assertThat(packages.filter(Files::isDirectory)
                            .map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(ADAPTERS.ids());
        }
    }

    @Test
    void an_unknown_name_finds_nothing() {
        assertThat(ADAPTERS.find("ECS")).isEmpty();
        assertThat(ADAPTERS.find("")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void a_service_is_found_by_its_id_and_by_each_alias(String id) {
        ServiceInfo info = info(id);
        assertThat(info.id()).isEqualTo(id);
        for (String alias : info.aliases()) {
            assertThat(info(alias).id()).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void a_service_says_all_that_help_and_documentation_need(String id) {
        ServiceInfo info = info(id);
        assertThat(info.title()).isNotBlank();
        assertThat(info.about()).endsWith(".").doesNotContain("\n");
        assertThat(info.forms()).isNotEmpty().allSatisfy(form -> assertThat(form.about())
                .isNotBlank());
        assertThat(info.batchSize()).isPositive();
        assertThat(info.options()).allSatisfy(option -> assertThat(option).matches("[a-z]+(-[a-z]+)*"));
        assertThat(ADAPTERS.adapter(id).orElseThrow().states()).isNotEmpty().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void every_action_is_an_operation_of_a_client_that_an_adapter_uses(String id) throws Exception {
        Set<String> operations = operations(ADAPTERS.adapter(id).orElseThrow());
        assertThat(info(id).actions()).isNotEmpty();
        for (String action : info(id).actions().keySet()) {
            assertThat(action).matches("[a-z0-9-]+:[A-Z][A-Za-z0-9]+");
            boolean isOfOther = ADAPTERS.find(action.substring(0, action.indexOf(':')))
                    .filter(other -> !other.id().equals(id) && other.actions().containsKey(action))
                    .isPresent();
            assertThat(isOfOther
                            || operations.stream().anyMatch(operation -> info(id).actionOf(operation)
                                    .filter(action::equals)
                                    .isPresent()))
                    .as(action)
                    .isTrue();
        }
    }

    /** The SDK would take an empty variable for an address. */
    @ParameterizedTest
    @MethodSource("ids")
    void the_launcher_unsets_an_endpoint_variable_that_is_empty(String id) throws Exception {
        String launcher = Files.readString(Path.of("../app/src/dist/bin/deploystat"));
        assertThat(clients(ADAPTERS.adapter(id).orElseThrow()))
                .map(Class::getPackageName)
                .filteredOn(name -> name.startsWith("software.amazon.awssdk.services."))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(launcher)
                        .containsPattern("\\bAWS_ENDPOINT_URL_"
                                + Settings.id(name.substring(name.lastIndexOf('.') + 1))
                                        .toUpperCase(Locale.ROOT)
                                + "\\b"));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void an_endpoint_that_is_no_address_is_said_with_its_variable_or_line(String id, @TempDir Path home)
            throws Exception {
        for (Class<?> client : clients(ADAPTERS.adapter(id).orElseThrow())) {
            String name = client.getPackageName();
            if (name.startsWith("software.amazon.awssdk.services.") && client != CloudWatchLogsClient.class) {
                String service = Settings.id(name.substring(name.lastIndexOf('.') + 1));
                String variable = "AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT);
                assertThatThrownBy(() -> connect(id, Map.of(variable, "localhost:1")))
                        .hasMessage("the endpoint 'localhost:1' of " + variable + " is not an address");
                Path config = Files.writeString(home.resolve("config"), """
                        [default]
                        services = local
                        [services local]
                        # A comment counts as a line.
                        s3 =
                          endpoint_url = http://localhost:2
                        %s =
                          # So does this one.
                          endpoint_url = localhost:1
                        """.formatted(service));
                assertThatThrownBy(() -> connect(id, Map.of("AWS_CONFIG_FILE", config.toString())))
                        .hasMessage("the endpoint 'localhost:1' of " + config + ", line 9 is not an address");
            }
        }
    }

    private static void connect(String id, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("HOME", "/nonexistent");
        try (AwsSession session = AwsSession.live(AwsOptions.defaults(environment::get))) {
            ADAPTERS.adapter(id)
                    .orElseThrow()
                    .connect(session.clients(null, null, "eu-west-1", LoopbackAws.unlimited()));
        }
    }

    private static Set<String> operations(Adapter<?> adapter) {
        return clients(adapter).stream()
                .flatMap(each -> Arrays.stream(each.getMethods()))
                .filter(method -> method.getDeclaringClass() != Object.class)
                .map(Method::getName)
                .map(name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1))
                .collect(Collectors.toSet());
    }

    /** Returns the adapter's client and that of the logs it reads; an adapter that uses several names them as its components. */
    private static Set<Class<?>> clients(Adapter<?> adapter) {
        Class<?> client = (Class<?>) Arrays.stream(adapter.getClass().getGenericInterfaces())
                .map(ParameterizedType.class::cast)
                .filter(type -> type.getRawType() == Adapter.class || type.getRawType() == SoleKind.class)
                .map(type -> type.getActualTypeArguments()[0])
                .findFirst()
                .orElseThrow();
        Set<Class<?>> clients = new HashSet<>();
        clients.add(client);
        Arrays.stream(client.getDeclaredFields()).forEach(field -> clients.add(field.getType()));
        if (adapter.info().actions().containsKey(Logs.ACTION)
                || adapter.info().actions().containsKey(Logs.GROUP_ACTION)) {
            clients.add(CloudWatchLogsClient.class);
        }
        return clients;
    }
}
