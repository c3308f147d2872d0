package dev.flotilla.agent.runtime.process.definition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A check of the machine's files that is made before a unit starts: {@code ConditionPathExists=} and the like.
 *
 * @param option as written, for example {@code ConditionPathExists}
 * @param negated it must not hold ({@code !})
 * @param alternative one of these must hold, all others must ({@code |})
 * @param assertion the start fails when it does not hold; a condition only skips it
 */
public record Condition(String option, Path path, boolean negated, boolean alternative, boolean assertion) {
    private static final Map<String, Predicate<Path>> CHECKS = Map.of(
            "PathExists", Files::exists,
            "PathIsDirectory", Files::isDirectory,
            "PathIsSymbolicLink", Files::isSymbolicLink,
            "PathIsReadWrite", Files::isWritable,
            "DirectoryNotEmpty", Condition::isDirectoryWithContent,
            "FileNotEmpty", Condition::isFileWithContent,
            "FileIsExecutable", path -> Files.isRegularFile(path) && Files.isExecutable(path));

    /** Whether an option's name is one of those that are checked. */
    static boolean isChecked(String option) {
        return CHECKS.containsKey(kind(option));
    }

    private static String kind(String option) {
        return option.replaceFirst("^(Condition|Assert)", "");
    }

    boolean holds() {
        Predicate<Path> check = CHECKS.getOrDefault(kind(option), path -> true);
        return check.test(path) != negated;
    }

    /** Whether all that must hold do, and one of the alternatives if there are any. */
    public static boolean allHold(List<Condition> conditions) {
        boolean necessary = conditions.stream().filter(c -> !c.alternative).allMatch(Condition::holds);
        List<Condition> alternatives =
                conditions.stream().filter(Condition::alternative).toList();
        return necessary && (alternatives.isEmpty() || alternatives.stream().anyMatch(Condition::holds));
    }

    private static boolean isDirectoryWithContent(Path path) {
        try (Stream<Path> content = Files.list(path)) {
            return content.findAny().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFileWithContent(Path path) {
        try {
            return Files.isRegularFile(path) && Files.size(path) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return option + "=" + (alternative ? "|" : "") + (negated ? "!" : "") + path;
    }
}
