package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Mark;
import dev.flotilla.cloudconfig.document.Tree;
import dev.flotilla.model.command.CommandLine;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import dev.flotilla.model.unit.ParsedUnit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitOption;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A unit file inside a cloud-config, and where its lines stand there. */
final class UnitContent {
    private UnitContent() {}

    /**
     * The file; empty when it cannot be read.
     *
     * @param lines of the whole document
     * @param faults is told of each fault and its place in the document
     */
    static Optional<UnitFile> read(
            Tree.Scalar content, String source, String[] lines, BiConsumer<Mark, String> faults) {
        try {
            ParsedUnit parsed = UnitFile.parseWithPositions(source, content.text());
            commands(parsed, content, lines, faults);
            return Optional.of(parsed.file());
        } catch (FlotillaException e) {
            Optional<Position> position =
                    e.error() instanceof FlotillaError.Invalid invalid ? invalid.position() : Optional.empty();
            faults.accept(
                    position.map(p -> mark(p, content, lines)).orElse(content.mark()),
                    position.map(p -> e.error().message().replace(p + ": ", ""))
                            .orElse(e.error().message()));
            return Optional.empty();
        }
    }

    /** Why systemd would not load it as a service, when it would not. */
    static Optional<String> serviceFault(UnitFile file) {
        boolean oneshot = file.last("Service", "Type").filter("oneshot"::equals).isPresent();
        long starts = file.values("Service", "ExecStart").stream()
                .filter(value -> !value.isBlank())
                .count();
        if (file.section("Service").isEmpty()) {
            return Optional.of("a service needs a [Service] section");
        }
        if (starts == 0
                && file.values("Service", "ExecStop").isEmpty()
                && file.values("Service", "SuccessAction").isEmpty()) {
            return Optional.of("the service has no ExecStart=");
        }
        return starts > 1 && !oneshot
                ? Optional.of("only a Type=oneshot service may have more than one ExecStart=")
                : Optional.empty();
    }

    private static void commands(
            ParsedUnit parsed, Tree.Scalar content, String[] lines, BiConsumer<Mark, String> faults) {
        List<UnitOption> options = parsed.file().options();
        for (int i = 0; i < options.size(); i++) {
            UnitOption option = options.get(i);
            if (option.section().equals("Service") && option.name().startsWith("Exec")) {
                try {
                    CommandLine.parse(option.name(), option.effectiveValue());
                } catch (FlotillaException wrong) {
                    faults.accept(
                            mark(parsed.positions().get(i), content, lines),
                            wrong.error().message());
                }
            }
        }
    }

    /** A place in a unit's text as a place in the document, where its lines stand one by one. */
    private static Mark mark(Position position, Tree.Scalar content, String[] lines) {
        if (!content.literal()) {
            return content.mark();
        }
        int line = content.contentLine() + position.line() - 1;
        if (line > lines.length) {
            return content.mark();
        }
        String[] own = content.text().split("\n", -1);
        int indent = position.line() <= own.length ? Math.max(0, lines[line - 1].indexOf(own[position.line() - 1])) : 0;
        return new Mark(line, indent + position.column());
    }
}
