package dev.deploystat.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eu-west-1",
                "us-gov-west-1",
                "us-isob-east-1",
                "eusc-de-east-1",
                "eu-west-4",
                "sa-west-1",
                "ap-southeast-12",
                "xy-nowhere-1"
            })
    void a_region_that_is_known_or_may_be_new_is_taken(String region) {
        assertThat(Regions.isPlausible(region)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "eu-wset-1,eu-west-1",
        "eu-est-1,eu-west-1",
        "us-eats-1,us-east-1",
        "ue-west-1,eu-west-1",
        "eu-west1,eu-west-1",
        "euwest-1,eu-west-1",
        "EU-WEST-1,eu-west-1",
        "eu_west_1,eu-west-1",
        "eu-west-1a,eu-west-1",
        "eu-centrall-1,eu-central-1"
    })
    void a_slip_is_answered_with_the_region_that_was_meant(String slip, String meant) {
        assertThat(Regions.isPlausible(slip)).isFalse();
        assertThat(Regions.question(slip)).isEqualTo("Did you mean " + meant + "? ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "europe", "eu", "1", "a/b", "evil.example/", "eu-west-123"})
    void what_has_not_the_form_of_a_region_is_none(String text) {
        assertThat(Regions.isPlausible(text)).isFalse();
    }
}
