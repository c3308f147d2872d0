package dev.flotilla.sidekick.dns;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

/** Everything that can be answered, by name. Does not change; a changed directory makes a new one. */
final class Zone {
    private final Name apex;
    private final SOARecord soa;
    private final Map<Name, List<Record>> nodes;

    Zone(Name apex, SOARecord soa, Map<Name, List<Record>> nodes) {
        this.apex = apex;
        this.soa = soa;
        this.nodes = new HashMap<>(nodes);
    }

    /** Whether this server answers for the name: everything in its zone, and the addresses of its instances. */
    boolean holds(Name name) {
        return name.subdomain(apex) || nodes.containsKey(name);
    }

    /** All records of a name; empty when there is no such name, no records when names lie below it only. */
    Optional<List<Record>> find(Name name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /** Its records of one type. */
    List<Record> find(Name name, int type) {
        return nodes.getOrDefault(name, List.of()).stream()
                .filter(record -> record.getType() == type)
                .toList();
    }

    SOARecord soa() {
        return soa;
    }
}
