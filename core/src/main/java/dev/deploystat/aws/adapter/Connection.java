package dev.deploystat.aws.adapter;

import dev.deploystat.model.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client with the place it talks to, and what is remembered of that place.
 *
 * @param <C> the SDK client
 */
public final class Connection<C> implements AutoCloseable {
    private final C client;
    private final String region;
    private final Memo memo = new Memo();
    private final Map<Target, Memo> ofTargets = new ConcurrentHashMap<>();

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

    /** Returns what is known for good, by ids that are never used again. */
    public Memo memo() {
        return memo;
    }

    /** Returns what is known of a target, whichever of its deployments is pinned. It lasts while the target is there. */
    public Memo memo(Target target) {
        return ofTargets.computeIfAbsent(target.pinnedTo(null), unpinned -> new Memo());
    }

    /** Forgets what is known of a target: one that is deleted and made anew has other ids under the same name. */
    public void forget(Target target) {
        ofTargets.remove(target.pinnedTo(null));
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
