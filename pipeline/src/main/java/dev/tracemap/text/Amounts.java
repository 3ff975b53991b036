package dev.tracemap.text;

import dev.tracemap.trace.Event;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Durations, dollars, tokens and sizes as people write them.
final class Amounts {
    private Amounts() {}

    /// `830 ms`, `17.9 s`, `2 min 5 s`.
    static String duration(double seconds) {
        if (seconds < 0.9995) {
            return Math.round(seconds * 1000) + " ms";
        }
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /// Two significant digits below a cent, cents above.
    static String dollars(double amount) {
        BigDecimal exact = BigDecimal.valueOf(amount);
        BigDecimal shown = Math.abs(amount) >= 0.1
                ? exact.setScale(2, RoundingMode.HALF_UP)
                : exact.round(new MathContext(2, RoundingMode.HALF_UP)).stripTrailingZeros();
        return "$" + (shown.signum() == 0 ? "0" : shown.toPlainString());
    }

    /// `12 bytes`, `4.1 kB`, `3.2 MB`.
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    static String count(long n, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", n, noun, n == 1 ? "" : "s");
    }

    /// What a span's own line says about it: ` (gpt-4.1, 1.2 s, $0.0031, 3,571 + 34 tokens)`, or nothing.
    static String of(Event event) {
        List<String> known = new ArrayList<>();
        String model = event.model();
        if (model != null) {
            known.add(Visible.line(model));
        }
        Double seconds = event.latency();
        if (seconds != null) {
            known.add(duration(seconds));
        }
        Double cost = event.totalCostUsd();
        if (cost != null) {
            known.add(dollars(cost));
        }
        Long in = event.inputTokens();
        Long out = event.outputTokens();
        if (in != null && out != null) {
            known.add(String.format(Locale.ROOT, "%,d + %,d tokens", in, out));
        } else if (in != null || out != null) {
            known.add(count(in != null ? in : out == null ? 0 : out, "token"));
        }
        return known.isEmpty() ? "" : " (" + String.join(", ", known) + ")";
    }
}
