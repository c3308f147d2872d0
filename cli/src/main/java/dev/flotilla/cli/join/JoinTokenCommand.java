package dev.flotilla.cli.join;

import dev.flotilla.cli.json.Json;
import dev.flotilla.cli.json.JsonText;
import dev.flotilla.cli.output.Listing;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.model.join.JoinSecret;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code join-token}. */
@Command(
        name = "join-token",
        customSynopsis = {
            "flotilla join-token create [--expires=24h] [--uses=1] [--note=TEXT]",
            "flotilla join-token list [--fields=...] [--no-legend] [-o table|json]",
            "flotilla join-token revoke ID...",
            "flotilla join-token generate"
        },
        description = {
            "Tokens by which machines join the cluster, where its registry asks for one.",
            "create prints the token, which is not shown again; the registry keeps a hash of it. revoke takes its id, the",
            "part before the dot; machines that joined by it stay. generate makes a token and asks nobody: for the",
            "registry's own settings, so that the first machines of a cluster that is yet to be can join."
        },
        footer = {
            "%nExamples:",
            "  flotilla join-token create --uses=0 --expires=2h --note='rack 7'",
            "  flotilla join-token list",
            "  flotilla join-token generate > token"
        })
public final class JoinTokenCommand implements Callable<Integer> {
    private static final String DEFAULT = "id,standing,expires,uses,note";

    private final Session session;

    @Mixin
    private final Listing listing = new Listing();

    @Parameters(paramLabel = "create|list|revoke|generate [ID...]", arity = "0..*")
    private List<String> words = List.of();

    @Option(names = "--expires", paramLabel = "DURATION", description = "create: good for so long, as 90m, 24h or 7d.")
    private String expires = "24h";

    @Option(names = "--uses", paramLabel = "N", description = "create: for so many machines; 0 for any number.")
    private int uses = 1;

    @Option(names = "--note", paramLabel = "TEXT", description = "create: what it is for.")
    private String note = "";

    @Option(
            names = "--fields",
            paramLabel = "FIELD,...",
            defaultValue = DEFAULT,
            description = "list: columns, of id, standing, created, expires, uses, createdby, note (default " + DEFAULT
                    + ").")
    private String fields = "";

    public JoinTokenCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String verb = words.isEmpty() ? "" : words.getFirst();
        List<String> ids = words.isEmpty() ? List.of() : words.subList(1, words.size());
        switch (verb) {
            case "create" -> create(ids);
            case "list" -> list(ids);
            case "revoke" -> revoke(ids);
            case "generate" -> generate(ids);
            default -> throw misuse("create | list | revoke ID... | generate");
        }
        return Exit.OK;
    }

    private void create(List<String> surplus) {
        none("create", surplus);
        Json made = session.gateway().createJoinToken(Durations.seconds("--expires", expires), uses, note);
        session.out()
                .println(
                        listing.isJson()
                                ? JsonText.pretty(made)
                                : made.at("token").text());
    }

    private void list(List<String> surplus) {
        none("list", surplus);
        Map<String, Function<Json, String>> cells = new LinkedHashMap<>();
        cells.put("id", token -> token.at("id").text());
        cells.put("standing", token -> token.at("standing").text());
        cells.put("created", token -> token.at("created").text());
        cells.put("expires", token -> token.at("expires").text());
        cells.put("uses", JoinTokenCommand::uses);
        cells.put("createdby", token -> orDash(token.at("createdBy").text()));
        cells.put("note", token -> orDash(token.at("note").text()));
        List<String> columns = Listing.columns(fields, cells.keySet());
        List<Json> tokens = session.gateway().joinTokens();
        if (listing.isJson()) {
            Listing.printJson(session, tokens);
        } else {
            listing.print(session, columns, cells, tokens);
        }
    }

    private void revoke(List<String> ids) {
        if (ids.isEmpty()) {
            throw misuse("revoke ID...");
        }
        for (String text : ids) {
            // Who pastes the whole token means its id, and the secret is not sent around for it.
            String id = text.split("\\.", 2)[0];
            session.gateway().revokeJoinToken(id);
            session.out().println("Revoked join token " + id);
        }
    }

    private void generate(List<String> surplus) {
        none("generate", surplus);
        session.out().println(JoinSecret.generate(new SecureRandom()).reveal());
    }

    private static String uses(Json token) {
        String most = token.at("maxUses").text();
        return token.at("uses").text() + "/" + (most.equals("0") ? "any" : most);
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static void none(String verb, List<String> surplus) {
        if (!surplus.isEmpty()) {
            throw misuse(verb + " takes options only");
        }
    }

    private static CommandFailure misuse(String usage) {
        return new CommandFailure("usage: join-token " + usage, Exit.USAGE);
    }
}
