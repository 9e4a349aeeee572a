package dev.deploystat.aws.http;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that offer TLS 1.3 with one key exchange, X25519. By default the JDK sends two keys, and computing the one on
 * P-256 is a third of a short run. A server that cannot do with this offer refuses the handshake; it is then made the
 * whole one.
 */
final class LeanSockets extends SSLSocketFactory {
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

    private Socket lean(Socket socket) throws IOException {
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

    @Override
    public Socket createSocket() throws IOException {
        return lean(whole.createSocket());
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        return lean(whole.createSocket(connected, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return lean(whole.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return lean(whole.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return lean(whole.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return lean(whole.createSocket(host, port, from, fromPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return whole.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return whole.getSupportedCipherSuites();
    }
}
