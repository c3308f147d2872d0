package dev.flotilla.sidekick.dns;

import dev.flotilla.model.discovery.DnsLabels;
import dev.flotilla.model.discovery.Instance;
import dev.flotilla.sidekick.directory.Service;
import dev.flotilla.sidekick.directory.Snapshot;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/**
 * Makes the zone of a directory. For the service {@code website} with the instance {@code apache@1}:
 *
 * <ul>
 *   <li>{@code website.services.<domain>}: A, AAAA, SRV and TXT of all that pass their checks;
 *   <li>{@code _website._tcp.services.<domain>} ({@code _udp} for those with the tag {@code udp}): SRV likewise, and PTR
 *       to each instance, as DNS service discovery browses (RFC 6763);
 *   <li>{@code apache-1.website.services.<domain>}: A or AAAA (CNAME when its host is a name), SRV and TXT of the one,
 *       as long as it is published;
 *   <li>the name of its address under {@code in-addr.arpa} or {@code ip6.arpa}: PTR.
 * </ul>
 */
final class ZoneBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneBuilder.class);
    private static final long REFRESH = 60;
    private static final long RETRY = 10;
    private static final long EXPIRE = 86_400;

    private final DnsSettings settings;
    private final Name apex;
    private final Map<Name, List<Record>> nodes = new HashMap<>();

    private ZoneBuilder(DnsSettings settings) {
        this.settings = settings;
        this.apex = settings.zone();
    }

    static Zone build(DnsSettings settings, Snapshot snapshot) {
        return new ZoneBuilder(settings).zone(snapshot);
    }

    private Zone zone(Snapshot snapshot) {
        SOARecord soa = soa(snapshot.revision());
        add(soa);
        add(new NSRecord(apex, DClass.IN, settings.ttl().toSeconds(), settings.nameServer()));
        DnsLabels.distinctServices(snapshot.services().keySet())
                .forEach((label, service) -> snapshot.service(service).ifPresent(known -> add(label, known)));
        return new Zone(apex, soa, nodes);
    }

    private SOARecord soa(long revision) {
        Name admin = Name.fromConstantString("hostmaster." + settings.domain());
        return new SOARecord(
                apex,
                DClass.IN,
                settings.negativeTtl().toSeconds(),
                settings.nameServer(),
                admin,
                revision & 0xFFFF_FFFFL,
                REFRESH,
                RETRY,
                EXPIRE,
                settings.negativeTtl().toSeconds());
    }

    private void add(String label, Service service) {
        try {
            addInstances(label, service);
        } catch (TextParseException | NameTooLongException e) {
            LOG.warn("the service {} cannot be told in DNS: {}", service.name(), e.getMessage());
        }
    }

    private void addInstances(String label, Service service) throws TextParseException, NameTooLongException {
        Name name = new Name(label, apex);
        declare(name);
        DnsLabels.distinct(service.instances()).forEach((own, instance) -> {
            try {
                add(name, label, own, instance);
            } catch (TextParseException | NameTooLongException e) {
                LOG.warn("{} cannot be told in DNS: {}", instance.key(), e.getMessage());
            }
        });
    }

    private void add(Name service, String serviceLabel, String label, Instance instance)
            throws TextParseException, NameTooLongException {
        HostAddress host = HostAddress.read(instance.host()).orElse(null);
        if (host == null) {
            LOG.warn(
                    "{} cannot be told in DNS: its host \"{}\" is no address and no name",
                    instance.key(),
                    instance.host());
            return;
        }
        String protocol = instance.tags().stream()
                        .anyMatch(tag -> tag.toLowerCase(Locale.ROOT).equals("udp"))
                ? "_udp"
                : "_tcp";
        Name typed = new Name("_" + serviceLabel + "." + protocol, apex);
        Name own = new Name(label, service);
        Name browsed = new Name(label, typed);
        long ttl = settings.ttl().toSeconds();
        Name target = host instanceof HostAddress.OfName(Name name) ? name : own;

        declare(typed);
        addHost(own, host, ttl);
        add(srv(browsed, ttl, instance.port(), target));
        TXTRecord txt = Texts.of(own, ttl, instance);
        add(new TXTRecord(browsed, DClass.IN, ttl, txt.getStrings()));
        if (host instanceof HostAddress.OfAddress(InetAddress address)) {
            // A name with a CNAME has nothing else.
            add(srv(own, ttl, instance.port(), target));
            add(txt);
            add(new PTRRecord(ReverseMap.fromAddress(address), DClass.IN, ttl, own));
        }
        if (instance.isPassing()) {
            if (host instanceof HostAddress.OfAddress) {
                addHost(service, host, ttl);
            }
            add(srv(service, ttl, instance.port(), target));
            add(Texts.named(service, ttl, instance));
            add(srv(typed, ttl, instance.port(), target));
            add(new PTRRecord(typed, DClass.IN, ttl, browsed));
        }
        Name browse = new Name("_services._dns-sd._udp", apex);
        add(new PTRRecord(browse, DClass.IN, ttl, typed));
    }

    private void addHost(Name owner, HostAddress host, long ttl) {
        add(
                switch (host) {
                    case HostAddress.OfAddress(Inet4Address address) -> new ARecord(owner, DClass.IN, ttl, address);
                    case HostAddress.OfAddress(InetAddress address) -> new AAAARecord(owner, DClass.IN, ttl, address);
                    case HostAddress.OfName(Name name) -> new CNAMERecord(owner, DClass.IN, ttl, name);
                });
    }

    private static SRVRecord srv(Name owner, long ttl, int port, Name target) {
        return new SRVRecord(owner, DClass.IN, ttl, 10, 100, port, target);
    }

    private void add(Record record) {
        declare(record.getName());
        List<Record> records = nodes.computeIfAbsent(record.getName(), name -> new ArrayList<>());
        if (!records.contains(record)) {
            records.add(record);
        }
    }

    /** The name exists, and so do those between it and the apex, even without records (RFC 8020). */
    private void declare(Name name) {
        Name each = name;
        while (each.subdomain(apex) && nodes.putIfAbsent(each, new ArrayList<>()) == null) {
            each = new Name(each, 1);
        }
    }
}
