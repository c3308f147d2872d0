package dev.flotilla.sidekick.dns;

import static dev.flotilla.sidekick.directory.Directories.website;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.sidekick.directory.Directories;
import dev.flotilla.sidekick.directory.Directory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The name server as real askers see it: {@code dig} of Debian's bind9-dnsutils, and the library's own resolver. */
class DigTest {
    private final Directory directory = Directories.directory();
    private NameServer server;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws Exception {
        directory.replace(website(3), 1);
        var settings = DnsSettings.of("fleet.local", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server = new NameServer(settings, new Responder(settings, directory, InstantSource.system(), new Random()));
        address = server.addresses().getFirst();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String dig(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("dig", "@127.0.0.1", "-p", Integer.toString(address.getPort()), "+time=5", "+tries=1"));
        command.addAll(List.of(arguments));
        Process dig = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(dig.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(dig.waitFor()).as(out).isZero();
        return out;
    }

    @Test
    void shortAnswers() throws Exception {
        assertThat(dig("+short", "website.services.fleet.local").lines())
                .containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2", "127.0.0.3");
        assertThat(dig("+short", "_website._tcp.services.fleet.local", "SRV").lines())
                .containsExactlyInAnyOrder(
                        "10 100 8080 apache-1.website.services.fleet.local.",
                        "10 100 8080 apache-2.website.services.fleet.local.",
                        "10 100 8080 apache-3.website.services.fleet.local.");
        assertThat(dig("+short", "apache-2.website.services.fleet.local")).isEqualTo("127.0.0.2\n");
        assertThat(dig("+short", "-x", "127.0.0.3")).isEqualTo("apache-3.website.services.fleet.local.\n");
    }

    @Test
    void wholeAnswers() throws Exception {
        assertThat(dig("website.services.fleet.local"))
                .contains("status: NOERROR", "flags: qr aa rd;", "ANSWER: 3", "EDNS: version: 0")
                .containsPattern("website\\.services\\.fleet\\.local\\.\\s+5\\s+IN\\s+A\\s+127\\.0\\.0\\.1")
                .doesNotContain("WARNING: Message parser", "Got bad packet");
        assertThat(dig("nothing.services.fleet.local"))
                .contains("status: NXDOMAIN", "AUTHORITY: 1", "SOA\tns.fleet.local. hostmaster.fleet.local.");
        assertThat(dig("website.services.fleet.local", "AAAA")).contains("status: NOERROR", "ANSWER: 0", "SOA");
        assertThat(dig("example.com")).contains("status: REFUSED");
    }

    @Test
    void textsAndIPv6Addresses() throws Exception {
        Instance six = Directories.instance("website", "apache@6", "fd00::6", 8086)
                .withVersion("52c7248a14")
                .withTags(List.of("blue", "fast"))
                .withAttributes(Map.of("weight", "3"));
        directory.apply(List.of(six), List.of(), 2);
        assertThat(dig("+short", "website.services.fleet.local", "AAAA")).isEqualTo("fd00::6\n");
        assertThat(dig("+short", "apache-6.website.services.fleet.local", "AAAA"))
                .isEqualTo("fd00::6\n");
        assertThat(dig("+short", "-x", "fd00::6")).isEqualTo("apache-6.website.services.fleet.local.\n");
        String known = "\"version=52c7248a14\" \"tags=blue,fast\" \"weight=3\"";
        assertThat(dig("+short", "apache-6.website.services.fleet.local", "TXT"))
                .isEqualTo(known + "\n");
        assertThat(dig("+short", "website.services.fleet.local", "TXT").lines())
                .containsExactlyInAnyOrder(
                        "\"instance=apache@1\"",
                        "\"instance=apache@2\"",
                        "\"instance=apache@3\"",
                        "\"instance=apache@6\" " + known);
    }

    @Test
    void servicesAreBrowsed() throws Exception {
        directory.apply(
                List.of(Directories.instance("syslog", "log@1", "127.0.0.9", 514)
                        .withTags(List.of("udp"))),
                List.of(),
                2);
        assertThat(dig("+short", "_services._dns-sd._udp.services.fleet.local", "PTR")
                        .lines())
                .containsExactlyInAnyOrder("_website._tcp.services.fleet.local.", "_syslog._udp.services.fleet.local.");
        assertThat(dig("+short", "_website._tcp.services.fleet.local", "PTR").lines())
                .containsExactlyInAnyOrder(
                        "apache-1._website._tcp.services.fleet.local.",
                        "apache-2._website._tcp.services.fleet.local.",
                        "apache-3._website._tcp.services.fleet.local.");
        assertThat(dig("+short", "apache-2._website._tcp.services.fleet.local", "SRV"))
                .isEqualTo("10 100 8080 apache-2.website.services.fleet.local.\n");
    }

    @Test
    void serviceRecordsMayBeRememberedAsLongAsAddresses() throws Exception {
        String owner = "_website\\._tcp\\.services\\.fleet\\.local\\.";
        String target = "apache-1\\.website\\.services\\.fleet\\.local\\.";
        assertThat(dig("_website._tcp.services.fleet.local", "SRV"))
                .contains("status: NOERROR", "ANSWER: 3", "ADDITIONAL: 4")
                .containsPattern(owner + "\\s+5\\s+IN\\s+SRV\\s+10 100 8080 " + target)
                .containsPattern(target + "\\s+5\\s+IN\\s+A\\s+127\\.0\\.0\\.1");
    }

    @Test
    void staleAnswersSaySo() throws Exception {
        directory.disconnected();
        assertThat(dig("website.services.fleet.local")).contains("EDE: 3 (Stale Answer)", "ANSWER: 3");
    }

    @Test
    void largeAnswersComeOverTcpOrWithALargePayload() throws Exception {
        directory.replace(website(100), 2);
        // dig asks again over TCP by itself.
        assertThat(dig("+bufsize=512", "_website._tcp.services.fleet.local", "SRV"))
                .contains("Truncated, retrying in TCP mode", "ANSWER: 100");
        assertThat(dig("+bufsize=512", "+ignore", "_website._tcp.services.fleet.local", "SRV"))
                .contains("flags: qr aa tc rd;");
        assertThat(dig("+bufsize=8192", "+notcp", "+ignore", "_website._tcp.services.fleet.local", "SRV"))
                .contains("ANSWER: 100")
                .doesNotContain(" tc ");
        assertThat(dig("+tcp", "+keepopen", "website.services.fleet.local", "apache-1.website.services.fleet.local"))
                .contains("ANSWER: 100", "ANSWER: 1,");
    }

    @Test
    void theLibrarysResolverFollowsChanges() throws Exception {
        SimpleResolver resolver = new SimpleResolver(address);
        Lookup before = lookup(resolver);
        before.run();
        assertThat(before.getAnswers()).hasSize(3);
        directory.replace(website(5), 3);
        Lookup after = lookup(resolver);
        after.run();
        assertThat(after.getAnswers()).hasSize(5);
    }

    private static Lookup lookup(SimpleResolver resolver) throws Exception {
        Lookup lookup = new Lookup("website.services.fleet.local.", Type.A);
        lookup.setResolver(resolver);
        lookup.setCache(null);
        return lookup;
    }
}
