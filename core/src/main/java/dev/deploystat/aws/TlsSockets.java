package dev.deploystat.aws;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which server certificates are trusted: the JDK's, a PEM file's, or, when the user says so, any. */
final class TlsSockets {
    private final Path caBundle;
    private final boolean verify;
    private SSLSocketFactory factory;

    TlsSockets(Path caBundle, boolean verify) {
        this.caBundle = caBundle;
        this.verify = verify;
    }

    void secure(HttpsURLConnection connection) throws IOException {
        if (caBundle == null && verify) {
            return;
        }
        connection.setSSLSocketFactory(factory());
        if (!verify) {
            connection.setHostnameVerifier((host, session) -> true);
        }
    }

    private synchronized SSLSocketFactory factory() throws IOException {
        if (factory == null) {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, verify ? bundled() : new TrustManager[] {new TrustAll()}, null);
                factory = context.getSocketFactory();
            } catch (GeneralSecurityException e) {
                throw new SSLException("the CA bundle " + caBundle + " cannot be used: " + e.getMessage(), e);
            }
        }
        return factory;
    }

    private TrustManager[] bundled() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(caBundle)) {
            int entry = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + entry++, certificate);
            }
            if (entry == 0) {
                throw new GeneralSecurityException("it holds no certificate");
            }
        } catch (IOException e) {
            throw new SSLException("the CA bundle " + caBundle + " cannot be read", e);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
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
