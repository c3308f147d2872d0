package dev.flotilla.model.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinSecretTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void whatIsRevealedIsReadBack() {
        JoinSecret token = JoinSecret.generate(random);
        assertThat(JoinSecret.parse(" " + token.reveal() + "\n")).isEqualTo(token);
        assertThat(token.reveal()).startsWith(token.id() + ".").hasSize(41);
        Credential credential = Credential.generate(random);
        assertThat(Credential.parse(credential.reveal())).isEqualTo(credential);
    }

    @Test
    void noTextOfThemTellsTheSecret() {
        JoinSecret token = JoinSecret.generate(random);
        Credential credential = Credential.generate(random);
        assertThat(token.toString()).isEqualTo(token.id());
        assertThat(credential.toString()).doesNotContain(credential.reveal());
        assertThat(token.hash().toString()).hasSize(8);
    }

    @Test
    void noTwoAreAlike() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(seen.add(JoinSecret.generate(random).reveal())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "change-me", "abcdefgh", "abcdefgh.short", "ABCDEFGH.abcdefghijklmnopqrstuvwxyz234567"})
    void whatIsNoneIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> JoinSecret.parse(text)).hasMessageContaining("a join token is");
    }

    @Test
    void anotherSecretDoesNotMatch() {
        assertThat(SecretHash.of("a").matches(SecretHash.of("b"))).isFalse();
        assertThat(SecretHash.of("a")
                        .matches(SecretHash.ofBytes(SecretHash.of("a").bytes())))
                .isTrue();
        assertThatThrownBy(() -> SecretHash.ofBytes(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }
}
