package dev.flotilla.sidekick.dns;

import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.Freshness;
import dev.flotilla.sidekick.directory.Snapshot;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers queries from the directory. Nothing here waits for anybody.
 *
 * <p>While the registry is away, answers go on and say so: with the extended error "stale answer" (RFC 8914) for those
 * who speak EDNS. After {@link DnsSettings#staleFor()} they end with SERVFAIL, so that resolvers ask another server.
 */
public final class Responder {
    private static final int PLAIN_UDP = 512;

    private final DnsSettings settings;
    private final Directory directory;
    private final InstantSource clock;
    private final Random random;
    private volatile Optional<Made> made = Optional.empty();

    /** The zone of a snapshot. */
    private record Made(Snapshot of, Zone zone) {}

    /** @param random shuffles answers, so that work spreads though askers take the first */
    public Responder(DnsSettings settings, Directory directory, InstantSource clock, Random random) {
        this.settings = settings;
        this.directory = directory;
        this.clock = clock;
        this.random = random;
    }

    /** The answer over UDP: cut to what the asker takes, with TC set when something was. Empty: no answer. */
    Optional<byte[]> overUdp(byte[] query) {
        return answer(query).map(exchange -> {
            int takes = exchange.asked().map(OPTRecord::getPayloadSize).orElse(PLAIN_UDP);
            return exchange.response().toWire(Math.min(settings.udpPayload(), Math.max(PLAIN_UDP, takes)));
        });
    }

    /** The answer over TCP. Empty: no answer. */
    Optional<byte[]> overTcp(byte[] query) {
        return answer(query).map(exchange -> exchange.response().toWire(Message.MAXLENGTH));
    }

    private record Exchange(Message response, Optional<OPTRecord> asked) {}

    private Optional<Exchange> answer(byte[] query) {
        Message request;
        try {
            request = new Message(query);
        } catch (IOException e) {
            return malformed(query).map(response -> new Exchange(response, Optional.empty()));
        }
        if (request.getHeader().getFlag(Flags.QR)) {
            // An answer to an answer could go round for ever.
            return Optional.empty();
        }
        return Optional.of(new Exchange(respond(request), Optional.ofNullable(request.getOPT())));
    }

    private static Optional<Message> malformed(byte[] query) {
        try {
            Header header = new Header(query);
            if (header.getFlag(Flags.QR)) {
                return Optional.empty();
            }
            Message response = new Message(header.getID());
            response.getHeader().setFlag(Flags.QR);
            response.getHeader().setOpcode(header.getOpcode());
            response.getHeader().setRcode(Rcode.FORMERR);
            return Optional.of(response);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Message respond(Message request) {
        Header asked = request.getHeader();
        Message response = new Message(asked.getID());
        Header header = response.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(asked.getOpcode());
        if (asked.getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        List<Record> questions = request.getSection(Section.QUESTION);
        questions.forEach(question -> response.addRecord(question, Section.QUESTION));
        Optional<Integer> remark = Optional.empty();
        if (Opt.unsupported(request)) {
            header.setRcode(Rcode.BADVERS & 0xF);
        } else if (asked.getOpcode() != Opcode.QUERY) {
            header.setRcode(Rcode.NOTIMP);
        } else if (questions.size() != 1) {
            header.setRcode(Rcode.FORMERR);
        } else {
            remark = answer(questions.getFirst(), response);
        }
        Opt.add(request, response, settings.udpPayload(), remark);
        return response;
    }

    /** Fills the response in; an extended error may go with it. */
    private Optional<Integer> answer(Record question, Message response) {
        Header header = response.getHeader();
        int type = question.getType();
        boolean internet = question.getDClass() == DClass.IN || question.getDClass() == DClass.ANY;
        if (!internet || type == Type.AXFR || type == Type.IXFR) {
            header.setRcode(Rcode.REFUSED);
            return Optional.empty();
        }
        Optional<Snapshot> snapshot = directory.snapshot();
        if (snapshot.isEmpty()) {
            header.setRcode(Rcode.SERVFAIL);
            return Optional.of(ExtendedErrorCodeOption.NOT_READY);
        }
        Snapshot known = snapshot.get();
        Zone zone = zone(known);
        if (!zone.holds(question.getName())) {
            header.setRcode(Rcode.REFUSED);
            return Optional.of(ExtendedErrorCodeOption.NOT_AUTHORITATIVE);
        }
        boolean old = known.freshness() instanceof Freshness.Old;
        if (old && known.freshness().age(clock.instant()).compareTo(settings.staleFor()) > 0) {
            header.setRcode(Rcode.SERVFAIL);
            return Optional.of(ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY);
        }
        header.setFlag(Flags.AA);
        boolean exists = fill(question.getName(), type, zone, response);
        if (!old) {
            return Optional.empty();
        }
        return Optional.of(
                exists ? ExtendedErrorCodeOption.STALE_ANSWER : ExtendedErrorCodeOption.STALE_NXDOMAIN_ANSWER);
    }

    /** Whether the name exists. */
    private boolean fill(Name name, int type, Zone zone, Message response) {
        Optional<List<Record>> node = zone.find(name);
        List<Record> answers = node.orElse(List.of()).stream()
                .filter(record -> type == Type.ANY || record.getType() == type || record instanceof CNAMERecord)
                .toList();
        if (answers.isEmpty()) {
            response.getHeader().setRcode(node.isPresent() ? Rcode.NOERROR : Rcode.NXDOMAIN);
            response.addRecord(zone.soa(), Section.AUTHORITY);
            return node.isPresent();
        }
        List<Record> shuffled = new ArrayList<>(answers);
        synchronized (random) {
            Collections.shuffle(shuffled, random);
        }
        shuffled.forEach(record -> response.addRecord(record, Section.ANSWER));
        for (Record address : addresses(shuffled, zone)) {
            response.addRecord(address, Section.ADDITIONAL);
        }
        return true;
    }

    /** The addresses that an asker of these would ask for next. */
    private static Set<Record> addresses(List<Record> answers, Zone zone) {
        Set<Record> addresses = new LinkedHashSet<>();
        for (Record answer : answers) {
            if (answer instanceof SRVRecord srv) {
                addresses.addAll(zone.find(srv.getTarget(), Type.A));
                addresses.addAll(zone.find(srv.getTarget(), Type.AAAA));
            }
        }
        return addresses;
    }

    private Zone zone(Snapshot snapshot) {
        Optional<Made> known = made;
        if (known.isPresent() && known.get().of() == snapshot) {
            return known.get().zone();
        }
        Zone zone = known.filter(last -> last.of().services().equals(snapshot.services()))
                .map(Made::zone)
                .orElseGet(() -> ZoneBuilder.build(settings, snapshot));
        made = Optional.of(new Made(snapshot, zone));
        return zone;
    }
}
