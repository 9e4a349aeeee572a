package dev.deploystat.aws.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What files mean, as the AWS CLI (botocore 1.43) reads them; in tables, {@code \n} is a line's end. */
class ProfilesTest {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void pointAtFiles() {
        environment.put("HOME", home.toString());
        environment.put("AWS_CONFIG_FILE", home.resolve("config").toString());
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials").toString());
    }

    private Profiles files(String config, String credentials) throws IOException {
        Files.writeString(home.resolve("config"), config);
        Files.writeString(home.resolve("credentials"), credentials);
        return new Profiles(AwsOptions.defaults(environment::get));
    }

    @Test
    void names_are_those_of_both_files_also_of_profiles_that_cannot_be_used() throws IOException {
        Profiles files = files("[default]\nregion = r0\n[profile b]\nregion = r1\nodd\n", "[a]\nregion=r2\n[b]\n");
        assertThat(files.names()).containsExactly("a", "b", "default");
        assertThat(files.region("b")).contains("r1");
        assertThat(files.region("default")).contains("r0");
        assertThat(files.region("none")).isEmpty();
    }

    private static Arguments read(String config, String credentials, String profile, String key, String value) {
        return Arguments.of(config, credentials, profile, key, value);
    }

    static Stream<Arguments> readings() {
        return Stream.of(
                read("[profile a]\n    region = r1\n    output = json\n", "", "a", "output", "json"),
                read("[profile a]\n\tregion\t=\tr1\n", "", "a", "region", "r1"),
                read("[profile\ta]\nregion=r1\n", "", "a", "region", "r1"),
                read("[profile a] ; the second account\nregion = r1\n", "", "a", "region", "r1"),
                read("", "[a]   # see the wiki\nregion=r1\n", "a", "region", "r1"),
                read("[profile   a  ]\nregion=r1\n", "", "a", "region", "r1"),
                read(
                        "[profile a]\nregion = r1\ns3 =\n  style = path\n  max = 3\noutput = json",
                        "",
                        "a",
                        "output",
                        "json"),
                read("[profile \"my prod\"]\nregion = r1\n", "", "my prod", "region", "r1"),
                read("[profile 'my prod']\nregion = r1\n", "", "my prod", "region", "r1"),
                read("[profile my\\ prod]\nregion = r1\n", "", "my prod", "region", "r1"),
                read("[profile a]\nregion\u00a0=\u00a0r1\u00a0\n", "", "a", "region", "r1"),
                read("[profile a]\r\nregion = r1\r\noutput = json\r\n", "", "a", "region", "r1"),
                read("[profile a]\rregion = r1\r", "", "a", "region", "r1"),
                read("[profile a]\nregion: r1\n", "", "a", "region", "r1"),
                read("[profile a]\nregion = r1 # here\n", "", "a", "region", "r1 # here"),
                read("[profile a]\nregion = r1\n  # a comment\n; another\noutput=json\n", "", "a", "region", "r1"),
                read("[profile a]\nREGION = r1\n", "", "a", "region", "r1"),
                read("[default]\nregion = r1\n[profile default]\nregion=r2\n", "", "default", "region", "r2"),
                read("[profile default]\nregion = r1\n[default]\nregion=r2\n", "", "default", "region", "r2"),
                read("[DEFAULT]\nregion = r1\n[profile a]\noutput=json\n", "", "a", "region", "r1"),
                read("[profile a]\nregion=r1\n[profile \"a\"]\noutput=json\n", "", "a", "region", null),
                read("[profile a]\nregion=r1\n", "[a]\nregion=r2\n", "a", "region", "r2"),
                read("[profile a]\nregion=r1\n", "[a]\noutput=json\n", "a", "region", "r1"),
                read("", "[profile a]\nregion=r1\n", "profile a", "region", "r1"),
                read("[profile a]\nregion =\n", "", "a", "region", null),
                read(
                        "[profile a]\nsso_start_url = https://x.example/start#/\n",
                        "",
                        "a",
                        "sso_start_url",
                        "https://x.example/start#/"));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void a_file_means_what_it_means_to_the_aws_cli(
            String config, String credentials, String profile, String key, String value) throws IOException {
        Section found = files(config, credentials).find(profile).orElseThrow();
        assertThat(found.value(key)).isEqualTo(Optional.ofNullable(value));
    }

    @Test
    void a_mark_of_the_byte_order_is_no_text() throws IOException {
        assertThat(files("\uFEFF[profile a]\nregion = r1\n", "").find("a")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"b", "A", "profile a", "nobody"})
    void other_names_are_no_profiles(String name) throws IOException {
        assertThat(files("[profile a]\nregion=r1\n[sso-session b]\nsso_region=r1\n", "")
                        .find(name))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[profile a]\\nregion=r1\\n[profile a]\\noutput=json|line 3 begins [profile a] once more, after line 1",
                "[profile a]\\nregion=r1\\nregion=r2|line 3 sets 'region' once more, after line 2",
                "[profile a]\\nregion|line 2 is neither KEY = VALUE nor a [section]",
                "[profile a]\\n= r1|line 2 is neither KEY = VALUE nor a [section]",
                "[profile a\\nregion=r1|line 1 lacks the ']'",
                "[profile a]\\ns3 =\\n  path|line 3 is indented, and not KEY = VALUE",
            })
    void a_line_that_is_wrong_spoils_its_own_profile_alone(String config, String why) throws IOException {
        Profiles files = files(config.replace("\\n", "\n") + "\n[profile b]\nregion=r2\n", "[c]\nregion=r3\n");
        assertThatThrownBy(() -> files.find("a"))
                .isInstanceOf(Refusal.class)
                .hasMessage("the profile 'a' cannot be used: " + why + " (" + home.resolve("config") + ")");
        assertThat(files.find("b").flatMap(section -> section.value("region"))).contains("r2");
        assertThat(files.find("c").flatMap(section -> section.value("region"))).contains("r3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[profile my prod]|my prod|[profile my prod] names no profile; write [profile \"my prod\"]",
                "[profile \"prod]|prod|[profile \"prod] names no profile; write [profile prod]",
                "[prod]|prod|[prod] names no profile; write [profile prod]",
                "[ profile prod ]|profile prod|[ profile prod ] names no profile; write [profile \"profile prod\"]",
                "[profile prod] # see [wiki]|prod|[profile prod] # see [wiki] names no profile; write [profile prod]"
            })
    void a_section_that_only_looks_like_a_profile_is_pointed_out(String header, String name, String why)
            throws IOException {
        Profiles files = files("\n" + header + "\nregion=r1\n", "");
        assertThatThrownBy(() -> files.find(name))
                .isInstanceOf(Refusal.class)
                .hasMessage("the profile '" + name + "' cannot be used: " + why + " (" + home.resolve("config")
                        + ", line 2)");
    }

