package dev.flotilla.agent.runtime.process.log;

import dev.flotilla.agent.runtime.LogLine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A log line as a line of a journal file: microseconds, process id, identifier, origin, text. The origin says which spool
 * it was taken from and how far that was read then, so that a later agent goes on there and takes no line twice.
 */
final class JournalLine {
    private static final long MICROS = 1_000_000L;

    private static final int FIELDS = 5;
    private static final String NO_ORIGIN = "-";

    private JournalLine() {}

    /** Where lines came from. */
    record Origin(UnitLog.Source source, long position) {
        @Override
        public String toString() {
            return source + ":" + position;
        }
    }

    static String write(LogLine line, Optional<Origin> origin) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, line.time());
        return micros + " " + line.pid() + " " + escape(line.identifier().replace(' ', '_')) + " "
                + origin.map(Origin::toString).orElse(NO_ORIGIN) + " " + escape(line.text()) + "\n";
    }

    /** Empty for what is not a journal's line: the rest of one that was cut off by a crash. */
    static Optional<LogLine> read(String line) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length < FIELDS) {
            return Optional.empty();
        }
        try {
            long micros = Long.parseLong(fields[0]);
            var time = Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
            return Optional.of(new LogLine(time, unescape(fields[2]), Long.parseLong(fields[1]), unescape(fields[4])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Optional<Origin> origin(String line) {
        String[] fields = line.split(" ", FIELDS);
        int colon = fields.length < FIELDS ? -1 : fields[3].indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        try {
            var source = UnitLog.Source.valueOf(fields[3].substring(0, colon));
            return Optional.of(new Origin(source, Long.parseLong(fields[3].substring(colon + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String escape(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\\') < 0
                ? text
                : text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        var result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                result.append(next == 'n' ? '\n' : next);
            } else {
                result.append(c);
            }
        }
        return result.toString();
    }
}
