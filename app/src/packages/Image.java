import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes what the packages hold besides scripts: the jar without the time of its build, and a Java with no more than the
 * program needs. The same sources give the same bytes.
 *
 * <p>{@code java Image.java JAR FOLDER TIME [JDK]}: TIME is the age that everything gets; the JDK is one from 25 on, and is
 * looked for in the usual places if it is not named.
 */
class Image {
    private static final int OLDEST = 25;
    private static final String USUAL = "/usr/lib/jvm";

    /** What the jar needs, and the server of the training. */
    private static final String MODULES = "java.base,java.xml,jdk.httpserver";

    /** Of which no part runs deploystat: a web server, access to other JDKs' classes, and the names it is archived by. */
    private static final List<String> UNUSED = List.of("bin/jwebserver", "lib/jrt-fs.jar", "lib/classlist");

    /** Amazon's authorities and Starfield's, which were there before them, by the SHA-256 of the certificate. */
    private static final Map<String, String> ROOTS = Map.of(
            "amazon-root-ca-1", "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
            "amazon-root-ca-2", "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
            "amazon-root-ca-3", "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
            "amazon-root-ca-4", "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
            "starfield-services-root-g2", "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
            "starfield-root-g2", "2ce1cb0bf9d2f9e102993fbe215152c3b2dd0cabde1c68e5319b839154dbb7f5",
            "starfield-class-2", "1465fa205397b876faa6f0a9958e5590e40fcc7faa4fb7c2c8677521fb5fb658");

    public static void main(String[] args) throws Exception {
        Instant time = Instant.parse(args[2]);
        Path jdk = args.length > 3 && !args[3].isEmpty() ? Path.of(args[3]).toAbsolutePath() : anyJdk();
        if (major(jdk) < OLDEST || !Files.isExecutable(jdk.resolve("bin/jlink"))) {
            fail(jdk + " is no JDK from " + OLDEST + " on with jlink");
        }
        Path folder = Path.of(args[1]).toAbsolutePath();
        delete(folder);
        Files.createDirectories(folder);
        copyJar(Path.of(args[0]), folder.resolve("deploystat.jar"), time);
        makeRuntime(jdk, folder.resolve("runtime"), time);
    }

    private static Path anyJdk() throws IOException {
        List<Path> places = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        if (System.getenv("JAVA_HOME") != null) {
            places.add(Path.of(System.getenv("JAVA_HOME")));
        }
        if (Files.isDirectory(Path.of(USUAL))) {
            try (Stream<Path> installed = Files.list(Path.of(USUAL))) {
                installed.sorted().forEach(places::add);
            }
        }
        for (Path place : places) {
            if (major(place) >= OLDEST && Files.isExecutable(place.resolve("bin/jlink"))) {
                return place.toRealPath();
            }
        }
        fail("no JDK from " + OLDEST + " on runs this build or is in " + USUAL);
        return null;
    }

    private static int major(Path java) throws IOException {
        if (!Files.isReadable(java.resolve("release"))) {
            return 0;
        }
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(java.resolve("release"))) {
            release.load(in);
        }
        String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return Integer.parseInt(version.split("[.+-]")[0]);
    }

    private static void copyJar(Path from, Path to, Instant time) throws IOException {
        LocalDateTime age = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        try (ZipFile jar = new ZipFile(from.toFile());
                ZipOutputStream copy = new ZipOutputStream(Files.newOutputStream(to))) {
            copy.setLevel(Deflater.BEST_COMPRESSION);
            for (ZipEntry each : Collections.list(jar.entries())) {
                ZipEntry entry = new ZipEntry(each.getName());
                entry.setTimeLocal(age);
                copy.putNextEntry(entry);
                jar.getInputStream(each).transferTo(copy);
            }
        }
        Files.setLastModifiedTime(to, FileTime.from(time));
    }

    private static void makeRuntime(Path jdk, Path runtime, Instant time) throws Exception {
        run(
                jdk.resolve("bin/jlink").toString(),
                "--add-modules",
                MODULES,
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                // What is packed class by class hardly shrinks again in the archive around it, so only what is seldom used is.
                "--compress",
                "zip-9:filter=/java.xml/**",
                "--output",
                runtime.toString());
        writeRoots(jdk.resolve("lib/security/cacerts"), runtime.resolve("lib/security/cacerts"), time);
        // With the heap's usual layout only; it is of use where no archive of the program is.
        run(
                runtime.resolve("bin/java").toString(),
                "-XX:+UseG1GC",
                "-Xmx128m",
                "-Xlog:disable",
                "-Xlog:all=off",
                "-Xshare:dump");
        for (String unused : UNUSED) {
            Files.delete(runtime.resolve(unused));
        }
    }

    /** Writes a JKS file by hand: a key store of the JDK would put the time of its making into it. */
    private static void writeRoots(Path from, Path to, Instant time) throws Exception {
        KeyStore all = KeyStore.getInstance(from.toFile(), (char[]) null);
        Map<String, byte[]> found = new TreeMap<>();
        for (String alias : Collections.list(all.aliases())) {
            Certificate certificate = all.getCertificate(alias);
            byte[] encoded = certificate.getEncoded();
            String print = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
            ROOTS.forEach((name, known) -> {
                if (known.equals(print)) {
                    found.put(name, encoded);
                }
            });
        }
        if (found.size() < ROOTS.size()) {
            fail(from + " holds only " + found.keySet() + " of Amazon's authorities");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream store = new DataOutputStream(bytes);
        store.writeInt(0xfeedfeed);
        store.writeInt(2);
        store.writeInt(found.size());
        for (Map.Entry<String, byte[]> root : found.entrySet()) {
            store.writeInt(2);
            store.writeUTF(root.getKey());
            store.writeLong(time.toEpochMilli());
            store.writeUTF("X.509");
            store.writeInt(root.getValue().length);
            store.write(root.getValue());
        }
        MessageDigest check = MessageDigest.getInstance("SHA-1");
        check.update("changeit".getBytes(StandardCharsets.UTF_16BE));
        check.update("Mighty Aphrodite".getBytes(StandardCharsets.UTF_8));
        store.write(check.digest(bytes.toByteArray()));
        Files.write(to, bytes.toByteArray());
        if (KeyStore.getInstance(to.toFile(), "changeit".toCharArray()).size() != ROOTS.size()) {
            fail(to + " cannot be read back");
        }
    }

    private static void run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The language, the options and the folder of whoever builds would change what is made.
        builder.directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            fail(String.join(" ", command) + "\n" + said);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void fail(String reason) {
        System.err.println("The packages cannot be made: " + reason + ".");
        System.err.println("Name the folder of a JDK with -Dimage.jdk=FOLDER.");
        System.exit(1);
    }
}
