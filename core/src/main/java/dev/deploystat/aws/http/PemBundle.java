package dev.deploystat.aws.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The certificates of a PEM file, of which no more is decoded than the name of each holder. Where a certificate ends, its
 * own first bytes say.
 */
final class PemBundle {
    private static final byte[] BEGIN = "-----BEGIN CERTIFICATE-----".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] END = "-----END CERTIFICATE-----".getBytes(StandardCharsets.ISO_8859_1);
    /** Most holders are named within this many characters, which are three bytes each four. */
    private static final int HEAD = 560;

    private static final int LENGTH = 8;

    private final byte[] pem;

    private PemBundle(byte[] pem) {
        this.pem = pem;
    }

    /**
     * Finds the certificates of a file.
     *
     * @throws CertificateException when there is none, or one breaks off
     */
    static List<EncodedCertificate> read(Path file) throws IOException, CertificateException {
        List<EncodedCertificate> certificates = new PemBundle(Files.readAllBytes(file)).certificates();
        if (certificates.isEmpty()) {
            throw new CertificateException("it holds no certificate");
        }
        return certificates;
    }

    private List<EncodedCertificate> certificates() throws CertificateException {
        List<EncodedCertificate> certificates = new ArrayList<>();
        for (int begin = find(BEGIN, 0); begin >= 0; ) {
            Pem certificate = new Pem(begin + BEGIN.length);
            certificates.add(certificate);
            begin = find(BEGIN, certificate.end + END.length);
        }
        return certificates;
    }

    private int find(byte[] words, int from) {
        for (int at = from; at <= pem.length - words.length; at++) {
            if (isAt(words, at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean isAt(byte[] words, int at) {
        return pem[at] == words[0]
                && at + words.length <= pem.length
                && Arrays.equals(pem, at, at + words.length, words, 0, words.length);
    }

    /** One certificate between its two lines. */
    private final class Pem implements EncodedCertificate {
        private final int start;
        private final int end;
        /** How many characters a line has, and how many end it, if all are as the first. */
        private final int width;

        private final int lineEnd;

        Pem(int behindBegin) throws CertificateException {
            int at = behindBegin;
            while (at < pem.length && pem[at] <= ' ') {
                at++;
            }
            start = at;
            while (at < pem.length && pem[at] > ' ') {
                at++;
            }
            width = Math.max(at - start, 1);
            lineEnd = at < pem.length && pem[at] == '\r' ? 2 : 1;
            int announced = announcedEnd();
            end = announced < pem.length && isAt(END, announced) ? announced : find(END, behindBegin);
            if (end < 0) {
                throw new CertificateException("a certificate breaks off");
            }
        }

        /** Returns where the last line begins if the certificate is as long as it says. */
        private int announcedEnd() {
            try {
                ByteBuffer first = ByteBuffer.wrap(decoded(LENGTH, pem.length));
                long length = Der.enter(first, Der.SEQUENCE) + (long) first.position();
                long characters = (length + 2) / 3 * 4;
                long lines = (characters + width - 1) / width;
                return (int) Math.min(start + characters + lines * lineEnd, pem.length);
            } catch (RuntimeException e) {
                return pem.length;
            }
        }

        /** Returns what the first characters stand for, where all lines are as the first. */
        private byte[] decoded(int characters, int limit) {
            byte[] text = new byte[characters];
            int length = 0;
            for (int at = start; length < characters && at < limit; at += width + lineEnd) {
                int part = Math.min(Math.min(width, characters - length), limit - at);
                System.arraycopy(pem, at, text, length, part);
                length += part;
            }
            return Base64.getDecoder().decode(Arrays.copyOf(text, length / 4 * 4));
        }

        @Override
        public ByteBuffer subject() throws CertificateException {
            try {
                return Der.subject(ByteBuffer.wrap(decoded(HEAD, end)));
            } catch (IllegalArgumentException | CertificateException e) {
                // The name is a long one, or the lines are uneven.
                return Der.subject(ByteBuffer.wrap(whole()));
            }
        }

        @Override
        public byte[] whole() throws CertificateException {
            String text = new String(pem, start, end - start, StandardCharsets.ISO_8859_1);
            try {
                return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
            } catch (IllegalArgumentException e) {
                throw new CertificateException("a certificate is not written in Base64", e);
            }
        }
    }
}
