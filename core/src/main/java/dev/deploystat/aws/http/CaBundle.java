package dev.deploystat.aws.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/**
 * Trusts the certificates of a PEM file. A system's bundle holds some 150, and reading them all takes longer than the call
 * they are for, so only those are read at first that a server's chain names. Where these do not lead to trust, all of them
 * are asked: the answer is never another than theirs.
 */
final class CaBundle extends X509ExtendedTrustManager {
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";
    private static final int VERSION = 0xa0;
    private static final int LONG_LENGTH = 0x80;

    private final List<byte[]> all;
    private final Map<ByteBuffer, List<byte[]>> bySubject = new HashMap<>();
    private X509ExtendedTrustManager whole;

    private CaBundle(List<byte[]> all) throws CertificateException {
        this.all = all;
        for (byte[] certificate : all) {
            bySubject
                    .computeIfAbsent(subject(certificate), name -> new ArrayList<>())
                    .add(certificate);
        }
    }

    /**
     * Reads a bundle.
     *
     * @throws GeneralSecurityException when it holds no certificate, or what it holds is none
     */
    static CaBundle of(Path file) throws IOException, GeneralSecurityException {
        List<byte[]> certificates = decoded(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (certificates.isEmpty()) {
            throw new CertificateException("it holds no certificate");
        }
        return new CaBundle(certificates);
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

    private static List<byte[]> decoded(String pem) throws CertificateException {
        List<byte[]> certificates = new ArrayList<>();
        for (int begin = pem.indexOf(BEGIN); begin >= 0; begin = pem.indexOf(BEGIN, begin + 1)) {
            int end = pem.indexOf(END, begin);
            if (end < 0) {
                throw new CertificateException("a certificate breaks off");
            }
            String text = pem.substring(begin + BEGIN.length(), end);
            try {
                certificates.add(Base64.getDecoder()
                        .decode(text.replace("\n", "").replace("\r", "").strip()));
            } catch (IllegalArgumentException e) {
                throw new CertificateException("a certificate is not written in Base64", e);
            }
        }
        return certificates;
    }

    /** Returns the encoded name of the holder without reading the rest (RFC 5280, 4.1). */
    static ByteBuffer subject(byte[] certificate) throws CertificateException {
        try {
            ByteBuffer rest = content(content(ByteBuffer.wrap(certificate)));
            if ((rest.get(rest.position()) & 0xff) == VERSION) {
                element(rest);
            }
            // The serial number, the algorithm of the signature, the issuer and the time of validity.
            for (int i = 0; i < 4; i++) {
                element(rest);
            }
            return element(rest);
        } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
            throw new CertificateException("what it holds is no certificate", e);
        }
    }

    /** Returns the element that begins here, and goes on behind it. */
    private static ByteBuffer element(ByteBuffer from) {
        int start = from.position();
        int end = content(from).limit();
        ByteBuffer element = from.duplicate().position(start).limit(end).slice();
        from.position(end);
        return element;
    }

    /** Returns what is inside the element that begins here. */
    private static ByteBuffer content(ByteBuffer element) {
        ByteBuffer content = element.duplicate();
        content.get();
        int length = content.get() & 0xff;
        if (length >= LONG_LENGTH) {
            int octets = length - LONG_LENGTH;
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = (length << 8) | (content.get() & 0xff);
            }
        }
        return content.limit(content.position() + length);
    }

    private static X509ExtendedTrustManager trusting(List<byte[]> encoded) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> certificates = new ArrayList<>();
        for (byte[] each : encoded) {
            certificates.add(factory.generateCertificate(new ByteArrayInputStream(each)));
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
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return (X509ExtendedTrustManager) trust.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    private synchronized X509ExtendedTrustManager whole() throws CertificateException {
        if (whole == null) {
            whole = trusting(all);
        }
        return whole;
    }

    private List<byte[]> namedBy(X509Certificate[] chain) {
        List<byte[]> named = new ArrayList<>();
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
        List<byte[]> named = namedBy(chain);
        if (!named.isEmpty()) {
            try {
                check.by(trusting(named));
                return;
            } catch (CertificateException e) {
                // Names may be written in more than one way, so the last word is that of the whole bundle.
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
