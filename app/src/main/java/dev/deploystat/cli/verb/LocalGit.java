package dev.deploystat.cli.verb;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What the git repository of the working directory says about commits; nothing where there is none. */
final class LocalGit {
    /** Nothing else is handed to git: it could be taken for an option, or for another kind of name. */
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");

    /** Names of branches, tags and the like that cannot be taken for an option of git. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@][\\w./@^~{}-]{0,200}");

    private static final int PATIENCE_SECONDS = 20;

    private final File folder;
    private final Map<List<String>, Boolean> known = new HashMap<>();

    /** Asks git in a folder, or in the working directory (null). */
    LocalGit(File folder) {
        this.folder = folder;
    }

    /**
     * Returns whether a commit is an ancestor of a later one; false also where git does not know them.
     *
     * @param revision a commit, or a revision that ends with one, as {@code shop/web@COMMIT}
     */
    boolean contains(String revision, String commit) {
        String later = revision.replaceFirst("^.*[@/:]", "");
        return COMMIT.matcher(later).matches()
                && COMMIT.matcher(commit).matches()
                && known.computeIfAbsent(List.of(later, commit), each -> isAncestor(commit, later));
    }

    /** Returns the commit that a branch, a tag or another name stands for; empty where git does not know it. */
    Optional<String> commit(String name) {
        return COMMIT.matcher(name).matches() || !NAME.matcher(name).matches()
                ? Optional.empty()
                : answer("rev-parse", "--verify", "--quiet", name + "^{commit}")
                        .filter(said -> COMMIT.matcher(said).matches());
    }

    private boolean isAncestor(String commit, String later) {
        return answer("merge-base", "--is-ancestor", commit, later).isPresent();
    }

    /** Returns what git says to a question, or empty where it fails, does not answer, or is not there. */
    private Optional<String> answer(String... question) {
        List<String> words = new ArrayList<>(List.of("git"));
        words.addAll(List.of(question));
        try {
            Process git = new ProcessBuilder(words)
                    .directory(folder)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            try {
                boolean answered = git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0;
                return answered
                        ? Optional.of(new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                        : Optional.empty();
            } finally {
                git.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
