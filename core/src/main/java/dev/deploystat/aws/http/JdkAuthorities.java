package dev.deploystat.aws.http;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * The certificates that a Java trusts by itself, found in its {@code cacerts} without reading them: a store of certificates
 * alone, in one of the JDK's two formats and without a password, is a plain list.
 */
final class JdkAuthorities {
    private static final int JKS = 0xfeedfeed;
    private static final int JKS_CERTIFICATE = 2;
    private static final int JKS_DIGEST = 20;

    private static final String DATA = "06092a864886f70d010701";
    private static final String CERTIFICATE_BAG = "060b2a864886f70d010c0a0103";
    private static final String X509 = "060a2a864886f70d01091601";
    /** Marks a certificate as one to trust, in the words of the JDK. */
    private static final String TRUSTED = "060c6086480186f966adca7b0101";

    private JdkAuthorities() {}

    /** Returns the certificates of a Java; none when only the JDK itself can tell which it trusts. */
    static List<EncodedCertificate> of(Path javaHome) {
        return of(javaHome, System.getProperties().stringPropertyNames());
    }

    /** Returns the same where the JVM was started with these properties. */
    static List<EncodedCertificate> of(Path javaHome, Collection<String> properties) {
        return properties.stream().anyMatch(name -> name.startsWith("javax.net.ssl."))
                ? List.of()
                : in(javaHome.resolve("lib").resolve("security"));
    }

    private static List<EncodedCertificate> in(Path folder) {
        Path first = folder.resolve("jssecacerts");
        try {
            return read(ByteBuffer.wrap(Files.readAllBytes(Files.exists(first) ? first : folder.resolve("cacerts"))));
        } catch (IOException
                | CertificateException
                | IndexOutOfBoundsException
                | BufferUnderflowException
                | IllegalArgumentException e) {
            return List.of();
        }
    }

    private static List<EncodedCertificate> read(ByteBuffer store) throws CertificateException {
        List<EncodedCertificate> certificates = new ArrayList<>();
        if (store.getInt(0) == JKS) {
            readJks(store, certificates);
        } else {
            readPkcs12(store, certificates);
        }
        return certificates;
    }

    /** As {@code sun.security.provider.JavaKeyStore} describes it. */
    private static void readJks(ByteBuffer store, List<EncodedCertificate> certificates) throws CertificateException {
        store.getInt();
        boolean hasTypes = store.getInt() == 2;
        int count = store.getInt();
        for (int i = 0; i < count; i++) {
            demand(store.getInt() == JKS_CERTIFICATE);
            skip(store, store.getShort() & 0xffff);
            skip(store, Long.BYTES);
            if (hasTypes) {
                skip(store, store.getShort() & 0xffff);
            }
            int length = store.getInt();
            certificates.add(new Listed(store.slice().limit(length).slice()));
            skip(store, length);
        }
        demand(store.remaining() == JKS_DIGEST);
    }

    private static void skip(ByteBuffer store, int length) {
        store.position(store.position() + length);
    }

    /** As RFC 7292 describes it: there is no password where nothing is enciphered and nothing vouches for the whole. */
    private static void readPkcs12(ByteBuffer store, List<EncodedCertificate> certificates)
            throws CertificateException {
        ByteBuffer whole = Der.content(store, Der.SEQUENCE);
        Der.element(whole);
        ByteBuffer contents = Der.content(data(Der.content(whole, Der.SEQUENCE)), Der.SEQUENCE);
        demand(!whole.hasRemaining());
        while (contents.hasRemaining()) {
            ByteBuffer bags = Der.content(data(Der.content(contents, Der.SEQUENCE)), Der.SEQUENCE);
            while (bags.hasRemaining()) {
                certificates.add(new Listed(certificate(Der.content(bags, Der.SEQUENCE))));
            }
        }
    }

    private static ByteBuffer data(ByteBuffer content) throws CertificateException {
        demand(is(DATA, Der.element(content)));
        return Der.content(Der.content(content, Der.CHOICE), Der.OCTETS);
    }

    private static ByteBuffer certificate(ByteBuffer bag) throws CertificateException {
        demand(is(CERTIFICATE_BAG, Der.element(bag)));
        ByteBuffer value = Der.content(Der.content(bag, Der.CHOICE), Der.SEQUENCE);
        demand(is(X509, Der.element(value)));
        ByteBuffer attributes = Der.content(bag, Der.SET);
        boolean isTrusted = false;
        while (attributes.hasRemaining()) {
            isTrusted |= is(TRUSTED, Der.element(Der.content(attributes, Der.SEQUENCE)));
        }
        demand(isTrusted);
        return Der.content(Der.content(value, Der.CHOICE), Der.OCTETS);
    }

    private static boolean is(String identifier, ByteBuffer element) {
        return element.equals(ByteBuffer.wrap(HexFormat.of().parseHex(identifier)));
    }

    private static void demand(boolean isSo) throws CertificateException {
        if (!isSo) {
            throw new CertificateException("no plain list of certificates");
        }
    }

    private record Listed(ByteBuffer encoded) implements EncodedCertificate {
        @Override
        public ByteBuffer subject() throws CertificateException {
            return Der.subject(encoded);
        }

        @Override
        public byte[] whole() {
            byte[] whole = new byte[encoded.remaining()];
            encoded.duplicate().get(whole);
            return whole;
        }
    }
}
