package dev.deploystat.aws.http;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;

/**
 * Finds its way through what is encoded by DER (X.690) without making objects of it. What is encoded in another way ends in
 * a {@link RuntimeException} of the buffer.
 */
final class Der {
    static final int OCTETS = 0x04;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final int CHOICE = 0xa0;

    private static final int LONG_LENGTH = 0x80;
    private static final int MOST_OCTETS = 4;

    private Der() {}

    /**
     * Returns the encoded name of a certificate's holder (RFC 5280, 4.1). What comes behind it is not needed.
     *
     * @throws CertificateException when this is not how a certificate begins, or it ends too soon
     */
    static ByteBuffer subject(ByteBuffer certificate) throws CertificateException {
        try {
            ByteBuffer rest = certificate.duplicate();
            enter(rest, SEQUENCE);
            enter(rest, SEQUENCE);
            if (tag(rest) == CHOICE) {
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

    /** Returns the kind of the element that begins here. */
    static int tag(ByteBuffer at) {
        return at.get(at.position()) & 0xff;
    }

    /** Goes into the element that begins here, and returns how long its content is. */
    static int enter(ByteBuffer at, int tag) {
        if (tag(at) != tag) {
            throw new IllegalArgumentException("another kind of element");
        }
        at.get();
        int length = at.get() & 0xff;
        if (length < LONG_LENGTH) {
            return length;
        }
        int octets = length - LONG_LENGTH;
        if (octets == 0 || octets > MOST_OCTETS) {
            throw new IllegalArgumentException("no length that there could be");
        }
        length = 0;
        for (int i = 0; i < octets; i++) {
            length = (length << Byte.SIZE) | (at.get() & 0xff);
        }
        return length;
    }

    /** Returns the element that begins here, and goes on behind it. */
    static ByteBuffer element(ByteBuffer at) {
        ByteBuffer element = at.duplicate();
        int length = enter(at, tag(at));
        at.position(at.position() + length);
        return element.limit(at.position()).slice();
    }

    /** Returns what is in the element that begins here, and goes on behind it. */
    static ByteBuffer content(ByteBuffer at, int tag) {
        int length = enter(at, tag);
        ByteBuffer content = at.duplicate();
        at.position(at.position() + length);
        return content.limit(at.position()).slice();
    }
}
