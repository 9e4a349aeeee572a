import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Times one call of deploystat against the same call of the AWS CLI and against Hello World on the same Java, in turn, over
 * one server on the loopback interface: first over plain http, then over https with a certificate that this machine's
 * authorities and one more are asked about; then the commands that make no call, against {@code aws --version}.
 *
 * <p>{@code java app/src/bench/Startup.java [ROUNDS] [JAVA_HOME ...]}: every Java home named (default: the one that runs
 * this) is a contestant of its own. Prints the median wall time, the medians of the ratios taken round by round, and, where
 * GNU time is installed, the peak memory; then for each Java the size of the start-up archive and how many classes a call
 * loads from it and beside it. The machine's speed drifts: quote the ratios.
 */
public final class Startup {
    private static final Path LAUNCHER = Path.of("app/target/deploystat/bin/deploystat").toAbsolutePath();
    private static final Path GNU_TIME = Path.of("/usr/bin/time");
    private static final Path AUTHORITIES = Path.of("/etc/ssl/certs/ca-certificates.crt");
    private static final String PASSWORD = "startup";
    private static Path hello;

    private record Contestant(String name, List<String> command, Map<String, String> environment) {
        boolean isDeploystat() {
            return environment.containsKey("DEPLOYSTAT_JAVA_HOME");
        }
    }

    private record Run(double millis, double megabytes) {}

