package dev.deploystat.aws.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemBundleTest {
    private static List<X509Certificate> authorities;

    @TempDir
    Path files;

    @BeforeAll
    static void takeAllAuthorities() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        authorities = List.of(((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers());
    }

    private List<EncodedCertificate> read(String pem) throws Exception {
        return PemBundle.read(Files.writeString(files.resolve("bundle.pem"), pem, StandardCharsets.ISO_8859_1));
    }

    private static String pem(X509Certificate certificate, int width, String lineEnd) throws Exception {
        String text = width == 0
                ? Base64.getEncoder().encodeToString(certificate.getEncoded())
                : Base64.getMimeEncoder(width, lineEnd.getBytes(StandardCharsets.ISO_8859_1))
                        .encodeToString(certificate.getEncoded());
        return "-----BEGIN CERTIFICATE-----" + lineEnd + text + lineEnd + "-----END CERTIFICATE-----" + lineEnd;
    }

    private static void assertAllFound(List<EncodedCertificate> found) throws Exception {
        assertThat(found).hasSameSizeAs(authorities);
        for (int i = 0; i < found.size(); i++) {
            X509Certificate certificate = authorities.get(i);
            assertThat(found.get(i).whole()).isEqualTo(certificate.getEncoded());
            assertThat(found.get(i).subject())
                    .isEqualTo(ByteBuffer.wrap(
                            certificate.getSubjectX500Principal().getEncoded()));
        }
    }

    @ParameterizedTest
    @CsvSource({"64, LF", "64, CRLF", "76, LF", "4, LF", "0, LF"})
    void every_width_of_lines_is_read(int width, String end) throws Exception {
        StringBuilder pem = new StringBuilder("# Authorities of this machine\n");
        for (X509Certificate each : authorities) {
            pem.append(pem(each, width, end.equals("LF") ? "\n" : "\r\n")).append("# and the next\n");
        }
        assertAllFound(read(pem.toString()));
    }

    @Test
    void uneven_lines_and_blanks_are_read() throws Exception {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate each : authorities) {
            pem.append(pem(each, 64, "\n").replaceFirst("(?m)^(MI.{10})(.*)$", "$1  \n $2 \n"));
        }
        assertAllFound(read(pem.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate\n", "-----BEGIN PRIVATE KEY-----\n"})
    void a_file_without_a_certificate_is_refused(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(CertificateException.class)
                .hasMessage("it holds no certificate");
    }

    @Test
    void a_certificate_without_an_end_is_refused() throws Exception {
        String whole = pem(authorities.get(0), 64, "\n");
        for (int length : List.of(27, 28, 40, 200, whole.length() - 3)) {
            assertThatThrownBy(() -> read(whole.substring(0, length)))
                    .isInstanceOf(CertificateException.class)
                    .hasMessage("a certificate breaks off");
        }
    }

    @Test
    void what_is_no_certificate_is_refused_when_its_name_is_asked_for() throws Exception {
        List<EncodedCertificate> found = read("""
                -----BEGIN CERTIFICATE-----
                MIIB
                -----END CERTIFICATE-----
                -----BEGIN CERTIFICATE-----
                !!!!
                -----END CERTIFICATE-----
                """);
        assertThatThrownBy(() -> found.get(0).subject()).hasMessage("what it holds is no certificate");
        assertThatThrownBy(() -> found.get(1).subject()).hasMessage("a certificate is not written in Base64");
    }
}
