package dev.deploystat.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which deploystat this is, and what it runs on. */
final class Version {
    /** The version of the project; a test holds it to the pom. */
    static final String NUMBER = "0.1.0";

    private Version() {}

    /** Returns what {@code --version} prints: a line in the manner of the AWS CLI, then what belongs to this place. */
    static String text() {
        return "deploystat/" + NUMBER + " java/" + System.getProperty("java.version") + " "
                + System.getProperty("os.name") + "/" + System.getProperty("os.arch") + "\ncommit: " + commit()
                + "\njava: " + System.getProperty("java.home") + "\narchive: "
                + (archive() == null ? "none" : archive())
                + "\n";
    }

    /** Returns the same by name; an archive that is not there is null. */
    static Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", NUMBER);
        facts.put("commit", commit());
        facts.put("java", System.getProperty("java.version"));
        facts.put("javaHome", System.getProperty("java.home"));
        facts.put("os", System.getProperty("os.name"));
        facts.put("arch", System.getProperty("os.arch"));
        facts.put("archive", archive());
        return facts;
    }

    /** The JVM has read the jar's manifest anyway, so this costs nothing. Outside of Git the build could not fill it in. */
    private static String commit() {
        String build = Version.class.getPackage().getImplementationVersion();
        return build == null || build.contains("$") ? "unknown" : build.substring(build.indexOf('+') + 1);
    }

    /** The launcher looks for the archive, and tells which one it gives to a command that can use one. */
    private static String archive() {
        String archive = System.getProperty("deploystat.archive", "");
        return archive.isEmpty() ? null : archive;
    }
}
