package dev.deploystat.cli.verb;

import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What the git repository of the working directory says about commits; nothing where there is none. */
final class LocalGit {
    /** Nothing else is handed to git: it could be taken for an option, or for another kind of name. */
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");

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

    private boolean isAncestor(String commit, String later) {
        try {
            Process git = new ProcessBuilder("git", "merge-base", "--is-ancestor", commit, later)
                    .directory(folder)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            boolean answered = git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            git.destroyForcibly();
            return answered && git.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
