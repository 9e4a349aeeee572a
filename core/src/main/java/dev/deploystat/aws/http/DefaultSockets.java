package dev.deploystat.aws.http;

import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The JDK's default sockets, made when the first is asked for. Every secured connection of the JDK takes hold of the default
 * factory before it can be given another, and making that reads every certificate there is.
 */
final class DefaultSockets extends OtherSockets {

    @Override
    SSLSocketFactory sockets() {
        return (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    @Override
    Socket prepared(Socket socket) {
        return socket;
    }
}
