package dev.flotilla.sidekick.template;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.sidekick.command.ShellCommand;
import dev.flotilla.sidekick.command.ShellCommand.CommandFailedException;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.Follower;
import dev.flotilla.sidekick.directory.Snapshot;
import dev.flotilla.sidekick.template.TemplateLanguage.Rendered;
import dev.flotilla.sidekick.template.TemplateLanguage.Renderer;
import dev.flotilla.sidekick.template.TemplateLanguage.TemplateFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one file in step with the directory. The file changes when its text does, after the check has passed, and the
 * program is told once for each change: also when this process ended between the two, which a mark in the state directory
 * remembers. An instance with which the check fails is left out; it holds up nothing that comes or goes beside it.
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
    /** The instances with which the file was good last. */
    private Map<InstanceKey, Instance> proven = Map.of();

    private boolean refused;

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
            if (refused) {
                // Who is left out may be so for a reason that passes, such as a name that cannot be looked up.
                return Optional.of(pause());
            }
            retry = FIRST_RETRY;
            return Optional.of(RESYNC);
        } catch (IOException | TemplateFault | CommandFailedException e) {
            String words = e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
            if (!trouble.equals(Optional.of(words))) {
                LOG.error("{}: {} is not in step: {}", settings.name(), settings.destination(), words);
            }
            trouble = Optional.of(words);
            return Optional.of(pause());
        }
    }

    private Duration pause() {
        Duration now = retry;
        retry = retry.multipliedBy(2).compareTo(LONGEST_RETRY) < 0 ? retry.multipliedBy(2) : LONGEST_RETRY;
        return now;
    }

    private void bringInStep(Snapshot snapshot)
            throws IOException, TemplateFault, CommandFailedException, InterruptedException {
        String source = Files.readString(settings.source());
        Renderer renderer = language.read(settings.source().toString(), source);
        Rendered taken = renderer.render(snapshot);
        refused = false;
        if (!file.is(taken.text())) {
            taken = checked(snapshot, renderer, taken);
            if (!file.is(taken.text())) {
                write(taken.text());
            }
        }
        tell(taken.leftOut());
        remember(snapshot, taken);
        if (Files.exists(owed)) {
            if (settings.reload().isPresent()) {
                command(settings.reload().get());
            }
            Files.delete(owed);
        }
    }

    /** What passes the check: all of it, or what remains without those that make it fail. */
    private Rendered checked(Snapshot snapshot, Renderer renderer, Rendered all)
            throws IOException, CommandFailedException, InterruptedException {
        try {
            check(all.text());
            return all;
        } catch (CommandFailedException e) {
            List<Instance> unproven = snapshot.passing().stream()
                    .filter(instance -> !instance.equals(proven.get(instance.key())))
                    .toList();
            Sieve sieve = new Sieve(snapshot, renderer, this::checkUnlessThere, settings.timeout());
            Rendered rest = sieve.rest(unproven, all, e);
            refused = true;
            return rest;
        }
    }

    /** What the file has has passed. */
    private void checkUnlessThere(String text) throws IOException, CommandFailedException, InterruptedException {
        if (!file.is(text)) {
            check(text);
        }
    }

    private void check(String text) throws IOException, CommandFailedException, InterruptedException {
        if (settings.check().isEmpty()) {
            return;
        }
        Path draft = file.draft(text);
        try {
            String quoted = "'" + draft.toString().replace("'", "'\\''") + "'";
            command(settings.check().get().replace("{src}", quoted));
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void write(String text) throws IOException {
        Path draft = file.draft(text);
        try {
            if (settings.reload().isPresent() && !Files.exists(owed)) {
                Files.createFile(owed);
            }
            file.replaceBy(draft);
        } finally {
            Files.deleteIfExists(draft);
        }
        LOG.info("{}: {} was written", settings.name(), settings.destination());
    }

    private void remember(Snapshot snapshot, Rendered taken) {
        Map<InstanceKey, Instance> now = new HashMap<>();
        for (Instance instance : snapshot.passing()) {
            if (!taken.leftOut().containsKey(instance.key().toString())) {
                now.put(instance.key(), instance);
            }
        }
        proven = now;
    }

    private void command(String line) throws CommandFailedException, InterruptedException {
        new ShellCommand(line, settings.timeout()).run(Map.of(), "");
    }

    private void tell(SortedMap<String, String> now) {
        now.forEach((key, why) -> {
            if (!why.equals(leftOut.get(key))) {
                LOG.warn("{}: {} is left out: {}", settings.name(), key, why);
            }
        });
        leftOut = now;
    }

    @Override
    public void close() {
        follower.close();
    }
}
