package dev.flotilla.sidekick;

import dev.flotilla.client.discovery.Offer;
import dev.flotilla.model.discovery.InstanceKey;
import java.util.List;
import java.util.Map;

/**
 * How a sidekick stands.
 *
 * @param agent the agent is heard
 * @param registry a session with the registry stands
 * @param complete it knows all that the machine offers
 * @param refused what the registry does not publish, and why
 */
public record SidekickView(
        boolean agent, boolean registry, boolean complete, List<Offer> offers, Map<InstanceKey, String> refused) {
    public SidekickView {
        offers = List.copyOf(offers);
        refused = Map.copyOf(refused);
    }
}
