package dev.flotilla.cloudconfig.validate;

import java.net.URI;
import java.net.URISyntaxException;

/** Whether a text can stand in a request: an absolute path, or something with a scheme. */
final class RequestUri {
    private RequestUri() {}

    static boolean isValid(String text) {
        if (text.isEmpty()) {
            return false;
        }
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether it is an http or https URL with a host. */
    static boolean isHttp(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
