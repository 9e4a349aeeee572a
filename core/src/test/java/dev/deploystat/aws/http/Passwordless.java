package dev.deploystat.aws.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes stores as newer JDKs bring them: PKCS#12, with nothing enciphered and no password. */
final class Passwordless {
    private Passwordless() {}

    static void store(Path jks, Path made) throws IOException, InterruptedException {
        Files.deleteIfExists(made);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE",
                        "-J-Dkeystore.pkcs12.macAlgorithm=NONE",
                        "-importkeystore",
                        "-srckeystore",
                        jks.toString(),
                        "-srcstorepass",
                        "changeit",
                        "-destkeystore",
                        made.toString(),
                        "-deststoretype",
                        "PKCS12",
                        "-deststorepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }
}
