package dev.flotilla.cloudconfig.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machine as it will be after the steps planned so far. */
final class View {
    private final Host host;
    private final Map<String, PathState> planned = new HashMap<>();
    private final List<PlannedStep> steps = new ArrayList<>();

    View(Host host) {
        this.host = host;
    }

    List<PlannedStep> steps() {
        return steps;
    }

    boolean hasChanges() {
        return steps.stream().anyMatch(PlannedStep::isChange);
    }

    /** Whether an earlier run was to do it, and did not get so far. */
    boolean isDue(Step step) throws IOException {
        return host.due().contains(step.description());
    }

    PathState at(String path) throws IOException {
        PathState state = planned.get(path);
        return state == null ? host.at(path) : state;
    }

    /** A file's text, links followed; empty when there is none. */
    Optional<String> text(String path) throws IOException {
        return switch (at(path)) {
            case PathState.File file -> Optional.of(new String(file.content(), StandardCharsets.UTF_8));
            case PathState.Link link
            when link.target().startsWith("/") && !link.target().equals(path) -> text(link.target());
            default -> Optional.empty();
        };
    }

    boolean isFile(String path) throws IOException {
        return at(path) instanceof PathState.File;
    }

    void add(PlannedStep step) {
        steps.add(step);
    }

    /** Whether the file has to be written. The owner is one that the host knows, or will know. */
    boolean write(String path, byte[] content, int mode, String owner) throws IOException {
        Step step = new Step.WriteFile(path, content, mode, owner);
        PathState now = at(path);
        PathState.File wanted =
                new PathState.File(content, mode, host.owner(owner).orElse(owner));
        boolean same = wanted.equals(now);
        steps.add(same ? PlannedStep.unchanged(step) : PlannedStep.change(step));
        planned.put(path, wanted);
        return !same;
    }

    boolean write(String path, String content, int mode) throws IOException {
        return write(path, content.getBytes(StandardCharsets.UTF_8), mode, "");
    }

    boolean link(String path, String target) throws IOException {
        Step step = new Step.Link(path, target);
        PathState wanted = new PathState.Link(target);
        boolean same = wanted.equals(at(path));
        steps.add(same ? PlannedStep.unchanged(step) : PlannedStep.change(step));
        planned.put(path, wanted);
        return !same;
    }

    boolean delete(String path) throws IOException {
        boolean absent = at(path) instanceof PathState.Absent;
        Step step = new Step.Delete(path);
        steps.add(absent ? PlannedStep.unchanged(step) : PlannedStep.change(step));
        planned.put(path, new PathState.Absent());
        return !absent;
    }
}
