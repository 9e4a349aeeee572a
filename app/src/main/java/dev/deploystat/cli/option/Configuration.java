package dev.deploystat.cli.option;

import java.util.List;
import java.util.Optional;

/** What the user keeps in a file: names of targets, and defaults of options. A file is read when it is first asked. */
public interface Configuration {
    /**
     * Returns the targets that a name stands for.
     *
     * @throws dev.deploystat.model.Refusal when there is no such name
     */
    public List<Asked> named(String name);

    /** Returns the file, or empty where there is none. */
    public Optional<String> file();

    /** Returns whether a word is a name of the file. */
    public boolean knows(String name);

    /** Returns the names of its environments; where it has none, those of its groups. */
    public List<String> environments();

    /** Returns the format of results where nothing else names one. */
    public Optional<String> output();

    /** Returns the columns of tables where nothing else names them. */
    public List<String> columns();
}
