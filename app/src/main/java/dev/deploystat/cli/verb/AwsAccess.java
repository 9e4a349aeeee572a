package dev.deploystat.cli.verb;

import dev.deploystat.aws.Adapters;
import dev.deploystat.aws.AwsSession;
import dev.deploystat.aws.Fleet;
import dev.deploystat.aws.config.AwsOptions;
import dev.deploystat.aws.record.Recorder;
import dev.deploystat.aws.record.Replay;
import dev.deploystat.cli.option.GlobalOptions;
import dev.deploystat.cli.run.Console;
import dev.deploystat.cli.run.Notes;
import dev.deploystat.model.Refusal;
import dev.deploystat.model.Target;
import dev.deploystat.time.Clock;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a run reaches AWS with: over the network, recorded or not, or out of a record. Whoever only wants to know where
 * targets are connects to nothing.
 */
public final class AwsAccess implements AutoCloseable {
    private static final double MIDDLE = 0.5;

    private final AwsSession session;
    private final Clock clock;
    private final DoubleSupplier spread;
    private final AutoCloseable record;
    private final Supplier<Fleet> connect;
    private Fleet fleet;

    private AwsAccess(
            AwsSession session,
            Clock clock,
            DoubleSupplier spread,
            AutoCloseable record,
            GlobalOptions options,
            Adapters adapters) {
        this.session = session;
        this.clock = clock;
        this.spread = spread;
        this.record = record;
        connect = () -> new Fleet(adapters, session, clock, options.raw(), options.showsCustomJson());
    }

    /** Reaches AWS as the options say; {@code pace} is how much faster than life a record plays, 0 for at once. */
    public static AwsAccess open(GlobalOptions options, Console console, Notes notes, Adapters adapters, int pace) {
        if (options.replay() != null) {
            return of(Playback.of(replay(options.replay(), adapters.secrets()), pace), options, adapters);
        }
        AwsOptions aws = options.aws();
        warnOfPlainHttp(aws, notes);
        if (options.record() == null && !options.debug()) {
            return live(AwsSession.live(aws), console, () -> {}, options, adapters);
        }
        BufferedWriter file = options.record() == null ? null : create(options.record());
        Recorder.Sink sink = new Recorder.Sink(
                line -> {
                    if (file != null) {
                        append(file, line);
                    }
                    if (options.debug()) {
                        notes.exchange(line);
                    }
                },
                console.clock()::now,
                adapters.secrets());
        return live(
                AwsSession.recorded(aws, sink, options.debug() ? notes::debug : said -> {}),
                console,
                file == null ? () -> {} : file,
                options,
                adapters);
    }

    /** Reaches into a record that is already playing. */
    public static AwsAccess of(Playback playback, GlobalOptions options, Adapters adapters) {
        Clock clock = playback.clock();
        AwsSession session = AwsSession.replayed(options.aws(), playback.replay());
        return new AwsAccess(session, clock, () -> MIDDLE, () -> {}, options, adapters);
    }

    private static AwsAccess live(
            AwsSession session, Console console, AutoCloseable record, GlobalOptions options, Adapters adapters) {
        DoubleSupplier spread = () -> ThreadLocalRandom.current().nextDouble();
        return new AwsAccess(session, console.clock(), spread, record, options, adapters);
    }

    /** Returns the target with its region and profile filled in. */
    public Target place(Target target) {
        return session.place(target);
    }

    /** Returns what knows the settings and credentials of the run. */
    public AwsSession session() {
        return session;
    }

    /** Returns why a profile cannot be used, or empty where it is there. */
    public Optional<String> absence(String profile) {
        return session.absence(profile);
    }

    /** Returns the pager that a profile, null for the one of the session, names. */
    public Optional<String> pager(String profile) {
        return session.pager(profile);
    }

    /** Returns what reads targets. */
    public Fleet fleet() {
        if (fleet == null) {
            fleet = connect.get();
        }
        return fleet;
    }

    /** Returns the time of the run: the machine's, or the record's own. */
    public Clock clock() {
        return clock;
    }

    /** Returns numbers from 0 to 1 that spread the looks of many processes; a record plays the same every time. */
    public DoubleSupplier spread() {
        return spread;
    }

    @Override
    public void close() {
        if (fleet == null) {
            session.close();
        } else {
            fleet.close();
        }
        try {
            record.close();
        } catch (Exception e) {
            throw Refusal.lost("the record could not be finished: " + e.getMessage());
        }
    }

    private static Replay replay(String file, Set<String> secrets) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return Replay.read(lines, secrets);
        } catch (IOException e) {
            throw unusable(file, e);
        } catch (UncheckedIOException e) {
            throw unusable(file, e.getCause());
        }
    }

    private static Refusal unusable(String file, IOException e) {
        return Refusal.file(
                "the replay file '" + file + "' cannot be used: " + Refusal.reason(e), "'--record FILE' makes one.");
    }

    private static BufferedWriter create(String file) {
        try {
            return Files.newBufferedWriter(Path.of(file));
        } catch (IOException e) {
            throw Refusal.file(
                    "the record '" + file + "' cannot be written: " + Refusal.reasonNotWritten(e),
                    "Name another file.");
        }
    }

    private static void append(BufferedWriter file, String line) {
        synchronized (file) {
            try {
                file.write(line);
                file.newLine();
                file.flush();
            } catch (IOException e) {
                throw Refusal.lost("the record could not be written: " + Refusal.reason(e));
            }
        }
    }

    private static void warnOfPlainHttp(AwsOptions aws, Notes notes) {
        if (aws.endpoint() == null || !"http".equals(aws.endpoint().getScheme())) {
            return;
        }
        String host = String.valueOf(aws.endpoint().getHost());
        if (!host.equals("localhost") && !host.startsWith("127.") && !host.equals("[::1]")) {
            notes.note("warning: " + aws.endpoint() + " is not encrypted; credentials' signatures and"
                    + " replies travel in the clear");
        }
    }
}
