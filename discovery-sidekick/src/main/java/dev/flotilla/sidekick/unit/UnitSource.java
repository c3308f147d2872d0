package dev.flotilla.sidekick.unit;

import dev.flotilla.client.agent.LocalUnit;
import dev.flotilla.client.agent.MachineNews;
import dev.flotilla.model.command.Specifiers;
import dev.flotilla.model.discovery.Declaration;
import dev.flotilla.model.discovery.Declarations;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.sidekick.publish.Offers;
import dev.flotilla.sidekick.publish.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the machine's units offer: published while a unit is up, withdrawn when it is not, marked while it is about to be
 * stopped. Confined to the loop.
 */
public final class UnitSource {
    private static final Logger LOG = LoggerFactory.getLogger(UnitSource.class);

    private final OfferedUnit.Shared shared;
    private final Offers offers;
    private final Publisher publisher;
    private final SpecifierSource specifiers;
    private final Consumer<UnitName> withdrawn;
    private final Map<UnitName, LocalUnit> units = new TreeMap<>();
    private final Map<UnitName, Running> running = new TreeMap<>();
    private final Set<UnitName> leaving = new TreeSet<>();
    private boolean told;

    /** What a running unit offers, as of its file and its state. */
    private record Running(UnitFile file, UnitState state, List<OfferedUnit> offers) {

        /** The same, with a state that it came to without another start. */
        private Running in(UnitState now) {
            return new Running(file, now, offers);
        }
    }

    /** What a unit's specifiers stand for on this machine. */
    @FunctionalInterface
    public interface SpecifierSource {
        Specifiers of(UnitName unit, MachineNews machine);
    }

    /** @param withdrawn is told when a unit that is about to be stopped is not to be had any more */
    public UnitSource(
            OfferedUnit.Shared shared,
            Offers offers,
            Publisher publisher,
            SpecifierSource specifiers,
            Consumer<UnitName> withdrawn) {
        this.shared = shared;
        this.offers = offers;
        this.publisher = publisher;
        this.specifiers = specifiers;
        this.withdrawn = withdrawn;
    }

    /** Whether the agent has said what the machine runs, and all of it is published or known to wait. */
    public boolean isSettled() {
        return told
                && running.values().stream()
                        .flatMap(unit -> unit.offers().stream())
                        .allMatch(OfferedUnit::isSettled);
    }

    public void news(MachineNews news) {
        told = true;
        if (news.complete()) {
            Set<UnitName> named = new TreeSet<>();
            news.changed().forEach(unit -> named.add(unit.name()));
            List.copyOf(units.keySet()).stream()
                    .filter(name -> !named.contains(name))
                    .forEach(this::gone);
            // A new connection knows nothing of what was confirmed on the last one.
            leaving.clear();
        }
        news.removed().forEach(this::gone);
        news.changed().forEach(unit -> look(unit, news));
    }

    /** A container that may be a unit's has started or ended. */
    public void containersChanged() {
        running.values().forEach(unit -> unit.offers().forEach(OfferedUnit::lookAgain));
    }

    private void gone(UnitName name) {
        units.remove(name);
        leaving.remove(name);
        withdraw(name);
    }

    private void look(LocalUnit unit, MachineNews news) {
        units.put(unit.name(), unit);
        if (unit.file().isEmpty() || !isUp(unit.state())) {
            down(unit);
            return;
        }
        keepPublished(unit, news);
        if (unit.leaving()) {
            leave(unit.name());
        } else {
            stay(unit.name());
        }
    }

    /** As {@code systemctl is-active} sees it. */
    private static boolean isUp(UnitState state) {
        return state.active().equals("active") || isReloading(state);
    }

    private static boolean isReloading(UnitState state) {
        return state.active().equals("reloading");
    }

    /** A stop may overtake the withdrawal that the agent waits for: it is said when the store has it, as of a unit that is up. */
    private void down(LocalUnit unit) {
        leaving.remove(unit.name());
        withdraw(unit.name());
        if (unit.leaving()) {
            sayWhenStored(unit.name());
        }
    }

    private void keepPublished(LocalUnit unit, MachineNews news) {
        Optional<Running> same = Optional.ofNullable(running.get(unit.name()))
                .filter(before -> before.file().equals(unit.file().orElseThrow()))
                .filter(before -> isSameRun(before.state(), unit.state()));
        if (same.isPresent()) {
            running.put(unit.name(), same.get().in(unit.state()));
            same.get().offers().forEach(offer -> offer.at(news.primaryIp()));
        } else {
            withdraw(unit.name());
            publish(unit, news);
        }
    }

    /** A reload changes the time, but not what runs. */
    private static boolean isSameRun(UnitState before, UnitState now) {
        return before.since().equals(now.since()) || isReloading(before) || isReloading(now);
    }

    private void publish(LocalUnit unit, MachineNews news) {
        UnitFile file = unit.file().orElseThrow();
        List<OfferedUnit> made = new ArrayList<>();
        try {
            for (Declaration declaration : Declarations.of(file, specifiers.of(unit.name(), news))) {
                made.add(new OfferedUnit(
                        shared,
                        offers,
                        publisher.held(declaration.key()),
                        declaration,
                        new OfferedUnit.Place(
                                news.machine(), news.primaryIp(), unit.state(), containerName(unit, news))));
            }
        } catch (FlotillaException e) {
            LOG.warn("{} is not published: {}", unit.name(), e.getMessage());
        }
        running.put(unit.name(), new Running(file, unit.state(), made));
        made.forEach(OfferedUnit::start);
    }

    private String containerName(LocalUnit unit, MachineNews news) {
        Optional<String> named =
                unit.file().flatMap(file -> UnitContainer.name(file, specifiers.of(unit.name(), news)));
        return named.orElseGet(() -> unit.name().withoutType());
    }

    private void leave(UnitName name) {
        // Also what was replaced since it was told the last time.
        ofUnit(name).forEach(offer -> offer.drain(true));
        if (!leaving.add(name)) {
            return;
        }
        sayWhenStored(name);
    }

    private void sayWhenStored(UnitName name) {
        publisher.whenStored(() -> {
            if (isLeaving(name)) {
                withdrawn.accept(name);
            }
        });
    }

    /** As the agent last said. */
    private boolean isLeaving(UnitName name) {
        return Optional.ofNullable(units.get(name)).filter(LocalUnit::leaving).isPresent();
    }

    /** The stop may have been called off while nobody could say so. */
    private void stay(UnitName name) {
        leaving.remove(name);
        ofUnit(name).forEach(offer -> offer.drain(false));
    }

    private void withdraw(UnitName name) {
        ofUnit(name).forEach(OfferedUnit::close);
        running.remove(name);
    }

    private List<OfferedUnit> ofUnit(UnitName name) {
        return Optional.ofNullable(running.get(name)).map(Running::offers).orElse(List.of());
    }
}
