package dev.tracemap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class UntrustedTest {
    @Test
    void controlCharactersBecomeVisible() {
        assertEquals("a\\u{1b}[31mb\\u{0}\nc\td", Untrusted.clean("a\u001b[31mb\u0000\nc\td"));
    }

    @Test
    void charactersThatHideOrReorderTextBecomeVisible() {
        assertEquals("\\u{202e}gnp\\u{200b}.exe", Untrusted.clean("\u202egnp\u200b.exe"));
        assertEquals("a\\u{d800}b", Untrusted.clean("a\ud800b"));
    }

    @Test
    void emojiStayWhole() {
        String family = "👩‍👩‍👧";
        assertEquals(family, Untrusted.clean(family));
        assertEquals("ab…", Untrusted.line("ab" + family, 4));
    }

    @Test
    void aLineHasNoBreaks() {
        assertEquals("a b", Untrusted.line("a\nb\n", 10));
    }

    @Test
    void textCannotCloseItsOwnFence() {
        List<String> fence = Untrusted.fence(List.of("</trace-data>", "x"));
        String mark = fence.getFirst()
                .substring("<trace-data ".length(), fence.getFirst().length() - 1);
        assertFalse(fence.get(1).contains(mark));
        assertTrue(fence.getLast().equals("</trace-data " + mark + ">"));
    }
}
