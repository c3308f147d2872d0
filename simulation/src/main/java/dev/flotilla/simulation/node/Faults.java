package dev.flotilla.simulation.node;

import dev.flotilla.model.unit.UnitName;
import dev.flotilla.registry.record.Records;
import dev.flotilla.simulation.scenario.Breakage;
import dev.flotilla.simulation.scenario.Step;
import dev.flotilla.simulation.time.Host;
import dev.flotilla.store.key.KeyScheme;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Brings a scenario's faults about, and ends each when its time is over. */
final class Faults {
    private static final int FORGOTTEN = 3;

    private final World world;
    private final List<SchedulerNode> schedulers;
    private final List<MachineNode> machines;

    Faults(World world, List<SchedulerNode> schedulers, List<MachineNode> machines) {
        this.world = world;
        this.schedulers = schedulers;
        this.machines = machines;
    }

    void carryOut(Step step) {
        switch (step) {
            case Step.CrashRegistry(int number, Duration down) -> {
                RegistryNode replica = replica(number);
                if (replica.host().isUp()) {
                    replica.crash();
                    later(down, replica::start);
                }
            }
            case Step.CrashScheduler(int number, Duration down) -> {
                SchedulerNode scheduler = scheduler(number);
                if (scheduler.host().isUp()) {
                    scheduler.crash();
                    later(down, scheduler::start);
                }
            }
            case Step.RestartRegistry(int number, Duration down) -> {
                RegistryNode replica = replica(number);
                if (replica.host().isAwake()) {
                    replica.stop(() -> later(down, replica::start));
                }
            }
            case Step.RestartScheduler(int number, Duration down) -> {
                SchedulerNode scheduler = scheduler(number);
                if (scheduler.host().isAwake()) {
                    scheduler.stop(() -> later(down, scheduler::start));
                }
            }
            case Step.CrashAgent(int number, Duration down, Step.Disk disk) -> crashAgent(machine(number), down, disk);
            case Step.PowerFailure(int number, Duration down, Step.Disk disk) ->
                powerFailure(machine(number), down, disk);
            case Step.Leave(int number, Duration down) -> {
                MachineNode machine = machine(number);
                machine.leave(() -> later(down, () -> bootUnlessUp(machine)));
            }
            case Step.DiskFull(int number, Duration length) -> {
                MachineNode machine = machine(number);
                machine.disk().setFull(true);
                later(length, () -> machine.disk().setFull(false));
            }
            case Step.MassLoss(int first, int count, Duration down) -> {
                for (int i = 0; i < count; i++) {
                    powerFailure(machine(first + i), down, Step.Disk.KEPT);
                }
            }
            case Step.PauseRegistry(int number, Duration length) ->
                pause(replica(number).host(), length);
            case Step.PauseAgent(int number, Duration length) ->
                pause(machine(number).host(), length);
            case Step.PauseLeader(Duration length) ->
                schedulers.stream().filter(SchedulerNode::leads).forEach(leader -> pause(leader.host(), length));
            case Step.CutMachine(int number, int replica, int way, Duration length) ->
                cut(machine(number).host(), replica(replica).host(), way, length);
            case Step.IsolateMachine(int number, int way, Duration length) ->
                world.registries().forEach(replica -> cut(machine(number).host(), replica.host(), way, length));
            case Step.CutScheduler(int number, int replica, int way, Duration length) ->
                cut(scheduler(number).host(), replica(replica).host(), way, length);
            case Step.CutStore(int replica, int way, Duration length) ->
                cut(replica(replica).host(), world.storeHost(), way, length);
            case Step.BreakConnections(int number) ->
                world.network().breakAll(machine(number).host());
            case Step.BusDown(int number, Duration length) -> busDown(machine(number), length);
            case Step.Strike(int number, int unit) -> strike(machine(number), unit);
            case Step.Kill(String unit) ->
                machines.forEach(
                        machine -> machine.runtime().ifPresent(runtime -> runtime.strike(UnitName.parse(unit))));
            case Step.ClockJump(int number, Duration by) ->
                machine(number).host().setClock(by);
            case Step.RegistryClockJump(int number, Duration by) ->
                replica(number).host().setClock(by);
            default -> onStore(step);
        }
    }

