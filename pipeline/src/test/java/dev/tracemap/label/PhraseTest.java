package dev.tracemap.label;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhraseTest {
    @Test
    void whatOnlyPointsAheadIsDroppedForWhatItPointsAt() {
        assertEquals("Test for totals fails", Phrase.general("Fix that: the test for totals fails"));
        assertEquals("Refund: parcel never came", Phrase.general("Refund: parcel never came"));
        assertEquals("Fix that: again", Phrase.general("Fix that: again"));
    }

    @Test
    void anArticleDoesNotMakeABeginningLongEnoughToStandAlone() {
        assertEquals(
                List.of("A line chart with revenue per country"),
                Phrase.beginnings("A line chart with revenue per country", 3, 10));
        assertEquals(
                List.of("Weekly line chart with revenue per country", "Weekly line chart"),
                Phrase.beginnings("Weekly line chart with revenue per country", 3, 10));
    }

    @Test
    void thePersonIsLeftOut() {
        assertEquals("Charged twice for the order", Phrase.general("I was charged twice for my order"));
    }
}
