package dev.deploystat.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalGitTest {
    @TempDir
    private Path folder;

    private String git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"));
        command.addAll(List.of(words));
        Process git = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(git.waitFor()).as(said).isZero();
        return said;
    }

    private String commit(String message) throws IOException, InterruptedException {
        git("commit", "-q", "--allow-empty", "-m", message);
        return git("rev-parse", "HEAD");
    }

    @Test
    void a_later_commit_contains_an_earlier_one_and_no_other() throws IOException, InterruptedException {
        git("init", "-q");
        String first = commit("first");
        String second = commit("second");
        LocalGit local = new LocalGit(folder.toFile());

        assertThat(local.contains(second, first)).isTrue();
        assertThat(local.contains(second, first.substring(0, 8))).isTrue();
        assertThat(local.contains("shop/web@" + second, first)).isTrue();
        assertThat(local.contains(first, second)).isFalse();
        assertThat(local.contains(second, "0".repeat(40))).isFalse();
        assertThat(local.contains("--help", first)).isFalse();
    }

    @Test
    void a_name_stands_for_a_commit_where_git_knows_it() throws IOException, InterruptedException {
        git("init", "-q");
        String first = commit("first");
        git("tag", "v1");
        commit("second");
        LocalGit local = new LocalGit(folder.toFile());

        assertThat(local.commit("v1")).contains(first);
        assertThat(local.commit("HEAD~1")).contains(first);
        assertThat(local.commit("api:42")).isEmpty();
        assertThat(local.commit("v2")).isEmpty();
        assertThat(local.commit("--all")).isEmpty();
        assertThat(new LocalGit(Path.of("/").toFile()).commit("HEAD")).isEmpty();
    }

    @Test
    void outside_of_a_repository_nothing_contains_anything() {
        assertThat(new LocalGit(Path.of("/").toFile()).contains("a".repeat(40), "b".repeat(40)))
                .isFalse();
        assertThat(new LocalGit(folder.resolve("gone").toFile()).contains("a".repeat(40), "b".repeat(40)))
                .isFalse();
    }
}
