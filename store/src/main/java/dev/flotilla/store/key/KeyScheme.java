package dev.flotilla.store.key;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.List;

/**
 * Every key that Flotilla stores. Names become one path segment each: {@code /}, {@code %} and whatever is not printable
 * ASCII are percent-encoded, so that no name can reach into another's prefix. Methods named in the plural
 * give a prefix, the others a key.
 *
 * @param prefix begins and ends with {@code /}, for example {@value #DEFAULT_PREFIX}
 * @param services where the records of services are: outside of the prefix, because other programs read them. Begins and ends
 *     with {@code /}, for example {@value #DEFAULT_SERVICES}
 */
public record KeyScheme(String prefix, String services) {
    public static final String DEFAULT_PREFIX = "/flotilla/";
    public static final String DEFAULT_SERVICES = "/services/";

    /** Outside of the prefix, because etcd's own v3 discovery reads it there. */
    public static final String ETCD_DISCOVERY = "/_etcd/registry/";

    private static final String WITHDRAWN = "-withdrawn/";

    static final String UNITS = "units/";
    static final String PLACEMENTS = "placements/";
    static final String PENDING = "pending/";
    static final String MACHINES = "machines/";
    static final String METADATA = "metadata/";
    static final String STATES = "states/";
    static final String LEADER = "leader/scheduler";
    static final String REPLICAS = "replicas/";
    static final String BRAKE = "brake";
    static final String GLOBALS = "globals";
    static final String HISTORY = "history";
    static final String JOIN_TOKENS = "join-tokens/";
    static final String CREDENTIALS = "credentials/";
    static final String SIDEKICKS = "sidekicks/";

    public KeyScheme {
        checkForm("a key prefix", DEFAULT_PREFIX, prefix);
        checkForm("a services prefix", DEFAULT_SERVICES, services);
        for (String other : List.of(services, withdrawnFrom(services))) {
            checkApart(prefix, other);
            checkApart(ETCD_DISCOVERY, other);
        }
        if (prefix.startsWith(ETCD_DISCOVERY)) {
            throw mixed(prefix, ETCD_DISCOVERY);
        }
    }

    /** With services where other programs look for them. */
    public KeyScheme(String prefix) {
        this(prefix, DEFAULT_SERVICES);
    }

    public KeyScheme() {
        this(DEFAULT_PREFIX);
    }

    private static void checkForm(String what, String example, String prefix) {
        if (!prefix.matches("(/[A-Za-z0-9._-]+)+/")) {
            throw new FlotillaError.Invalid(
                            what + " looks like " + example + " or /sites/berlin" + example + ", not like " + prefix)
                    .asException();
        }
    }

    private static void checkApart(String one, String other) {
        if (overlap(one, other)) {
            throw mixed(one, other);
        }
    }

