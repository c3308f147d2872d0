package dev.flotilla.scheduler.edge;

import dev.flotilla.client.FlotillaClient;
import dev.flotilla.placement.Planner;
import dev.flotilla.scheduler.Scheduler;
import dev.flotilla.scheduler.SchedulerSettings;
import dev.flotilla.scheduler.SchedulerView;
import dev.flotilla.scheduler.loop.EventLoop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scheduler as a part of this process: built with it, started and stopped with it. */
@Singleton
final class SchedulerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerProcess.class);
    /** How long a stopping scheduler tries to hand the leadership over. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final FlotillaClient client;
    private final EventLoop loop = new EventLoop("flotilla-scheduler");
    private final Scheduler scheduler;

    SchedulerProcess(SchedulerConfig config, SchedulerMetrics metrics) {
        SchedulerSettings settings = Settings.scheduler(config, ThreadLocalRandom.current());
        this.client = Settings.client(config);
        this.scheduler = new Scheduler(
                settings, new RegistryControlPlane(client), loop, ThreadLocalRandom.current(), new Planner(), metrics);
        metrics.watch(scheduler::view);
        LOG.info("candidate {}, registry {}", settings.candidate(), client.endpoints());
    }

    void start(@Observes StartupEvent event, Config config) {
        Settings.checkNames(config);
        scheduler.start();
    }

    @Scheduled(every = "${flotilla.scheduler.tick}", delayed = "${flotilla.scheduler.tick}")
    void tick() {
        scheduler.tick();
    }

    void stop(@Observes ShutdownEvent event) {
        try {
            scheduler.stop().get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("the leadership was not handed over in time; its lease runs out");
        }
        loop.close();
        client.close();
    }

    SchedulerView view() {
        return scheduler.view();
    }

    Duration sinceLastTurn() {
        return loop.sinceLastTurn();
    }
}
