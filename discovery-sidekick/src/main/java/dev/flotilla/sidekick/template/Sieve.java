package dev.flotilla.sidekick.template;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.sidekick.command.ShellCommand.CommandFailedException;
import dev.flotilla.sidekick.directory.Snapshot;
import dev.flotilla.sidekick.template.TemplateLanguage.Rendered;
import dev.flotilla.sidekick.template.TemplateLanguage.Renderer;
import dev.flotilla.sidekick.template.TemplateLanguage.TemplateFault;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * When a file fails its check, finds out because of which instances: those that were good before are taken without asking
 * which, of the others as many as pass, looked for by halves. So one of a thousand is found with some twenty checks. There
 * is an end to it: after {@value #MOST_CHECKS} checks, or as long as one of them may take, whoever has not been found good
 * is left out until the next time. Used once.
 */
final class Sieve {
    private static final int MOST_CHECKS = 40;

    private final Snapshot snapshot;
    private final Renderer renderer;
    private final Check check;
    private final long deadline;
    private final Map<String, String> failed = new HashMap<>();
    private final Set<InstanceKey> out = new HashSet<>();
    private final SortedMap<String, String> reasons = new TreeMap<>();
    private Optional<String> nobody = Optional.empty();
    private Optional<Rendered> best = Optional.empty();
    private int checks;

    /** Looks at a text; returns when it is good. */
    @FunctionalInterface
    interface Check {
        void check(String text) throws IOException, CommandFailedException, InterruptedException;
    }

    /** @param patience no check begins later than this */
    Sieve(Snapshot snapshot, Renderer renderer, Check check, Duration patience) {
        this.snapshot = snapshot;
        this.renderer = renderer;
        this.check = check;
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /**
     * The most that passes, and who is left out of it.
     *
     * @param unproven have not been in a file that passed
     * @param all the text that failed
     * @param failure how; thrown when it is not because of them, or nobody at all would remain: a list that is empty because
     *     of a check is never taken for good
     */
    Rendered rest(List<Instance> unproven, Rendered all, CommandFailedException failure)
            throws IOException, CommandFailedException, InterruptedException {
        failed.put(all.text(), String.valueOf(failure.getMessage()));
        nobody = render(keys(snapshot.passing())).map(Rendered::text);
        out.addAll(keys(unproven));
        best = render(out);
        if (best.isPresent() && objection(best.get().text()).isPresent()) {
            throw failure;
        }
        admit(unproven);
        Rendered found = best.filter(rendered -> !isOfNobody(rendered.text())).orElseThrow(() -> failure);
        found.leftOut().forEach(reasons::putIfAbsent);
        return new Rendered(found.text(), reasons);
    }

    /** Takes in those of the group that pass. */
    private void admit(List<Instance> group) throws IOException, InterruptedException {
        if (group.isEmpty()) {
            return;
        }
        out.removeAll(keys(group));
        Optional<Rendered> rendered = render(out);
        Optional<String> objection = rendered.isEmpty()
                ? Optional.of("the template fails on it")
                : objection(rendered.get().text());
        if (objection.isEmpty()) {
            best = rendered;
            return;
        }
        out.addAll(keys(group));
        if (group.size() == 1) {
            reasons.put(group.getFirst().key().toString(), objection.get());
            return;
        }
        int half = group.size() / 2;
        admit(group.subList(0, half));
        admit(group.subList(half, group.size()));
    }

    private Optional<String> objection(String text) throws IOException, InterruptedException {
        if (isOfNobody(text) || best.filter(good -> good.text().equals(text)).isPresent()) {
            return Optional.empty();
        }
        Optional<String> known = Optional.ofNullable(failed.get(text));
        if (known.isPresent()) {
            return known;
        }
        if (checks >= MOST_CHECKS || System.nanoTime() - deadline > 0) {
            return Optional.of("the file fails its check, and whether because of it is not known yet");
        }
        checks++;
        try {
            check.check(text);
            return Optional.empty();
        } catch (CommandFailedException e) {
            failed.put(text, String.valueOf(e.getMessage()));
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** That is no answer, only where the search begins. */
    private boolean isOfNobody(String text) {
        return nobody.filter(text::equals).isPresent();
    }

    private Optional<Rendered> render(Set<InstanceKey> without) {
        try {
            return Optional.of(renderer.render(snapshot.without(without)));
        } catch (TemplateFault e) {
            return Optional.empty();
        }
    }

    private static Set<InstanceKey> keys(List<Instance> instances) {
        return instances.stream().map(Instance::key).collect(Collectors.toUnmodifiableSet());
    }
}
