package dev.flotilla.agent.systemd.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.agent.runtime.LogLine;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JournalEntryTest {
    @Test
    void anEntryIsALine() throws IOException {
        assertThat(JournalEntry.parse("""
                {"__REALTIME_TIMESTAMP":"1700000000123456","_PID":"42","SYSLOG_IDENTIFIER":"sh","_COMM":"bash","MESSAGE":"a \\"b\\""}"""))
                .isEqualTo(new LogLine(Instant.parse("2023-11-14T22:13:20.123456Z"), "sh", 42, "a \"b\""));
    }

    @Test
    void withoutAnIdentifierItsCommandStandsForIt() throws IOException {
        LogLine line = JournalEntry.parse("{\"_COMM\":\"kernel\",\"MESSAGE\":\"x\",\"__CURSOR\":\"s=1\"}");
        assertThat(line.identifier()).isEqualTo("kernel");
        assertThat(line.pid()).isZero();
    }

    @Test
    void whatIsNoTextComesAsBytes() throws IOException {
        assertThat(JournalEntry.parse("{\"MESSAGE\":[104,105,255]}").text()).isEqualTo("hi\ufffd");
    }

    @Test
    void aFieldThatIsThereTwiceCountsOnce() throws IOException {
        assertThat(JournalEntry.parse("{\"MESSAGE\":[\"first\",\"second\"],\"_PID\":\"7\"}"))
                .extracting(LogLine::text, LogLine::pid)
                .containsExactly("first", 7L);
    }

    @Test
    void aMessageThatWasLeftOutIsEmpty() throws IOException {
        assertThat(JournalEntry.parse("{\"MESSAGE\":null}").text()).isEmpty();
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> JournalEntry.parse("-- No entries --")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> JournalEntry.parse("{\"_PID\":\"many\"}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a journal entry");
    }
}
