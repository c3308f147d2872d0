package dev.flotilla.gateway.edge;

import dev.flotilla.model.error.FlotillaError;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The page that makes a browser ask, as far as the browser tells; other programs say nothing of the kind. */
final class AskingPage {
    private AskingPage() {}

    /** Why that page may change nothing here; empty when it may. */
    static Optional<FlotillaError> objection(MultivaluedMap<String, String> headers) {
        Pattern own = Pattern.compile("[a-z]+://" + Pattern.quote(String.valueOf(headers.getFirst("Host"))) + "(/.*)?");
        Predicate<String> ownSite = site -> site.equals("same-origin") || site.equals("none");
        boolean foreign = says(headers, "Sec-Fetch-Site", ownSite.negate())
                || says(headers, "Origin", own.asMatchPredicate().negate())
                || says(headers, "Referer", own.asMatchPredicate().negate());
        return foreign
                ? Optional.of(new FlotillaError.Denied("changes are not taken from pages of another origin"))
                : Optional.empty();
    }

    private static boolean says(MultivaluedMap<String, String> headers, String name, Predicate<String> what) {
        return Optional.ofNullable(headers.getFirst(name)).filter(what).isPresent();
    }
}
