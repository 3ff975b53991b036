package dev.tracemap.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.insight.Driver.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriverLinesTest {

    private static Driver number(String property, double effect) {
        return driver(Subject.MEMBERSHIP, null, property, null, effect);
    }

    private static Driver driver(
            Subject subject, @Nullable String step, String property, @Nullable String value, double effect) {
        return new Driver(0, subject, step, property, value, 20, 4, 2, effect, 1e-6, 1e-5);
    }

    @Test
    void ofAFamilyTheStrongestIsToldAndTheOthersAreNamed() {
        List<String> lines = DriverLines.of(
                List.of(
                        driver(Subject.LATENCY, "search", "model", "gpt-5", 0.9),
                        driver(Subject.LATENCY, null, "model", "gpt-5", 0.8),
                        driver(Subject.LATENCY, null, "tenant", "kite", 0.7),
                        number(Properties.SECONDS_IN + "search", 0.9),
                        number(Properties.SECONDS_IN + "book", 0.8),
                        number(Properties.SECONDS_IN + "read", 0.7),
                        number(Properties.SECONDS_IN + "pay", 0.6),
                        number(Properties.SECONDS_IN + "call", 0.6),
                        number(Properties.TOKENS, 0.6),
                        number(Properties.COST, 0.5),
                        driver(Subject.MEMBERSHIP, null, "tool", "search", 0.4),
                        driver(Subject.MEMBERSHIP, null, "tool", "book", 0.3)),
                5);
        assertEquals(
                List.of(
                        "latency of search: median 4 s with model gpt-5, 2 s without (20 items, q < 0.001);"
                                + " also of whole items",
                        "latency: median 4 s with tenant kite, 2 s without (20 items, q < 0.001)",
                        "seconds in search: median 4 here, 2 elsewhere (20 items, q < 0.001); also book, read, pay and 1"
                                + " more",
                        "total_tokens: median 4 here, 2 elsewhere (20 items, q < 0.001); also cost_usd",
                        "tool search: 400% here, 200% elsewhere (20 items, q < 0.001); also book"),
                lines);
    }

    @Test
    void atMostSoManyLinesOfEachSubject() {
        assertEquals(
                List.of("total_tokens: median 4 here, 2 elsewhere (20 items, q < 0.001)"),
                DriverLines.of(List.of(number(Properties.TOKENS, 0.6), number("size", 0.5)), 1));
    }
}
