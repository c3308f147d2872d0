package dev.flotilla.agent.runtime.process.log;

import dev.flotilla.agent.runtime.LogLine;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who follows the log of which unit. A unit may go and come again meanwhile, so it is not kept with its {@link UnitLog}. */
final class LogFollowers {
    private final Map<String, Set<LogFollower>> byKey = new HashMap<>();

    void add(String key, LogFollower follower) {
        byKey.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(follower);
    }

    void remove(String key, LogFollower follower) {
        byKey.computeIfPresent(key, (k, followers) -> {
            followers.remove(follower);
            return followers.isEmpty() ? null : followers;
        });
    }

    void offer(String key, List<LogLine> lines) {
        byKey.getOrDefault(key, Set.of()).forEach(follower -> follower.offer(lines));
    }
}
