package dev.deploystat.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration file may say, and what is said of one that says something else. */
class ConfigReaderTest {
    @TempDir
    private Path folder;

    private Path file;

    private Config read(String text) throws IOException {
        file = folder.resolve("deploystat.yaml");
        Files.writeString(file, text);
        return ConfigReader.read(file);
    }

    @Test
    void names_stand_for_targets_groups_and_environments() throws IOException {
        Config config = read("""
                defaults: {output: json, columns: [target, status]}
                targets:
                  api:
                    target: ecs:prod/api
                    timeout: 90
                  web: codedeploy:shop/web
                groups:
                  release: [api, web, 'lambda:f']
                environments:
                  prod: {profile: p, region: [eu-west-1, us-east-1], targets: [release]}
                """);

        assertThat(config.names()).containsOnlyKeys("api", "web", "release", "prod");
        assertThat(config.output()).isEqualTo("json");
        assertThat(config.columns()).containsExactly("target", "status");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1:1|''|the file says nothing",
                "1:1|'# only this'|the file says nothing",
                "1:1|'- a'|the file is no mapping of keys",
                "1:1|'targts: {}'|'targts' is not a key here",
                "2:9|'targets:;  api: {targett: ecs:a/b}'|'targett' is not a key here",
                "3:3|'targets:;  a: ecs:a/b;  a: ecs:a/c'|'a' stands here twice, first at line 2",
                "4:3|'targets:;  a: ecs:a/b;groups:;  a: [a]'|the name 'a' is given already, at line 2",
                "2:3|'targets:;  a: {profile: p}'|'a' has no target",
                "2:6|'targets:;  a: [b]'|'a' takes keys and values below it",
                "2:15|'targets:;  a: {target: [x]}'|a single value belongs here",
                "2:29|'targets:;  a: {target: e:a, timeout: soon}'|timeout takes a duration, not 'soon'",
                "2:28|'targets:;  a: {target: e:a, region: here}'|'here' is not a region",
                "2:26|'targets:;  a: {target: e:a, role: me}'|'me' is not the ARN of a role",
                "2:43|'targets:;  a: {target: e:a, until: idle, revision: v1}'|a target that is to be idle is asked for no revision",
                "2:3|'targets:;  a b: e:a'|'a b' is not a name",
                "2:6|'groups:;  g: ecs:a/b'|this is no list",
                "2:3|'groups:;  g: []'|'g' holds no target",
                "2:7|'groups:;  g: [api]'|'api' is not a name of this file",
                "2:7|'groups:;  g: [g]'|'g' contains itself: g > g",
                "3:7|'groups:;  g: [h];  h: [g]'|'g' contains itself: g > h > g",
                "2:3|'environments:;  e: {profile: p}'|'e' has no targets",
                "1:20|'defaults: {output: jason}'|'jason' is not an output format",
                "1:21|'defaults: {columns: targt}'|there is no column 'targt'",
                "2:1|'targets:;\tapi: x'|this is not YAML: found character '\\t(TAB)' that cannot start any token",
                "2:6|'targets:;  a: &x ecs:a/b;  b: *x'|anchors and aliases are not read",
                "2:6|'targets:;  a: !!binary aGk='|this is no text",
                "2:5|'targets:;  a:'|this is no text",
                "1:10|'targets: [a]'|'targets' takes keys and values below it"
            })
    void every_error_names_its_line_and_column(String spot, String text, String what) {
        assertThatThrownBy(() -> read(text.replace(";", "\n")))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith(folder.resolve("deploystat.yaml") + ":" + spot + ": " + what);
    }

    @ParameterizedTest
    @CsvSource({"targts: {},targets", "'defaults: {outputt: json}',output", "'defaults: {output: jason}',json"})
    void what_was_probably_meant_is_said(String text, String meant) {
        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.hint())
                .startsWith("Did you mean '" + meant + "'?"));
    }

    @Test
    void a_file_that_multiplies_itself_is_refused_at_once() {
        StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (char name = 'b'; name < 'k'; name++) {
            char before = (char) (name - 1);
            bomb.append(name).append(": &").append(name).append(" [");
            bomb.append(("*" + before + ",").repeat(9)).append("]\n");
        }

        assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> read("groups: &g\n  g: [*g]\n"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("anchors and aliases are not read");
        assertThatThrownBy(() -> read("targets: " + "[".repeat(5_000)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("this is not YAML");
    }

    @Test
    void what_cannot_be_read_says_why() throws IOException {
        assertThatThrownBy(() -> ConfigReader.read(folder)).hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> ConfigReader.read(folder.resolve("none")))
                .hasMessageContaining("there is no such file");
        Path garbled = Files.write(folder.resolve("garbled"), new byte[] {(byte) 0xff, (byte) 0xfe, 0x41});
        assertThatThrownBy(() -> ConfigReader.read(garbled)).hasMessageContaining("it is not UTF-8 text");
        Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> ConfigReader.read(large)).hasMessageContaining("it is larger than 1 MiB");
    }
}
