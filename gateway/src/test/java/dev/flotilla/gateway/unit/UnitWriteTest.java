package dev.flotilla.gateway.unit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.client.unit.PutRequest;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnitWriteTest {
    private static final UnitName NAME = new UnitName("a.service");
    private static final UnitFile FILE = UnitFile.parse("a.service", "[Service]\nExecStart=/bin/true\n");

    private static UnitWrite json(String body) {
        return UnitWrite.ofJson(NAME, body.getBytes(UTF_8));
    }

    @Test
    void optionsAndContentMeanTheSame() {
        var options = json("{\"options\":[{\"section\":\"Service\",\"name\":\"ExecStart\",\"value\":\"/bin/true\"}]}");
        var content = json("{\"content\":\"[Service]\\nExecStart=/bin/true\\n\",\"desiredState\":\"loaded\"}");
        assertThat(options.file()).contains(FILE).isEqualTo(content.file());
        assertThat(options.desired()).isEmpty();
        assertThat(content.desired()).contains(DesiredState.LOADED);
    }

    @Test
    void bothAtOnceAreRefused() {
        assertThatThrownBy(() -> json("{\"content\":\"[A]\\nb=c\",\"options\":[{\"section\":\"A\",\"name\":\"b\"}]}"))
                .hasMessageContaining("not both");
        assertThatThrownBy(() -> json("{\"name\":\"b.service\"}")).hasMessageContaining("b.service");
    }

    @Test
    void aFileThatIsNoTextIsRefused() {
        assertThatThrownBy(() -> UnitWrite.ofText(NAME, new byte[] {(byte) 0xff}, Optional.empty()))
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> UnitWrite.ofText(NAME, new byte[0], Optional.empty()))
                .hasMessageContaining("no options");
        assertThatThrownBy(() -> UnitWrite.ofText(NAME, "[A]\nb=c\n".getBytes(UTF_8), Optional.of("up")))
                .hasMessageContaining("\"up\" is no desired state");
    }

    @Test
    void aRequestCarriesWhoAsksAndWhatIsExpected() {
        PutRequest request = UnitWrite.ofText(NAME, FILE.serialize().getBytes(UTF_8), Optional.of("launched"))
                .request("bob", 7);
        assertThat(request)
                .isEqualTo(new PutRequest(
                        NAME, Optional.of(FILE), Optional.of(DesiredState.LAUNCHED), Optional.of("bob"), 7));
    }

    @Test
    void whatTheClusterSaysAgainstAnOptionOfATextHasItsPlace() {
        var refusal = new FlotillaError.Invalid("Host=: no", Optional.of("options[1]"), Optional.empty()).asException();
        byte[] text = "[Service]\nExecStart=/bin/true\n# more\n[X-Discovery]\nService=a\nPort=1\n".getBytes(UTF_8);
        assertThat(UnitWrite.ofText(NAME, text, Optional.empty())
                        .placed(refusal)
                        .error()
                        .message())
                .isEqualTo("a.service:5:1: Host=: no");
        assertThat(json("{\"options\":[{\"section\":\"A\",\"name\":\"b\",\"value\":\"c\"}]}")
                        .placed(refusal))
                .isSameAs(refusal);
    }

    @Test
    void ifMatchIsARevision() {
        assertThat(UnitWrite.expectedRevision(Optional.empty())).isZero();
        assertThat(UnitWrite.expectedRevision(Optional.of("*"))).isZero();
        assertThat(UnitWrite.expectedRevision(Optional.of("\"812\""))).isEqualTo(812);
        assertThat(UnitWrite.expectedRevision(Optional.of("812"))).isEqualTo(812);
        assertThatThrownBy(() -> UnitWrite.expectedRevision(Optional.of("W/\"x\"")))
                .hasMessageContaining("If-Match");
    }
}
