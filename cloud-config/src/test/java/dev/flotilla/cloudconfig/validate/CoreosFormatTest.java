package dev.flotilla.cloudconfig.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines that coreos-cloudinit 1.14 was recorded to print. */
class CoreosFormatTest {
    @Test
    void saysNothingAboutACorrectFile() {
        assertThat(linesOf("ok.yaml")).isEmpty();
    }

    @Test
    void saysWhatTheArticlesFileGot() {
        assertThat(linesOf("article.yaml"))
                .containsExactlyInAnyOrder(
                        "line 4: warning: deprecated key \"etcd2\" (etcd2 is no longer shipped in Container Linux)",
                        "line 11: warning: deprecated key \"fleet\" (fleet is no longer shipped in Container Linux)",
                        "line 16: error: invalid value best-effort");
    }

    @Test
    void saysWhatTheBadFileGot() {
        assertThat(linesOf("bad.yaml")).containsExactlyInAnyOrder("""
                line 7: warning: discovery URL is not valid
                line 26: error: content cannot be decoded as "base64"
                line 2: warning: unrecognized key "hostnme"
                line 3: warning: incorrect type for "hostname" (want string)
                line 6: warning: deprecated key "etcd" (etcd is no longer shipped in Container Linux)
                line 18: warning: incorrect type for "enable" (want bool)
                line 19: warning: unrecognized key "dropins"
                line 9: error: invalid value maybe
                line 11: error: invalid value sometimes
                line 13: error: invalid value 25:00
                line 14: error: invalid value forever1
                line 17: error: invalid value begin
                line 24: error: invalid value 0999
                line 21: error: file cannot be written to a read-only filesystem
                line 20: info: write_files doesn't belong under coreos
                """.split("\n"));
    }

    @Test
    void saysWhatATabGot() {
        assertThat(linesOf("tab.yaml"))
                .containsExactly(
                        "line 3: error: found character that cannot start any token",
                        "line 0: warning: incorrect type for \"\" (want struct)");
    }

    @Test
    void saysWhatAMissingHeaderGot() {
        assertThat(linesOf("nohdr.yaml"))
                .containsExactly("line 1: error: must be \"#cloud-config\" or begin with \"#!\"");
    }

    @Test
    void passesWhatItNeverLookedInto() {
        assertThat(lines("")).isEmpty();
        assertThat(lines("#!/bin/sh\nexit 1\n")).isEmpty();
        assertThat(lines("{\"ignitionVersion\": 1}")).isEmpty();
        assertThat(lines("#cloud-config\n- a\n- b\n")).isEmpty();
    }

    @Test
    void reportsDeprecatedAndUnknownKeysOfUsers() {
        assertThat(lines("#cloud-config\nusers:\n  - name: joe\n    coreos-ssh-import-url: http://x\n    nam: x\n"))
                .containsExactly(
                        "line 4: warning: deprecated key \"coreos_ssh_import_url\" (trying to fetch from a remote"
                                + " endpoint introduces too many intermittent errors)",
                        "line 5: warning: unrecognized key \"nam\"");
    }

    @Test
    void namesTheTypesItWants() {
        assertThat(lines("#cloud-config\nssh_authorized_keys: x\nusers: {}\ncoreos: 1\nhostname:\n"))
                .containsExactlyInAnyOrder(
                        "line 2: warning: incorrect type for \"ssh_authorized_keys\" (want []string)",
                        "line 3: warning: incorrect type for \"users\" (want []struct)",
                        "line 4: warning: incorrect type for \"coreos\" (want struct)",
                        "line 5: warning: incorrect type for \"hostname\" (want string)");
    }

    @Test
    void dashesAndUnderscoresAreTheSame() {
        String dashed = Fixtures.text("samples/bad.yaml");
        assertThat(lines(dashed.replace("window-", "window_").replace("reboot-strategy", "reboot_strategy")))
                .isEqualTo(lines(dashed));
    }

    private static List<String> linesOf(String sample) {
        return lines(Fixtures.text("samples/" + sample));
    }

    private static List<String> lines(String text) {
        return CloudConfigs.validate(text.getBytes(StandardCharsets.UTF_8)).coreos().stream()
                .map(CoreosEntry::toString)
                .toList();
    }
}