    @Test
    void text_that_is_not_utf_8_spoils_its_own_profile_alone() throws IOException {
        Profiles files = files("", "");
        Files.write(
                home.resolve("config"),
                "[profile a]\nregion=\u00e9\n[profile b]\nregion=r2\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> files.find("a")).hasMessageContaining("line 2 is not UTF-8 text");
        assertThat(files.find("b")).isPresent();
    }

    @Test
    void a_line_outside_of_sections_is_told_to_whoever_misses_a_profile() throws IOException {
        Profiles files = files("region=r1\n[profile b]\nregion=r2\n", "");
        assertThat(files.find("b")).isPresent();
        assertThat(files.absence("a"))
                .isEqualTo("there is no profile 'a' in the AWS configuration files; " + home.resolve("config")
                        + ", line 1 stands in no section");
    }

    @Test
    void a_value_that_swallows_the_line_below_it_is_refused_where_it_is_used() throws IOException {
        Section found = files("[profile a]\noutput=json\nregion=r1\n  r2\n", "")
                .find("a")
                .orElseThrow();
        assertThat(found.value("output")).contains("json");
        assertThatThrownBy(() -> found.value("region"))
                .isInstanceOf(Refusal.class)
                .hasMessage("the profile 'a' cannot be used: 'region' goes on in the line below it, which is indented ("
                        + home.resolve("config") + ", line 3)");
    }

    @Test
    void a_key_that_is_indented_by_mistake_is_a_key() throws IOException {
        Section found = files("[profile a]\nregion=r1\n    s3 =\n        max = 20\n    output = json\nregion2=r2\n", "")
                .find("a")
                .orElseThrow();
        assertThat(found.value("region")).contains("r1");
        assertThat(found.value("output")).contains("json");
        assertThat(found.value("region2")).contains("r2");
        assertThat(found.nested("s3", "max").map(Setting::value)).contains("20");
    }

    @Test
    void a_command_may_go_on_in_indented_lines() throws IOException {
        assertThat(files("[profile a]\ncredential_process = /bin/x\n  name=value\n", "")
                        .find("a")
                        .flatMap(section -> section.text("credential_process")))
                .contains("/bin/x\nname=value");
    }

    @Test
    void the_state_changes_with_what_the_files_say_and_not_with_their_age() throws IOException {
        Profiles files = files("[profile a]\nregion=r1\n", "");
        Object state = files.state();
        Files.setLastModifiedTime(home.resolve("config"), FileTime.fromMillis(0));
        assertThat(files.state()).isSameAs(state);
        Files.writeString(home.resolve("config"), "[profile a]\nregion=r1\noutput=json\n");
        assertThat(files.state()).isNotSameAs(state);
    }

    @Test
    void the_files_are_where_the_environment_says_in_the_shells_own_words() throws IOException {
        files("[profile a]\nregion=r1\n", "");
        for (String path : List.of("~/config", "$HOME/config", "${HOME}/config")) {
            environment.put("AWS_CONFIG_FILE", path);
            assertThat(new Profiles(AwsOptions.defaults(environment::get)).find("a"))
                    .as(path)
                    .isPresent();
        }
        environment.put("AWS_CONFIG_FILE", " ");
        assertThat(new Profiles(AwsOptions.defaults(environment::get)).find("a"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b|a,b",
                "  a\\n b |a,b",
                "'a b' c|a b,c",
                "\"a b\"c|a bc",
                "\"a\\\"b\" 'c\\d'|a\"b,c\\d",
                "a\\ b|a b",
                "''|``"
            })
    void words_are_cut_as_a_shell_cuts_them(String line, String words) {
        assertThat(ShellWords.split(line.replace("\\n", "\n")))
                .hasValueSatisfying(cut -> assertThat(String.join(",", cut)).isEqualTo(words));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"\"a", "'a", "a\\"})
    void words_without_an_end_are_none(String line) {
        assertThat(ShellWords.split(line)).isEmpty();
    }
}
