package dev.deploystat.aws.http;

import java.io.IOException;

/**
 * Gets ready for the first secured connection while the request for it is still being written, on a processor that has
 * nothing else to do then. It only brings forward what the connection does anyway, so nothing hangs on how it ends.
 */
final class WarmUp implements Runnable {
    /** What the JDK asks about the authority behind a host's name: it reads all of its own for that. */
    private static final String AUTHORITIES_OF_THE_JDK = "sun.security.util.AnchorCertificates";

    private final TlsSockets tls;

    private WarmUp(TlsSockets tls) {
        this.tls = tls;
    }

    static void start(TlsSockets tls) {
        Thread thread = new Thread(new WarmUp(tls), "tls");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            tls.prepare();
            Class.forName(AUTHORITIES_OF_THE_JDK);
        } catch (IOException | RuntimeException | ClassNotFoundException e) {
            // The connection will meet it too, and say it.
        }
    }
}
