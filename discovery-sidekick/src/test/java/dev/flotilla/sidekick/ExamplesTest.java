package dev.flotilla.sidekick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flotilla.sidekick.command.ShellCommand;
import dev.flotilla.sidekick.directory.Directories;
import dev.flotilla.sidekick.directory.Directory;
import dev.flotilla.sidekick.hook.CommandReceiver;
import dev.flotilla.sidekick.hook.HookFollower;
import dev.flotilla.sidekick.hook.HookSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples work as they are printed. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("flotilla.root", ".."), "examples");
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"haproxy.cfg", "haproxy-dns.cfg"})
    void haproxyTakesItsConfiguration(String name) throws Exception {
        Path config = EXAMPLES.resolve("haproxy").resolve(name);
        new ShellCommand("haproxy -c -f '" + config.toAbsolutePath() + "'", LONG).run(Map.of(), "");
    }

    @Test
    void aLoadBalancerInTheCloudIsKeptInStep() throws Exception {
        Path calls = folder.resolve("calls");
        Path recorder = folder.resolve("recorder");
        Files.writeString(recorder, "#!/bin/sh\necho \"$@\" >> '" + calls + "'\n");
        assertThat(recorder.toFile().setExecutable(true)).isTrue();
        String line = "ELB='" + recorder + "' TARGET_GROUP=arn:one "
                + EXAMPLES.resolve("elb/elb.sh").toAbsolutePath();
        HookSettings settings = new HookSettings("elb", Set.of("website"), Duration.ofMillis(50), LONG);
        Directory directory = Directories.directory();
        var two = Directories.website(2);
        try (HookFollower hook =
                new HookFollower(settings, new CommandReceiver(new ShellCommand(line, LONG)), folder, directory)) {
            assertThat(hook).isNotNull();
            directory.replace(
                    List.of(two.getFirst(), two.getLast().withAttributes(Map.of("target-group", "arn:two"))), 1);
            await().untilAsserted(() -> assertThat(calls).exists().content().isEqualTo("""
                            register-targets --target-group-arn arn:one --targets Id=127.0.0.1,Port=8080
                            register-targets --target-group-arn arn:two --targets Id=127.0.0.2,Port=8080
                            """));
            directory.apply(List.of(), List.of(two.getFirst().key()), 2);
            await().untilAsserted(() -> assertThat(calls)
                    .content()
                    .endsWith("deregister-targets --target-group-arn arn:one --targets Id=127.0.0.1,Port=8080\n"));
        }
    }
}
