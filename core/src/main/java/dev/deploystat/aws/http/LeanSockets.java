package dev.deploystat.aws.http;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that offer TLS 1.3 with one key exchange, X25519. By default the JDK sends two keys, and computing the one on
 * P-256 is a third of a short run. A server that cannot do with this offer refuses the handshake; it is then made the
 * whole one.
 */
final class LeanSockets extends OtherSockets {
    private static final int FIRST_JAVA = 20;

    private final SSLSocketFactory whole;
    private final Method setNamedGroups;

    LeanSockets(SSLSocketFactory whole) {
        this.whole = whole;
        try {
            // Newer than what this is compiled for.
            setNamedGroups = SSLParameters.class.getMethod("setNamedGroups", String[].class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("ask first whether it is possible", e);
        }
    }

    /** Returns whether this Java lets its user choose. */
    static boolean arePossible() {
        return Runtime.version().feature() >= FIRST_JAVA;
    }

    @Override
    SSLSocketFactory sockets() {
        return whole;
    }

    @Override
    Socket prepared(Socket socket) throws IOException {
        if (socket instanceof SSLSocket secure) {
            SSLParameters offer = secure.getSSLParameters();
            offer.setProtocols(new String[] {"TLSv1.3"});
            try {
                setNamedGroups.invoke(offer, (Object) new String[] {"x25519"});
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IOException(e);
            }
            secure.setSSLParameters(offer);
        }
        return socket;
    }
}
