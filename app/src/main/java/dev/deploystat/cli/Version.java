package dev.deploystat.cli;

/** Which deploystat this is. */
final class Version {
    /** The version of the project; a test holds it to the pom. */
    static final String NUMBER = "0.1.0";

    private Version() {}

    /** Returns the line that {@code --version} prints, in the manner of the AWS CLI. */
    static String line(String java, String os, String arch) {
        return "deploystat/" + NUMBER + " java/" + java + " " + os + "/" + arch;
    }
}
