package dev.deploystat.cli;

import dev.deploystat.aws.Replay;
import dev.deploystat.gate.Clock;

/**
 * A record being played back, with the clock it plays by.
 *
 * @param replay the record
 * @param clock the record's own time
 */
record Playback(Replay replay, Clock clock) {

    /** Starts a record; {@code pace} is how much faster than life it plays, 0 for at once. */
    static Playback of(Replay replay, int pace) {
        Clock clock = Clock.virtual(replay.start(), pace);
        replay.follow(clock::now);
        return new Playback(replay, clock);
    }
}
