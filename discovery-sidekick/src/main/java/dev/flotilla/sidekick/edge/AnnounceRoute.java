package dev.flotilla.sidekick.edge;

import dev.flotilla.model.discovery.Declaration;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.sidekick.announce.Announcement;
import dev.flotilla.sidekick.announce.AnnouncementSource;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/announcements}: holds what the request's headers say for as long as the request lasts. Whatever its body
 * brings is a sign of life; its end, and that of its connection, take the record back.
 *
 * <p>Headers, not a body, so that a shell can do it without a library; and not ones that a web page could send across sites.
 */
@Singleton
final class AnnounceRoute {
    private static final int BAD_REQUEST = 400;
    private static final int MOST_TTL_DIGITS = 5;

    private final SidekickProcess process;

    AnnounceRoute(SidekickProcess process) {
        this.process = process;
    }

    void add(@Observes Router router) {
        router.post("/v1/announcements").handler(context -> answer(context.request()));
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        Announcement announcement;
        try {
            announcement = read(request);
        } catch (FlotillaException | IllegalArgumentException e) {
            response.setStatusCode(BAD_REQUEST).putHeader("Content-Type", "text/plain");
            response.end(e.getMessage() + "\n");
            return;
        }
        Line line = new Line(request);
        request.handler(beat -> line.heard());
        request.endHandler(end -> line.gone());
        request.exceptionHandler(failure -> line.gone());
        response.closeHandler(closed -> line.gone());
        response.setChunked(true).putHeader("Content-Type", "text/plain");
        response.write("announcing " + announcement.key() + "\n");
        process.onLoop(() -> process.sidekick().announce(announcement, line::begun, line::end));
    }

    private static Announcement read(HttpServerRequest request) {
        String instance = required(request, "Flotilla-Instance");
        TreeMap<String, String> attributes = new TreeMap<>();
        request.headers().getAll("Flotilla-Attr").forEach(attribute -> {
            int equals = attribute.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("an attribute is KEY=VALUE, not " + attribute);
            }
            attributes.put(attribute.substring(0, equals), attribute.substring(equals + 1));
        });
        List<String> tags = optional(request, "Flotilla-Tags").stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList();
        return new Announcement(
                new InstanceKey(required(request, "Flotilla-Service"), instance),
                number(required(request, "Flotilla-Port"), "the port"),
                optional(request, "Flotilla-Host"),
                optional(request, "Flotilla-Version"),
                tags,
                attributes,
                optional(request, "Flotilla-TTL")
                        .map(ttl -> Duration.ofSeconds(number(ttl, "the TTL")))
                        .orElse(Declaration.TTL));
    }

    private static String required(HttpServerRequest request, String header) {
        return optional(request, header)
                .orElseThrow(() -> new IllegalArgumentException("the header " + header + " is missing"));
    }

    private static Optional<String> optional(HttpServerRequest request, String header) {
        return Optional.ofNullable(request.getHeader(header)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static int number(String text, String what) {
        if (!text.matches("[0-9]{1," + MOST_TTL_DIGITS + "}")) {
            throw new IllegalArgumentException(what + " is a number, not " + text);
        }
        return Integer.parseInt(text);
    }

    /** One process that announces something; it hears of its end once. */
    private final class Line {
        private final HttpServerRequest request;
        private final HttpServerResponse response;
        private final AtomicBoolean over = new AtomicBoolean();
        private AnnouncementSource.@Nullable Held held;

        private Line(HttpServerRequest request) {
            this.request = request;
            this.response = request.response();
        }

        /** On the sidekick's loop. */
        private void begun(AnnouncementSource.Held begun) {
            held = begun;
            if (over.get()) {
                begun.close();
            }
        }

        private void heard() {
            process.onLoop(() -> Optional.ofNullable(held).ifPresent(AnnouncementSource.Held::heard));
        }

        private void gone() {
            if (over.compareAndSet(false, true)) {
                process.onLoop(() -> Optional.ofNullable(held).ifPresent(AnnouncementSource.Held::close));
                if (!response.ended() && !response.closed()) {
                    response.end();
                }
            }
        }

        /** The request goes on, and its sender would take the connection for the record. */
        private void end(String reason) {
            if (over.compareAndSet(false, true) && !response.closed()) {
                response.end(reason + "\n")
                        .onComplete(said -> request.connection().close());
            }
        }
    }
}
