package dev.flotilla.wire;

import dev.flotilla.model.machine.Capacity;
import dev.flotilla.model.machine.Machine;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.machine.MachineStatus;
import dev.flotilla.model.placement.Brake;
import dev.flotilla.model.placement.Candidate;
import dev.flotilla.model.placement.Explanation;
import dev.flotilla.model.placement.Pending;
import dev.flotilla.model.placement.Placement;
import dev.flotilla.model.placement.Rejection;
import dev.flotilla.model.state.UnitState;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.Unit;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitHash;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Any value of the model. */
class Samples extends DomainContextBase {

    @Provide
    Arbitrary<UnitName> names() {
        Arbitrary<String> word =
                Arbitraries.strings().withChars("abXY0-_:\\").ofMinLength(1).ofMaxLength(20);
        Arbitrary<String> type = Arbitraries.of("service", "timer", "socket", "path", "target");
        Arbitrary<String> instance =
                Arbitraries.oneOf(Arbitraries.just(""), word.map(i -> "@" + i), Arbitraries.just("@"));
        return Combinators.combine(word, instance, type).as((w, i, t) -> UnitName.parse(w + i + "." + t));
    }

    @Provide
    Arbitrary<UnitFile> files() {
        Arbitrary<String> value =
                Arbitraries.strings().withChars("ab1 =%;#é✓").ofMaxLength(30).map(String::strip);
        Arbitrary<UnitOption> option = Combinators.combine(
                        Arbitraries.of("Unit", "Service", "X-Note"),
                        Arbitraries.of("Description", "ExecStart", "Environment"),
                        value)
                .as(UnitOption::new);
        return option.list().ofMinSize(1).ofMaxSize(12).map(UnitFile::of);
    }

    @Provide
    Arbitrary<UnitHash> hashes() {
        return Arbitraries.strings().withChars("0123456789abcdef").ofLength(40).map(UnitHash::new);
    }

    @Provide
    Arbitrary<Instant> times() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 10_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as((second, nano) -> Instant.ofEpochSecond(second, nano));
    }

    private static Arbitrary<Optional<RequestId>> requests() {
        return Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMinLength(1)
                .ofMaxLength(128)
                .map(RequestId::new)
                .optional();
    }

    @Provide
    Arbitrary<Unit> units() {
        return Combinators.combine(
                        names(),
                        files(),
                        Arbitraries.of(DesiredState.class),
                        revisions(),
                        times(),
                        times(),
                        text(),
                        requests())
                .as((name, file, desired, revision, created, changed, by, request) -> {
                    DesiredState allowed = name.isTemplate() ? DesiredState.INACTIVE : desired;
                    return Unit.define(name, file, DesiredState.INACTIVE, created, by)
                            .withDesired(allowed, changed, by)
                            .withRequest(request)
                            .withRevision(revision);
                });
    }

    @Provide
    Arbitrary<MachineId> machineIds() {
        return Arbitraries.strings().withChars("0123456789abcdef").ofLength(32).map(MachineId::new);
    }

    @Provide
    Arbitrary<Machine> machines() {
        Arbitrary<Capacity> capacity = Combinators.combine(
                        Arbitraries.doubles().between(0, 512),
                        Arbitraries.longs().greaterOrEqual(0))
                .as(Capacity::new);
        return Combinators.combine(
                        machineIds(),
                        text(),
                        metadata(),
                        metadata(),
                        capacity,
                        Arbitraries.of(MachineStatus.class),
                        times(),
                        revisions())
                .as((id, ip, own, dynamic, offered, status, since, revision) -> new Machine(
                        id,
                        ip,
                        own,
                        dynamic,
                        offered,
                        status,
                        "s" + ip,
                        "r" + ip,
                        ip + ":1",
                        "v" + ip,
                        "boot",
                        since,
                        "d" + ip,
                        status == MachineStatus.LOST && revision % 2 == 0,
                        revision));
    }

    @Provide
    Arbitrary<UnitState> states() {
        return Combinators.combine(
                        names(),
                        machineIds(),
                        hashes(),
                        Arbitraries.of(DesiredState.LOADED, DesiredState.LAUNCHED),
                        text(),
                        text(),
                        times(),
                        text())
                .as((unit, machine, hash, observed, load, active, since, detail) ->
                        new UnitState(unit, machine, hash, observed, load, active, active + "!", since, detail));
    }

    @Provide
    Arbitrary<Placement> placements() {
        return Combinators.combine(names(), machineIds(), revisions(), explanations(), times(), revisions())
                .as(Placement::new);
    }

    @Provide
    Arbitrary<Pending> pending() {
        return Combinators.combine(names(), explanations(), times(), revisions())
                .as(Pending::new);
    }

    @Provide
    Arbitrary<Brake> brakes() {
        Arbitrary<Integer> count = Arbitraries.integers().between(0, 100_000);
        return Combinators.combine(Arbitraries.of(true, false), count, count, times(), text(), revisions())
                .as(Brake::new);
    }

    private Arbitrary<Explanation> explanations() {
        Arbitrary<Integer> count = Arbitraries.integers().between(0, 10_000);
        Arbitrary<Rejection> rejection = Combinators.combine(
                        text(), count, machineIds().list().ofMaxSize(3))
                .as(Rejection::new);
        Arbitrary<Candidate> candidate = Combinators.combine(
                        machineIds(),
                        Arbitraries.doubles().between(-1e6, 1e6),
                        Arbitraries.maps(text(), Arbitraries.doubles().between(-1, 1))
                                .ofMaxSize(3))
                .as(Candidate::new);
        return Combinators.combine(
                        text(),
                        count,
                        count,
                        rejection.list().ofMaxSize(3),
                        candidate.list().ofMaxSize(5))
                .as(Explanation::new);
    }

    private static Arbitrary<Map<String, String>> metadata() {
        return Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8), text())
                .ofMaxSize(4);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings().ascii().ofMaxLength(20);
    }

    private static Arbitrary<Long> revisions() {
        return Arbitraries.longs().greaterOrEqual(0);
    }
}
