package dev.flotilla.system.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows of the house: which module may know which, and where frameworks stop. */
class HouseRulesTest {
    private static final Path ROOT = Path.of(System.getProperty("flotilla.root", ".."));

    /** Module -> its package and the packages of ours it may use. */
    private static final Map<String, Room> ROOMS = Map.ofEntries(
            room("testing", "testing"),
            room("proto", "proto"),
            room("model", "model"),
            room("placement", "placement", "model"),
            room("store", "store", "model"),
            room("wire", "wire", "proto", "model"),
            room("client", "client", "proto", "model", "wire"),
            room("registry-service", "registry", "model", "store", "proto", "wire"),
            room("scheduler-service", "scheduler", "model", "placement", "client"),
            room("agent-service", "agent", "model", "client", "wire", "proto"),
            room("discovery-sidekick", "sidekick", "model", "client"),
            room("gateway", "gateway", "model", "client", "cloudconfig"),
            room("cloud-config", "cloudconfig", "model"),
            room("cli", "cli", "model", "cloudconfig"),
            room(
                    "simulation",
                    "simulation",
                    "model",
                    "placement",
                    "store",
                    "client",
                    "registry",
                    "scheduler",
                    "agent"));

    private static JavaClasses house;

    private record Room(String name, List<String> mayUse) {
        String packages() {
            return "dev.flotilla." + name + "..";
        }
    }

    private static Map.Entry<String, Room> room(String module, String name, String... mayUse) {
        return Map.entry(module, new Room(name, List.of(mayUse)));
    }

    @BeforeAll
    static void importEveryModule() {
        List<Path> classes = ROOMS.keySet().stream()
                .map(module -> ROOT.resolve(module).resolve("target/classes"))
                .toList();
        assertThat(classes).allSatisfy(folder -> assertThat(folder).isDirectory());
        house = new ClassFileImporter().importPaths(classes);
    }

    @TestFactory
    Stream<DynamicTest> everyModuleUsesOnlyWhatItMay() {
        return ROOMS.values().stream()
                .map(room -> DynamicTest.dynamicTest(room.name(), () -> {
                    String[] allowed = Stream.concat(Stream.of(room.name()), room.mayUse().stream())
                            .map(name -> "dev.flotilla." + name + "..")
                            .toArray(String[]::new);
                    noClasses()
                            .that(resideInAPackage(room.packages()))
                            .should()
                            .dependOnClassesThat(
                                    resideInAPackage("dev.flotilla..").and(not(resideInAnyPackage(allowed))))
                            .check(house);
                }));
    }

    @Test
    void frameworksStayAtTheEdge() {
        noClasses()
                .that(resideInAPackage("dev.flotilla..")
                        .and(not(resideInAnyPackage(
                                "dev.flotilla.proto..",
                                "dev.flotilla.wire..",
                                "dev.flotilla.client..",
                                "dev.flotilla.registry.record..",
                                "dev.flotilla.store.etcd..",
                                "dev.flotilla..edge.."))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.quarkus..",
                        "jakarta..",
                        "io.grpc..",
                        "io.vertx..",
                        "io.micrometer..",
                        "com.google.protobuf..",
                        "dev.flotilla.proto.."))
                .check(house);
    }

    /** The simulation stands in for the edges; it must not lean on the real ones. */
    @Test
    void theSimulationUsesCoresOnly() {
        noClasses()
                .that(resideInAPackage("dev.flotilla.simulation.."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.flotilla..edge.."))
                .check(house);
    }

    @Test
    void onlyTheStoreKnowsItsBackends() {
        noClasses()
                .that(not(resideInAPackage("dev.flotilla.store..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.etcd..", "org.sqlite..", "java.sql.."))
                .check(house);
    }

    @Test
    void onlyTheSystemdRuntimesEdgeKnowsTheBus() {
        noClasses()
                .that(not(resideInAPackage("dev.flotilla.agent.systemd.edge..")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.freedesktop.dbus.."))
                .check(house);
    }

    @TestFactory
    Stream<DynamicTest> packagesDoNotGoInCircles() {
        return ROOMS.values().stream()
                // The aggregates of the domain know each other: a unit has requirements, a requirement names units.
                .filter(room -> !List.of("proto", "model").contains(room.name()))
                .map(room -> DynamicTest.dynamicTest(
                        room.name(), () -> slices().matching("dev.flotilla." + room.name() + ".(*)..")
                                .should()
                                .beFreeOfCycles()
                                .allowEmptyShould(true)
                                .check(house)));
    }

    @Test
    void packagesAreNamedAfterWhatTheyDo() {
        var names = new TreeSet<String>();
        house.forEach(type -> names.addAll(List.of(type.getPackageName().split("\\."))));
        assertThat(names).doesNotContain("util", "utils", "common", "impl", "helper", "helpers", "manager", "misc");
    }

    @Test
    void everyModuleIsInTheHouse() throws Exception {
        try (Stream<Path> folders = Files.list(ROOT)) {
            List<String> modules = folders.filter(folder -> Files.isRegularFile(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !List.of("system-tests", "benchmarks").contains(name))
                    .toList();
            assertThat(ROOMS.keySet()).containsExactlyInAnyOrderElementsOf(modules);
        }
    }
}
