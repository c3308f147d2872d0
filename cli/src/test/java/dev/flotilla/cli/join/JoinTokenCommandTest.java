package dev.flotilla.cli.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flotilla.cli.CommandTestBase;
import dev.flotilla.cli.Run;
import dev.flotilla.model.join.JoinSecret;
import org.junit.jupiter.api.Test;

/** join-token. */
class JoinTokenCommandTest extends CommandTestBase {
    @Test
    void createPrintsTheTokenAndNothingElse() {
        Run made = run("join-token create --expires 2h --uses 3 --note rack-7");
        assertThat(made).isEqualTo(ok("aaaaaaab." + "s".repeat(32) + "\n"));
        assertThat(JoinSecret.parse(made.out().strip()).id()).isEqualTo("aaaaaaab");
    }

    @Test
    void listShowsHowOftenEachWasUsedAndNoSecret() {
        run("join-token create --expires 2h --uses 3 --note rack-7");
        run("join-token create --uses 0");
        assertThat(run("join-token list")).isEqualTo(ok("""
                        ID\t\tSTANDING\tEXPIRES\t\t\tUSES\tNOTE
                        aaaaaaab\tgood\t\t2026-11-20T12:00:00Z\t0/3\track-7
                        aaaaaaac\tgood\t\t2026-11-21T10:00:00Z\t0/any\t-
                        """));
        assertThat(run("join-token list --no-legend --fields=id,createdby").out())
                .isEqualTo("aaaaaaab\tme@here\naaaaaaac\tme@here\n");
        assertThat(run("join-token list -o json").out()).contains("\"maxUses\"").doesNotContain("sss");
    }

    @Test
    void revokeTakesIdsAndSendsNoSecret() {
        run("join-token create");
        assertThat(run("join-token revoke aaaaaaab." + "s".repeat(32))).isEqualTo(ok("Revoked join token aaaaaaab\n"));
        assertThat(gateway.requests()).noneMatch(request -> request.contains("sss"));
        assertThat(run("join-token list --no-legend --fields=standing").out()).isEqualTo("revoked\n");
        Run missing = run("join-token revoke zzzzzzzz");
        assertThat(missing.exit()).isNotZero();
        assertThat(missing.err()).contains("there is no join token zzzzzzzz");
    }

    @Test
    void generateAsksNobody() {
        Run first = run("join-token generate");
        assertThat(first.exit()).isZero();
        JoinSecret.parse(first.out().strip());
        assertThat(run("join-token generate").out()).isNotEqualTo(first.out());
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsSaidToBeSo() {
        assertThat(run("join-token").err()).contains("create | list | revoke ID... | generate");
        assertThat(run("join-token revoke").err()).contains("revoke ID...");
        assertThat(run("join-token create rack").err()).contains("takes options only");
        assertThat(run("join-token create --expires soon").err()).contains("a time such as 90m, 24h or 7d");
        assertThat(gateway.requests()).isEmpty();
    }
}
