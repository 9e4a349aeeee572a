package dev.deploystat.aws.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReasonsTest {
    @Test
    void all_that_is_said_is_said_once() {
        assertThat(Reasons.joined("alarm b", "gave up")).isEqualTo("alarm b; gave up");
        assertThat(Reasons.joined("gave up", "gave up")).isEqualTo("gave up");
        assertThat(Reasons.joined("no space", "the build failed: no space left"))
                .isEqualTo("the build failed: no space left");
        assertThat(Reasons.joined(null, " ", "gave up")).isEqualTo("gave up");
        assertThat(Reasons.joined(null, "")).isNull();
    }
}
