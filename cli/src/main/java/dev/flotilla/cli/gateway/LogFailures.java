package dev.flotilla.cli.gateway;

import dev.flotilla.cli.http.StreamedResponse;
import java.util.List;

/** Which machines' logs did not come, or not to their end. */
public final class LogFailures {
    private static final String FIELD = "Flotilla-Failed";
    private static final String SEPARATOR = ": ";

    private LogFailures() {}

    /** A line of each, with the reason; known when the log has ended. */
    public static List<String> of(StreamedResponse log) {
        return log.trailers().values(FIELD).stream().map(LogFailures::words).toList();
    }

    private static String words(String field) {
        int end = field.indexOf(SEPARATOR);
        return end < 0 ? field : MachineView.shown(field.substring(0, end), false) + field.substring(end);
    }
}
