package dev.flotilla.sidekick.dns;

import static dev.flotilla.sidekick.directory.Directories.instance;
import static dev.flotilla.sidekick.directory.Directories.website;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.sidekick.directory.Directories;
import dev.flotilla.sidekick.directory.Directories.HandClock;
import dev.flotilla.sidekick.directory.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class ResponderTest {
    private static final MachineId MACHINE = MachineId.parse("1f9d".repeat(8));

    private final HandClock clock = new HandClock();
    private final Directory directory = Directories.directory(clock);
    private final DnsSettings settings = DnsSettings.of("fleet.local");
    private final Responder responder = new Responder(settings, directory, clock, new Random(7));

    private void know(Instance... instances) {
        know(List.of(instances));
    }

    private void know(Collection<Instance> instances) {
        directory.replace(instances, 42);
    }

    private Message ask(String name, int type) {
        return ask(query(name, type, 1232));
    }

    private Message ask(Message query) {
        try {
            return new Message(responder.overUdp(query.toWire()).orElseThrow());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Message query(String name, int type, int payload) {
        Message query = Message.newQuery(Record.newRecord(Name.fromConstantString(name + "."), type, DClass.IN));
        if (payload > 0) {
            query.addRecord(new OPTRecord(payload, 0, 0), Section.ADDITIONAL);
        }
        return query;
    }

    private static List<String> addresses(Message answer, int section) {
        return answer.getSection(section).stream()
                .filter(record -> record instanceof ARecord || record instanceof AAAARecord)
                .map(Record::rdataToString)
                .sorted()
                .toList();
    }

    private static List<Integer> remarks(Message answer) {
        return answer.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                .map(option -> ((ExtendedErrorCodeOption) option).getErrorCode())
                .toList();
    }

    @Test
    void addressesOfAService() {
        know(
                instance("website", "apache@1", "10.0.0.1", 80),
                instance("website", "apache@2", "10.0.0.2", 80),
                instance("website", "apache@3", "fd00::3", 80));
        Message answer = ask("website.services.fleet.local", Type.A);
        assertThat(addresses(answer, Section.ANSWER)).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.RA)).isFalse();
        assertThat(addresses(ask("website.services.fleet.local", Type.AAAA), Section.ANSWER))
                .containsExactly("fd00:0:0:0:0:0:0:3");
        assertThat(addresses(ask("WebSite.SERVICES.fleet.local", Type.A), Section.ANSWER))
                .hasSize(2);
    }

    @Test
    void placesOfAServiceWithTheirAddresses() {
        know(instance("website", "apache@1", "10.0.0.1", 8001), instance("website", "apache@2", "10.0.0.2", 8002));
        for (String name : List.of("website.services.fleet.local", "_website._tcp.services.fleet.local")) {
            Message answer = ask(name, Type.SRV);
            assertThat(answer.getSection(Section.ANSWER))
                    .map(record -> ((SRVRecord) record).getPort() + " " + ((SRVRecord) record).getTarget())
                    .containsExactlyInAnyOrder(
                            "8001 apache-1.website.services.fleet.local.",
                            "8002 apache-2.website.services.fleet.local.");
            assertThat(addresses(answer, Section.ADDITIONAL)).containsExactly("10.0.0.1", "10.0.0.2");
        }
    }

    @Test
    void oneInstanceByItsOwnName() {
        know(website(2));
        assertThat(addresses(ask("apache-2.website.services.fleet.local", Type.A), Section.ANSWER))
                .containsExactly("127.0.0.2");
        assertThat(ask("apache-2.website.services.fleet.local", Type.SRV).getSection(Section.ANSWER))
                .hasSize(1);
    }

    @Test
    void whatIsKnownBesides() {
        know(instance("website", "apache@1", "10.0.0.1", 80)
                .withVersion("52c7248a14")
                .on(MACHINE, Optional.of(UnitName.parse("apache@1.service")), Optional.empty())
                .withTags(List.of("blue"))
                .withAttributes(Map.of("zone", "a\"b\\c é", "long", "x".repeat(300))));
        TXTRecord text = (TXTRecord) ask("apache-1.website.services.fleet.local", Type.TXT)
                .getSection(Section.ANSWER)
                .getFirst();
        assertThat(text.getStringsAsByteArrays())
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .containsExactly(
                        "version=52c7248a14",
                        "machine=" + MACHINE.value(),
                        "unit=apache@1.service",
                        "tags=blue",
                        "zone=a\"b\\c é");
        TXTRecord listed = (TXTRecord) ask("website.services.fleet.local", Type.TXT)
                .getSection(Section.ANSWER)
                .getFirst();
        assertThat(listed.getStrings()).startsWith("instance=apache@1", "version=52c7248a14");
    }

    @Test
    void backFromAnAddressToItsInstances() {
        know(
                instance("website", "apache@1", "10.0.0.1", 80),
                instance("db", "postgres", "10.0.0.1", 5432),
                instance("db", "six", "fd00::3", 5432));
        Message answer = ask("1.0.0.10.in-addr.arpa", Type.PTR);
        assertThat(answer.getSection(Section.ANSWER))
                .map(record -> ((PTRRecord) record).getTarget().toString())
                .containsExactlyInAnyOrder(
                        "apache-1.website.services.fleet.local.", "postgres.db.services.fleet.local.");
        Message six = ask("3.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", Type.PTR);
        assertThat(six.getSection(Section.ANSWER)).hasSize(1);
        // Whose address this is others must say.
        assertThat(ask("2.0.0.10.in-addr.arpa", Type.PTR).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void browsing() {
        know(website(1));
        assertThat(ask("_services._dns-sd._udp.services.fleet.local", Type.PTR).getSection(Section.ANSWER))
                .map(record -> ((PTRRecord) record).getTarget().toString())
                .containsExactly("_website._tcp.services.fleet.local.");
        assertThat(ask("_website._tcp.services.fleet.local", Type.PTR).getSection(Section.ANSWER))
                .map(record -> ((PTRRecord) record).getTarget().toString())
                .containsExactly("apache-1._website._tcp.services.fleet.local.");
        assertThat(ask("apache-1._website._tcp.services.fleet.local", Type.SRV).getSection(Section.ANSWER))
                .hasSize(1);
    }

    @Test
    void onlyThoseThatPassAreTold() {
        know(
                instance("website", "apache@1", "10.0.0.1", 80).withStatus(InstanceStatus.FAILING),
                instance("website", "apache@2", "10.0.0.2", 80).withStatus(InstanceStatus.DRAINING),
                instance("website", "apache@3", "10.0.0.3", 80));
        assertThat(addresses(ask("website.services.fleet.local", Type.A), Section.ANSWER))
                .containsExactly("10.0.0.3");
        assertThat(ask("_website._tcp.services.fleet.local", Type.SRV).getSection(Section.ANSWER))
                .hasSize(1);
        // By its own name it is still found: by those who finish their work with it.
        assertThat(addresses(ask("apache-2.website.services.fleet.local", Type.A), Section.ANSWER))
                .containsExactly("10.0.0.2");
    }

    @Test
    void noSuchNameAndNothingOfThatType() {
        know(
                instance("down", "a", "10.0.0.1", 80).withStatus(InstanceStatus.FAILING),
                instance("website", "b", "10.0.0.2", 80));
        Message none = ask("nothing.services.fleet.local", Type.A);
        assertThat(none.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(none.getSection(Section.AUTHORITY).getFirst()).isInstanceOf(SOARecord.class);
        assertThat(none.getSection(Section.AUTHORITY).getFirst().getTTL()).isEqualTo(1);
        for (String name : List.of(
                "website.services.fleet.local",
                "down.services.fleet.local",
                "_tcp.services.fleet.local",
                "services.fleet.local")) {
            Message empty = ask(name, Type.AAAA);
            assertThat(empty.getRcode()).as(name).isEqualTo(Rcode.NOERROR);
            assertThat(empty.getSection(Section.ANSWER)).isEmpty();
            assertThat(empty.getSection(Section.AUTHORITY).getFirst()).isInstanceOf(SOARecord.class);
        }
        assertThat(ask("services.fleet.local", Type.SOA).getSection(Section.ANSWER))
                .hasSize(1);
        assertThat(((SOARecord) none.getSection(Section.AUTHORITY).getFirst()).getSerial())
                .isEqualTo(42);
        assertThat(ask("fleet.local", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask("example.com", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void theOrderChangesSoThatWorkSpreads() {
        know(website(4));
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            first.add(ask("website.services.fleet.local", Type.A)
                    .getSection(Section.ANSWER)
                    .getFirst()
                    .rdataToString());
        }
        assertThat(first).hasSize(4);
    }

    @Test
    void hostsThatAreNames() {
        know(
                instance("website", "apache@1", "ip-10-182-139-116", 80),
                instance("website", "apache@2", "not..host", 80),
                instance("website", "apache@3", "10.0.0.3", 80));
        assertThat(ask("website.services.fleet.local", Type.SRV).getSection(Section.ANSWER))
                .map(record -> ((SRVRecord) record).getTarget().toString())
                .contains("ip-10-182-139-116.", "apache-3.website.services.fleet.local.");
        assertThat(addresses(ask("website.services.fleet.local", Type.A), Section.ANSWER))
                .containsExactly("10.0.0.3");
        assertThat(ask("apache-1.website.services.fleet.local", Type.A)
                        .getSection(Section.ANSWER)
                        .getFirst())
                .isInstanceOf(CNAMERecord.class);
    }

    @Test
    void instancesThatWouldShareALabelAreToldApart() {
        know(instance("website", "apache@1", "10.0.0.1", 80), instance("website", "apache-1", "10.0.0.2", 80));
        assertThat(addresses(ask("apache-1.website.services.fleet.local", Type.A), Section.ANSWER))
                .containsExactly("10.0.0.2");
        assertThat(ask("website.services.fleet.local", Type.SRV).getSection(Section.ANSWER))
                .map(record -> ((SRVRecord) record).getTarget())
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void longAnswersAreCutOverUdpOnly() throws Exception {
        know(website(100));
        Message plain = ask(query("_website._tcp.services.fleet.local", Type.SRV, 0));
        assertThat(plain.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(plain.getOPT()).isNull();
        assertThat(plain.numBytes()).isLessThanOrEqualTo(512);

        Message query = query("_website._tcp.services.fleet.local", Type.SRV, 8192);
        Message large = ask(query);
        assertThat(large.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(large.getSection(Section.ANSWER)).hasSize(100);

        Message overTcp = new Message(responder
                .overTcp(
                        query("_website._tcp.services.fleet.local", Type.SRV, 0).toWire())
                .orElseThrow());
        assertThat(overTcp.getSection(Section.ANSWER)).hasSize(100);
        assertThat(addresses(overTcp, Section.ADDITIONAL)).hasSize(100);
    }

    @Test
    void additionalAddressesThatDoNotFitAreNotMissed() {
        know(website(6));
        Message answer = ask(query("_website._tcp.services.fleet.local", Type.SRV, 512));
        assertThat(answer.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(answer.getSection(Section.ANSWER)).hasSize(6);
        assertThat(answer.getOPT()).isNotNull();
    }

    @Test
    void withoutTheRegistryTheLastKnownIsToldAndMarked() {
        know(website(2));
        assertThat(remarks(ask("website.services.fleet.local", Type.A))).isEmpty();
        directory.disconnected();
        clock.pass(Duration.ofMinutes(59));
        Message old = ask("website.services.fleet.local", Type.A);
        assertThat(addresses(old, Section.ANSWER)).hasSize(2);
        assertThat(remarks(old)).containsExactly(ExtendedErrorCodeOption.STALE_ANSWER);
        assertThat(remarks(ask("nothing.services.fleet.local", Type.A)))
                .containsExactly(ExtendedErrorCodeOption.STALE_NXDOMAIN_ANSWER);

        clock.pass(Duration.ofMinutes(2));
        Message tooOld = ask("website.services.fleet.local", Type.A);
        assertThat(tooOld.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(tooOld.getSection(Section.ANSWER)).isEmpty();

        directory.connected();
        assertThat(addresses(ask("website.services.fleet.local", Type.A), Section.ANSWER))
                .hasSize(2);
    }

    @Test
    void beforeTheRegistryWasHeardNothingIsDenied() {
        Message answer = ask("website.services.fleet.local", Type.A);
        assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(remarks(answer)).containsExactly(ExtendedErrorCodeOption.NOT_READY);
    }

    @Test
    void whatIsNoQueryIsAnsweredAsTheProtocolSays() throws Exception {
        know(website(1));
        Message notify = query("website.services.fleet.local", Type.A, 0);
        notify.getHeader().setOpcode(Opcode.NOTIFY);
        assertThat(ask(notify).getRcode()).isEqualTo(Rcode.NOTIMP);

        Message version = Message.newQuery(
                Record.newRecord(Name.fromConstantString("website.services.fleet.local."), Type.A, DClass.IN));
        version.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        assertThat(ask(version).getRcode()).isEqualTo(Rcode.BADVERS);

        Message chaos =
                Message.newQuery(Record.newRecord(Name.fromConstantString("version.bind."), Type.TXT, DClass.CHAOS));
        assertThat(ask(chaos).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask(query("services.fleet.local", Type.AXFR, 0)).getRcode()).isEqualTo(Rcode.REFUSED);

        byte[] cut = query("website.services.fleet.local", Type.A, 0).toWire();
        byte[] half = Arrays.copyOf(cut, cut.length - 3);
        assertThat(new Message(responder.overUdp(half).orElseThrow()).getRcode())
                .isEqualTo(Rcode.FORMERR);
        assertThat(responder.overUdp(new byte[] {1, 2, 3})).isEmpty();

        Message response = query("website.services.fleet.local", Type.A, 0);
        response.getHeader().setFlag(Flags.QR);
        assertThat(responder.overUdp(response.toWire())).isEmpty();
    }

    @Test
    void servicesThatWouldShareANameAreToldApart() {
        know(
                instance("web-api", "apache@1", "10.0.0.1", 8001),
                instance("web.api", "apache@1", "10.0.0.2", 8002),
                instance("web_api", "apache@1", "10.0.0.3", 8003));
        Map<String, String> labels = Map.of(
                "web-api",
                "10.0.0.1 8001",
                "web-api-" + crc("web.api"),
                "10.0.0.2 8002",
                "web-api-" + crc("web_api"),
                "10.0.0.3 8003");
        labels.forEach((label, place) -> {
            Message hosts = ask(label + ".services.fleet.local", Type.A);
            Message servers = ask("_" + label + "._tcp.services.fleet.local", Type.SRV);
            assertThat(addresses(hosts, Section.ANSWER)).containsExactly(place.split(" ")[0]);
            assertThat(servers.getSection(Section.ANSWER))
                    .map(record -> ((SRVRecord) record).getPort() + " " + ((SRVRecord) record).getTarget())
                    .containsExactly(place.split(" ")[1] + " apache-1." + label + ".services.fleet.local.");
        });
    }

    private static String crc(String name) {
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", sum.getValue());
    }
}
