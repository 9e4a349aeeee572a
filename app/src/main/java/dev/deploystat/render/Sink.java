package dev.deploystat.render;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Where output goes. A failure to write is unchecked: whoever owns the stream knows what a closed pipe means. */
final class Sink {
    private final Appendable out;

    Sink(Appendable out) {
        this.out = out;
    }

    void write(CharSequence text) {
        try {
            out.append(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void line(String text) {
        write(text + "\n");
    }

    void flush() {
        if (out instanceof Flushable stream) {
            try {
                stream.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
