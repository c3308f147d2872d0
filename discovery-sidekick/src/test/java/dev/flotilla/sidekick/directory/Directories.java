package dev.flotilla.sidekick.directory;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Instances and directories to test with. */
public final class Directories {
    private Directories() {}

    public static Directory directory() {
        return directory(InstantSource.system());
    }

    /** One that holds nothing back. */
    public static Directory directory(InstantSource clock) {
        return new Directory(clock, Duration.ZERO, (delay, task) -> {});
    }

    /** One that knows these. */
    public static Directory directory(Instance... instances) {
        Directory directory = directory();
        directory.replace(List.of(instances), 1);
        return directory;
    }

    public static Instance instance(String service, String name, String host, int port) {
        return Instance.of(new InstanceKey(service, name), host, port);
    }

    /** {@code apache@1} to {@code apache@count} of the service {@code website}, at 127.0.0.1 to 127.0.0.count. */
    public static List<Instance> website(int count) {
        List<Instance> instances = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            instances.add(instance("website", "apache@" + i, "127.0.0." + i, 8080));
        }
        return instances;
    }

    /** A clock that stands until it is moved. */
    public static final class HandClock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        public void pass(Duration time) {
            now = now.plus(time);
        }
    }
}
