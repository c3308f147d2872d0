package dev.flotilla.sidekick.hook;

import java.time.Duration;
import java.util.Set;

/**
 * What a hook is told of.
 *
 * @param name of the hook, in messages and of its file in the state directory
 * @param services whose instances; none: all
 * @param firstRetry how long after a failed attempt it is told again; twice as long after the next one
 * @param longestRetry and so on up to this
 */
public record HookSettings(String name, Set<String> services, Duration firstRetry, Duration longestRetry) {
    public HookSettings {
        if (!name.matches("[A-Za-z0-9_.-]+")) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a hook");
        }
        services = Set.copyOf(services);
        if (!firstRetry.isPositive() || longestRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("retries begin after more than nothing and do not get shorter: "
                    + firstRetry + ", " + longestRetry);
        }
    }

    boolean wants(String service) {
        return services.isEmpty() || services.contains(service);
    }
}
