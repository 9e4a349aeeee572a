package dev.deploystat.aws.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkAuthoritiesTest {
    /** A Java whose store is made here. */
    @TempDir
    Path java;

    private Path security;
    private List<X509Certificate> authorities;

    @BeforeEach
    void takeSomeAuthorities() throws Exception {
        security = Files.createDirectories(java.resolve("lib/security"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        authorities = List.of(((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers())
                .subList(0, 5);
    }

    private void store(String file, String type, char[] password) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("ca " + store.size(), authority);
        }
        save(store, file, password);
    }

    private void withoutPassword() throws Exception {
        store("old", "JKS", "changeit".toCharArray());
        Passwordless.store(security.resolve("old"), security.resolve("cacerts"));
    }

    private void save(KeyStore store, String file, char[] password) throws Exception {
        try (OutputStream out = Files.newOutputStream(security.resolve(file))) {
            store.store(out, password);
        }
    }

    private List<Certificate> found() throws Exception {
        List<Certificate> found = new ArrayList<>();
        for (EncodedCertificate each : JdkAuthorities.of(java)) {
            X509Certificate read = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(each.whole()));
            byte[] subject = new byte[each.subject().remaining()];
            each.subject().get(subject);
            assertThat(subject).isEqualTo(read.getSubjectX500Principal().getEncoded());
            found.add(read);
        }
        return found;
    }

    @Test
    void all_that_this_java_trusts_is_found() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        List<EncodedCertificate> found = JdkAuthorities.of(Path.of(System.getProperty("java.home")));
        assertThat(found).hasSize(((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers().length);
    }

    @Test
    void a_store_in_the_old_format_is_a_list() throws Exception {
        store("cacerts", "JKS", "changeit".toCharArray());
        assertThat(found()).containsExactlyInAnyOrderElementsOf(authorities);
    }

    @Test
    void a_store_in_the_new_format_is_a_list_where_it_has_no_password() throws Exception {
        withoutPassword();
        assertThat(found()).containsExactlyInAnyOrderElementsOf(authorities);
        store("cacerts", "PKCS12", "changeit".toCharArray());
        assertThat(found()).isEmpty();
    }

    @Test
    void a_store_with_a_key_in_it_is_left_to_the_jdk() throws Exception {
        char[] password = "changeit".toCharArray();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry(
                "key", generator.generateKeyPair().getPrivate(), password, new Certificate[] {authorities.get(0)});
        save(store, "cacerts", password);
        assertThat(found()).isEmpty();
    }

    @Test
    void a_certificate_that_is_in_the_store_without_being_trusted_is_left_to_the_jdk() throws Exception {
        withoutPassword();
        byte[] store = Files.readAllBytes(security.resolve("cacerts"));
        int mark = indexOf(store, new byte[] {0x60, (byte) 0x86, 0x48, 0x01, (byte) 0x86, (byte) 0xf9});
        store[mark + 10]++;
        Files.write(security.resolve("cacerts"), store);
        assertThat(found()).isEmpty();
    }

    private static int indexOf(byte[] bytes, byte[] words) {
        int at = 0;
        while (!Arrays.equals(bytes, at, at + words.length, words, 0, words.length)) {
            at++;
        }
        return at;
    }

    @Test
    void the_store_of_secured_connections_alone_wins() throws Exception {
        store("jssecacerts", "JKS", "changeit".toCharArray());
        authorities = authorities.subList(0, 1);
        store("cacerts", "JKS", "changeit".toCharArray());
        assertThat(found()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 30, 700, 2000})
    void a_store_cut_short_is_left_to_the_jdk(int length) throws Exception {
        for (String type : List.of("JKS", "PKCS12")) {
            if (type.equals("JKS")) {
                store("cacerts", "JKS", "changeit".toCharArray());
            } else {
                withoutPassword();
            }
            byte[] store = Files.readAllBytes(security.resolve("cacerts"));
            Files.write(security.resolve("cacerts"), Arrays.copyOf(store, length));
            assertThat(found()).isEmpty();
        }
    }

    @Test
    void a_java_without_a_store_is_left_to_the_jdk() throws Exception {
        assertThat(found()).isEmpty();
    }

    @Test
    void a_store_that_the_user_names_is_left_to_the_jdk() throws Exception {
        store("cacerts", "JKS", "changeit".toCharArray());
        assertThat(JdkAuthorities.of(java, List.of("user.name", "javax.net.ssl.trustStore")))
                .isEmpty();
    }
}