    private static boolean overlap(String one, String other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    private static FlotillaException mixed(String one, String other) {
        return new FlotillaError.Invalid("keys below " + one + " would mix with those below " + other).asException();
    }

    private static String withdrawnFrom(String services) {
        return services.substring(0, services.length() - 1) + WITHDRAWN;
    }

    /** Whether some of what begins like this is ours. */
    public boolean mixesWith(String others) {
        return overlap(prefix, others) || overlap(services, others) || overlap(withdrawnFrom(services), others);
    }

    public String unit(String name) {
        return units() + Segment.encode(name);
    }

    public String units() {
        return prefix + UNITS;
    }

    public String placement(String name) {
        return placements() + Segment.encode(name);
    }

    public String placements() {
        return prefix + PLACEMENTS;
    }

    /** Why a unit has no placement yet. */
    public String pending(String name) {
        return allPending() + Segment.encode(name);
    }

    public String allPending() {
        return prefix + PENDING;
    }

    public String machine(String id) {
        return machines() + Segment.encode(id);
    }

    public String machines() {
        return prefix + MACHINES;
    }

    public String metadata(String machine, String key) {
        return metadataOf(machine) + Segment.encode(key);
    }

    public String metadataOf(String machine) {
        return metadata() + Segment.encode(machine) + '/';
    }

    public String metadata() {
        return prefix + METADATA;
    }

    public String state(String machine, String unit) {
        return statesOf(machine) + Segment.encode(unit);
    }

    public String statesOf(String machine) {
        return states() + Segment.encode(machine) + '/';
    }

    public String states() {
        return prefix + STATES;
    }

    /** Held by the leading scheduler; its create-revision is the fencing token. */
    public String leader() {
        return prefix + LEADER;
    }

    public String replica(String id) {
        return replicas() + Segment.encode(id);
    }

    public String replicas() {
        return prefix + REPLICAS;
    }

    /** Says whether moves are held. */
    public String brake() {
        return prefix + BRAKE;
    }

    /** Written with every change of a global unit: whoever compares it knows all of them, also those that do not exist yet. */
    public String globals() {
        return prefix + GLOBALS;
    }

    /** Names the history that the revisions belong to. */
    public String history() {
        return prefix + HISTORY;
    }

    public String service(String service, String instance) {
        return servicesOf(service) + Segment.encode(instance);
    }

    public String servicesOf(String service) {
        return services() + Segment.encode(service) + '/';
    }

    /** A prefix of {@link #services} and of what is withdrawn from there; keys of others may begin with it too. */
    public String servicesAndWithdrawn() {
        return services.substring(0, services.length() - 1);
    }

    /** What machines join by, without the secrets. */
    public String joinToken(String id) {
        return joinTokens() + Segment.encode(id);
    }

    public String joinTokens() {
        return prefix + JOIN_TOKENS;
    }

    /** What a machine that joined proves itself with, as a hash. */
    public String credential(String machine) {
        return prefix + CREDENTIALS + Segment.encode(machine);
    }

    /** Everything about a discovery token of etcd. */
    public String etcdDiscovery(String token) {
        return etcdDiscovery() + Segment.encode(token) + '/';
    }

    public String etcdDiscovery() {
        return ETCD_DISCOVERY;
    }

    /** How many members the cluster is to have, in decimal: read by etcd. */
    public String etcdDiscoverySize(String token) {
        return etcdDiscovery(token) + "_config/size";
    }

    /** What we keep of a token; rewritten when a member is removed. */
    public String etcdDiscoveryToken(String token) {
        return etcdDiscovery(token) + "_config/token";
    }

    /** A registered member: read and written by etcd too. */
    public String etcdDiscoveryMember(String token, String member) {
        return etcdDiscoveryMembers(token) + Segment.encode(member);
    }

    public String etcdDiscoveryMembers(String token) {
        return etcdDiscovery(token) + "members/";
    }

    /**
     * Where an instance's record is while it does not pass. Beside the services, so that {@link #servicesAndWithdrawn one
     * watch} sees both in their order, and none of the programs that read the former finds one of these.
     */
    public String withdrawn(String service, String instance) {
        return withdrawnOf(service) + Segment.encode(instance);
    }

    public String withdrawnOf(String service) {
        return withdrawnFrom(services) + Segment.encode(service) + '/';
    }

    /** The session of a machine's sidekick. */
    public String sidekick(String machine) {
        return sidekicks() + Segment.encode(machine);
    }

    public String sidekicks() {
        return prefix + SIDEKICKS;
    }

    /** What a key of the store stands for. Never fails: keys of others are {@link ParsedKey.Foreign}. */
    public ParsedKey parse(String key) {
        if (key.startsWith(services)) {
            return Segment.two(key, services.length(), ParsedKey.Service::new);
        }
        if (key.startsWith(ETCD_DISCOVERY)) {
            return etcdDiscoveryKey(key);
        }
        int root = services.length() - 1;
        if (key.startsWith(WITHDRAWN, root) && key.regionMatches(0, services, 0, root)) {
            return Segment.two(key, root + WITHDRAWN.length(), ParsedKey.Withdrawn::new);
        }
        if (!key.startsWith(prefix)) {
            return new ParsedKey.Foreign(key);
        }
        int start = prefix.length();
        int slash = key.indexOf('/', start);
        int end = slash < 0 ? key.length() : slash + 1;
        return switch (key.substring(start, end)) {
            case UNITS -> Segment.one(key, end, ParsedKey.Unit::new);
            case PLACEMENTS -> Segment.one(key, end, ParsedKey.Placement::new);
            case PENDING -> Segment.one(key, end, ParsedKey.Pending::new);
            case MACHINES -> Segment.one(key, end, ParsedKey.Machine::new);
            case REPLICAS -> Segment.one(key, end, ParsedKey.Replica::new);
            case SIDEKICKS -> Segment.one(key, end, ParsedKey.Sidekick::new);
            case METADATA -> Segment.two(key, end, ParsedKey.Metadata::new);
            case STATES -> Segment.two(key, end, ParsedKey.State::new);
            case JOIN_TOKENS -> Segment.one(key, end, ParsedKey.JoinToken::new);
            case CREDENTIALS -> Segment.one(key, end, ParsedKey.Credential::new);
            case BRAKE -> new ParsedKey.Brake();
            case GLOBALS -> new ParsedKey.Globals();
            case HISTORY -> new ParsedKey.History();
            default -> key.equals(leader()) ? new ParsedKey.Leader() : new ParsedKey.Foreign(key);
        };
    }

    private static ParsedKey etcdDiscoveryKey(String key) {
        int end = key.indexOf('/', ETCD_DISCOVERY.length());
        return end < 0
                ? new ParsedKey.Foreign(key)
                : Segment.decode(key.substring(ETCD_DISCOVERY.length(), end))
                        .<ParsedKey>map(token -> new ParsedKey.EtcdDiscovery(token, key.substring(end + 1)))
                        .orElseGet(() -> new ParsedKey.Foreign(key));
    }
}
