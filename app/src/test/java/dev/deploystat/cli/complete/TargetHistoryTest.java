package dev.deploystat.cli.complete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deploystat.aws.Adapters;
import dev.deploystat.cli.complete.TargetHistory.Past;
import dev.deploystat.model.Target;
import dev.deploystat.model.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetHistoryTest {
    private static final Targets GRAMMAR = new Targets(new Adapters());

    @TempDir
    Path state;

    private final Map<String, String> environment = new HashMap<>();

    private TargetHistory history() {
        environment.putIfAbsent("XDG_STATE_HOME", state.toString());
        return TargetHistory.toKeep(environment::get).orElseThrow();
    }

    private Path file() {
        return state.resolve("deploystat/history");
    }

    private static List<Target> targets(String... texts) {
        return Stream.of(texts).map(GRAMMAR::parse).toList();
    }

    private List<String> kept() {
        return history().targets().stream().map(Past::text).toList();
    }

    @Test
    void the_newest_comes_first_and_once() {
        history().add(targets("ecs:prod/api@eu-west-1", "lambda:f@eu-west-1"), List.of());
        history().add(targets("codedeploy:shop/prod@eu-west-1"), List.of());
        assertThat(kept())
                .containsExactly("codedeploy:shop/prod@eu-west-1", "ecs:prod/api@eu-west-1", "lambda:f@eu-west-1");
        assertThat(history().targets().get(1).fields()).isEqualTo(Map.of("cluster", "prod", "service", "api"));
    }

    @Test
    void a_deployment_of_a_target_is_not_kept() {
        history().add(targets("codedeploy:shop/prod#d-ABCDEFGHI@eu-west-1"), List.of());
        assertThat(kept()).containsExactly("codedeploy:shop/prod@eu-west-1");
    }

    @Test
    void what_was_met_comes_behind_what_was_named() {
        history().add(targets("ecs:prod/api@eu-west-1"), List.of());
        history().add(List.of(), targets("ecs:prod/api@eu-west-1", "lambda:f@eu-west-1"));
        history().add(targets("lambda:g@eu-west-1"), List.of());
        assertThat(kept()).containsExactly("lambda:g@eu-west-1", "ecs:prod/api@eu-west-1", "lambda:f@eu-west-1");
    }

    @Test
    void no_more_than_some_hundreds_are_kept() {
        String[] many = IntStream.range(0, 700)
                .mapToObj(i -> "lambda:f" + i + "@eu-west-1")
                .toArray(String[]::new);
        history().add(List.of(), targets(many));
        history().add(targets("ecs:prod/api@eu-west-1"), List.of());
        assertThat(kept()).hasSize(500).startsWith("ecs:prod/api@eu-west-1", "lambda:f0@eu-west-1");
    }

    @Test
    void nobody_else_may_read_it_and_nothing_else_is_left() throws IOException {
        history().add(targets("ecs:prod/api@eu-west-1"), List.of());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void a_target_among_the_newest_is_not_written_again() throws IOException {
        history().add(targets("ecs:prod/api@eu-west-1", "lambda:f@eu-west-1"), List.of());
        FileTime old = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(file(), old);
        history().add(targets("lambda:f@eu-west-1"), targets("ecs:prod/api@eu-west-1"));
        assertThat(Files.getLastModifiedTime(file())).isEqualTo(old);
        history().add(targets("lambda:g@eu-west-1"), List.of());
        assertThat(Files.getLastModifiedTime(file())).isNotEqualTo(old);
    }

    @Test
    void what_would_do_something_to_a_terminal_is_not_kept() {
        Target plain = GRAMMAR.parse("lambda:f@eu-west-1");
        for (String odd : List.of("a\u001b[2J", "a\nb", "a\u202eb", "a\u2028b", "x".repeat(500))) {
            Target target = new Target("lambda", odd, Map.of("function-name", odd), null, null, "eu-west-1", null);
            history().add(List.of(target, plain), List.of());
        }
        assertThat(kept()).containsExactly("lambda:f@eu-west-1");
    }

    @Test
    void it_is_kept_for_people_who_want_it_and_have_a_place_for_it() {
        environment.put("XDG_STATE_HOME", "not/absolute");
        environment.put("HOME", "");
        assertThat(TargetHistory.toKeep(environment::get)).isEmpty();
        environment.put("HOME", state.toString());
        assertThat(TargetHistory.toKeep(environment::get)).isPresent();
        environment.put("CI", "true");
        assertThat(TargetHistory.toKeep(environment::get)).isEmpty();
        environment.put("CI", "");
        environment.put("DEPLOYSTAT_HISTORY", "off");
        assertThat(TargetHistory.toKeep(environment::get)).isEmpty();
    }

    @Test
    void where_it_cannot_be_written_nothing_is_said() throws IOException {
        Files.writeString(state.resolve("deploystat"), "a file where the folder would be");
        history().add(targets("ecs:prod/api@eu-west-1"), List.of());
        assertThat(kept()).isEmpty();
    }
}