    private void onStore(Step step) {
        switch (step) {
            case Step.StoreDown(Duration length) -> storeDown(length);
            case Step.StoreSlow(Duration delay, Duration length) -> {
                world.weather().setSlowness(delay);
                later(length, () -> world.weather().setSlowness(Duration.ZERO));
            }
            case Step.StoreUnclear(int percent, Duration length) -> {
                world.weather().setUnclear(percent / 100.0);
                later(length, () -> world.weather().setUnclear(0));
            }
            case Step.LeaderLeaseEnds _ ->
                world.store()
                        .stored(new KeyScheme().leader())
                        .map(Records::leader)
                        .flatMap(dev.flotilla.registry.record.Leader::lease)
                        .ifPresent(lease -> world.store().expireNow(lease));
            case Step.Compact _ -> world.store().compact(world.store().revision());
            default -> throw new IllegalArgumentException("nobody knows how to do " + step);
        }
    }

    private void crashAgent(MachineNode machine, Duration down, Step.Disk disk) {
        if (machine.host().isUp()) {
            goDown(machine, disk, machine::crashAgent);
            later(down, () -> {
                machine.disk().nobodyDies();
                if (!machine.host().isUp()) {
                    machine.startAgent();
                }
            });
        }
    }

    private void powerFailure(MachineNode machine, Duration down, Step.Disk disk) {
        if (machine.isBooted()) {
            goDown(machine, disk, machine::powerOff);
            later(down, () -> {
                machine.disk().nobodyDies();
                bootUnlessUp(machine);
            });
        }
    }

    private static void goDown(MachineNode machine, Step.Disk disk, Runnable dies) {
        if (disk == Step.Disk.TORN || disk == Step.Disk.WRITTEN) {
            machine.disk().dieOfNextWrite(disk == Step.Disk.TORN, dies);
        } else {
            dies.run();
            machine.disk().becomes(disk);
        }
    }

    private static void bootUnlessUp(MachineNode machine) {
        if (!machine.isBooted()) {
            machine.boot();
        }
    }

    private void pause(Host host, Duration length) {
        if (host.isAwake()) {
            host.pause(length);
        }
    }

    private void cut(Host one, Host other, int way, Duration length) {
        if (way != 2) {
            cut(one, other, length);
        }
        if (way != 1) {
            cut(other, one, length);
        }
    }

    private void cut(Host from, Host to, Duration length) {
        world.network().cut(from, to);
        lookAtStore();
        later(length, () -> {
            world.network().heal(from, to);
            lookAtStore();
        });
    }

    private void storeDown(Duration length) {
        if (world.weather().isDown()) {
            return;
        }
        world.weather().setDown(true);
        world.store().goDown();
        lookAtStore();
        later(length, () -> {
            if (world.broken(Breakage.ACKNOWLEDGED_BEFORE_SYNC)) {
                world.store().loseTail(FORGOTTEN);
            }
            world.weather().setDown(false);
            world.store().comeBack();
            lookAtStore();
        });
    }

    private void busDown(MachineNode machine, Duration length) {
        machine.runtime().ifPresent(runtime -> {
            runtime.setUnreachable(true);
            later(length, () -> runtime.setUnreachable(false));
        });
    }

    private void strike(MachineNode machine, int unit) {
        machine.runtime().ifPresent(runtime -> {
            List<UnitName> active = runtime.active();
            Optional.of(active)
                    .filter(some -> !some.isEmpty())
                    .ifPresent(some -> runtime.strike(some.get(unit % some.size())));
        });
    }

    private void lookAtStore() {
        world.registries().forEach(RegistryNode::lookAtStore);
    }

    private void later(Duration delay, Runnable end) {
        world.time().after(delay, end);
    }

    private RegistryNode replica(int number) {
        return world.registries().get(number % world.registries().size());
    }

    private SchedulerNode scheduler(int number) {
        return schedulers.get(number % schedulers.size());
    }

    private MachineNode machine(int number) {
        return machines.get(number % machines.size());
    }
}
