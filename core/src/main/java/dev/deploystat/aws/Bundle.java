package dev.deploystat.aws;

import dev.deploystat.aws.http.Transport;
import dev.deploystat.model.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** A PEM file of authorities. */
public final class Bundle {
    private Bundle() {}

    /** Returns what is wrong with a file; empty where it can be used. */
    public static Optional<String> faultOf(Path file) {
        try {
            Transport.check(file);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Refusal.reason(e));
        } catch (GeneralSecurityException e) {
            return Optional.of(e.getMessage());
        }
    }
}
