package dev.flotilla.sidekick.load;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.sidekick.directory.Directory;
import java.util.List;
import java.util.TreeSet;

/**
 * What the cluster does to the instances of {@code website}, in its order: an instance is published when it answers, and
 * withdrawn, and let finish, before it is stopped.
 */
public final class Rollout {
    private final WebServers servers;
    private final Directory directory;
    private final Load load;
    private final TreeSet<String> published = new TreeSet<>();
    private long revision = 100;

    public Rollout(WebServers servers, Directory directory, Load load) {
        this.servers = servers;
        this.directory = directory;
        this.load = load;
    }

    /** The first instances, there before the load. */
    public void knows(Instance instance) {
        published.add(instance.name());
    }

    public void scaleTo(int count) {
        for (int i = 1; i <= count; i++) {
            if (!published.contains("apache@" + i)) {
                publish("apache@" + i);
            }
        }
        load.awaitAnswersOf(published);
        while (published.size() > count) {
            withdraw(published.last());
        }
    }

    /** One after the other is replaced. */
    public void rollAll() {
        for (String name : List.copyOf(published)) {
            withdraw(name);
            publish(name);
            load.awaitAnswersOf(published);
        }
    }

    /** It dies without a word; the record goes when its TTL has passed. */
    public void kill(String name) {
        servers.kill(name);
    }

    /** The TTL has passed. */
    public void expire(String name) {
        published.remove(name);
        remove(name);
    }

    private void publish(String name) {
        directory.apply(List.of(servers.start(name)), List.of(), ++revision);
        published.add(name);
    }

    private void withdraw(String name) {
        published.remove(name);
        remove(name);
        // The drain time: what is under way ends, nothing new comes.
        load.awaitAnswersOf(published);
        servers.stop(name);
    }

    private void remove(String name) {
        directory.apply(List.of(), List.of(new InstanceKey("website", name)), ++revision);
    }
}
