package dev.deploystat.aws.http;

import dev.deploystat.aws.config.AwsOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/**
 * Does ahead, on a processor that has nothing else to do then, what the first call takes Java long to set up, while its
 * command is still being read and its request written. The call would do all of it anyway, so nothing hangs on how this
 * ends.
 */
public final class WarmUp implements Runnable {
    private static final String SIGNATURE = "HmacSHA256";

    /** What reads the numbers of a reply: Java 25 computes large powers before it makes the first one. */
    private static final String NUMBERS = "java.math.BigDecimal";

    /** What a server's name is compared with. */
    private static final String HOST_NAMES = "java.net.IDN";

    /** What Java asks about the authority behind a host's name: it reads all of its own for that. */
    private static final String AUTHORITIES_OF_JAVA = "sun.security.util.AnchorCertificates";

    private final Step[] steps;

    private WarmUp(Step... steps) {
        this.steps = steps;
    }

    private interface Step {
        void take() throws IOException, GeneralSecurityException, ReflectiveOperationException;
    }

    /** Opens the jar, a hundredth of a second's work: a client that is made looks for files in it, and finds none. */
    public static void openJar() {
        start("jar", () -> {
            var unused = WarmUp.class.getResource("none");
        });
    }

    /** Gets ready for the first call of a session. */
    public static void start(AwsOptions options) {
        if (isSecured(options)) {
            start("first call", WarmUp::sign, WarmUp::secure, () -> Class.forName(NUMBERS));
        } else {
            start("first call", WarmUp::sign, () -> Class.forName(NUMBERS));
        }
    }

    /** Gets ready for the first secured connection. */
    static void start(AwsOptions options, TlsSockets tls) {
        if (isSecured(options)) {
            start("tls", tls::prepare, () -> Class.forName(HOST_NAMES), () -> Class.forName(AUTHORITIES_OF_JAVA));
        }
    }

    private static void start(String name, Step... steps) {
        Thread thread = new Thread(new WarmUp(steps), name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns whether calls are likely to be secured by what this program sets up itself. */
    private static boolean isSecured(AwsOptions options) {
        String configured = options.variable("AWS_ENDPOINT_URL");
        String endpoint =
                options.endpoint() == null ? configured : options.endpoint().toString();
        return !options.isPlainTls() && (endpoint == null || endpoint.startsWith("https:"));
    }

    private static void sign() throws GeneralSecurityException {
        Mac mac = Mac.getInstance(SIGNATURE);
        mac.init(new SecretKeySpec(new byte[1], SIGNATURE));
        mac.doFinal();
    }

    private static void secure() throws GeneralSecurityException {
        SSLContext.getInstance("TLS");
    }

    @Override
    public void run() {
        try {
            for (Step step : steps) {
                step.take();
            }
        } catch (IOException | GeneralSecurityException | ReflectiveOperationException | RuntimeException e) {
            // The call will meet it too, and say it.
        }
    }
}
