package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> SERVICES =
            List.of("ecs", "eks", "codedeploy", "codepipeline", "cloudformation", "lambda", "asg");

    @ParameterizedTest
    @CsvSource({
        "esc,           ecs",
        "ECS,           ecs",
        "ecss,          ecs",
        "lamda,         lambda",
        "code-deploy,   codedeploy",
        "codedeplyo,    codedeploy",
        "cloudfromation,cloudformation",
        "cloud,         cloudformation",
        "codep,         codepipeline"
    })
    void the_word_that_was_meant_is_found(String misspelt, String meant) {
        assertThat(Nearest.to(misspelt, SERVICES)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"kubernetes", "x", "''", "zzz", "co"})
    void a_word_far_from_all_others_has_no_nearest(String word) {
        assertThat(Nearest.to(word, SERVICES)).isEmpty();
    }

    @Test
    void case_does_not_count_on_either_side() {
        assertThat(Nearest.to("sucedeed", List.of("FAILED", "SUCCEEDED"))).contains("SUCCEEDED");
    }

    @Test
    void of_two_equally_near_words_the_first_of_the_alphabet_is_taken() {
        assertThat(Nearest.to("ejs", List.of("eks", "ecs"))).contains("ecs");
    }

    @Test
    void of_two_equally_near_words_one_as_long_as_the_misspelt_one_comes_first() {
        assertThat(Nearest.to("stauts", List.of("stats", "status"))).contains("status");
    }

    @ParameterizedTest
    @CsvSource({"'',abc,3", "abc,'',3", "same,same,0", "ab,ba,1", "kitten,sitting,3", "a,b,1", "abc,acb,1"})
    void the_distance_counts_single_letter_edits_and_swaps(String a, String b, int distance) {
        assertThat(Nearest.distance(a, b)).isEqualTo(distance);
        assertThat(Nearest.distance(b, a)).isEqualTo(distance);
    }
}
