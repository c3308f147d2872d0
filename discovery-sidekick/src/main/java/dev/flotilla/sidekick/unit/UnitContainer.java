package dev.flotilla.sidekick.unit;

import dev.flotilla.model.command.CommandLine;
import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.unit.UnitFile;
import java.util.List;
import java.util.Optional;

/** Which container a unit runs: the name it gives to {@code docker run}, or that it starts. */
final class UnitContainer {
    private static final List<String> ENGINES = List.of("docker", "podman", "nerdctl");

    private UnitContainer() {}

    static Optional<String> name(UnitFile file, Specifiers specifiers) {
        for (String value : file.values("Service", "ExecStart")) {
            try {
                for (CommandLine command : CommandLine.parse(value)) {
                    Optional<String> name = name(command.withSpecifiers("ExecStart", specifiers));
                    if (name.isPresent()) {
                        return name;
                    }
                }
            } catch (FlotillaException e) {
                // A command that the runtime refuses has no container.
                continue;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> name(CommandLine command) {
        String program = command.path().substring(command.path().lastIndexOf('/') + 1);
        List<String> words = command.arguments();
        if (!ENGINES.contains(program) || words.isEmpty()) {
            return Optional.empty();
        }
        if (words.getFirst().equals("start")) {
            return Optional.of(words.getLast()).filter(name -> !name.startsWith("-"));
        }
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("--name=")) {
                return Optional.of(word.substring("--name=".length()));
            }
            if (word.equals("--name") && i + 1 < words.size()) {
                return Optional.of(words.get(i + 1));
            }
        }
        return Optional.empty();
    }
}
