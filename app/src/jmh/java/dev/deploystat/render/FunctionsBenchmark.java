package dev.deploystat.render;

import dev.deploystat.gate.Observation;
import dev.deploystat.model.Gist;
import dev.deploystat.model.Secrets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The functions that run once for each row or each line of a log, where a run has thousands of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FunctionsBenchmark {
    private static final List<Observation> THOUSAND_ROWS = Collections.nCopies(250, Samples.ALL).stream()
            .flatMap(List::stream)
            .toList();

    private static final List<String> THOUSAND_LINES = Stream.of(
                    "2026-11-21T13:00:00Z INFO  GET /health 200 in 3 ms",
                    "2026-11-21T13:00:01Z ERROR connection to postgres://joe:hunter2@db:5432/shop refused",
                    "    at com.example.shop.Main.start(Main.java:42)",
                    "password=hunter2 retrying in 5 s")
            .flatMap(line -> Collections.nCopies(250, line).stream())
            .toList();

    private static final String CAUSE = "ResourceInitializationError: unable to pull secrets: AccessDeniedException: User"
            + " arn:aws:sts::111122223333:assumed-role/shop/0a1b2c3d4e5f is not authorized to perform: ssm:GetParameters"
            + " status code: 400, request id: 0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";

    /** How rows are written. */
    @State(Scope.Benchmark)
    public static class Written {
        @Param({"TABLE", "JSON", "CSV"})
        public Format format;
    }

    @Benchmark
    public String writeThousandRows(Written as) {
        return Samples.written(Samples.style(as.format, Samples.TERMINAL), THOUSAND_ROWS);
    }

    @Benchmark
    public List<String> maskThousandLines() {
        return Secrets.masked(THOUSAND_LINES);
    }

    @Benchmark
    public String takeTheGistOfACause() {
        return Gist.of(CAUSE);
    }
}
