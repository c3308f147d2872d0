package dev.flotilla.cli.gateway;

import dev.flotilla.cli.http.HttpClient;
import dev.flotilla.cli.http.Request;
import dev.flotilla.cli.http.Response;
import dev.flotilla.cli.http.StreamedResponse;
import dev.flotilla.cli.json.Json;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;

/** Exchanges, with everything that is no success made a {@link GatewayException}. */
final class Answers {
    private static final int NOT_FOUND = 404;

    private final HttpClient client;

    Answers(HttpClient client) {
        this.client = client;
    }

    Json json(Request request) {
        Response response = exchange(request);
        if (!response.isSuccess()) {
            throw failure(request, response);
        }
        return parse(request, response);
    }

    /** Empty when the gateway says that there is no such thing. */
    Optional<Json> jsonIfAny(Request request) {
        Response response = exchange(request);
        if (isMissing(response)) {
            return Optional.empty();
        }
        if (!response.isSuccess()) {
            throw failure(request, response);
        }
        return Optional.of(parse(request, response));
    }

    /** Whether it was there; a repeated request may find the work of the first. */
    boolean delete(Request request) {
        Response response = exchange(request);
        if (isMissing(response)) {
            return response.repeated();
        }
        if (!response.isSuccess()) {
            throw failure(request, response);
        }
        return true;
    }

    void done(Request request) {
        Response response = exchange(request);
        if (!response.isSuccess()) {
            throw failure(request, response);
        }
    }

    /** Empty when the gateway says that there is no such thing. */
    Optional<StreamedResponse> stream(Request request) {
        try {
            StreamedResponse response = client.stream(request);
            if (response.status() / 100 == 2) {
                return Optional.of(response);
            }
            try (response) {
                Response whole = response.whole();
                if (isMissing(whole)) {
                    return Optional.empty();
                }
                throw failure(request, whole);
            }
        } catch (IOException e) {
            throw new GatewayException(words(e), e);
        }
    }

    private Response exchange(Request request) {
        try {
            return client.exchange(request);
        } catch (IOException e) {
            throw new GatewayException(words(e) + doubt(request, e), e);
        }
    }

    /** A 404 of the gateway's own, not of some other server that knows nothing of the path. */
    private static boolean isMissing(Response response) {
        if (response.status() != NOT_FOUND) {
            return false;
        }
        try {
            Json problem = Json.parse(response.body());
            return problem.at("kind").text().equals("not-found")
                    || problem.at("error").isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static Json parse(Request request, Response response) {
        try {
            return Json.parse(response.body());
        } catch (IOException e) {
            throw new GatewayException(
                    "the answer to " + request.path() + " is no JSON: is this a Flotilla gateway?", e);
        }
    }

    private static GatewayException failure(Request request, Response response) {
        return new GatewayException(words(request, response), response.status(), field(response));
    }

    private static String field(Response response) {
        try {
            return Json.parse(response.body()).at("field").textIfAny().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static String words(Request request, Response response) {
        try {
            Json problem = Json.parse(response.body());
            Optional<String> words = problem.at("detail")
                    .textIfAny()
                    .or(() -> problem.at("error").at("message").textIfAny());
            if (words.isPresent()) {
                return words.get();
            }
        } catch (IOException e) {
            return strange(request, response);
        }
        return strange(request, response);
    }

    private static String strange(Request request, Response response) {
        String what = "HTTP " + response.status() + " to " + request.method() + " " + request.path();
        return response.status() >= 500 ? "the gateway fails: " + what : what + ": is this a Flotilla gateway?";
    }

    /** A write that was sent and not answered in time may have been done, or be done yet. */
    private static String doubt(Request request, IOException failure) {
        boolean sent =
                failure instanceof SocketTimeoutException || failure.getCause() instanceof SocketTimeoutException;
        return sent && !request.method().equals("GET") ? "\nIt may still be carried out: look before trying again" : "";
    }

    private static String words(IOException failure) {
        return String.valueOf(failure.getMessage());
    }
}