    private Startup() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
        List<String> homes = args.length > 1
                ? Arrays.asList(args).subList(1, args.length)
                : List.of(System.getProperty("java.home"));
        // Else the server sends head and body of a second answer apart and waits 40 ms in between.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Path files = Files.createTempDirectory("startup");
        Files.writeString(files.resolve("Hello.java"), "class Hello { public static void main(String[] a) { System.out.println(1); } }");
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "javac").toString(), "--release", "17", "-d", files.toString(), files.resolve("Hello.java").toString())
                .start()
                .waitFor();
        hello = files;
        HttpServer plain = serve(HttpServer.create());
        for (String home : homes) {
            classes(home, "http://127.0.0.1:" + plain.getAddress().getPort());
        }
        run("http", plain, homes, rounds, Map.of());
        HttpsServer secure = HttpsServer.create();
        secure.setHttpsConfigurator(new HttpsConfigurator(keys(files)));
        run("https", serve(secure), homes, rounds, Map.of("AWS_CA_BUNDLE", bundle(files)));
        for (List<String> words : List.of(List.of("--version"), List.of("--help"), List.of("completion", "bash"))) {
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(new Contestant("aws --version", List.of(aws(), "--version"), Map.of()));
            homes.forEach(home -> addPair(contestants, home, words, Map.of()));
            report(String.join(" ", words), contestants, race(contestants, rounds));
        }
    }

    /** Adds Hello World and deploystat on one Java. */
    private static void addPair(
            List<Contestant> contestants, String home, List<String> words, Map<String, String> more) {
        String name = Path.of(home).getFileName().toString();
        contestants.add(new Contestant(
                "Hello World on " + name,
                List.of(home + "/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", hello.toString(), "Hello"),
                Map.of()));
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DEPLOYSTAT_JAVA_HOME", home);
        contestants.add(new Contestant("deploystat on " + name, join(List.of(LAUNCHER.toString()), words), environment));
    }

    /** Prints how large the archive is, and how many classes a call takes from it and from elsewhere. */
    private static void classes(String home, String url) throws Exception {
        List<Contestant> pair = new ArrayList<>();
        addPair(pair, home, List.of("ecs", "list", "--cluster", "c", "--service", "s", "--endpoint-url", url), Map.of());
        prepare(pair.get(1));
        Path log = Files.createTempFile("classes", null);
        Map<String, String> environment = new HashMap<>(pair.get(1).environment());
        environment.put("DEPLOYSTAT_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        start(pair.get(1), pair.get(1).command(), environment).waitFor();
        List<String> lines = Files.readAllLines(log);
        long shared = lines.stream().filter(line -> line.contains("shared objects file")).count();
        try (Stream<Path> lib = Files.list(LAUNCHER.getParent().resolveSibling("lib"))) {
            String suffix = home.replace('/', '+');
            long bytes = lib.filter(file -> file.getFileName().toString().matches(Pattern.quote(suffix) + "\\.(aot|jsa)"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            System.out.printf(
                    "%s: archive of %.1f MB, %d classes from it and %d beside it%n", home, bytes / 1e6, shared, lines.size() - shared);
        }
    }

    private static void run(String scheme, HttpServer server, List<String> homes, int rounds, Map<String, String> more)
            throws Exception {
        try {
            String url = scheme + "://127.0.0.1:" + server.getAddress().getPort();
            List<Contestant> contestants = contestants(homes, url, more);
            for (Contestant contestant : contestants) {
                prepare(contestant);
            }
            report("one call over " + scheme, contestants, race(contestants, rounds));
        } finally {
            server.stop(0);
        }
    }

    /** Makes an authority and a certificate of it for this server. */
    private static SSLContext keys(Path files) throws Exception {
        Path store = files.resolve("keys.p12");
        keytool(store, "-genkeypair", "-alias", "ca", "-dname", "CN=startup", "-ext", "bc:c", "-keyalg", "RSA");
        keytool(
                store, "-genkeypair", "-alias", "server", "-signer", "ca", "-dname", "CN=loopback", "-ext",
                "san=ip:127.0.0.1", "-keyalg", "RSA");
        keytool(store, "-exportcert", "-alias", "ca", "-rfc", "-file", files.resolve("ca.pem").toString());
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        keys.deleteEntry("ca");
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        if (new ProcessBuilder(command).start().waitFor() != 0) {
            throw new IllegalStateException("keytool failed: " + command);
        }
    }

    /** Returns a bundle of this machine's authorities, where it has one, and the one of this server. */
    private static String bundle(Path files) throws IOException {
        Path bundle = files.resolve("bundle.pem");
        String machine = Files.exists(AUTHORITIES) ? Files.readString(AUTHORITIES) : "";
        return Files.writeString(bundle, machine + Files.readString(files.resolve("ca.pem"))).toString();
    }

    private static List<Contestant> contestants(List<String> homes, String url, Map<String, String> more)
            throws IOException {
        List<String> call = List.of("--cluster", "c", "--service", "s", "--endpoint-url", url);
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(new Contestant("aws", join(List.of(aws(), "ecs", "list-service-deployments"), call), more));
        homes.forEach(home -> addPair(contestants, home, join(List.of("ecs", "list"), call), more));
        return contestants;
    }

    /** Returns the AWS CLI itself, not a version manager's wrapper around it, which takes its own time. */
    private static String aws() throws IOException {
        Process which = new ProcessBuilder("sh", "-c", "pyenv which aws 2>/dev/null || command -v aws").start();
        return new String(which.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Makes the start-up archive and checks that the call works, so that no round measures a failure. */
    private static void prepare(Contestant contestant) throws Exception {
        if (contestant.isDeploystat()) {
            ProcessBuilder archive = new ProcessBuilder(LAUNCHER.toString());
            archive.environment().putAll(contestant.environment());
            archive.environment().put("DEPLOYSTAT_PREPARE", "1");
            archive.start().waitFor();
        }
        if (start(contestant, contestant.command()).waitFor() != 0) {
            throw new IllegalStateException(contestant.name() + " fails: " + contestant.command());
        }
    }

    private static List<List<Run>> race(List<Contestant> contestants, int rounds) throws Exception {
        List<List<Run>> results = new ArrayList<>();
        for (int round = -1; round < rounds; round++) {
            List<Run> row = new ArrayList<>();
            for (Contestant contestant : contestants) {
                row.add(run(contestant));
            }
            if (round >= 0) {
                results.add(row);
            }
        }
        return results;
    }

    private static Run run(Contestant contestant) throws Exception {
        Path peak = Files.createTempFile("peak", null);
        List<String> command = Files.isExecutable(GNU_TIME)
                ? join(List.of(GNU_TIME.toString(), "-f", "%M", "-o", peak.toString()), contestant.command())
                : contestant.command();
        long start = System.nanoTime();
        int exit = start(contestant, command).waitFor();
        double millis = (System.nanoTime() - start) / 1e6;
        String kilobytes = Files.readString(peak).strip();
        Files.delete(peak);
        if (exit != 0) {
            throw new IllegalStateException(contestant.name() + " ended with " + exit);
        }
        return new Run(millis, kilobytes.isEmpty() ? Double.NaN : Double.parseDouble(kilobytes) / 1024);
    }

    private static Process start(Contestant contestant, List<String> command) throws IOException {
        return start(contestant, command, contestant.environment());
    }

    private static Process start(Contestant contestant, List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("AWS_ACCESS_KEY_ID", "bench");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "bench");
        builder.environment().put("AWS_DEFAULT_REGION", "eu-west-1");
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    private static void report(String scheme, List<Contestant> contestants, List<List<Run>> results) {
        System.out.printf("%-40s %10s %8s %8s %8s%n", scheme, "median ms", "x aws", "x Hello", "peak MB");
        for (int i = 0; i < contestants.size(); i++) {
            int column = i;
            double wall = median(results.stream().mapToDouble(row -> row.get(column).millis()).toArray());
            double ratio = ratio(results, column, 0);
            double hello = contestants.get(i).isDeploystat() ? ratio(results, column, column - 1) : Double.NaN;
            double peak = results.stream().mapToDouble(row -> row.get(column).megabytes()).max().orElse(Double.NaN);
            System.out.printf("%-40s %10.0f %8.2f %8.2f %8.0f%n", contestants.get(i).name(), wall, ratio, hello, peak);
        }
    }

    private static double ratio(List<List<Run>> results, int column, int base) {
        return median(results.stream()
                .mapToDouble(row -> row.get(column).millis() / row.get(base).millis())
                .toArray());
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private static HttpServer serve(HttpServer server) throws IOException {
        String rows = IntStream.range(0, 10).mapToObj(Startup::row).collect(Collectors.joining(","));
        byte[] answer = ("{\"serviceDeployments\":[" + rows + "]}").getBytes(StandardCharsets.UTF_8);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String row(int number) {
        String arn = "arn:aws:ecs:eu-west-1:111122223333:";
        return """
            {"serviceDeploymentArn":"%1$sservice-deployment/c/s/%2$d","serviceArn":"%1$sservice/c/s",
            "clusterArn":"%1$scluster/c","createdAt":%3$d,"startedAt":%3$d,"finishedAt":%3$d,
            "targetServiceRevisionArn":"%1$sservice-revision/c/s/%2$d","status":"SUCCESSFUL"}"""
                .formatted(arn, number, 1_700_000_000 + number);
    }

    private static List<String> join(List<String> a, List<String> b) {
        List<String> joined = new ArrayList<>(a);
        joined.addAll(b);
        return joined;
    }
}
