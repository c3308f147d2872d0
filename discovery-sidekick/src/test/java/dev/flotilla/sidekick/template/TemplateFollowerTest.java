package dev.flotilla.sidekick.template;

import static dev.flotilla.sidekick.directory.Directories.instance;
import static dev.flotilla.sidekick.directory.Directories.website;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceStatus;
import dev.flotilla.sidekick.directory.Directories;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.directory.Follower.Debounce;
import dev.flotilla.sidekick.template.edge.QuteTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateFollowerTest {
    @TempDir
    private Path folder;

    private Path source;
    private Path destination;
    private Path reloads;
    private final Directory directory = Directories.directory();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void files() throws IOException {
        source = folder.resolve("servers.tmpl");
        destination = folder.resolve("servers.conf");
        reloads = folder.resolve("reloads");
        Files.writeString(source, """
                {#for i in fleet.service('website')}
                server {i.name} {i.host}:{i.port};
                {/for}
                """);
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private TemplateFollower follow(Optional<String> check, String reload) {
        TemplateFollower follower = new TemplateFollower(
                new TemplateSettings(
                        "servers",
                        source,
                        destination,
                        Optional.empty(),
                        check,
                        Optional.of(reload),
                        new Debounce(Duration.ofMillis(20), Duration.ofMillis(200)),
                        Duration.ofSeconds(10)),
                new QuteTemplates(),
                folder,
                directory);
        open.add(follower);
        return follower;
    }

    private TemplateFollower follow() {
        return follow(Optional.empty(), counting());
    }

    private String counting() {
        return "echo again >> '" + reloads + "'";
    }

    private int reloads() throws IOException {
        return Files.exists(reloads) ? Files.readAllLines(reloads).size() : 0;
    }

    private void awaitText(String... lines) {
        await().untilAsserted(() -> {
            assertThat(destination).exists();
            assertThat(Files.readAllLines(destination)).containsExactly(lines);
        });
    }

    private void awaitReloads(int count) {
        await().until(() -> reloads() == count);
    }

    @Test
    void theFileFollowsAndTheProgramIsToldOncePerChange() throws Exception {
        follow();
        directory.replace(website(2), 1);
        awaitText("server apache@1 127.0.0.1:8080;", "server apache@2 127.0.0.2:8080;");
        awaitReloads(1);
        directory.apply(
                List.of(
                        website(2).getFirst().withStatus(InstanceStatus.DRAINING),
                        website(3).getLast()),
                List.of(),
                2);
        awaitText("server apache@2 127.0.0.2:8080;", "server apache@3 127.0.0.3:8080;");
        awaitReloads(2);
        // A change that changes no text tells nobody.
        directory.apply(List.of(instance("other", "x", "127.0.0.1", 1)), List.of(), 3);
        directory.apply(List.of(), List.of(website(3).getLast().key()), 4);
        awaitText("server apache@2 127.0.0.2:8080;");
        awaitReloads(3);
    }

    @Test
    void nothingIsWrittenBeforeTheRegistryWasHeardNorWhenItGoes() throws Exception {
        Files.writeString(destination, "as it was\n");
        follow();
        directory.disconnected();
        assertThat(destination).hasContent("as it was\n");
        directory.replace(website(1), 1);
        awaitText("server apache@1 127.0.0.1:8080;");
        directory.disconnected();
        directory.apply(List.of(website(2).getLast()), List.of(), 2);
        awaitText("server apache@1 127.0.0.1:8080;", "server apache@2 127.0.0.2:8080;");
    }

    /** A check that counts how often it is asked, and does not like a host. */
    private Optional<String> refusing(String host) {
        return Optional.of("echo asked >> '" + folder.resolve("checks") + "'; ! grep -qF ' " + host + ":' {src}");
    }

    private int checks() throws IOException {
        return Files.readAllLines(folder.resolve("checks")).size();
    }

    @Test
    void whatFailsItsCheckNeverTakesTheFilesPlaceNorDoesAListThatOnlyTheCheckMadeEmpty() throws Exception {
        follow(refusing("127.0.0.3"), counting());
        directory.replace(website(2), 1);
        awaitReloads(1);
        int before = checks();
        directory.replace(List.of(website(3).getLast(), instance("other", "x", "127.0.0.9", 1)), 2);
        // Asked again means that it has come to its decision once.
        await().until(() -> checks() > before + 1);
        awaitText("server apache@1 127.0.0.1:8080;", "server apache@2 127.0.0.2:8080;");
        directory.replace(website(1), 3);
        awaitText("server apache@1 127.0.0.1:8080;");
        awaitReloads(2);
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".flotilla"));
        }
    }

    @Test
    void oneRecordThatFailsTheCheckFreezesNothing() throws Exception {
        follow(refusing("127.0.0.3"), counting());
        directory.replace(website(2), 1);
        awaitReloads(1);

        // The bad one comes and a good one goes: what is gone is gone.
        directory.replace(List.of(website(3).getLast(), website(1).getFirst()), 2);
        awaitText("server apache@1 127.0.0.1:8080;");
        awaitReloads(2);

        // The bad one stays, and good ones come.
        List<Instance> five = website(5);
        directory.apply(List.of(five.get(1), five.get(3), five.get(4)), List.of(), 3);
        awaitText(
                "server apache@1 127.0.0.1:8080;",
                "server apache@2 127.0.0.2:8080;",
                "server apache@4 127.0.0.4:8080;",
                "server apache@5 127.0.0.5:8080;");
        awaitReloads(3);

        // A good one turns bad, and the bad one good.
        directory.apply(
                List.of(
                        instance("website", "apache@2", "127.0.0.3", 8080),
                        instance("website", "apache@3", "127.0.0.2", 8080)),
                List.of(),
                4);
        awaitText(
                "server apache@1 127.0.0.1:8080;",
                "server apache@3 127.0.0.2:8080;",
                "server apache@4 127.0.0.4:8080;",
                "server apache@5 127.0.0.5:8080;");
        awaitReloads(4);
    }

    @Test
    void aBadRecordAtTheStartIsFoundAmongManyWithFewChecks() throws Exception {
        follow(refusing("127.0.0.77"), counting());
        directory.replace(website(100), 1);
        await().untilAsserted(() -> assertThat(destination).exists());
        assertThat(Files.readAllLines(destination)).hasSize(99).noneMatch(line -> line.contains("apache@77 "));
        assertThat(checks()).isLessThanOrEqualTo(20);
    }

    @Test
    void oneRecordThatTheTemplateCannotTakeHarmsNoOther() throws Exception {
        Files.writeString(source, """
                {#for i in fleet.service('website')}
                server {i.name} weight={i.attrs.weight};
                {/for}
                """);
        follow();
        Instance heavy = website(1).getFirst().withAttributes(Map.of("weight", "7"));
        directory.replace(List.of(heavy, website(2).getLast()), 1);
        awaitText("server apache@1 weight=7;");
    }

    @Test
    void aBrokenTemplateLeavesTheFileAndAMendedOneIsTaken() throws Exception {
        Files.writeString(destination, "as it was\n");
        String good = Files.readString(source);
        Files.writeString(source, "{#for i in fleet.service('website')} no end");
        follow();
        directory.replace(website(1), 1);
        assertThat(destination).hasContent("as it was\n");
        Files.writeString(source, good);
        awaitText("server apache@1 127.0.0.1:8080;");
    }

    @Test
    void aReloadThatFailsIsOwedAlsoAcrossARestart() throws Exception {
        Path broken = folder.resolve("broken");
        Files.createFile(broken);
        String reload = "test ! -e '" + broken + "' && " + counting();
        TemplateFollower first = follow(Optional.empty(), reload);
        directory.replace(website(1), 1);
        awaitText("server apache@1 127.0.0.1:8080;");
        await().until(() -> Files.exists(folder.resolve("servers.reload-owed")));
        first.close();
        assertThat(reloads()).isZero();
        Files.delete(broken);
        follow(Optional.empty(), reload);
        awaitReloads(1);
        await().until(() -> !Files.exists(folder.resolve("servers.reload-owed")));
    }

    @Test
    void aLineBreakInAValueBeginsNoLine() throws Exception {
        Files.writeString(source, "{#for i in fleet.service('website')}v={i.version}\n{/for}");
        follow();
        directory.replace(List.of(website(1).getFirst().withVersion("1\nserver evil")), 1);
        await().untilAsserted(() -> assertThat(destination).exists());
        awaitReloads(1);
        assertThat(Files.readString(destination)).isEqualTo("v=1 server evil\n");
    }

    @Test
    void theFilesPermissionsAreKept() throws Exception {
        Files.createFile(
                destination, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        follow();
        directory.replace(website(1), 1);
        awaitReloads(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(destination)))
                .isEqualTo("rw-r-----");
    }
}
