package dev.flotilla.simulation.node;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.DesiredState;
import dev.flotilla.model.unit.RequestId;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.loop.Futures;
import dev.flotilla.registry.machine.MetadataPatch;
import dev.flotilla.registry.unit.PutUnit;
import dev.flotilla.simulation.check.Calls;
import dev.flotilla.simulation.check.Calls.Call;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.time.Host;
import dev.flotilla.simulation.time.Life;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Somebody who calls the registry, and looks at what comes of it. */
final class User {
    private final World world;
    private final Life life;
    private final Calls calls;
    private String answer = "nothing yet";
    private int puts;

    User(World world, Host host) {
        this.world = world;
        this.life = host.start();
        this.calls = world.checks().calls();
    }

    private RemoteCalls anyReplica() {
        int first = world.random().nextInt(world.registries().size());
        return new RemoteCalls(world, life, new Replicas(world.registries(), first));
    }

    void put(UnitName name, Optional<UnitFile> file, Optional<DesiredState> desired) {
        Call call = new Call(name, file.map(UnitFile::hash), desired, false);
        PutUnit put = new PutUnit(name, file, desired, "user", 0).as(new RequestId("call-" + ++puts));
        calls.begins(call);
        answer = "nothing yet";
        anyReplica()
                .call((registry, wanted) -> registry.unitWrites().put(put, wanted))
                .whenComplete((result, failure) -> {
                    if (failure == null) {
                        said(name + " " + result);
                        answer = "ok";
                        calls.acknowledged(call, result.revision());
                        lookBack(name, result.revision());
                        repeat(put);
                    } else {
                        refused(call, failure);
                    }
                });
    }

    private void repeat(PutUnit put) {
        if (world.broken(Breakage.CALLS_COME_AGAIN)) {
            life.after(Duration.ofSeconds(10), () -> anyReplica()
                    .call(registry -> registry.unitWrites().put(put)));
        }
    }

    void destroy(UnitName name) {
        Call call = new Call(name, Optional.empty(), Optional.empty(), true);
        calls.begins(call);
        answer = "nothing yet";
        anyReplica()
                .call((registry, wanted) -> registry.unitWrites().destroy(name, "user", wanted))
                .whenComplete((revision, failure) -> {
                    if (failure == null) {
                        said(name + " destroyed at " + revision);
                        answer = "ok";
                        calls.acknowledged(call, revision);
                    } else {
                        refused(call, failure);
                    }
                });
    }

    /** What is not known to have failed may still come. */
    private void refused(Call call, Throwable failure) {
        answer = String.valueOf(Futures.cause(failure).getMessage());
        said(call.unit() + ": " + answer);
        if (Futures.error(failure) instanceof FlotillaError.Unavailable) {
            return;
        }
        if (Futures.error(failure) instanceof FlotillaError.NotFound && call.destroys()) {
            return; // the first of several attempts may have done it
        }
        calls.refused(call);
    }

    private void lookBack(UnitName name, long revision) {
        anyReplica().call(registry -> registry.units().get(name, revision)).whenComplete((page, failure) -> {
            if (failure == null) {
                calls.read(page, revision);
            }
        });
    }

    void list() {
        anyReplica()
                .call(registry -> registry.units().list(Optional.empty(), 0, 0))
                .whenComplete((page, failure) -> {
                    if (failure == null) {
                        calls.read(page, 0);
                    }
                });
    }

    void metadata(MachineId machine, String key, Optional<String> value) {
        anyReplica()
                .call((registry, wanted) ->
                        registry.metadata().patch(List.of(new MetadataPatch(machine, key, value)), "user", wanted))
                .whenComplete((revision, failure) -> said("metadata of " + machine
                        + (failure == null
                                ? " at " + revision
                                : ": " + Futures.cause(failure).getMessage())));
    }

    /** Input that can only be refused; no call is open for it, so it must not have an effect either. */
    void wrong(PutUnit put) {
        answer = "nothing yet";
        anyReplica()
                .call((registry, wanted) -> registry.unitWrites().put(put, wanted))
                .whenComplete((result, failure) -> {
                    answer = failure == null
                            ? "ok"
                            : String.valueOf(Futures.cause(failure).getMessage());
                    if (failure == null) {
                        calls.wrongInput(put.toString(), false, result.toString());
                        return;
                    }
                    boolean fits = failure instanceof FlotillaException e
                            && (e.error() instanceof FlotillaError.Invalid
                                    || e.error() instanceof FlotillaError.Conflict
                                    || e.error() instanceof FlotillaError.NotFound
                                    || e.error() instanceof FlotillaError.Unavailable);
                    calls.wrongInput(put.name() + " " + put.desired(), fits, String.valueOf(failure));
                });
    }

    void releaseBrake() {
        anyReplica()
                .call((registry, wanted) -> registry.brake().release("user", wanted))
                .whenComplete((revision, failure) -> said("release of the brake"
                        + (failure == null
                                ? " at " + revision
                                : ": " + Futures.cause(failure).getMessage())));
    }

    /** What the last call was told: "ok", or why it was refused. */
    String answer() {
        return answer;
    }

    private void said(String what) {
        world.trace().add("user", what);
    }
}
