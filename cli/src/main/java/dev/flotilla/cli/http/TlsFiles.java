package dev.flotilla.cli.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The PEM files of a client, as fleetctl took them. Read when the first https endpoint is dialled.
 *
 * @param ca whom to trust instead of the system's authorities
 * @param certificate the client's own certificate, with the chain behind it
 * @param key its private key: PKCS #8, or the older RSA form
 */
public record TlsFiles(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
    public static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());

    public TlsFiles {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("--cert-file and --key-file need each other");
        }
    }

    /** Wraps a connected socket and shakes hands; the certificate must name the endpoint's host. */
    Socket layer(Socket socket, Endpoint endpoint) throws IOException {
        SSLContext context = TlsContext.of(this);
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }
}
