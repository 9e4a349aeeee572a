package dev.deploystat.aws.service.appconfig;

import java.util.List;

/**
 * An application, an environment or a configuration profile. AppConfig does not say that names are unique.
 *
 * @param name its name, or null
 */
record Named(String id, String name) {
    /** Returns whether a target that says this word means it. */
    boolean isCalled(String word) {
        return word.equals(id) || word.equals(name);
    }

    /** Returns the word for it in a target: its name, or its id where the name means others too or cannot be written. */
    String word(List<Named> all) {
        boolean isWritable = name != null && !name.isBlank() && name.indexOf('/') < 0;
        return isWritable && all.stream().filter(each -> each.isCalled(name)).count() == 1 ? name : id;
    }
}
