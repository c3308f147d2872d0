package dev.flotilla.cloudconfig.apply;

import dev.flotilla.cloudconfig.document.CloudConfig;
import dev.flotilla.cloudconfig.document.FileSpec;
import dev.flotilla.cloudconfig.document.UnitSpec;
import dev.flotilla.model.unit.UnitFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Units: all files first, masks and links as they come, then one reload, then the commands in the order of the list.
 * What keys make of services comes after the user's own units.
 */
final class UnitPlan {
    private static final String NETWORKD = "systemd-networkd.service";
    private static final String AGENT = "flotilla-agent.service";
    private static final String NOT_RUNNING = "systemd does not run here";

    private static final Set<String> STARTING = Set.of("start", "restart", "reload-or-restart");

    private static final String DONE = "/run/flotilla/cloud-config/done/";

    private final Host host;
    private final View view;
    private final List<String> problems;
    private final Enablement enablement;
    private final Set<String> changed = new HashSet<>();
    private boolean reload;
    private boolean restartNetworkd;

    UnitPlan(Host host, View view, List<String> problems) {
        this.host = host;
        this.view = view;
        this.problems = problems;
        this.enablement = new Enablement(view);
    }

    void add(CloudConfig config) throws IOException {
        List<UnitSpec> units = new ArrayList<>(
                config.units().stream().filter(unit -> !unit.name().isEmpty()).toList());
        List<UnitSpec> generated = GeneratedUnits.of(config);
        units.addAll(generated);
        for (UnitSpec unit : units) {
            place(unit);
        }
        // A service may come twice, with its drop-in and with its mask: it is not unmasked in between.
        Set<String> masked =
                units.stream().filter(UnitSpec::mask).map(UnitSpec::path).collect(Collectors.toSet());
        for (UnitSpec unit : units) {
            links(unit, masked);
        }
        afterwards(reload, new Step.Reload());
        afterwards(restartNetworkd, new Step.UnitCommand("restart", NETWORKD));
        for (UnitSpec unit : units) {
            command(unit, generated.contains(unit));
        }
        if (generated.stream().anyMatch(unit -> unit.name().equals(AGENT))) {
            agent();
        }
    }

    private void place(UnitSpec unit) throws IOException {
        boolean written = false;
        if (!unit.content().isEmpty()) {
            written |= view.write(unit.path(), unit.content(), FileSpec.DEFAULT_MODE);
        }
        for (UnitSpec.DropIn piece : unit.dropIns()) {
            if (!piece.name().isEmpty() && !piece.content().isEmpty()) {
                written |= view.write(unit.path(piece), piece.content(), FileSpec.DEFAULT_MODE);
            }
        }
        reload |= written && !unit.isNetwork();
        restartNetworkd |= written && unit.isNetwork();
        if (written) {
            changed.add(unit.name());
        }
    }

    private void links(UnitSpec unit, Set<String> masked) throws IOException {
        if (unit.mask()) {
            reload |= view.link(unit.path(), Enablement.MASKED);
        } else if (unit.runtime() && !masked.contains(unit.path()) && isMasked(unit)) {
            reload |= view.delete(unit.path());
        }
        if (!unit.enable() || unit.isNetwork() || unit.mask()) {
            return;
        }
        if (enablement.find(unit.name()).isEmpty() && !host.isKnownUnit(unit.name())) {
            problems.add("cannot enable " + unit.name() + ": this machine has no such unit");
        } else {
            reload |= enablement.enable(unit.name(), unit.runtime());
        }
    }

    private boolean isMasked(UnitSpec unit) throws IOException {
        return switch (view.at(unit.path())) {
            case PathState.Link link -> link.target().equals(Enablement.MASKED);
            case PathState.File file -> file.content().length == 0;
            default -> false;
        };
    }

    private void afterwards(boolean needed, Step step) throws IOException {
        if (needed || view.isDue(step)) {
            view.add(host.isRunning() ? PlannedStep.change(step) : PlannedStep.skipped(step, NOT_RUNNING));
        }
    }

    /** What fleet's keys say reaches an agent that runs already only by a restart; its units run on meanwhile. */
    private void agent() throws IOException {
        boolean restarts = view.steps().stream()
                .anyMatch(step -> step.isChange()
                        && step.step() instanceof Step.UnitCommand command
                        && (command.unit().equals(AGENT) || command.unit().equals("fleet.service"))
                        && !command.command().equals("stop"));
        Step restart = new Step.UnitCommand("try-restart", AGENT);
        if (host.isRunning() && (changed.contains(AGENT) || view.isDue(restart)) && !restarts && host.isUp(AGENT)) {
            view.add(PlannedStep.change(restart));
        }
    }

    private void command(UnitSpec unit, boolean generated) throws IOException {
        if (unit.command().isEmpty() || unit.isNetwork()) {
            return;
        }
        Step step = new Step.UnitCommand(unit.command(), unit.name());
        if (!host.isRunning()) {
            view.add(PlannedStep.skipped(step, NOT_RUNNING));
            return;
        }
        boolean known = enablement.find(unit.name()).isPresent() || host.isKnownUnit(unit.name());
        if (!known && generated) {
            view.add(PlannedStep.skipped(step, "this machine has no such unit"));
        } else if (!known) {
            problems.add("cannot " + step.description() + ": this machine has no such unit");
        } else if (STARTING.contains(unit.command()) && oneshot(unit.name()).isPresent()) {
            startOnce(step, unit, oneshot(unit.name()).get());
        } else {
            boolean needed = isNeeded(unit) || isDueStill(step, unit);
            view.add(needed ? PlannedStep.change(step) : PlannedStep.unchanged(step));
        }
    }

    /** systemd forgets a oneshot that has ended: that it ran is noted until the next boot, with what it was. */
    private void startOnce(Step start, UnitSpec unit, UnitFile file) throws IOException {
        String note = DONE + unit.name();
        String hash = file.hash() + "\n";
        boolean ran =
                host.isUp(unit.name()) || view.text(note).filter(hash::equals).isPresent();
        if (ran && (unit.command().equals("start") || !view.hasChanges())) {
            view.add(PlannedStep.unchanged(start));
        } else {
            view.add(PlannedStep.change(start));
            view.write(note, hash, FileSpec.DEFAULT_MODE);
        }
    }

    private Optional<UnitFile> oneshot(String name) throws IOException {
        return enablement.file(name).filter(file -> file.last("Service", "Type")
                .filter("oneshot"::equals)
                .isPresent());
    }

    /** Starts and stops are due as long as they are not done, whoever asked for them. */
    private boolean isDueStill(Step step, UnitSpec unit) throws IOException {
        boolean seenByItself = unit.command().equals("start") || unit.command().equals("stop");
        return !seenByItself && view.isDue(step);
    }

    /** A second run must not disturb what runs: only a change before it is a reason to restart or reload. */
    private boolean isNeeded(UnitSpec unit) throws IOException {
        boolean up = host.isUp(unit.name());
        return switch (unit.command()) {
            case "start" -> !up;
            case "stop" -> up;
            case "restart", "reload-or-restart" -> !up || view.hasChanges();
            default -> up && view.hasChanges();
        };
    }
}
