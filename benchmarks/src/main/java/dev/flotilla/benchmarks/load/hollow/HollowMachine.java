package dev.flotilla.benchmarks.load.hollow;

import dev.flotilla.proto.v1.AgentMessage;
import dev.flotilla.proto.v1.AssignedUnit;
import dev.flotilla.proto.v1.Assignments;
import dev.flotilla.proto.v1.DesiredState;
import dev.flotilla.proto.v1.Heartbeat;
import dev.flotilla.proto.v1.HeldUnit;
import dev.flotilla.proto.v1.Hello;
import dev.flotilla.proto.v1.ObservedState;
import dev.flotilla.proto.v1.RegistryMessage;
import dev.flotilla.proto.v1.StateReport;
import dev.flotilla.proto.v1.UnitState;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One machine: an agent's whole conversation with the registry, and a runtime in which every unit runs at once. It comes back
 * with a jittered backoff when its stream breaks, as agents do, and says what it holds.
 */
final class HollowMachine {
    private final HollowFleet fleet;
    private final int number;
    private final String id;
    private final Map<String, String> metadata;

    /** What it was told to run: name to hash. */
    private final Map<String, String> assigned = new LinkedHashMap<>();
    /** Units of reports that are not acknowledged yet, in the order of the reports. */
    private final Deque<Reported> reported = new ArrayDeque<>();

    private @Nullable StreamObserver<AgentMessage> stream;
    /** Counts streams: what an older one still says does not count. */
    private int streams;

    private int boot;
    private int failures;
    private boolean welcomed;
    private boolean off = true;
    private long heartbeats;
    private long reports;

    private record Reported(long sequence, List<String> running) {}

    HollowMachine(HollowFleet fleet, int number, String id, Map<String, String> metadata) {
        this.fleet = fleet;
        this.number = number;
        this.id = id;
        this.metadata = Map.copyOf(metadata);
    }

    String id() {
        return id;
    }

    int number() {
        return number;
    }

    /** Whether it has a session. */
    synchronized boolean isOnline() {
        return welcomed;
    }

    /** How many units it was told to run. */
    synchronized int units() {
        return assigned.size();
    }

    synchronized List<String> unitNames() {
        return List.copyOf(assigned.keySet());
    }

    /** A boot: nothing of what it ran before is there. */
    synchronized void switchOn() {
        off = false;
        boot++;
        assigned.clear();
        connect();
    }

    /** The plug is pulled: no goodbye, no heartbeat, nothing runs. */
    synchronized void switchOff() {
        off = true;
        welcomed = false;
        StreamObserver<AgentMessage> open = stream;
        stream = null;
        streams++;
        if (open != null) {
            open.onError(new IllegalStateException("the plug is pulled"));
        }
    }

    synchronized void heartbeat() {
        StreamObserver<AgentMessage> open = stream;
        if (open != null && welcomed) {
            open.onNext(AgentMessage.newBuilder()
                    .setHeartbeat(Heartbeat.newBuilder().setSequence(++heartbeats))
                    .build());
        }
    }

    private synchronized void connect() {
        if (off) {
            return;
        }
        int current = ++streams;
        reported.clear();
        reports = 0;
        StreamObserver<AgentMessage> opened = fleet.open(this, failures, new Incoming(current));
        if (current != streams) {
            return; // it ended while it was opened
        }
        stream = opened;
        opened.onNext(AgentMessage.newBuilder().setHello(hello()).build());
    }

    private Hello hello() {
        var hello = Hello.newBuilder()
                .setMachineId(id)
                .setBootId(id + "-" + boot)
                .setPrimaryIp("10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255))
                .putAllMetadata(metadata)
                .setAgentVersion("hollow");
        assigned.forEach((unit, hash) ->
                hello.addHeld(HeldUnit.newBuilder().setName(unit).setHash(hash)));
        return hello.build();
    }

    private synchronized void receive(int from, RegistryMessage message) {
        if (from != streams) {
            return;
        }
        switch (message.getMessageCase()) {
            case WELCOME -> {
                welcomed = true;
                failures = 0;
                fleet.welcomed(message.getWelcome());
            }
            case ASSIGNMENTS -> take(message.getAssignments());
            case STATE_ACK -> acknowledged(message.getStateAck().getSequence());
            case HEARTBEAT_ACK, REFUSED, MESSAGE_NOT_SET -> {}
        }
    }

    private void take(Assignments assignments) {
        List<String> running = new ArrayList<>();
        var report = StateReport.newBuilder().setSequence(++reports).setComplete(assignments.getComplete());
        if (assignments.getComplete()) {
            assigned.clear();
        }
        for (AssignedUnit unit : assignments.getUnitsList()) {
            assigned.put(unit.getName(), unit.getHash());
            boolean launched = unit.getDesiredState() == DesiredState.DESIRED_STATE_LAUNCHED;
            report.addChanged(state(unit, launched));
            if (launched) {
                fleet.events().assigned(unit.getName());
                running.add(unit.getName());
            }
        }
        for (String gone : assignments.getRemovedList()) {
            assigned.remove(gone);
            report.addRemoved(gone);
        }
        reported.add(new Reported(reports, running));
        StreamObserver<AgentMessage> open = stream;
        if (open != null) {
            open.onNext(AgentMessage.newBuilder().setStates(report).build());
        }
    }

    private UnitState state(AssignedUnit unit, boolean launched) {
        return UnitState.newBuilder()
                .setUnit(unit.getName())
                .setMachineId(id)
                .setHash(unit.getHash())
                .setObservedState(
                        launched ? ObservedState.OBSERVED_STATE_LAUNCHED : ObservedState.OBSERVED_STATE_LOADED)
                .setLoad("loaded")
                .setActive(launched ? "active" : "inactive")
                .setSub(launched ? "running" : "dead")
                .setSince(fleet.now())
                .build();
    }

    private void acknowledged(long sequence) {
        while (!reported.isEmpty() && reported.getFirst().sequence() <= sequence) {
            reported.removeFirst().running().forEach(fleet.events()::running);
        }
    }

    private synchronized void ended(int from) {
        if (from != streams || off) {
            return;
        }
        stream = null;
        welcomed = false;
        streams++;
        fleet.later(++failures, this::connect);
    }

    private final class Incoming implements StreamObserver<RegistryMessage> {
        private final int number;

        Incoming(int number) {
            this.number = number;
        }

        @Override
        public void onNext(RegistryMessage message) {
            receive(number, message);
        }

        @Override
        public void onError(Throwable failure) {
            ended(number);
        }

        @Override
        public void onCompleted() {
            ended(number);
        }
    }
}
