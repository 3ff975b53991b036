package dev.tracemap.server.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.server.http.Refused;
import dev.tracemap.server.http.SharedToken;
import dev.tracemap.server.http.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TeamKeysTest {
    private static final String HASH_OF_KEY = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683";

    private static final Teams TEAMS = Teams.of(
            Map.of("phc_open", 2L, "$SHOP_KEY", 3L, "$UNSET", 4L, "sha256:" + HASH_OF_KEY, 5L),
            Map.of("SHOP_KEY", "from the environment"));

    @Test
    void everyKeyBringsTraces() throws Refused {
        assertEquals(2, TEAMS.of("phc_open"));
        assertEquals(3, TEAMS.of("from the environment"));
        assertEquals(5, TEAMS.of("key"));
        assertThrows(Refused.class, () -> TEAMS.of("$UNSET"));
        assertThrows(Refused.class, () -> TEAMS.of(HASH_OF_KEY));
        assertThrows(Refused.class, () -> TEAMS.of(null));
    }

    @Test
    void onlySecretKeysShowAnything() {
        Tokens tokens =
                TEAMS.tokens(Optional.of(new SharedToken("the server's"))).orElseThrow();
        assertEquals(Optional.of(3L), tokens.team("from the environment"));
        assertEquals(Optional.of(5L), tokens.team("key"));
        assertEquals(Optional.of(Tokens.FIRST), tokens.team("the server's"));
        for (String none : List.of("phc_open", "", "$SHOP_KEY", "$UNSET", HASH_OF_KEY, "sha256:" + HASH_OF_KEY)) {
            assertEquals(Optional.empty(), tokens.team(none), none);
        }
    }

    @Test
    void withoutTeamsTheServersTokenDecides() throws Refused {
        Teams none = Teams.of(Map.of(), Map.of());
        assertFalse(none.areConfigured());
        assertTrue(none.tokens(Optional.empty()).isEmpty());
        assertEquals(1, none.of("any"));
    }

    @Test
    void aKeyWhoseVariableIsNotSetIsNamedAndStillClosesTheDoor() {
        Teams unset = Teams.of(Map.of("$UNSET", 1L), Map.of());
        assertEquals(List.of("UNSET"), unset.missing());
        assertTrue(unset.tokens(Optional.empty()).orElseThrow().team("anything").isEmpty());
    }

    @Test
    void whatCannotBeUsedIsToldWithTheWayOut() {
        var wrong = assertThrows(IllegalArgumentException.class, () -> Teams.of(Map.of("sha256:abc", 1L), Map.of()));
        assertTrue(String.valueOf(wrong.getMessage()).contains("sha256sum"), wrong.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Teams.of(Map.of("phc", 0L), Map.of()));
    }
}
