package dev.deploystat.aws.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/**
 * Trusts a list of authorities. A machine has some 150, and reading them all takes longer than the call they are for, so
 * only those are read at first that a server's chain names. Where these do not lead to trust, all of them are asked: the
 * answer is never another than theirs.
 */
final class NamedAuthorities extends X509ExtendedTrustManager {
    private final Map<ByteBuffer, List<EncodedCertificate>> bySubject = new HashMap<>();
    private final Whole all;
    private X509ExtendedTrustManager whole;

    private NamedAuthorities(List<EncodedCertificate> certificates, Whole all) throws CertificateException {
        this.all = all;
        for (EncodedCertificate certificate : certificates) {
            bySubject
                    .computeIfAbsent(certificate.subject(), name -> new ArrayList<>())
                    .add(certificate);
        }
    }

    private interface Whole {
        X509ExtendedTrustManager read() throws CertificateException;
    }

    /**
     * Trusts those of a PEM file.
     *
     * @throws GeneralSecurityException when it holds no certificate, or what it holds is none
     */
    static NamedAuthorities of(Path file) throws IOException, GeneralSecurityException {
        List<EncodedCertificate> certificates = PemBundle.read(file);
        return new NamedAuthorities(certificates, () -> trusting(certificates));
    }

    /** Trusts those of a Java; empty when only the JDK itself can tell which these are. */
    static Optional<NamedAuthorities> ofJdk(Path javaHome) {
        List<EncodedCertificate> certificates = JdkAuthorities.of(javaHome);
        if (certificates.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new NamedAuthorities(certificates, () -> trusting((KeyStore) null)));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads a bundle as the JDK does it, every certificate at once, with nothing of this class.
     *
     * @throws GeneralSecurityException when it holds no certificate, or what it holds is none
     */
    static X509ExtendedTrustManager readWhole(Path file) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new CertificateException("it holds no certificate");
            }
            return trustingAll(certificates);
        }
    }

    private static X509ExtendedTrustManager trusting(List<EncodedCertificate> encoded) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> certificates = new ArrayList<>();
        for (EncodedCertificate each : encoded) {
            certificates.add(factory.generateCertificate(new ByteArrayInputStream(each.whole())));
        }
        return trustingAll(certificates);
    }

    private static X509ExtendedTrustManager trustingAll(Collection<? extends Certificate> certificates)
            throws CertificateException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            return trusting(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    /** Returns what trusts the certificates of a store; null stands for the JDK's own. */
    private static X509ExtendedTrustManager trusting(KeyStore store) throws CertificateException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return (X509ExtendedTrustManager) trust.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    private synchronized X509ExtendedTrustManager whole() throws CertificateException {
        if (whole == null) {
            whole = all.read();
        }
        return whole;
    }

    private List<EncodedCertificate> namedBy(X509Certificate[] chain) {
        List<EncodedCertificate> named = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            for (X500Principal name :
                    List.of(certificate.getIssuerX500Principal(), certificate.getSubjectX500Principal())) {
                named.addAll(bySubject.getOrDefault(ByteBuffer.wrap(name.getEncoded()), List.of()));
            }
        }
        return named.stream().distinct().toList();
    }

    private interface Check {
        void by(X509ExtendedTrustManager trust) throws CertificateException;
    }

    private void check(X509Certificate[] chain, Check check) throws CertificateException {
        List<EncodedCertificate> named = namedBy(chain);
        if (!named.isEmpty()) {
            try {
                check.by(trusting(named));
                return;
            } catch (CertificateException e) {
                // Names may be written in more than one way, so the last word is that of all.
            }
        }
        check.by(whole());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, trust -> trust.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, trust -> trust.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, trust -> trust.checkServerTrusted(chain, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        whole().checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        whole().checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        whole().checkClientTrusted(chain, authType);
    }

    /** Returns none: these are what a server would name to its clients, and this is a client's. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
