package dev.flotilla.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import dev.flotilla.cli.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** services. */
class ServicesTest extends CommandTestBase {
    private static final String M1 = "05c0472b1b2c3d4e5f60718293a4b5c6";

    @BeforeEach
    void instances() {
        cluster.instance("cache", "by-hand", "passing", "2001:db8::1", "");
        cluster.instance("website", "apache@1", "passing", "10.0.0.7", M1);
        cluster.instance("website", "apache@2", "failing", "10.0.0.8", M1);
        cluster.instance("website", "apache@3", "draining", "10.0.0.9", M1);
    }

    @Test
    void whatPassesIsListed() {
        assertThat(run("services")).isEqualTo(ok("""
                        SERVICE\tINSTANCE\tADDRESS\t\t\tVERSION\t\tMACHINE
                        cache\tby-hand\t\t[2001:db8::1]:80\t-\t\t-
                        website\tapache@1\t10.0.0.7:80\t\t52c7248a14\t05c0472b...
                        """));
    }

    @Test
    void oneServiceIsAskedForByItsName() {
        assertThat(run("services --no-legend --fields=instance,unit,tags website"))
                .isEqualTo(ok("apache@1\tapache@1.service\ta,b\n"));
        assertThat(gateway.requests()).containsExactly("GET /v1/services/website");
    }

    @Test
    void allShowsFailingAndDrainingOnesWithTheirStatus() {
        assertThat(run("services --all --no-legend --full --fields=instance,status,host,port,machine website"))
                .isEqualTo(ok("apache@1\tpassing\t\t10.0.0.7\t80\t" + M1 + "\n"
                        + "apache@2\tfailing\t\t10.0.0.8\t80\t" + M1 + "\n"
                        + "apache@3\tdraining\t10.0.0.9\t80\t" + M1 + "\n"));
        assertThat(run("services --all website").out()).startsWith("SERVICE\tINSTANCE\tSTATUS");
    }

    @Test
    void jsonIsWhatTheGatewaySays() throws IOException {
        Json printed = Json.parse(run("services -o json website").out());

        assertThat(printed.items()).singleElement().satisfies(instance -> {
            assertThat(instance.at("name").text()).isEqualTo("apache@1");
            assertThat(instance.at("port").number()).isEqualTo(80);
            assertThat(instance.at("unit").text()).isEqualTo("apache@1.service");
        });
    }

    @Test
    void malformedNeighboursAreSaidBesideTheList() {
        cluster.malformed("/services/website/broken", "not JSON");

        assertThat(run("services --no-legend --fields=instance website"))
                .isEqualTo(new Run(0, "apache@1\n", "left out /services/website/broken: not JSON\n"));
    }

    @Test
    void whatIsNotKnownIsSaid() {
        assertThat(run("services nosuch"))
                .isEqualTo(new Run(1, "", "Error retrieving services: no instance of a service nosuch is known\n"));
        assertThat(run("services --fields=colour").err()).contains("colour", "valid: ", "address");
    }
}
