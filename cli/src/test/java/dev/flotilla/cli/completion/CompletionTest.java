package dev.flotilla.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The scripts are run by the shells that are there. */
class CompletionTest extends CommandTestBase {
    private static final String DRIVER = """
            source "$1"
            COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDBREAKS=$' \\t\\n"\\'@><=;|&(:'
            shift 2
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            _flotilla
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    private List<String> complete(String line, String... words) throws Exception {
        Path script = folder.resolve("completion.bash");
        Files.writeString(script, run("completion bash").out());
        Path program = folder.resolve("flotilla");
        Files.writeString(program, """
                #!/bin/sh
                case "$*" in
                *list-unit-files*) printf 'apache@1.service\\napache@2.service\\nweb.service\\n' ;;
                *list-machines*) echo 05c0472b1b2c3d4e5f60718293a4b5c6 ;;
                esac
                """);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var command = new java.util.ArrayList<>(List.of("bash", "-c", DRIVER, "bash", script.toString(), line));
        command.add(program.toString());
        command.addAll(List.of(words).subList(1, words.length));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return out.lines().filter(text -> !text.isEmpty()).toList();
    }

    @Test
    void theScriptsAreSound() throws Exception {
        for (String shellName : List.of("bash", "zsh", "fish")) {
            String script = run("completion " + shellName).out();
            assertThat(script)
                    .contains("list-unit-files")
                    .contains("block-attempts")
                    .doesNotContain("@CASES@");
            Path file = folder.resolve("script." + shellName);
            Files.writeString(file, script);
            if (isInstalled(shellName)) {
                Process check = new ProcessBuilder(shellName, "-n", file.toString())
                        .redirectErrorStream(true)
                        .start();
                assertThat(new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEmpty();
                assertThat(check.waitFor()).isZero();
            }
        }
        assertThat(run("completion tcsh").exit()).isEqualTo(2);
        assertThat(run("completion").exit()).isEqualTo(2);
    }

    private static boolean isInstalled(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    @Test
    void commandsComeFirst() throws Exception {
        assertThat(complete("flotilla list-", "flotilla", "list-"))
                .containsExactly("list-units", "list-unit-files", "list-machines");
        assertThat(complete("flotilla --endpoint http://x sta", "flotilla", "--endpoint", "http", ":", "//x", "sta"))
                .contains("start", "status");
    }

    @Test
    void optionsAreTheCommandsOwnAndTheGlobalOnes() throws Exception {
        assertThat(complete("flotilla start --", "flotilla", "start", "--"))
                .contains("--no-block", "--block-attempts", "--endpoint")
                .doesNotContain("--lines");
    }

    @Test
    void unitsComeFromTheCluster() throws Exception {
        assertThat(complete("flotilla stop w", "flotilla", "stop", "w")).containsExactly("web.service");
        // Readline breaks words at @: only what stands behind it is replaced.
        assertThat(complete("flotilla stop apache@", "flotilla", "stop", "apache", "@"))
                .containsExactly("1.service", "2.service");
        assertThat(complete("flotilla stop apache@2", "flotilla", "stop", "apache", "@", "2"))
                .containsExactly("2.service");
    }

    @Test
    void filesAndMachinesToo() throws Exception {
        file("web-local.service", PLAIN);
        assertThat(complete("flotilla start we", "flotilla", "start", "we"))
                .containsExactlyInAnyOrder("web-local.service", "web.service");
        assertThat(complete("flotilla ssh 05", "flotilla", "ssh", "05"))
                .containsExactly("05c0472b1b2c3d4e5f60718293a4b5c6");
    }
}
