package dev.flotilla.agent.systemd.journal;

import dev.flotilla.agent.runtime.LogQuery;
import dev.flotilla.agent.runtime.LogSink;
import dev.flotilla.agent.runtime.Subscription;
import dev.flotilla.model.unit.UnitName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Units' logs: what {@code journalctl} prints, each reader with a process of its own. */
public final class Journal implements AutoCloseable {
    private final List<String> journalctl;
    private final Set<JournalReader> readers = ConcurrentHashMap.newKeySet();

    /**
     * @param journalctl the command and what comes before its options
     */
    public Journal(List<String> journalctl) {
        this.journalctl = List.copyOf(journalctl);
    }

    /**
     * Hands a unit's log to the sink, on a thread of its own.
     *
     * @param known the unit is there; of one that is not, an empty log means that there is no such unit
     */
    public Subscription read(UnitName unit, LogQuery query, boolean known, LogSink sink) {
        JournalReader reader = new JournalReader(journalctl, unit, query, known, sink, readers::remove);
        readers.add(reader);
        Thread.ofPlatform().daemon().name("flotilla-journal").start(reader);
        return reader;
    }

    @Override
    public void close() {
        readers.forEach(JournalReader::close);
    }
}
