package dev.flotilla.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final String TEXT = "{\"a\":[1,2.5,\"x\\n\",true,null],\"b\":{\"z\":1,\"a\":2},\"c\":\"\"}";

    @Test
    void whatIsReadIsWrittenAgain() throws IOException {
        assertThat(JsonText.compact(Json.parse(TEXT))).isEqualTo(TEXT);
        assertThat(Json.parse(JsonText.pretty(Json.parse(TEXT)))).isEqualTo(Json.parse(TEXT));
    }

    @Test
    void whatIsNotThereReadsAsEmpty() throws IOException {
        Json json = Json.parse(TEXT);
        assertThat(json.at("nosuch").at("deeper").text()).isEmpty();
        assertThat(json.at("a").items()).hasSize(5);
        assertThat(json.at("a").items().getFirst().number()).isEqualTo(1);
        assertThat(json.at("a").items().get(3).isTrue()).isTrue();
        assertThat(json.at("a").items().get(4).isPresent()).isFalse();
        assertThat(json.at("c").textIfAny()).isEmpty();
        assertThat(json.at("b").fields().keySet()).containsExactly("z", "a");
        assertThat(Json.parse("").isPresent()).isFalse();
    }

    @Test
    void brokenTextIsRefused() {
        for (String text : List.of("{", "[1", "{\"a\" 1}", "<html>", "[1,,2]")) {
            assertThatThrownBy(() -> Json.parse(text)).as(text).isInstanceOf(IOException.class);
        }
    }
}
