package dev.flotilla.sidekick.template;

import dev.flotilla.sidekick.command.ShellCommand;
import dev.flotilla.sidekick.command.ShellCommand.CommandFailedException;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.Follower;
import dev.flotilla.sidekick.directory.Snapshot;
import dev.flotilla.sidekick.template.TemplateLanguage.Rendered;
import dev.flotilla.sidekick.template.TemplateLanguage.TemplateFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one file in step with the directory. The file changes when its text does, after the check has passed, and the
 * program is told once for each change: also when this process ended between the two, which a mark in the state directory
 * remembers.
 */
public final class TemplateFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateFollower.class);
    /** An edited template, or a file that somebody else changed, is seen after this long. */
    private static final Duration RESYNC = Duration.ofSeconds(30);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

    private final TemplateSettings settings;
    private final TemplateLanguage language;
    private final TemplateFile file;
    private final Path owed;
    private final Follower follower;
    private Duration retry = FIRST_RETRY;
    private Optional<String> trouble = Optional.empty();
    private SortedMap<String, String> leftOut = new TreeMap<>();

    /**
     * Begins to follow.
     *
     * @param state an existing directory for what must be remembered
     */
    public TemplateFollower(TemplateSettings settings, TemplateLanguage language, Path state, Directory directory) {
        this.language = language;
        this.settings = settings;
        this.file = new TemplateFile(settings.destination(), settings.permissions());
        this.owed = state.resolve(settings.name() + ".reload-owed");
        this.follower = new Follower("flotilla-template " + settings.name(), directory, settings.debounce(), this::run);
    }

    private Optional<Duration> run(Snapshot snapshot) throws InterruptedException {
        try {
            bringInStep(snapshot);
            trouble.ifPresent(past -> LOG.info("{}: well again", settings.name()));
            trouble = Optional.empty();
            retry = FIRST_RETRY;
            return Optional.of(RESYNC);
        } catch (IOException | TemplateFault | CommandFailedException e) {
            String words = e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
            if (!trouble.equals(Optional.of(words))) {
                LOG.error("{}: {} is not in step: {}", settings.name(), settings.destination(), words);
            }
            trouble = Optional.of(words);
            Duration now = retry;
            retry = retry.multipliedBy(2).compareTo(LONGEST_RETRY) < 0 ? retry.multipliedBy(2) : LONGEST_RETRY;
            return Optional.of(now);
        }
    }

    private void bringInStep(Snapshot snapshot)
            throws IOException, TemplateFault, CommandFailedException, InterruptedException {
        String source = Files.readString(settings.source());
        Rendered rendered = language.read(settings.source().toString(), source).render(snapshot);
        tell(rendered.leftOut());
        if (!file.is(rendered.text())) {
            Path draft = file.draft(rendered.text());
            try {
                if (settings.check().isPresent()) {
                    String quoted = "'" + draft.toString().replace("'", "'\\''") + "'";
                    command(settings.check().get().replace("{src}", quoted));
                }
                if (settings.reload().isPresent() && !Files.exists(owed)) {
                    Files.createFile(owed);
                }
                file.replaceBy(draft);
            } finally {
                Files.deleteIfExists(draft);
            }
            LOG.info("{}: {} was written", settings.name(), settings.destination());
        }
        if (Files.exists(owed)) {
            if (settings.reload().isPresent()) {
                command(settings.reload().get());
            }
            Files.delete(owed);
        }
    }

    private void command(String line) throws CommandFailedException, InterruptedException {
        new ShellCommand(line, settings.timeout()).run(Map.of(), "");
    }

    private void tell(SortedMap<String, String> now) {
        now.forEach((key, why) -> {
            if (!why.equals(leftOut.get(key))) {
                LOG.warn("{}: {} is left out, the template fails on it: {}", settings.name(), key, why);
            }
        });
        leftOut = now;
    }

    @Override
    public void close() {
        follower.close();
    }
}
