package dev.flotilla.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetPathTest {
    @Test
    void bothPrefixesAreCutOff() {
        assertThat(FleetPath.below("/fleet/v1/units")).contains("/units");
        assertThat(FleetPath.below("/v1-alpha/units")).contains("/units");
        assertThat(FleetPath.below("/fleet/v1")).contains("");
        assertThat(FleetPath.below("/fleet/v10/units")).isEqualTo(Optional.empty());
        assertThat(FleetPath.below("/v1/units")).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /units",
        "GET, /units/a.service",
        "PUT, /units/a%40b.service",
        "DELETE, /units/a.service",
        "GET, /state",
        "GET, /state/a.service",
        "GET, /machines",
        "PATCH, /machines",
        "GET, /discovery"
    })
    void whatFleetHasIsKnown(String method, String path) {
        assertThat(FleetPath.judge(path, method)).isEqualTo(new FleetPath.Known());
    }

    @ParameterizedTest
    @CsvSource({"/", "//", "/units/", "/units//", "/units/a/b", "/machines/x", "/discovery/x", "/nosuch", "/Units"})
    void anythingElseIsUnknown(String path) {
        assertThat(FleetPath.judge(path, "GET")).isEqualTo(new FleetPath.Unknown());
    }

    @Test
    void otherMethodsAreRefusedInFleetsWords() {
        assertThat(FleetPath.judge("/units", "POST"))
                .isEqualTo(new FleetPath.Refused(List.of("GET"), "only GET supported against this resource"));
        assertThat(FleetPath.judge("/machines", "PUT"))
                .isEqualTo(new FleetPath.Refused(
                        List.of("GET", "PATCH"), "only GET and PATCH supported against this resource"));
        assertThat(FleetPath.judge("/units/a.service", "HEAD"))
                .isEqualTo(new FleetPath.Refused(
                        List.of("GET", "PUT", "DELETE"), "only GET, PUT and DELETE supported against this resource"));
        assertThat(FleetPath.judge("", "GET")).isInstanceOf(FleetPath.Refused.class);
    }
}
