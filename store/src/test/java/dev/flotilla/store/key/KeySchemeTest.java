package dev.flotilla.store.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flotilla.model.error.FlotillaException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySchemeTest {
    private static final KeyScheme KEYS = new KeyScheme();

    private record One(Function<String, String> key, String prefix, Function<String, ParsedKey> parsed) {}

    private record Two(
            BiFunction<String, String, String> key,
            Function<String, String> prefix,
            BiFunction<String, String, ParsedKey> parsed) {}

    private static final List<One> ONES = List.of(
            new One(KEYS::unit, KEYS.units(), ParsedKey.Unit::new),
            new One(KEYS::placement, KEYS.placements(), ParsedKey.Placement::new),
            new One(KEYS::pending, KEYS.allPending(), ParsedKey.Pending::new),
            new One(KEYS::machine, KEYS.machines(), ParsedKey.Machine::new),
            new One(KEYS::replica, KEYS.replicas(), ParsedKey.Replica::new),
            new One(KEYS::joinToken, KEYS.joinTokens(), ParsedKey.JoinToken::new),
            new One(KEYS::credential, "/flotilla/credentials/", ParsedKey.Credential::new),
            new One(KEYS::etcdDiscovery, KEYS.etcdDiscovery(), token -> new ParsedKey.EtcdDiscovery(token, "")),
            new One(KEYS::sidekick, KEYS.sidekicks(), ParsedKey.Sidekick::new));

    private static final List<Two> TWOS = List.of(
            new Two(KEYS::metadata, KEYS::metadataOf, ParsedKey.Metadata::new),
            new Two(KEYS::state, KEYS::statesOf, ParsedKey.State::new),
            new Two(KEYS::service, KEYS::servicesOf, ParsedKey.Service::new),
            new Two(KEYS::withdrawn, KEYS::withdrawnOf, ParsedKey.Withdrawn::new));

    @Test
    void keysLookAsDocumented() {
        assertThat(KEYS.unit("apache@1.service")).isEqualTo("/flotilla/units/apache@1.service");
        assertThat(KEYS.placement("a.service")).isEqualTo("/flotilla/placements/a.service");
        assertThat(KEYS.pending("a.service")).isEqualTo("/flotilla/pending/a.service");
        assertThat(KEYS.machine("f00")).isEqualTo("/flotilla/machines/f00");
        assertThat(KEYS.metadata("f00", "disk/type")).isEqualTo("/flotilla/metadata/f00/disk%2Ftype");
        assertThat(KEYS.state("f00", "a.service")).isEqualTo("/flotilla/states/f00/a.service");
        assertThat(KEYS.leader()).isEqualTo("/flotilla/leader/scheduler");
        assertThat(KEYS.replica("r1")).isEqualTo("/flotilla/replicas/r1");
        assertThat(KEYS.brake()).isEqualTo("/flotilla/brake");
        assertThat(KEYS.globals()).isEqualTo("/flotilla/globals");
        assertThat(KEYS.history()).isEqualTo("/flotilla/history");
        assertThat(new KeyScheme("/sites/berlin/").unit("a.service")).isEqualTo("/sites/berlin/units/a.service");
        assertThat(KEYS.service("apache", "1")).isEqualTo("/services/apache/1");
        assertThat(KEYS.joinToken("abcdefgh")).isEqualTo("/flotilla/join-tokens/abcdefgh");
        assertThat(KEYS.credential("f00")).isEqualTo("/flotilla/credentials/f00");
        assertThat(KEYS.withdrawn("apache", "1")).isEqualTo("/services-withdrawn/apache/1");
        assertThat(KEYS.sidekick("f00")).isEqualTo("/flotilla/sidekicks/f00");
        assertThat(List.of(KEYS.services(), KEYS.withdrawnOf("a")))
                .allMatch(key -> key.startsWith(KEYS.servicesAndWithdrawn()));
    }

    @Test
    void servicesCanBeElsewhere() {
        KeyScheme keys = new KeyScheme("/sites/berlin/", "/sites/berlin-services/");
        for (String key : List.of(keys.service("website", "a"), keys.withdrawn("website", "a"))) {
            assertThat(key).startsWith(keys.servicesAndWithdrawn());
            assertThat(KEYS.parse(key)).isInstanceOf(ParsedKey.Foreign.class);
        }
        assertThat(keys.parse(keys.service("website", "a"))).isEqualTo(new ParsedKey.Service("website", "a"));
        assertThat(keys.parse(keys.withdrawn("website", "a"))).isEqualTo(new ParsedKey.Withdrawn("website", "a"));
        assertThat(keys.parse(KEYS.service("website", "a"))).isInstanceOf(ParsedKey.Foreign.class);
        assertThat(keys.parse(KEYS.withdrawn("website", "a"))).isInstanceOf(ParsedKey.Foreign.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "services/", "/flotilla/services/", "/flotilla/", "/_etcd/registry/", "/_etcd/"})
    void aServicesPrefixThatWouldMixUpKeysIsRefused(String services) {
        assertThatThrownBy(() -> new KeyScheme(KeyScheme.DEFAULT_PREFIX, services))
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining(services);
    }

    @Test
    void discoveryTokensLieWhereEtcdLooksForThem() {
        assertThat(KEYS.etcdDiscoverySize("t0")).isEqualTo("/_etcd/registry/t0/_config/size");
        assertThat(KEYS.etcdDiscoveryMember("t0", "8e9e05c52164694d"))
                .isEqualTo("/_etcd/registry/t0/members/8e9e05c52164694d");
        assertThat(KEYS.parse(KEYS.etcdDiscoveryMember("t0", "8e")))
                .isEqualTo(new ParsedKey.EtcdDiscovery("t0", "members/8e"));
    }

    @Test
    void unitNamesOfSystemdNeedNoEscape() {
        assertThat(KEYS.unit("dev-disk-by\\x2dlabel-root.device"))
                .isEqualTo("/flotilla/units/dev-disk-by\\x2dlabel-root.device");
    }

    @Test
    void singleKeysAreParsed() {
        assertThat(KEYS.parse(KEYS.leader())).isEqualTo(new ParsedKey.Leader());
        assertThat(KEYS.parse(KEYS.brake())).isEqualTo(new ParsedKey.Brake());
        assertThat(KEYS.parse(KEYS.globals())).isEqualTo(new ParsedKey.Globals());
        assertThat(KEYS.parse(KEYS.history())).isEqualTo(new ParsedKey.History());
    }

    @Property
    void everyNameComesBack(@ForAll("names") String name, @ForAll("names") String second) {
        for (One one : ONES) {
            assertThat(KEYS.parse(one.key().apply(name))).isEqualTo(one.parsed().apply(name));
            assertThat(one.key().apply(name)).startsWith(one.prefix()).matches("[!-~]+");
        }
        for (Two two : TWOS) {
            String key = two.key().apply(name, second);
            assertThat(KEYS.parse(key)).isEqualTo(two.parsed().apply(name, second));
            assertThat(key).startsWith(two.prefix().apply(name)).matches("[!-~]+");
        }
    }

    @Property
    void noNameReachesIntoThePrefixOfAnother(@ForAll("names") String one, @ForAll("names") String other) {
        for (Two two : TWOS) {
            assertThat(two.key().apply(one, "x").startsWith(two.prefix().apply(other)))
                    .isEqualTo(one.equals(other));
        }
    }

    @Property
    void parsingNeverFailsAndNeverInventsAKey(@ForAll("keys") String key) {
        ParsedKey parsed = KEYS.parse(key);
        if (!(parsed instanceof ParsedKey.Foreign)) {
            assertThat(keyOf(parsed)).isEqualTo(key);
        }
    }

    private static String keyOf(ParsedKey parsed) {
        return switch (parsed) {
            case ParsedKey.Unit unit -> KEYS.unit(unit.name());
            case ParsedKey.Placement placement -> KEYS.placement(placement.unit());
            case ParsedKey.Pending pending -> KEYS.pending(pending.unit());
            case ParsedKey.Machine machine -> KEYS.machine(machine.id());
            case ParsedKey.Metadata metadata -> KEYS.metadata(metadata.machine(), metadata.key());
            case ParsedKey.State state -> KEYS.state(state.machine(), state.unit());
            case ParsedKey.Leader _ -> KEYS.leader();
            case ParsedKey.Replica replica -> KEYS.replica(replica.id());
            case ParsedKey.Brake _ -> KEYS.brake();
            case ParsedKey.Globals _ -> KEYS.globals();
            case ParsedKey.History _ -> KEYS.history();
            case ParsedKey.Service service -> KEYS.service(service.service(), service.instance());
            case ParsedKey.JoinToken token -> KEYS.joinToken(token.id());
            case ParsedKey.Credential credential -> KEYS.credential(credential.machine());
            case ParsedKey.EtcdDiscovery(String token, String rest) -> KEYS.etcdDiscovery(token) + rest;
            case ParsedKey.Withdrawn record -> KEYS.withdrawn(record.service(), record.instance());
            case ParsedKey.Sidekick sidekick -> KEYS.sidekick(sidekick.machine());
            case ParsedKey.Foreign foreign -> foreign.key();
        };
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMinLength(1).ofMaxLength(8).filter(KeySchemeTest::isUnicode),
                Arbitraries.strings().withChars("ab/%2F é\\").ofMinLength(1).ofMaxLength(6));
    }

    /** Half of a surrogate pair is not a character. */
    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    @Provide
    Arbitrary<String> keys() {
        Arbitrary<String> segment = Arbitraries.oneOf(
                Arbitraries.of(
                        "units",
                        "metadata",
                        "states",
                        "leader",
                        "scheduler",
                        "brake",
                        "globals",
                        "%2F",
                        "%zz",
                        "%",
                        "%2f",
                        "%C3"),
                Arbitraries.strings().ofMaxLength(4));
        Arbitrary<String> prefix = Arbitraries.of("/flotilla/", "/services/", "/", "");
        return segment.list()
                .ofMaxSize(4)
                .map(segments -> String.join("/", segments))
                .flatMap(rest -> prefix.map(start -> start + rest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/flotilla/units",
                "/flotilla/units/",
                "/flotilla/units/a/b",
                "/flotilla/metadata/m",
                "/flotilla/brake/x",
                "/flotilla/leader",
                "/flotilla/leader/",
                "/flotilla/leader/other",
                "/flotilla/later/x",
                "/services/a",
                "/services//a",
                "/services/a/",
                "/services/a/b/c",
                "/flotilla/units/%2f",
                "/other/units/a",
                ""
            })
    void whatTheSchemeNeverWritesIsForeign(String key) {
        assertThat(KEYS.parse(key)).isEqualTo(new ParsedKey.Foreign(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "flotilla/", "/flotilla", "//", "/a//b/", "/a b/", "/services/", "/services/x/"})
    void aPrefixThatWouldMixUpKeysIsRefused(String prefix) {
        assertThatThrownBy(() -> new KeyScheme(prefix))
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining(prefix);
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThatThrownBy(() -> KEYS.unit(""))
                .isInstanceOf(FlotillaException.class)
                .hasMessageContaining("empty");
    }
}
