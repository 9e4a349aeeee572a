package dev.deploystat.aws.adapter;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A client with the place it talks to.
 *
 * <p>It remembers what polling need not ask for again: what never changes at the service, such as what a service revision
 * holds, and what was learnt about how to ask.
 *
 * @param <C> the SDK client
 */
public final class Connection<C> implements AutoCloseable {
    private final C client;
    private final String region;
    private final Map<String, Object> memory = new ConcurrentHashMap<>();

    public Connection(C client, String region) {
        this.client = client;
        this.region = region;
    }

    public C client() {
        return client;
    }

    public String region() {
        return region;
    }

    /** Returns the remembered answer under a name, asking for it the first time; null answers are asked for again. */
    public <T> T remembered(String name, Class<T> type, Supplier<T> ask) {
        Object known = memory.get(name);
        if (known == null) {
            known = ask.get();
            if (known == null) {
                return null;
            }
            memory.put(name, known);
        }
        return type.cast(known);
    }

    /** Remembers an answer in place of what was known under its name. */
    public void remember(String name, Object answer) {
        memory.put(name, answer);
    }

    /**
     * Returns the remembered answers under several names, asking in batches for those not known yet. Names without an
     * answer are left out and asked for again the next time.
     */
    public <T> Map<String, T> remembered(
            Collection<String> names, Class<T> type, int batchSize, Function<List<String>, Map<String, T>> ask) {
        List<String> unknown = names.stream()
                .filter(name -> !memory.containsKey(name))
                .distinct()
                .toList();
        Batches.of(unknown, batchSize).forEach(batch -> memory.putAll(ask.apply(batch)));
        Map<String, T> known = new LinkedHashMap<>();
        names.stream().filter(memory::containsKey).forEach(name -> known.put(name, type.cast(memory.get(name))));
        return known;
    }

    /** Returns a page of the AWS console in this region; {@code path} starts with a slash. */
    public String console(String path) {
        String host = region.startsWith("cn-")
                ? "console.amazonaws.cn"
                : region.startsWith("us-gov-") ? "console.amazonaws-us-gov.com" : "console.aws.amazon.com";
        int anchor = path.indexOf('#');
        String page = anchor < 0 ? path : path.substring(0, anchor);
        String query = (page.contains("?") ? "&" : "?") + "region=" + region;
        return "https://" + region + "." + host + page + query + path.substring(page.length());
    }

    @Override
    public void close() {
        if (client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing a client does no I/O", e);
            }
        }
    }
}
