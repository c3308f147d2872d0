package dev.flotilla.sidekick.edge;

import dev.flotilla.client.Endpoint;
import dev.flotilla.client.FlotillaClient;
import dev.flotilla.client.agent.CompanionListener;
import dev.flotilla.client.agent.CompanionStream;
import dev.flotilla.client.agent.MachineNews;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.sidekick.Sidekick;

/** The machine's agent over loopback gRPC. */
final class AgentConnection implements Sidekick.AgentLink {
    private final FlotillaClient client;
    private final Endpoint agent;

    AgentConnection(FlotillaClient client, Endpoint agent) {
        this.client = client;
        this.agent = agent;
    }

    @Override
    public Sidekick.AgentLine open(Sidekick.AgentListener listener) {
        CompanionStream stream = client.agent(agent).accompany("sidekick", true, new CompanionListener() {
            @Override
            public void onNews(MachineNews news) {
                listener.news(news);
            }

            @Override
            public void onClosed(FlotillaError reason) {
                listener.closed(reason);
            }
        });
        return new Sidekick.AgentLine() {
            @Override
            public void withdrawn(UnitName unit) {
                stream.withdrawn(unit);
            }

            @Override
            public void close() {
                stream.close();
            }
        };
    }
}
