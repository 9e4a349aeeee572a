package dev.deploystat.aws.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** How connections are secured: which server certificates are trusted, and what is offered to servers. */
final class TlsSockets {
    private final Path caBundle;
    private final boolean verify;
    private final boolean plain;
    private final Path javaHome;
    private SSLSocketFactory whole;
    private SSLSocketFactory lean;
    private boolean isLean;

    /**
     * Prepares sockets.
     *
     * @param caBundle a PEM file of certificates to trust, or null for those of the JDK
     * @param verify whether certificates are checked
     * @param plain whether the JDK does everything its own way: the whole offer at once, and certificates read as a whole
     * @param javaHome the Java whose certificates are trusted where no file is named
     */
    TlsSockets(Path caBundle, boolean verify, boolean plain, Path javaHome) {
        this.caBundle = caBundle;
        this.verify = verify;
        this.plain = plain;
        this.javaHome = javaHome;
        isLean = !plain && LeanSockets.arePossible();
    }

    /** Gets ready for secured connections; it has to be before the first. */
    synchronized void prepare() throws IOException {
        if (whole == null) {
            HttpsURLConnection.setDefaultSSLSocketFactory(new DefaultSockets());
            whole = own().getSocketFactory();
            lean = isLean ? new LeanSockets(whole) : whole;
        }
    }

    void secure(HttpsURLConnection connection) {
        connection.setSSLSocketFactory(sockets(connection));
        if (!verify) {
            connection.setHostnameVerifier((host, session) -> true);
        }
    }

    /** Returns whether servers get the small offer first. */
    synchronized boolean isLean() {
        return isLean;
    }

    /** Makes the whole offer to every server from now on. */
    synchronized void offerAll() {
        isLean = false;
    }

    private synchronized SSLSocketFactory sockets(HttpsURLConnection connection) {
        // Endpoints of this kind allow curves of NIST only.
        boolean isFips = connection.getURL().getHost().contains("-fips");
        return isLean && !isFips ? lean : whole;
    }

    private SSLContext own() throws SSLException {
        try {
            TrustManager trust = trust();
            if (trust == null) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new SSLException("the CA bundle " + caBundle + " cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new SSLException("the CA bundle " + caBundle + " cannot be read", e);
        }
    }

    private TrustManager trust() throws IOException, GeneralSecurityException {
        if (!verify) {
            return new TrustAll();
        }
        if (caBundle == null) {
            return plain ? null : NamedAuthorities.ofJdk(javaHome).orElse(null);
        }
        return plain ? NamedAuthorities.readWhole(caBundle) : NamedAuthorities.of(caBundle);
    }

    /** What {@code --no-verify-ssl} asks for, as in the AWS CLI; the JDK would still check weak keys of a plain one. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
