package dev.flotilla.agent.systemd.journal;

import dev.flotilla.agent.runtime.RuntimeUnit;
import dev.flotilla.agent.runtime.StatusText;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What {@code systemctl status} prints: by running it. */
public final class StatusCommand {
    private final List<String> systemctl;

    /**
     * @param systemctl the command and what comes before its verb
     */
    public StatusCommand(List<String> systemctl) {
        this.systemctl = List.copyOf(systemctl);
    }

    /**
     * Runs the command; its words and its exit status are the answer.
     *
     * @param known the unit as the runtime has it; empty when it is none of ours
     */
    public CompletableFuture<StatusText> of(UnitName unit, int lines, Optional<RuntimeUnit> known) {
        CompletableFuture<StatusText> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("flotilla-status").start(() -> {
            try {
                answer.complete(withDetail(run(unit, lines), known));
            } catch (IOException e) {
                answer.completeExceptionally(
                        new FlotillaError.Unavailable("systemctl cannot be run: " + e.getMessage()).asException());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private StatusText run(UnitName unit, int lines) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(systemctl);
        command.addAll(List.of("status", "--no-pager", "--full", "--lines=" + lines, "--", unit.value()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SYSTEMD_COLORS", "0");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new StatusText(text, process.waitFor());
    }

    /** A unit that systemd was not told of has its reason with us. */
    private static StatusText withDetail(StatusText printed, Optional<RuntimeUnit> known) {
        return known.map(RuntimeUnit::status)
                .filter(status -> !status.isLoaded() && !status.detail().isEmpty())
                .map(status ->
                        new StatusText(printed.text() + "     Detail: " + status.detail() + "\n", printed.exitStatus()))
                .orElse(printed);
    }
}
