package dev.flotilla.agent.edge;

import dev.flotilla.agent.AgentView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** The agent's figures. */
@Singleton
final class AgentMetrics {
    private final AgentProcess process;
    private final MeterRegistry meters;

    AgentMetrics(AgentProcess process, MeterRegistry meters) {
        this.process = process;
        this.meters = meters;
    }

    void register(@Observes StartupEvent event) {
        gauge("connected", "1 while a session with the registry is live", view -> view.connected() ? 1 : 0);
        gauge("caught.up", "1 once this session has said what the machine is to run", view -> view.caughtUp() ? 1 : 0);
        gauge("fenced", "1 while units with OnPartition=stop are held stopped", view -> view.fenced() ? 1 : 0);
        gauge("assigned.units", "Units this machine is to run", AgentView::assigned);
        gauge("revision", "Revision of the accepted assignments", AgentView::revision);
        gauge("reports.unacknowledged", "State reports the registry has not confirmed", AgentView::unacknowledged);
        gauge("actions.running", "Runtime actions that are not over", view -> view.reconciles()
                .inFlight());
        for (String active : new String[] {"active", "activating", "deactivating", "inactive", "failed"}) {
            Gauge.builder("flotilla.agent.units", process, source -> count(source.view(), active))
                    .description("Units of this machine by their active state")
                    .tag("active", active)
                    .register(meters);
        }
        counter("sessions", "Sessions with the registry", AgentView::sessions);
        counter("reconcile.passes", "Reconcile passes", view -> view.reconciles()
                .passes());
        counter("reconcile.actions", "Actions asked of the runtime", view -> view.reconciles()
                .actions());
        counter("reconcile.failures", "Actions the runtime could not carry out", view -> view.reconciles()
                .failures());
    }

    private void gauge(String name, String description, ToDoubleFunction<AgentView> value) {
        Gauge.builder("flotilla.agent." + name, process, source -> value.applyAsDouble(source.view()))
                .description(description)
                .register(meters);
    }

    private void counter(String name, String description, ToDoubleFunction<AgentView> value) {
        FunctionCounter.builder("flotilla.agent." + name, process, source -> value.applyAsDouble(source.view()))
                .description(description)
                .register(meters);
    }

    private static double count(AgentView view, String active) {
        return view.states().values().stream()
                .filter(state -> state.active().equals(active))
                .count();
    }
}
