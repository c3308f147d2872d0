package dev.flotilla.gateway.edge;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/** Who asks. */
final class Caller {
    private static final String HEADER = "X-Flotilla-User";
    private static final int LONGEST = 256;

    private Caller() {}

    /** What the header says, without what does not print; else the address the request came from. */
    static String of(HttpServerRequest request) {
        String header = request.getHeader(HEADER);
        if (header != null) {
            StringBuilder name = new StringBuilder();
            header.codePoints()
                    .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
                    .limit(LONGEST)
                    .forEach(name::appendCodePoint);
            String said = name.toString().strip();
            if (!said.isEmpty()) {
                return said;
            }
        }
        SocketAddress address = request.remoteAddress();
        return address == null || address.hostAddress() == null ? "" : address.hostAddress();
    }
}
