package dev.flotilla.gateway.fleet;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** fleet's rule for requests with a body: one content type, and that is JSON. */
public final class ContentType {
    private static final String JSON = "application/json";

    private ContentType() {}

    /**
     * @param values of the header
     * @return what is wrong; empty when nothing is
     */
    public static Optional<String> fault(List<String> values) {
        if (values.size() != 1) {
            return Optional.of("expected 1 Content-Type, got " + values.size());
        }
        String type = values.getFirst().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals(JSON) ? Optional.empty() : Optional.of("only acceptable Content-Type is application/json");
    }
}
