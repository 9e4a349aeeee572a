package dev.deploystat.aws.http;

import dev.deploystat.aws.adapter.ErrorCodes;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/**
 * Why no secured connection came about, and what to do. The JDK says it in the names of its classes; what it says of a host
 * that a certificate does not name, and of what is rarer, is kept, without the alert in brackets before it.
 */
public record TlsFailure(String words, String hint) {
    private static final String NO_TLS = "Unsupported or unrecognized SSL message";
    private static final String ALERT = "^\\([a-z_]+\\) ";
    private static final String CHECK_THE_CLOCK = "Check the clock of this machine.";
    private static final String NAME_THE_AUTHORITY =
            "Behind a proxy that inspects TLS, or for a host that is not Amazon's, name a file with the certificate of its"
                    + " authority with --ca-bundle or AWS_CA_BUNDLE.";

    /** Returns what a failure of the JDK's says. */
    public static TlsFailure of(SSLException failure) {
        if (ErrorCodes.find(failure, CertificateExpiredException.class) != null) {
            return new TlsFailure("the certificate of the server has expired", CHECK_THE_CLOCK);
        }
        if (ErrorCodes.find(failure, CertificateNotYetValidException.class) != null) {
            return new TlsFailure("the certificate of the server is not valid yet", CHECK_THE_CLOCK);
        }
        if (ErrorCodes.find(failure, CertPathBuilderException.class) != null) {
            return new TlsFailure(
                    "no authority that is trusted vouches for the certificate of the server", NAME_THE_AUTHORITY);
        }
        CertPathValidatorException invalid = ErrorCodes.find(failure, CertPathValidatorException.class);
        if (invalid != null) {
            return new TlsFailure(
                    "the certificate of the server is not accepted: " + invalid.getMessage(), NAME_THE_AUTHORITY);
        }
        String said = String.valueOf(failure.getMessage());
        return said.startsWith(NO_TLS)
                ? new TlsFailure(
                        "the server does not speak TLS",
                        "Check whether the endpoint begins with http://, not https://.")
                : new TlsFailure(said.replaceFirst(ALERT, ""), NAME_THE_AUTHORITY);
    }
}
