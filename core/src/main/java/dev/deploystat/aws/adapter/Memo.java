package dev.deploystat.aws.adapter;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** What polling need not ask for again: what never changes at a service, or was learnt about how to ask. */
public final class Memo {
    // A map of maps, because no method of a record is kept in a start-up archive.
    private final Map<Class<?>, Map<String, Object>> known = new ConcurrentHashMap<>();

    // Kept apart, because every look at a list of deployments has some.
    private volatile List<Duration> earlier = List.of();

    /** Remembers how long deployments took that succeeded, newest first, where a call had them in hand. */
    public void keepEarlier(List<Duration> newestFirst) {
        earlier = newestFirst;
    }

    /** Adds to a list how long a deployment took, where both of its ends are known. */
    public static void addSpan(List<Duration> spans, Instant begun, Instant ended) {
        if (begun != null && ended != null && !ended.isBefore(begun)) {
            spans.add(Duration.between(begun, ended));
        }
    }

    /** Returns how long deployments took that succeeded, newest first, as far as a call had them in hand. */
    public List<Duration> earlier() {
        return earlier;
    }

    /**
     * Returns a fact, or empty where it is not known.
     *
     * @param type the class of the fact
     * @param name what distinguishes it from other facts of that class
     */
    public <T> Optional<T> get(Class<T> type, String name) {
        Map<String, Object> ofType = known.get(type);
        return ofType == null ? Optional.empty() : Optional.ofNullable(type.cast(ofType.get(name)));
    }

    /**
     * Remembers a fact in place of what was known under its name.
     *
     * @throws MalformedReply if there is no name: a reply that says something of nothing
     */
    public <T> void put(Class<T> type, String name, T fact) {
        known.computeIfAbsent(type, each -> new ConcurrentHashMap<>())
                .put(MalformedReply.unless(name, "the id of what it describes"), fact);
    }

    /** Returns a fact, asking for it the first time; an empty answer is asked for again. */
    public <T> Optional<T> get(Class<T> type, String name, Supplier<Optional<T>> ask) {
        Optional<T> fact = get(type, name);
        if (fact.isPresent()) {
            return fact;
        }
        Optional<T> answer = ask.get();
        answer.ifPresent(found -> put(type, name, found));
        return answer;
    }

    /**
     * Returns facts under several names, asking in batches for those not known yet. Names without an answer are left out
     * and asked for again the next time.
     */
    public <T> Map<String, T> getAll(
            Class<T> type, Collection<String> names, int batchSize, Function<List<String>, Map<String, T>> ask) {
        List<String> unknown = names.stream()
                .filter(name -> get(type, name).isEmpty())
                .distinct()
                .toList();
        for (List<String> batch : Batches.of(unknown, batchSize)) {
            ask.apply(batch).forEach((name, fact) -> put(type, name, fact));
        }
        Map<String, T> facts = new LinkedHashMap<>();
        names.forEach(name -> get(type, name).ifPresent(fact -> facts.put(name, fact)));
        return facts;
    }
}
