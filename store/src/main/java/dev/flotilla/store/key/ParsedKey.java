package dev.flotilla.store.key;

/** What a key stands for: the inverse of {@link KeyScheme}'s methods, with the names decoded. */
public sealed interface ParsedKey {

    record Unit(String name) implements ParsedKey {}

    record Placement(String unit) implements ParsedKey {}

    record Pending(String unit) implements ParsedKey {}

    record Machine(String id) implements ParsedKey {}

    record Metadata(String machine, String key) implements ParsedKey {}

    record State(String machine, String unit) implements ParsedKey {}

    record Leader() implements ParsedKey {}

    record Replica(String id) implements ParsedKey {}

    record Brake() implements ParsedKey {}

    record Globals() implements ParsedKey {}

    record History() implements ParsedKey {}

    record Service(String service, String instance) implements ParsedKey {}

    record JoinToken(String id) implements ParsedKey {}

    record Credential(String machine) implements ParsedKey {}

    /** Any key of a discovery token of etcd; the rest is what follows the token and its slash. */
    record EtcdDiscovery(String token, String rest) implements ParsedKey {}

    /** A service's instance that does not pass. */
    record Withdrawn(String service, String instance) implements ParsedKey {}

    record Sidekick(String machine) implements ParsedKey {}

    /** Not one of ours, or of a later version. */
    record Foreign(String key) implements ParsedKey {}
}
