package dev.flotilla.client;

import dev.flotilla.model.error.FlotillaError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Makes a {@link FlotillaClient}. Only the endpoints must be given. */
public final class FlotillaClientBuilder {
    /** Of a call with all its attempts. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    /**
     * How long a connection with a call on it may be silent before it is probed: a replica that is frozen is noticed within
     * 14 s. gRPC knows nothing below 10 s, and agents permit no less.
     */
    public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(11);

    private static final Duration LEAST_KEEP_ALIVE = Duration.ofSeconds(10);

    private List<Endpoint> endpoints = List.of();
    private Optional<TlsOptions> tls = Optional.empty();
    private Optional<String> token = Optional.empty();
    private String user = "";
    private Duration timeout = DEFAULT_TIMEOUT;
    private Duration keepAlive = DEFAULT_KEEP_ALIVE;
    private RandomGenerator random = new Local();

    FlotillaClientBuilder() {}

    /** The registry's replicas, {@code host:port,host:port}; {@link FlotillaError.Invalid} when it is no such list. */
    public FlotillaClientBuilder endpoints(String list) {
        return endpoints(Endpoint.parseList(list));
    }

    public FlotillaClientBuilder endpoints(List<Endpoint> replicas) {
        this.endpoints = List.copyOf(replicas);
        return this;
    }

    /** Speaks TLS; plaintext otherwise. */
    public FlotillaClientBuilder tls(TlsOptions options) {
        this.tls = Optional.of(options);
        return this;
    }

    /** A bearer token that goes with every call. */
    public FlotillaClientBuilder token(String secret) {
        this.token = Optional.of(secret);
        return this;
    }

    /** Whom writes are recorded for, for example {@code alice@build-7}. */
    public FlotillaClientBuilder user(String who) {
        this.user = who;
        return this;
    }

    /** Of a call with all its attempts. */
    public FlotillaClientBuilder timeout(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("a timeout is longer than nothing: " + limit);
        }
        this.timeout = limit;
        return this;
    }

    /** How long a connection with a call on it may be silent before it is probed; at least 10 s. */
    public FlotillaClientBuilder keepAlive(Duration silence) {
        if (silence.compareTo(LEAST_KEEP_ALIVE) < 0) {
            throw new IllegalArgumentException("servers take probes more often than every 10 s for an attack");
        }
        this.keepAlive = silence;
        return this;
    }

    /** The source of jitter, for tests that want it to be predictable. */
    public FlotillaClientBuilder random(RandomGenerator source) {
        this.random = source;
        return this;
    }

    /** Connects when first used. */
    public FlotillaClient build() {
        if (endpoints.isEmpty()) {
            throw new FlotillaError.Invalid(
                            "no endpoint given; write host:port, several separated by commas",
                            Optional.of("endpoint"),
                            Optional.empty())
                    .asException();
        }
        return new FlotillaClient(this);
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    Optional<TlsOptions> tls() {
        return tls;
    }

    Optional<String> token() {
        return token;
    }

    String user() {
        return user;
    }

    Duration timeout() {
        return timeout;
    }

    Duration keepAlive() {
        return keepAlive;
    }

    RandomGenerator random() {
        return random;
    }

    /** Each thread's own. */
    private static final class Local implements RandomGenerator {
        @Override
        public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
        }
    }
}
