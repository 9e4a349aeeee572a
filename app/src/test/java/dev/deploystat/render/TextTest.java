package dev.deploystat.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @Test
    void plain_text_stays_as_it_is() {
        String text = "Überprüfung von 日本 👍 é: C:\\new, 50% | ok";
        assertThat(Text.visible(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0a, \\n",
        "0d, \\r",
        "09, \\t",
        "00, \\x00",
        "07, \\x07",
        "1b, \\x1b",
        "7f, \\x7f",
        "85, \\x85",
        "9b, \\x9b",
        "ad, \\xad",
        "200b, \\u200b",
        "200d, \\u200d",
        "200e, \\u200e",
        "2028, \\u2028",
        "2029, \\u2029",
        "202e, \\u202e",
        "2066, \\u2066",
        "2069, \\u2069",
        "61c, \\u061c",
        "feff, \\ufeff",
        "3164, \\u3164",
        "d800, \\ud800",
        "fdd0, \\ufdd0",
        "fffe, \\ufffe",
        "ffff, \\uffff",
        "1ffff, \\u{1ffff}",
        "e0041, \\u{e0041}"
    })
    void what_cannot_be_seen_is_shown(String point, String shown) {
        String hidden = new StringBuilder("a")
                .appendCodePoint(Integer.parseInt(point, 16))
                .append('b')
                .toString();
        assertThat(Text.visible(hidden)).isEqualTo("a" + shown + "b");
    }

    @ParameterizedTest
    @CsvSource({
        "::error::x, \\x3a:error::x",
        "' ::set-output name=a::b', ' \\x3a:set-output name=a::b'",
        "a ::warning file=x::y, a \\x3a:warning file=x::y",
        "##vso[task.complete], \\x23#vso[task.complete]",
        "a##VSO[task.complete], a\\x23#VSO[task.complete]",
        "##[error]x, \\x23#[error]x",
        "###[error]x, #\\x23#[error]x",
        "##teamcity[x], \\x23#teamcity[x]",
    })
    void commands_of_build_servers_are_broken(String command, String shown) {
        assertThat(Text.visible(command)).isEqualTo(shown);
    }

    @Test
    void a_command_behind_a_line_break_is_broken_too() {
        assertThat(Text.visible("a\n::error::b\r\n::debug::c")).isEqualTo("a\\n\\x3a:error::b\\r\\n\\x3a:debug::c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS::ECS::Service",
                "arn:aws:iam::111122223333:role/x",
                "arn:aws:s3:::bucket",
                "issue ##7",
                "::1"
            })
    void what_only_looks_like_a_command_is_left_alone(String text) {
        assertThat(Text.visible(text)).isEqualTo(text);
    }

    @Test
    void generated_json_keeps_its_lines_and_escapes_the_rest() {
        assertThat(Text.escaped("{\n \"a\": \"x\u202ey\u009b\udb40\udc41 ##[b] ::c::\"}"))
                .isEqualTo("{\n \"a\": \"x\\u202ey\\u009b\\udb40\\udc41 \\u0023#[b] \\u003a:c::\"}");
    }
}
