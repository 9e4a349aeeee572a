package dev.deploystat.cli.verb;

import dev.deploystat.aws.record.Replay;
import dev.deploystat.time.Clock;

/**
 * A record being played back, with the clock it plays by.
 *
 * @param replay the record
 * @param clock the record's own time
 */
public record Playback(Replay replay, Clock clock) {

    /** Starts a record; {@code pace} is how much faster than life it plays, 0 for at once. */
    public static Playback of(Replay replay, int pace) {
        Clock clock = Clock.virtual(replay.start(), pace);
        replay.follow(clock::now);
        return new Playback(replay, clock);
    }
}
