package dev.flotilla.sidekick.publish;

import dev.flotilla.client.discovery.Offer;
import dev.flotilla.model.discovery.InstanceKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the machine's sources (units, containers, processes) want to have published. When two of them claim the same
 * name the first one has it, until it gives it up. Confined to the loop.
 */
public final class Offers {
    private static final Logger LOG = LoggerFactory.getLogger(Offers.class);

    private final Publisher publisher;
    private final Map<InstanceKey, SequencedMap<String, Offer>> claims = new HashMap<>();

    public Offers(Publisher publisher) {
        this.publisher = publisher;
    }

    /** @param source who offers it, for people: {@code unit apache@1.service} */
    public void put(String source, Offer offer) {
        SequencedMap<String, Offer> ofKey = claims.computeIfAbsent(offer.key(), key -> new LinkedHashMap<>());
        boolean known = ofKey.containsKey(source);
        ofKey.put(source, offer);
        String owner = ofKey.firstEntry().getKey();
        if (owner.equals(source)) {
            publisher.put(offer);
        } else if (!known) {
            LOG.warn("{} wants to be {}, which {} is already", source, offer.key(), owner);
        }
    }

    /** Whether it is this source's offer that is published under the name. */
    public boolean isPublished(String source, InstanceKey key) {
        return Optional.ofNullable(claims.get(key))
                .filter(ofKey -> ofKey.firstEntry().getKey().equals(source))
                .isPresent();
    }

    public void remove(String source, InstanceKey key) {
        SequencedMap<String, Offer> ofKey = claims.get(key);
        if (ofKey == null || ofKey.remove(source) == null) {
            return;
        }
        if (ofKey.isEmpty()) {
            claims.remove(key);
            publisher.remove(key);
        } else {
            publisher.put(ofKey.firstEntry().getValue());
        }
    }
}
