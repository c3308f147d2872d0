package dev.flotilla.cli.unit;

import dev.flotilla.cli.gateway.GatewayException;
import dev.flotilla.cli.gateway.UnitView;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cli.unit.UnitSource.Content;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.requirement.Requirements;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes sure that units are in the cluster. All of them are looked up and checked before the first is sent: when one is
 * wrong, nothing is changed.
 */
final class Submission {
    private final Session session;
    private final UnitSource source;

    /**
     * A unit of the command line.
     *
     * @param known as the cluster has it
     * @param content to create or replace it with; empty when what the cluster has is used
     */
    record Item(UnitName name, Optional<UnitView> known, Optional<Content> content) {
        boolean isGlobal() {
            return content.map(made -> isGlobal(name, made.file()))
                    .orElseGet(() -> known.map(UnitView::global).orElse(false));
        }

        private static boolean isGlobal(UnitName name, UnitFile file) {
            try {
                return Requirements.of(name, file).global();
            } catch (FlotillaException e) {
                return false;
            }
        }
    }

    Submission(Session session) {
        this.session = session;
        this.source = new UnitSource(session);
    }

    /**
     * @param goal the state that the units are to have in the end; only inactive ones may be templates
     * @param replace whether known units get the local content
     */
    List<Item> plan(List<String> arguments, DesiredState goal, boolean replace) {
        List<Item> items = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        List<String> paths = source.expand(arguments, goal == DesiredState.INACTIVE);
        UnitLookup lookup = UnitLookup.of(session.gateway(), paths.size());
        for (String argument : paths) {
            try {
                items.add(item(argument, goal, replace, lookup));
            } catch (CommandFailure e) {
                faults.add(e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new CommandFailure(String.join("\n", faults));
        }
        return items;
    }

    private Item item(String argument, DesiredState goal, boolean replace, UnitLookup lookup) {
        UnitName name = UnitNames.of(argument);
        if (goal != DesiredState.INACTIVE && name.isTemplate()) {
            throw new CommandFailure("cannot activate template \"" + name + "\": name an instance of it, for example "
                    + name.prefix() + "@1" + name.type().suffix());
        }
        Optional<UnitView> known = lookup.find(name.value());
        if (known.isEmpty()) {
            return new Item(name, known, Optional.of(source.content(argument, name)));
        }
        if (!replace) {
            source.warnWhenDifferent(argument, name, known.get());
            return new Item(name, known, Optional.empty());
        }
        Content content = source.content(argument, name);
        if (content.file().hash().hex().equals(known.get().hash())) {
            return new Item(name, known, Optional.empty());
        }
        checkReplaceable(known.get(), goal);
        return new Item(name, known, Optional.of(content));
    }

    /** As fleetctl: replacing must not take a step back, from running to submitted for example. */
    private static void checkReplaceable(UnitView known, DesiredState goal) {
        DesiredState now = DesiredState.ofWord(known.desiredState()).orElse(DesiredState.INACTIVE);
        if (now.compareTo(goal) > 0) {
            throw new CommandFailure("can not replace Unit(" + known.name() + ") in state '" + known.desiredState()
                    + "', use the appropriate command: " + (now == DesiredState.LOADED ? "load" : "start")
                    + " --replace");
        }
    }

    /** Creates what is not there, and says so; replaced units go straight to their goal with the new content. */
    void send(List<Item> items, DesiredState goal) {
        List<Item> toSend =
                items.stream().filter(item -> item.content().isPresent()).toList();
        session.askEach(toSend, item -> send(item, goal)).forEach(item -> {
            if (item.known().isEmpty() || goal == DesiredState.INACTIVE) {
                session.out().println("Unit " + item.name() + " inactive");
            }
        });
    }

    private Item send(Item item, DesiredState goal) {
        item.content()
                .ifPresent(content -> put(item.name(), item.known().isEmpty() ? DesiredState.INACTIVE : goal, content));
        return item;
    }

    /** What only the cluster can judge it refuses by the option's number; the user is told the line. */
    private void put(UnitName name, DesiredState desired, Content content) {
        try {
            session.gateway().put(name.value(), desired, content.file());
        } catch (GatewayException e) {
            var fault = new FlotillaError.Invalid(String.valueOf(e.getMessage()), e.field(), Optional.empty());
            String place =
                    content.text().map(text -> text.placed(fault).message()).orElse(fault.message());
            if (place.equals(fault.message())) {
                throw e;
            }
            throw new CommandFailure(place, e);
        }
    }
}
