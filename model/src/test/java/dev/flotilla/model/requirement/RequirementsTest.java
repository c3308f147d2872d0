package dev.flotilla.model.requirement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.model.Refused;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import dev.flotilla.model.machine.MachineId;
import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitOption;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
    private static final UnitName SELF = UnitName.parse("web@7.service");

    /** Of lines of [X-Fleet]. */
    private static Requirements fleet(String... lines) {
        return of(SELF, "[X-Fleet]\n" + String.join("\n", lines) + "\n");
    }

    private static Requirements flotilla(String... lines) {
        return of(SELF, "[X-Flotilla]\n" + String.join("\n", lines) + "\n");
    }

    private static Requirements of(UnitName name, String text) {
        return Requirements.of(name, UnitFile.parse(name.value(), text));
    }

    private static List<String> patterns(List<Glob> globs) {
        return globs.stream().map(Glob::pattern).toList();
    }

    @Test
    void aUnitThatAsksForNothingMayBeAnywhere() {
        assertThat(of(SELF, "[Service]\nExecStart=/bin/true\nGlobal=true\n")).isEqualTo(Requirements.NONE);
        assertThat(Requirements.NONE.metadata().matches(Map.of())).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "MachineID=6182ab18ffa44912a1e773914936105f, 6182ab18ffa44912a1e773914936105f",
                "MachineID=\"562999f8\", 562999f8",
                "MachineID=562999f8..., 562999f8",
                "MachineID=dummy, dummy",
                "X-ConditionMachineID=abc, abc",
                "X-ConditionMachineBootID=abc, abc",
                "MachineID=%i, 7",
            })
    void aMachineIsNamed(String line, String id) {
        assertThat(fleet(line).machineId().orElseThrow().value()).isEqualTo(id);
        assertThat(fleet(line).machineId().orElseThrow().resolve(List.of(new MachineId(id))))
                .isPresent();
    }

    @Test
    void theCurrentSpellingOfMachineIdWins() {
        assertThat(fleet("X-ConditionMachineBootID=c", "X-ConditionMachineID=b", "MachineID=a")
                        .machineId()
                        .orElseThrow()
                        .value())
                .isEqualTo("a");
        assertThat(fleet("X-ConditionMachineBootID=c", "X-ConditionMachineID=b")
                        .machineId()
                        .orElseThrow()
                        .value())
                .isEqualTo("b");
        assertThat(fleet("MachineID=a", "MachineID=a").machineId()).isPresent();
        assertThat(Refused.invalid(() -> fleet("MachineID=a", "MachineID=b")).message())
                .contains("more than one machine");
    }

    @ParameterizedTest
    @CsvSource({
        "MachineOf=db@%i.service,            db@7.service",
        "MachineOf=\"db.service\",           db.service",
        "MachineOf=db,                       db.service",
        "X-ConditionMachineOf=%p-db.service, web-db.service",
    })
    void aTargetIsFollowed(String line, String target) {
        assertThat(fleet(line).machineOf()).contains(UnitName.parse(target));
    }

    @Test
    void oneTargetAndNotItself() {
        assertThat(Refused.invalid(() -> fleet("MachineOf=a.service", "MachineOf=b.service"))
                        .message())
                .contains("more than one unit");
        assertThat(Refused.invalid(() -> fleet("MachineOf=web@%i.service")).message())
                .contains("cannot follow itself");
        assertThat(Refused.invalid(() -> fleet("MachineOf=a/b.service")).field())
                .contains("options[0]");
    }

    @Test
    void metadataOfOneKeyIsOrAndOfSeveralKeysAnd() {
        MetadataRequirement metadata = fleet(
                        "MachineMetadata=\"region=us-east-1\" \"disk=ssd\"",
                        "MachineMetadata=region=us-west-1",
                        "X-ConditionMachineMetadata=rack=a=b")
                .metadata();

        assertThat(metadata.matches(Map.of("region", "us-east-1", "disk", "ssd", "rack", "a=b")))
                .isTrue();
        assertThat(metadata.matches(Map.of("region", "us-west-1", "disk", "ssd", "rack", "a=b", "x", "y")))
                .isTrue();
        assertThat(metadata.missing(Map.of("region", "eu", "disk", "ssd", "rack", "a=b")))
                .hasToString("Optional[region=us-east-1|us-west-1]");
        assertThat(metadata.missing(Map.of("region", "us-west-1", "rack", "a=b")))
                .hasToString("Optional[disk=ssd]");
        assertThat(metadata.missing(Map.of("region", "us-west-1", "disk", "ssd", "rack", "a=b")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssd", "=ssd", "disk=", "\"disk=ssd\" fast", "di sk=ssd", "\"di sk=ssd\"", "\"disk=ssd"})
    void metadataThatIsNoPairIsRefused(String value) {
        assertThat(Refused.invalid(() -> fleet("MachineMetadata=" + value)).field())
                .contains("options[0]");
    }

    @Test
    void aQuotedValueKeepsItsSpaces() {
        assertThat(fleet("MachineMetadata=\"place=rack 7\"").metadata().matches(Map.of("place", "rack 7")))
                .isTrue();
    }

    @Test
    void conflictsAccumulateFromWordsAndLines() {
        assertThat(patterns(
                        fleet("Conflicts=a@*.service b.service", "X-Conflicts=\"c*\" 'd'", "Conflicts=hello_world@*")
                                .conflicts()))
                .containsExactly("a@*.service", "b.service", "c*", "d", "hello_world@*");
        assertThat(patterns(fleet("Conflicts=a", "Conflicts=", "Conflicts=b").conflicts()))
                .containsExactly("b");
        assertThat(patterns(fleet("Conflicts=a\\*b \\", "  c").conflicts())).containsExactly("a\\*b", "c");
        assertThat(Refused.invalid(() -> fleet("Conflicts=a[")).message())
                .isEqualTo("Conflicts=: syntax error in pattern \"a[\"");
    }

    @Test
    void conflictsWorkBothWaysAndNeverOnOneself() {
        UnitName web1 = UnitName.parse("web@1.service");
        UnitName db = UnitName.parse("db.service");
        Requirements webs = fleet("Conflicts=web@*.service");

        assertThat(webs.conflictsWith(SELF, web1, Requirements.NONE)).isTrue();
        assertThat(Requirements.NONE.conflictsWith(web1, SELF, webs)).isTrue();
        assertThat(webs.conflictsWith(SELF, SELF, webs)).isFalse();
        assertThat(webs.conflictsWith(SELF, db, Requirements.NONE)).isFalse();
        assertThat(Requirements.NONE.conflictsWith(db, SELF, Requirements.NONE)).isFalse();
    }

    @Test
    void theOtherGivesWayUnlessItWantsTheSame() {
        UnitName other = UnitName.parse("old.service");
        Requirements replacing = fleet("Replaces=old*");

        assertThat(replacing.displaces(SELF, other, Requirements.NONE)).isTrue();
        assertThat(replacing.displaces(SELF, other, fleet("Replaces=web@*"))).isFalse();
        assertThat(replacing.displaces(SELF, UnitName.parse("x.service"), Requirements.NONE))
                .isFalse();
        assertThat(fleet("Replaces=web@*").displaces(SELF, SELF, Requirements.NONE))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "true,true",
        "yes,true",
        "1,true",
        "on,true",
        "t,true",
        "TRUE,true",
        "false,false",
        "no,false",
        "0,false"
    })
    void globalIsAWordForTrue(String word, boolean global) {
        assertThat(fleet("Global=" + word).global()).isEqualTo(global);
    }

    @Test
    void theLastGlobalWins() {
        assertThat(fleet("Global=true", "Global=false").global()).isFalse();
        assertThat(fleet("Global=true", "Global=").global()).isFalse();
        Refused.invalid(() -> fleet("Global=maybe"));
        Refused.invalid(() -> fleet("Global=true false"));
    }

    @ParameterizedTest
    @CsvSource({
        "%n,  web@7.service",
        "%N,  web@7",
        "%p,  web",
        "%i,  7",
        "a%%, a%",
        "%p-%i%i.service, web-77.service",
    })
    void specifiersAreExpanded(String value, String expanded) {
        assertThat(patterns(fleet("Conflicts=" + value).conflicts())).containsExactly(expanded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%H", "a%", "%"})
    void unknownSpecifiersAreRefused(String value) {
        assertThat(Refused.invalid(() -> fleet("Conflicts=" + value)).message())
                .startsWith("[X-Fleet] Conflicts=: unknown specifier");
    }

    @ParameterizedTest
    @CsvSource({
        "MachineID=a, MachineOf=b.service, MachineID cannot be used with MachineOf",
        "MachineID=a, Conflicts=b, MachineID cannot be used with Conflicts",
        "MachineID=a, X-Conflicts=b, MachineID cannot be used with Conflicts",
        "X-ConditionMachineID=a, Conflicts=b, MachineID cannot be used with Conflicts",
        "MachineID=a, Global=true, MachineID cannot be used with Global",
        "MachineID=a, Replaces=b, MachineID cannot be used with Replaces",
        "Global=true, MachineOf=b.service, Global cannot be used with MachineOf",
        "Global=true, Replaces=b, Global cannot be used with Replaces",
        "Conflicts=a, Replaces=b, Conflicts cannot be used with Replaces",
        "MachineOf=b.service, Conflicts=b*, unresolvable requirements: peer \"b.service\" matches conflict \"b*\"",
        "MachineOf=b.service, Replaces=b*, unresolvable requirements: peer \"b.service\" matches replace \"b*\"",
    })
    void contradictionsAreRefused(String one, String other, String message) {
        assertThat(Refused.invalid(() -> fleet(one, other)).message()).isEqualTo(message);
        assertThat(Refused.invalid(() -> fleet(other, one)).message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        "MachineID=a, MachineMetadata=k=v",
        "MachineOf=b.service, Conflicts=c",
        "MachineOf=b.service, Replaces=c",
        "Global=true, Conflicts=c",
        "Global=true, MachineMetadata=k=v",
        "Global=false, MachineOf=b.service",
        "MachineID=a, Global=no",
    })
    void whatGoesTogetherIsAccepted(String one, String other) {
        assertThat(fleet(one, other)).isNotEqualTo(Requirements.NONE);
    }

    @Test
    void unknownOptionsAreRefusedWithThoseThatAre() {
        FlotillaError.Invalid error = Refused.invalid(() -> fleet("MachineID=a", "MachineId=b"));

        assertThat(error.message())
                .startsWith("unrecognized requirement in [X-Fleet] section: \"MachineId\"")
                .contains("MachineID, MachineOf, MachineMetadata, Conflicts, Global, Replaces");
        assertThat(error.field()).contains("options[1]");
        assertThat(Refused.invalid(() -> flotilla("MachineID=a")).message())
                .startsWith("unrecognized requirement in [X-Flotilla] section");
        Refused.invalid(() -> fleet("OnPartition=stop"));
    }

    @Test
    void anErrorPointsToTheLineWhenThereIsOne() {
        var parsed = UnitFile.parseWithPositions("web.service", "[Unit]\nA=1\n\n[X-Fleet]\nMachineID=a\n Global=1\n");

        FlotillaError.Invalid error = Refused.invalid(() -> Requirements.of(UnitName.parse("web.service"), parsed));

        assertThat(error.position()).contains(new Position("web.service", 6, 2));
        assertThat(error.message()).isEqualTo("web.service:6:2: MachineID cannot be used with Global");
    }

    @Test
    void ourOwnOptions() {
        Requirements requirements = flotilla("OnPartition=stop", "CPU=0.5", "Memory=512M");

        assertThat(requirements.onPartition()).isEqualTo(PartitionPolicy.STOP);
        assertThat(requirements.reserved()).isEqualTo(new Resources(0.5, 512L << 20));
        assertThat(flotilla("OnPartition=keep").onPartition()).isEqualTo(PartitionPolicy.KEEP);
        assertThat(flotilla("Memory=1.5G").reserved().memoryBytes()).isEqualTo(3L << 29);
        assertThat(flotilla("Memory=2K").reserved().memoryBytes()).isEqualTo(2048);
        assertThat(flotilla("Memory=1000").reserved().memoryBytes()).isEqualTo(1000);
        assertThat(Requirements.NONE.reserved().isNone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OnPartition=maybe",
                "OnPartition=KEEP",
                "CPU=0",
                "CPU=-1",
                "CPU=lots",
                "CPU=NaN",
                "CPU=1e3",
                "CPU=1 2",
                "Memory=0",
                "Memory=1X",
                "Memory=-1M",
                "Memory=M",
                "Memory=9999999999999999999T"
            })
    void ourOwnOptionsThatSayNothingAreRefused(String line) {
        assertThat(Refused.invalid(() -> flotilla(line)).message())
                .startsWith(line.substring(0, line.indexOf('=') + 1));
    }

    @Test
    void aTemplateIsJudgedAsFarAsItSaysTheSameOfEveryInstance() {
        UnitName template = UnitName.parse("web@.service");

        assertThat(of(template, "[X-Fleet]\nMachineOf=%i.service\nMachineID=\n").machineOf())
                .isEmpty();
        assertThat(patterns(of(template, "[X-Fleet]\nConflicts=web@*.service\n").conflicts()))
                .containsExactly("web@*.service");
        Refused.invalid(() -> of(template, "[X-Fleet]\nMachineOf=a/b.service\n"));
        Refused.invalid(() -> of(template, "[X-Fleet]\nNonsense=%i\n"));
    }

    @Test
    void constraintsAreTheSameWhateverTheOrderAndThePartitionPolicy() {
        Requirements some = fleet("Conflicts=a b", "MachineMetadata=k=v", "MachineMetadata=j=w");

        assertThat(some.hasSameConstraints(fleet("MachineMetadata=j=w k=v", "X-Conflicts=b", "Conflicts=a")))
                .isTrue();
        assertThat(some.hasSameConstraints(fleet("Conflicts=a", "MachineMetadata=k=v", "MachineMetadata=j=w")))
                .isFalse();
        assertThat(flotilla("OnPartition=stop").hasSameConstraints(Requirements.NONE))
                .isTrue();
        assertThat(flotilla("CPU=1").hasSameConstraints(Requirements.NONE)).isFalse();
        assertThat(fleet("Global=true").hasSameConstraints(Requirements.NONE)).isFalse();
        assertThat(fleet("MachineOf=a.service").hasSameConstraints(Requirements.NONE))
                .isFalse();
        assertThat(fleet("MachineID=a").hasSameConstraints(Requirements.NONE)).isFalse();
        assertThat(fleet("Replaces=a").hasSameConstraints(Requirements.NONE)).isFalse();
    }

    @Property(tries = 3000)
    void anythingIsReadOrRefusedAtAnOption(@ForAll("options") List<UnitOption> options) {
        UnitFile file;
        try {
            file = UnitFile.of(options);
        } catch (FlotillaException noFile) {
            return;
        }
        try {
            Requirements requirements = Requirements.of(SELF, file);
            assertThat(requirements.hasSameConstraints(requirements)).isTrue();
        } catch (FlotillaException refused) {
            assertThat(refused.error()).isInstanceOf(FlotillaError.Invalid.class);
            assertThat(((FlotillaError.Invalid) refused.error()).field().orElseThrow())
                    .matches("options\\[\\d+\\]");
        }
    }

    @Provide
    Arbitrary<List<UnitOption>> options() {
        Arbitrary<String> name = Arbitraries.of(
                "MachineID",
                "X-ConditionMachineID",
                "MachineOf",
                "MachineMetadata",
                "Conflicts",
                "X-Conflicts",
                "Global",
                "Replaces",
                "OnPartition",
                "CPU",
                "Memory");
        Arbitrary<String> piece = Arbitraries.of(
                "a", "\"", "'", " ", "%i", "%n", "%", "=", ".service", "*", "[", "]", "\\", "true", "1", "M", "\t");
        Arbitrary<String> value = Arbitraries.oneOf(
                piece.list().ofMaxSize(6).map(pieces -> String.join("", pieces)),
                Arbitraries.strings().ofMaxLength(10));
        return Combinators.combine(Arbitraries.of("X-Fleet", "X-Flotilla"), name, value)
                .as(UnitOption::new)
                .list()
                .ofMaxSize(4);
    }
}
