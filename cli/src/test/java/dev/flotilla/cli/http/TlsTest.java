package dev.flotilla.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that demands the client's certificate; one self-signed pair serves both sides. */
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static HttpsServer server;

    @BeforeAll
    static void start() throws Exception {
        writePair("own", "RSA", "ip:127.0.0.1");
        writePair("other", "EC", "dns:elsewhere");
        TlsFiles own = new TlsFiles(file("own.crt"), file("own.crt"), file("own.key"));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(TlsContext.of(own)) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static Optional<Path> file(String name) {
        return Optional.of(folder.resolve(name));
    }

    private static void writePair(String name, String algorithm, String alternative) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "x",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + alternative,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey("x", PASSWORD.toCharArray()).getEncoded();
        pem(name + ".crt", "CERTIFICATE", keys.getCertificate("x").getEncoded());
        pem(name + ".key", "PRIVATE KEY", key);
        if (algorithm.equals("RSA")) {
            // PKCS #1 is the octet string at the end of PKCS #8: its header is 26 bytes for a key of this size.
            pem(name + ".rsa.key", "RSA PRIVATE KEY", Arrays.copyOfRange(key, 26, key.length));
        }
    }

    private static void pem(String name, String type, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(content);
        Files.writeString(
                folder.resolve(name), "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    private static Response get(TlsFiles files) throws IOException {
        Endpoint endpoint =
                Endpoint.parse("https://127.0.0.1:" + server.getAddress().getPort());
        try (HttpClient client =
                new HttpClient(List.of(endpoint), Dialer.direct(), files, Duration.ofSeconds(10), "", line -> {})) {
            return client.exchange(Request.get("/"));
        }
    }

    @Test
    void bothSidesAreKnownByTheirFiles() throws IOException {
        assertThat(get(new TlsFiles(file("own.crt"), file("own.crt"), file("own.key")))
                        .body())
                .isEqualTo("ok");
    }

    @Test
    void theOldFormOfRsaKeysIsRead() throws IOException {
        assertThat(get(new TlsFiles(file("own.crt"), file("own.crt"), file("own.rsa.key")))
                        .body())
                .isEqualTo("ok");
    }

    @Test
    void strangersAreRefusedOnBothSides() {
        assertThatThrownBy(() -> get(new TlsFiles(file("own.crt"), Optional.empty(), Optional.empty())))
                .isInstanceOf(UnreachableException.class);
        assertThatThrownBy(() -> get(new TlsFiles(file("own.crt"), file("other.crt"), file("other.key"))))
                .isInstanceOf(UnreachableException.class);
        assertThatThrownBy(() -> get(new TlsFiles(file("other.crt"), file("own.crt"), file("own.key"))))
                .hasMessageContaining("TLS: ");
        assertThatThrownBy(() -> get(TlsFiles.NONE)).hasMessageContaining("TLS: ");
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws IOException {
        Files.writeString(folder.resolve("text"), "nothing\n");
        assertThatThrownBy(() -> get(new TlsFiles(file("nosuch"), Optional.empty(), Optional.empty())))
                .hasMessageContaining("nosuch: no such file");
        assertThatThrownBy(() -> get(new TlsFiles(file("text"), Optional.empty(), Optional.empty())))
                .hasMessageContaining("text: no");
        assertThatThrownBy(() -> get(new TlsFiles(Optional.empty(), file("own.crt"), file("own.crt"))))
                .hasMessageContaining("own.crt: no unencrypted private key");
        assertThatThrownBy(() -> new TlsFiles(Optional.empty(), file("own.crt"), Optional.empty()))
                .hasMessageContaining("need each other");
    }
}
