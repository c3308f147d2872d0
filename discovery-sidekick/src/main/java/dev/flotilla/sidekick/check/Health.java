package dev.flotilla.sidekick.check;

import dev.flotilla.model.discovery.Check;
import dev.flotilla.model.discovery.CheckKind;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.sidekick.loop.Loop;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks one instance over and over: so many failures in a row and it fails, so many passes in a row and it passes. What
 * has never passed is asked more often, so that it can be used as soon as it is up. Confined to the loop; the checks
 * themselves run aside, one at a time.
 */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(50);

    private final Loop loop;
    private final Probe probe;
    private final Check check;
    private final Probe.Target target;
    private final String name;
    private final Consumer<InstanceStatus> onChange;

    private InstanceStatus status;
    private boolean everPassed;
    private int row;
    private int tries;
    private boolean closed;

    /**
     * @param name of the instance, for the log
     * @param passing it did when it was last looked at, by an earlier run of the sidekick
     */
    public Health(
            Loop loop,
            Probe probe,
            Check check,
            Probe.Target target,
            String name,
            boolean passing,
            Consumer<InstanceStatus> onChange) {
        this.loop = loop;
        this.probe = probe;
        this.check = check;
        this.target = target;
        this.name = name;
        this.onChange = onChange;
        this.everPassed = passing;
        boolean unchecked = check.kind() instanceof CheckKind.None;
        this.status = passing || unchecked ? InstanceStatus.PASSING : InstanceStatus.FAILING;
    }

    public InstanceStatus status() {
        return status;
    }

    public void start() {
        if (!(check.kind() instanceof CheckKind.None)) {
            begin();
        }
    }

    public void close() {
        closed = true;
    }

    private void begin() {
        if (closed) {
            return;
        }
        loop.aside(() -> {
            Optional<String> failure = outcome();
            loop.execute(() -> over(failure));
        });
    }

    private Optional<String> outcome() {
        try {
            return probe.failure(check.kind(), target, check.timeout());
        } catch (RuntimeException e) {
            return Optional.of(e.toString());
        }
    }

    private void over(Optional<String> failure) {
        if (closed) {
            return;
        }
        boolean passing = status == InstanceStatus.PASSING;
        row = failure.isEmpty() == passing ? 0 : row + 1;
        if (failure.isEmpty() && (!everPassed || row >= check.passes()) && !passing) {
            turn(InstanceStatus.PASSING, "its check passes");
        } else if (failure.isPresent() && passing && row >= check.failures()) {
            turn(InstanceStatus.FAILING, failure.get());
        }
        everPassed |= failure.isEmpty();
        loop.after(pause(), this::begin);
    }

    private void turn(InstanceStatus now, String why) {
        row = 0;
        status = now;
        LOG.info("{} is {}: {}", name, now.word(), why);
        onChange.accept(now);
    }

    private Duration pause() {
        if (everPassed) {
            return check.interval();
        }
        Duration soon = FIRST_RETRY.multipliedBy(1L << Math.min(tries++ / 4, 10));
        return soon.compareTo(check.interval()) < 0 ? soon : check.interval();
    }
}
