package dev.flotilla.sidekick.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.machine.MachineId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Names, ids and tags as gliderlabs/registrator gives them. */
class RegistratorTest {
    private final Registrator rules = new Registrator(new MachineId("m1"), "host7", "10.0.0.7");
    private final TreeMap<Container.Port, List<Container.Binding>> ports = new TreeMap<>();
    private boolean hostNetwork;

    private void published(int inside, String protocol, int outside) {
        ports.put(new Container.Port(inside, protocol), List.of(new Container.Binding(Optional.empty(), outside)));
    }

    private List<String> instances(Map<String, String> environment, Map<String, String> labels) {
        List<String> lines = new ArrayList<>();
        for (Instance instance : rules.instances(new Container(
                "4f",
                "front",
                "registry.example.com:5000/team/apache:2.4",
                true,
                Optional.empty(),
                hostNetwork,
                ports,
                environment,
                labels,
                Optional.of(Instant.EPOCH)))) {
            lines.add(instance.key() + " " + instance.host() + ":" + instance.port() + " " + instance.tags() + " "
                    + instance.attributes());
        }
        return lines;
    }

    @Test
    void theImageNamesTheServiceUnlessSomethingElseDoes() {
        published(80, "tcp", 49_153);

        assertThat(instances(Map.of(), Map.of())).containsExactly("apache/host7:front:80 10.0.0.7:49153 [] {}");
        assertThat(instances(Map.of("SERVICE_NAME", "web"), Map.of()))
                .containsExactly("web/host7:front:80 10.0.0.7:49153 [] {}");
        assertThat(instances(Map.of("SERVICE_NAME", "web"), Map.of("SERVICE_NAME", "labelled")))
                .containsExactly("labelled/host7:front:80 10.0.0.7:49153 [] {}");
    }

    @Test
    void ofSeveralPortsEachBearsItsNumberUnlessItIsNamed() {
        published(80, "tcp", 49_153);
        published(443, "tcp", 49_154);
        published(53, "udp", 49_155);

        assertThat(instances(Map.of("SERVICE_NAME", "web", "SERVICE_443_NAME", "secure"), Map.of()))
                .containsExactly(
                        "web-53/host7:front:53:udp 10.0.0.7:49155 [udp] {}",
                        "web-80/host7:front:80 10.0.0.7:49153 [] {}",
                        "secure/host7:front:443 10.0.0.7:49154 [] {}");
    }

    @Test
    void aPortMayBeIgnoredAndTagsMayHoldCommas() {
        published(80, "tcp", 49_153);
        published(443, "tcp", 49_154);

        assertThat(instances(
                        Map.of(
                                "SERVICE_80_NAME",
                                "web",
                                "SERVICE_443_IGNORE",
                                "no matter what",
                                "SERVICE_TAGS",
                                "all",
                                "SERVICE_80_TAGS",
                                "a\\,b,c",
                                "SERVICE_80_CHECK_HTTP",
                                "/",
                                "SERVICE_REGION",
                                "eu",
                                "SERVICE_443_REGION",
                                "us"),
                        Map.of("SERVICE_80_ID", "front-1")))
                .containsExactly("web/front-1 10.0.0.7:49153 [a,b, c] {check_http=/, region=eu}");
    }

    @Test
    void whatTheHostDoesNotHaveIsNotPublished() {
        ports.put(new Container.Port(80, "tcp"), List.of());

        assertThat(instances(Map.of("SERVICE_NAME", "web"), Map.of())).isEmpty();

        hostNetwork = true;
        assertThat(instances(Map.of("SERVICE_NAME", "web"), Map.of()))
                .containsExactly("web/host7:front:80 10.0.0.7:80 [] {}");
    }

    @Test
    void anAddressThatThePortIsBoundToIsTheHost() {
        ports.put(new Container.Port(80, "tcp"), List.of(new Container.Binding(Optional.of("192.168.1.9"), 8080)));

        assertThat(instances(Map.of(), Map.of())).containsExactly("apache/host7:front:80 192.168.1.9:8080 [] {}");
    }
}
