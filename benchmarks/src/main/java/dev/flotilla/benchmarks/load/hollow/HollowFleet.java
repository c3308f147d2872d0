package dev.flotilla.benchmarks.load.hollow;

import com.google.protobuf.Timestamp;
import dev.flotilla.proto.v1.AgentMessage;
import dev.flotilla.proto.v1.RegistryMessage;
import dev.flotilla.proto.v1.SessionServiceGrpc;
import dev.flotilla.proto.v1.Welcome;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Thousands of hollow machines in this process. They share connections, so that what is measured is the registry's work and not
 * that of the kernel on loopback; with as many connections as machines each has its own, as real ones do.
 */
public final class HollowFleet implements AutoCloseable {
    /** Machines of a rack; racks have the metadata {@code rack}, three zones {@code zone}. */
    public static final int RACK = 40;

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);

    private final List<HollowMachine> machines;
    private final int connections;
    private final List<List<ManagedChannel>> replicas = new CopyOnWriteArrayList<>();
    private final ScheduledThreadPoolExecutor timer = timer();
    private final AtomicBoolean beating = new AtomicBoolean();
    private final Timestamp now =
            Timestamp.newBuilder().setSeconds(System.currentTimeMillis() / 1000).build();
    private volatile UnitEvents events = UnitEvents.NONE;

    /**
     * @param size how many machines
     * @param connections how many connections to each replica they share
     */
    public HollowFleet(int size, int connections) {
        this.connections = Math.clamp(connections, 1, size);
        this.machines = IntStream.range(0, size).mapToObj(this::machine).toList();
    }

    /** What is still to come when it is closed is dropped. */
    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("hollow-machines").factory(), new DiscardPolicy());
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }

    private HollowMachine machine(int number) {
        return new HollowMachine(
                this,
                number,
                "%08x%024x".formatted(number * 0x9E3779B1, number),
                Map.of("rack", "r" + number / RACK, "zone", "abc".substring(number % 3, number % 3 + 1)));
    }

    /** Makes a replica of the registry known to the machines. */
    public void addReplica(int port) {
        replicas.add(IntStream.range(0, connections)
                .<ManagedChannel>mapToObj(i -> NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .directExecutor()
                        .disableRetry()
                        .build())
                .toList());
    }

    public int size() {
        return machines.size();
    }

    public void events(UnitEvents listener) {
        events = listener;
    }

    UnitEvents events() {
        return events;
    }

    Timestamp now() {
        return now;
    }

    /** Switches all machines on. */
    public void switchOn() {
        machines.forEach(HollowMachine::switchOn);
    }

    public void switchOn(List<Integer> numbers) {
        numbers.forEach(number -> machines.get(number).switchOn());
    }

    public void switchOff(List<Integer> numbers) {
        numbers.forEach(number -> machines.get(number).switchOff());
    }

    public String id(int number) {
        return machines.get(number).id();
    }

    /** What the machine was told to run. */
    public List<String> unitsOf(int number) {
        return machines.get(number).unitNames();
    }

    /** How many machines have a session. */
    public long online() {
        return machines.stream().filter(HollowMachine::isOnline).count();
    }

    /** How many units the machines were told to run, together. */
    public long assigned() {
        return machines.stream().mapToLong(HollowMachine::units).sum();
    }

    StreamObserver<AgentMessage> open(HollowMachine machine, int failures, StreamObserver<RegistryMessage> answers) {
        List<ManagedChannel> channels = replicas.get((machine.number() + failures) % replicas.size());
        ManagedChannel channel = channels.get(machine.number() % channels.size());
        if (failures > 0) {
            channel.resetConnectBackoff();
        }
        return SessionServiceGrpc.newStub(channel).open(answers);
    }

    void welcomed(Welcome welcome) {
        if (beating.compareAndSet(false, true)) {
            Duration interval = Duration.ofSeconds(
                    welcome.getHeartbeatInterval().getSeconds(),
                    welcome.getHeartbeatInterval().getNanos());
            Heartbeats.start(machines, interval, timer);
        }
    }

    /** After a backoff that doubles with each failure, and is random below that; never when the fleet is closed. */
    void later(int failures, Runnable task) {
        long longest = Math.min(LAST_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(failures - 1, 10));
        timer.schedule(task, ThreadLocalRandom.current().nextLong(longest + 1), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        replicas.forEach(channels -> channels.forEach(ManagedChannel::shutdownNow));
        timer.shutdown();
    }
}
