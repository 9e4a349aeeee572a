package dev.deploystat.aws.http;

import java.nio.ByteBuffer;
import java.security.cert.CertificateException;

/** A certificate that is not read before it is needed. */
interface EncodedCertificate {

    /** Returns the encoded name of its holder. */
    ByteBuffer subject() throws CertificateException;

    byte[] whole() throws CertificateException;
}
