package dev.deploystat.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A server on the loopback interface that says to each request what a test wants to see on the wire, and hangs up. */
public final class LoopbackPeer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** What becomes of a connection whose request has been read. */
    public interface Answer {
        void give(String head, Socket client) throws IOException;
    }

    public LoopbackPeer(Answer answer) {
        try {
            listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(() -> serve(answer), "peer");
        thread.setDaemon(true);
        thread.start();
    }

    public String address() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Returns the heads of the requests so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void serve(Answer answer) {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                String head = read(client.getInputStream());
                requests.add(head);
                answer.give(head, client);
            } catch (IOException e) {
                // The client gave up, which is what some tests are about, or the test is over.
            }
        }
    }

    /** Reads a whole request: closing a socket with unread bytes would reset it. */
    private static String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the client hung up");
            }
            head.append((char) octet);
        }
        String length = head.toString().replaceAll("(?is).*content-length: *([0-9]+).*", "$1");
        if (length.matches("[0-9]+")) {
            in.readNBytes(Integer.parseInt(length));
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
