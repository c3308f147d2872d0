package dev.flotilla.sidekick.dns;

import dev.flotilla.model.discovery.Instance;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;

/** What is known of an instance besides its address, as {@code key=value} (RFC 6763 section 6). */
final class Texts {
    private static final int LONGEST = 255;

    private Texts() {}

    static TXTRecord of(Name owner, long ttl, Instance instance) {
        return record(owner, ttl, known(instance));
    }

    /** With the instance's name in front, for a record set that tells of several. */
    static TXTRecord named(Name owner, long ttl, Instance instance) {
        List<String> texts = known(instance);
        texts.addFirst("instance=" + instance.name());
        return record(owner, ttl, texts);
    }

    private static List<String> known(Instance instance) {
        List<String> texts = new ArrayList<>();
        instance.version().ifPresent(version -> texts.add("version=" + version));
        instance.machine().ifPresent(machine -> texts.add("machine=" + machine.value()));
        instance.unit().ifPresent(unit -> texts.add("unit=" + unit.value()));
        if (!instance.tags().isEmpty()) {
            texts.add("tags=" + String.join(",", instance.tags()));
        }
        instance.attributes().forEach((key, value) -> texts.add(key + "=" + value));
        return texts;
    }

    /** A text that is too long for DNS is left out: half a value would be a wrong one. */
    private static TXTRecord record(Name owner, long ttl, List<String> texts) {
        List<String> fitting = texts.stream()
                .filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= LONGEST)
                .map(Texts::escaped)
                .toList();
        return new TXTRecord(owner, DClass.IN, ttl, fitting.isEmpty() ? List.of("") : fitting);
    }

    /** The library reads a text as a zone file's: a backslash begins an escape, other bytes are written as numbers. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            int value = each & 0xFF;
            if (value == '\\' || value < 0x20 || value > 0x7E) {
                escaped.append(String.format("\\%03d", value));
            } else {
                escaped.append((char) value);
            }
        }
        return escaped.toString();
    }
}
