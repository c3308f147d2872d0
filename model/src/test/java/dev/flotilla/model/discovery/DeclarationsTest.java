package dev.flotilla.model.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.ParsedUnit;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationsTest {
    private static final UnitName APACHE = UnitName.parse("apache@1.service");

    private static UnitFile file(String... lines) {
        return UnitFile.parse(
                "apache@1.service", "[Service]\nExecStart=/bin/true\n\n[X-Discovery]\n" + String.join("\n", lines));
    }

    private static List<Declaration> read(UnitName unit, String... lines) {
        return Declarations.of(
                file(lines),
                new Specifiers(
                        unit,
                        "web7.example.com",
                        new Specifiers.Machine("0123", "4567", "6.1"),
                        Specifiers.Directories.OF_SYSTEM,
                        new Specifiers.User("root", "0", "/root", "/bin/sh")));
    }

    private static Declaration one(String... lines) {
        assertThat(read(APACHE, lines)).hasSize(1);
        return read(APACHE, lines).getFirst();
    }

    @Test
    void twoOptionsAreEnough() {
        Declaration declaration = one("Service=website", "Port=80");

        assertThat(declaration.key()).isEqualTo(new InstanceKey("website", "apache@1"));
        assertThat(declaration.port()).isEqualTo(new PortSource.Fixed(80));
        assertThat(declaration.check()).isEqualTo(Check.none());
        assertThat(declaration.ttl()).isEqualTo(Duration.ofSeconds(15));
        assertThat(declaration.drain()).isZero();
        assertThat(declaration.host()).isEmpty();
    }

    @Test
    void everythingCanBeSaid() {
        Declaration declaration = one(
                "Service=website",
                "Port=container:443/tcp",
                "Name=%p-%i",
                "Host=%H",
                "Version=52c7248a14",
                "Tags=a, b",
                "Tags=c",
                "Attr=weight=3",
                "Attr=motto=one = more",
                "Check=http:/health?x=%i",
                "CheckInterval=2s",
                "CheckTimeout=500ms",
                "CheckFailures=2",
                "CheckPasses=4",
                "Container=front",
                "TTL=1min",
                "DrainSeconds=5");

        assertThat(declaration.key().name()).isEqualTo("apache-1");
        assertThat(declaration.port()).isEqualTo(new PortSource.Container(443, "tcp"));
        assertThat(declaration.host()).contains("web7.example.com");
        assertThat(declaration.tags()).containsExactly("a", "b", "c");
        assertThat(declaration.attributes()).containsEntry("weight", "3").containsEntry("motto", "one = more");
        assertThat(declaration.check())
                .isEqualTo(new Check(
                        new CheckKind.Http("/health?x=1"), Duration.ofSeconds(2), Duration.ofMillis(500), 2, 4));
        assertThat(declaration.container()).contains("front");
        assertThat(declaration.ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(Declarations.drain(APACHE, file("Service=a", "Port=1", "DrainSeconds=5")))
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void eachServiceBeginsAnotherInstance() {
        assertThat(read(APACHE, "Service=website", "Port=80", "Service=metrics", "Port=9100", "Check=tcp"))
                .extracting(declaration -> declaration.key().service() + " " + declaration.port() + " "
                        + declaration.check().kind())
                .containsExactly("website Fixed[port=80] None[]", "metrics Fixed[port=9100] Tcp[]");
    }

    @Test
    void anEmptyAssignmentTakesBackWhatWasSaid() {
        assertThat(one("Service=website", "Port=80", "Tags=a", "Tags=", "Tags=b")
                        .tags())
                .containsExactly("b");
        assertThat(read(APACHE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Service=website                                 | 5 | Port= is missing
            Port=80                                         | 5 | Service= is missing
            Service=web site;Port=80                        | 5 | no name of a service
            Service=website;Port=eighty                     | 6 | "eighty" is neither a number
            Service=website;Port=0                          | 6 | 1 to 65535
            Service=website;Port=70000                      | 6 | 1 to 65535
            Service=website;Port=container:x                | 6 | neither a number
            Service=website;Port=80;Name=a/b                | 7 | no slash
            Service=website;Port=80;Host=a b                | 7 | not a host
            Service=website;Port=80;Check=ping              | 7 | none of tcp
            Service=website;Port=80;Check=http:health       | 7 | none of tcp
            Service=website;Port=80;CheckInterval=5ms       | 7 | ranges from 100 ms
            Service=website;Port=80;CheckTimeout=soon       | 7 | CheckTimeout=
            Service=website;Port=80;CheckFailures=0         | 7 | 1 to 1000
            Service=website;Port=80;TTL=1s                  | 7 | ranges from 2 s
            Service=website;Port=80;DrainSeconds=2h         | 7 | ranges from 0 s to 600 s
            Service=website;Port=80;Attr=weight             | 7 | not key=value
            Service=website;Port=80;Prot=81                 | 7 | unrecognized option
            Service=website;Port=80;Port=81                 | 7 | given twice
            Service=website;Port=80;Version=%y              | 7 | unknown specifier
            Service=a;Port=80;Service=a;Port=81             | 7 | twice
            """)
    void whatIsWrongIsRefusedWithItsLine(String lines, int line, String words) {
        String text = "[Service]\nExecStart=/bin/true\n\n[X-Discovery]\n" + lines.replace(';', '\n') + "\n";

        assertThatThrownBy(() -> Declarations.check(APACHE, UnitFile.parseWithPositions("apache@1.service", text)))
                .hasMessageStartingWith("apache@1.service:" + line + ":")
                .hasMessageContaining(words);
        assertThatThrownBy(() -> Unit.define(
                        APACHE, UnitFile.parse("apache@1.service", text), DesiredState.LAUNCHED, Instant.EPOCH, "me"))
                .hasMessageContaining(words);
    }

    @Test
    void aNameIsNoLongerThanARecordCanBear() {
        assertThat(one("Service=website", "Port=80", "Name=" + "ä".repeat(150))
                        .key()
                        .name())
                .hasSize(150);
        assertThatThrownBy(
                        () -> Declarations.check(APACHE, file("Service=website", "Port=80", "Name=" + "ä".repeat(151))))
                .hasMessageContaining("at most 300 bytes, this one has 302");
    }

    @Test
    void aHostIsRefusedWhereSomebodyObjectsWithItsLine() {
        String text = "[Service]\nExecStart=/bin/true\n\n[X-Discovery]\n"
                + "Service=a\nPort=80\nHost=web7\nService=b\nPort=81\nHost=127.0.0.1\n";
        ParsedUnit parsed = UnitFile.parseWithPositions("apache@1.service", text);
        Declarations.checkHosts(APACHE, parsed.file(), host -> Optional.empty());

        assertThatThrownBy(() -> Declarations.checkHosts(
                        APACHE,
                        parsed.file(),
                        host -> host.startsWith("127.") ? Optional.of(host + " is everybody's own") : Optional.empty()))
                .isInstanceOfSatisfying(FlotillaException.class, refused -> {
                    var fault = (FlotillaError.Invalid) refused.error();
                    assertThat(fault.field()).contains("options[6]");
                    assertThat(fault.message()).isEqualTo("Host=: 127.0.0.1 is everybody's own");
                    assertThat(parsed.placed(fault).message())
                            .isEqualTo("apache@1.service:10:1: Host=: 127.0.0.1 is everybody's own");
                });
    }

    @Test
    void aTemplateIsJudgedOnlyByWhatItsInstanceCannotChange() {
        UnitName template = UnitName.parse("apache@.service");

        Declarations.check(template, file("Service=%i", "Port=%i"));
        assertThatThrownBy(() -> Declarations.check(template, file("Service=website", "Port=eighty")))
                .hasMessageContaining("eighty");
        assertThatThrownBy(() -> Declarations.check(APACHE, file("Service=website", "Port=eight%i")))
                .hasMessageContaining("eight1");
    }
}
