package dev.flotilla.cli.cluster;

import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.http.StreamedResponse;
import dev.flotilla.cli.json.Json;
import dev.flotilla.cli.json.JsonText;
import dev.flotilla.cli.output.Listing;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code events}. */
@Command(
        name = "events",
        customSynopsis = "flotilla events [--since=REVISION] [--last=N] [-f|--follow] [-o text|json]",
        description = {
            "Prints what happened in the cluster: who changed what, what was placed and moved and why, what machines",
            "reported. With -f it goes on with what happens, also when the gateway is restarted."
        },
        footer = {
            "%nExamples:",
            "  flotilla events",
            "  flotilla events -f --last 0",
            "  flotilla events --since 815 -o json"
        })
public final class EventsCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--since",
            paramLabel = "REVISION",
            description = "Begin after this revision; each line of events begins with its own.")
    private Optional<Long> since = Optional.empty();

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "100",
            description = "Begin with the last N events (default 100).")
    private int last;

    @Option(
            names = {"-f", "--follow"},
            arity = "0..1",
            fallbackValue = "true",
            description = "Go on with what happens from now on.")
    private boolean follow;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text (default) or json; with -f one object a line.")
    private ExplainCommand.Format format = ExplainCommand.Format.text;

    public EventsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (last < 0) {
            throw new CommandFailure("--last is not negative", Exit.USAGE);
        }
        if (follow) {
            follow();
        } else {
            print(session.gateway().events(since, last).at("events").items());
        }
        return Exit.OK;
    }

    private void print(List<Json> events) {
        if (format == ExplainCommand.Format.json) {
            Listing.printJson(session, events);
        } else {
            events.forEach(this::print);
        }
    }

    private void print(Json event) {
        session.out()
                .println(
                        format == ExplainCommand.Format.json
                                ? JsonText.compact(event)
                                : event.at("revision").text() + " "
                                        + Times.shown(event.at("time").text()) + " "
                                        + event.at("sentence").text());
    }

    /** Until nobody reads any more; a stream that breaks is resumed where it was. */
    private void follow() {
        Optional<Long> position = since;
        long awaySince = 0;
        Duration pause = session.pace().firstPoll();
        while (true) {
            try (StreamedResponse stream = session.gateway().eventStream(position, last)) {
                awaySince = 0;
                pause = session.pace().firstPoll();
                EventStream events = new EventStream(stream.body(), position);
                if (!copy(events)) {
                    return;
                }
                position = events.position();
            } catch (GatewayException e) {
                awaySince = awaySince == 0 ? System.nanoTime() : awaySince;
                if (!e.isOutage() || isLong(awaySince)) {
                    throw e;
                }
            } catch (IOException e) {
                session.err().println("the event stream broke off: " + e.getMessage());
            }
            pause = pause(pause);
        }
    }

    /** False when nobody reads any more. */
    private boolean copy(EventStream events) {
        try {
            for (Optional<EventStream.Event> event = events.next(); event.isPresent(); event = events.next()) {
                if (event.get().type().equals("compacted")) {
                    session.err().println("older events are gone; these begin where the kept ones do");
                } else if (!event.get().type().equals("ready")) {
                    print(event.get().data());
                }
                if (session.out().checkError()) {
                    return false;
                }
            }
        } catch (IOException e) {
            session.err().println("the event stream broke off: " + e.getMessage());
        }
        return true;
    }

    private boolean isLong(long nanos) {
        return System.nanoTime() - nanos > session.pace().surrender().toNanos();
    }

    private Duration pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
        Duration next = pause.multipliedBy(2);
        return next.compareTo(session.pace().lastPoll()) < 0
                ? next
                : session.pace().lastPoll();
    }
}
