import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs all benchmarks, one after another: start-up, a look at many deployments, a long history, with little memory too, and a
 * scan of a whole account.
 *
 * <p>{@code java app/src/bench/Benchmarks.java [JAVA_HOME ...]}, after {@code mvn -B package -DskipTests}, in the top folder:
 * start-up is measured on each Java home named (default: the one that runs this). Takes about ten minutes on an idle machine.
 */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        List<String> startup = new ArrayList<>(List.of("15"));
        startup.addAll(Arrays.asList(args));
        run("", "Startup", startup);
        run("", "ManyDeployments", List.of("500"));
        run("", "LongHistory", List.of("10000"));
        run("-Xmx64m", "LongHistory", List.of("100000"));
        run("-Xmx64m", "AccountScan", List.of("2000"));
    }

    private static void run(String options, String name, List<String> arguments) throws Exception {
        System.out.println();
        System.out.println(name + " " + String.join(" ", arguments) + (options.isEmpty() ? "" : " with " + options));
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java", "app/src/bench/" + name + ".java"));
        command.addAll(arguments);
        ProcessBuilder bench = new ProcessBuilder(command).inheritIO();
        if (!options.isEmpty()) {
            bench.environment().put("DEPLOYSTAT_JAVA_OPTS", options);
        }
        if (bench.start().waitFor() != 0) {
            throw new IllegalStateException(name + " failed");
        }
    }
}
