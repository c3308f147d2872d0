package dev.flotilla.client;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the client and the servers know each other. Files are PEM.
 *
 * @param trustedCertificates whose signatures on server certificates count; empty: the JDK's list
 * @param certificate the client's own certificate chain, for servers that ask; goes with {@code privateKey}
 * @param privateKey its key, PKCS#8, not encrypted
 * @param serverName the name the servers' certificates must bear, when it is not the host of the endpoint
 */
public record TlsOptions(
        Optional<Path> trustedCertificates,
        Optional<Path> certificate,
        Optional<Path> privateKey,
        Optional<String> serverName) {

    public TlsOptions {
        if (certificate.isPresent() != privateKey.isPresent()) {
            throw new IllegalArgumentException("a client certificate and its private key go together");
        }
    }

    /** Servers are trusted when the JDK's list of authorities vouches for them; the client shows no certificate. */
    public static TlsOptions systemTrust() {
        return new TlsOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Servers are trusted when one of these certificates vouches for them. */
    public static TlsOptions trusting(Path certificates) {
        return new TlsOptions(Optional.of(certificates), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public TlsOptions withClientCertificate(Path chain, Path key) {
        return new TlsOptions(trustedCertificates, Optional.of(chain), Optional.of(key), serverName);
    }

    public TlsOptions withServerName(String name) {
        return new TlsOptions(trustedCertificates, certificate, privateKey, Optional.of(name));
    }
}
