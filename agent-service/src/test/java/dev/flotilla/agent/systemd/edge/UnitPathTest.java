package dev.flotilla.agent.systemd.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitPathTest {
    @ParameterizedTest
    @CsvSource({
        "apache@1.service, apache_401_2eservice",
        "-.mount, _2d_2emount",
        "1st.service, _31st_2eservice",
        "a_b\\x2dc.socket, a_5fb_5cx2dc_2esocket"
    })
    void namesAreEscapedAsSystemdDoes(String unit, String escaped) {
        String path = "/org/freedesktop/systemd1/unit/" + escaped;
        assertThat(UnitPath.of(unit)).isEqualTo(path);
        assertThat(UnitPath.unit(path)).contains(unit);
    }

    @Test
    void otherPathsAreNoUnits() {
        assertThat(UnitPath.unit("/org/freedesktop/systemd1")).isEmpty();
        assertThat(UnitPath.unit("/org/freedesktop/systemd1/unit/a_zz")).isEmpty();
    }
}
