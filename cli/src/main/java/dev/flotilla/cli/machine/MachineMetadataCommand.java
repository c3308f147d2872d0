package dev.flotilla.cli.machine;

import dev.flotilla.cli.gateway.MachineView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code machine-metadata}. */
@Command(
        name = "machine-metadata",
        customSynopsis = {
            "flotilla machine-metadata MACHINE",
            "flotilla machine-metadata set MACHINE KEY=VALUE...",
            "flotilla machine-metadata remove MACHINE KEY..."
        },
        description = {
            "Shows a machine's metadata, or changes what was added to it at run time: that wins over the machine's own",
            "and outlives its restart. Units move to where their MachineMetadata= then allows.",
            "MACHINE is an id, the beginning of one, or an address: of machines that share it the one that is not lost.",
            "All changes are made, or none."
        },
        footer = {
            "%nExamples:",
            "  flotilla machine-metadata 05c0472b",
            "  flotilla machine-metadata set 05c0472b disk=ssd zone=a",
            "  flotilla machine-metadata remove 05c0472b zone"
        })
public final class MachineMetadataCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "[set|remove] MACHINE [KEY[=VALUE]...]", arity = "0..*")
    private List<String> words = List.of();

    public MachineMetadataCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String verb = words.isEmpty() ? "" : words.getFirst();
        boolean changes = verb.equals("set") || verb.equals("remove");
        if (changes ? words.size() < 3 : words.size() != 1) {
            throw new CommandFailure(
                    "usage: machine-metadata MACHINE | set MACHINE KEY=VALUE... | remove MACHINE KEY...", Exit.USAGE);
        }
        if (!changes) {
            show(MachineChoice.require(session, words.getFirst()));
        } else {
            List<String> keys = words.subList(2, words.size());
            // The words are checked before the cluster is asked anything.
            Map<String, Optional<String>> changed = verb.equals("set") ? assignments(keys) : removals(keys);
            MachineView machine = MachineChoice.require(session, words.get(1));
            session.gateway().changeMetadata(machine.id(), changed);
            // By its id: an address may be another machine's meanwhile.
            show(MachineChoice.require(session, machine.id()));
        }
        return Exit.OK;
    }

    private void show(MachineView machine) {
        machine.metadata().forEach((key, value) -> session.out().println(key + "=" + value));
    }

    private static Map<String, Optional<String>> assignments(List<String> words) {
        Map<String, Optional<String>> changes = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw new CommandFailure("\"" + word + "\" is not KEY=VALUE", Exit.USAGE);
            }
            changes.put(word.substring(0, equals), Optional.of(word.substring(equals + 1)));
        }
        return changes;
    }

    private static Map<String, Optional<String>> removals(List<String> words) {
        Map<String, Optional<String>> changes = new LinkedHashMap<>();
        for (String word : words) {
            if (word.indexOf('=') >= 0) {
                throw new CommandFailure("\"" + word + "\" is not a KEY", Exit.USAGE);
            }
            changes.put(word, Optional.empty());
        }
        return changes;
    }
}
