package dev.flotilla.sidekick.hook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells it to a web server: a POST of one JSON object with the event's id in {@code Idempotency-Key}. With a secret,
 * {@code X-Flotilla-Signature: sha256=<hex>} is the HMAC of the body. Taken when the answer is 2xx.
 */
public final class WebReceiver implements Receiver {
    private static final String HMAC = "HmacSHA256";

    private final HttpClient client;
    private final URI uri;
    private final Duration timeout;
    private final Optional<byte[]> secret;

    /** @param timeout of connecting, and of the whole exchange */
    public WebReceiver(URI uri, Duration timeout, Optional<String> secret) {
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("\"" + uri + "\" is no http or https address");
        }
        this.uri = uri;
        this.timeout = timeout;
        this.secret = secret.map(text -> text.getBytes(StandardCharsets.UTF_8));
        this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    @Override
    public void tell(Event event) throws NotTakenException, InterruptedException {
        String body = EventJson.write(event);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", event.id().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body));
        secret.ifPresent(key -> request.header("X-Flotilla-Signature", "sha256=" + signature(key, body)));
        try {
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status < 200 || status > 299) {
                throw new NotTakenException(uri + " answered " + status);
            }
        } catch (IOException e) {
            throw new NotTakenException(uri + " did not take it: " + e);
        }
    }

    private static String signature(byte[] key, String body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
