package dev.deploystat.aws.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchesTest {
    @Test
    void no_batch_reaches_beyond_what_is_wanted() {
        assertThat(Batches.lazily(IntStream.range(0, 100).iterator(), 20, 30))
                .extracting(List::size)
                .containsExactly(20, 10, 20, 20, 20, 10);
        assertThat(Batches.lazily(IntStream.range(0, 45).iterator(), 20, 0))
                .extracting(List::size)
                .containsExactly(20, 20, 5);
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "20, 20", "30, 30"})
    void who_takes_what_was_wanted_takes_no_more_from_the_source(int wanted, int taken) {
        List<Integer> given = new ArrayList<>();
        Iterator<Integer> source =
                IntStream.range(0, 100).boxed().peek(given::add).iterator();
        assertThat(Batches.lazily(source, 20, wanted).flatMap(List::stream).limit(wanted))
                .hasSize(wanted);
        // An iterator over a stream is one element ahead at most.
        assertThat(given).hasSizeBetween(taken, taken + 1);
    }
}
