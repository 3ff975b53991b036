package dev.tracemap.server.selftest;

import java.util.Locale;

/// Shares as they are shown.
final class Figures {
    private Figures() {}

    static double rounded(double share) {
        return Math.round(share * 10_000) / 10_000.0;
    }

    static String share(double share) {
        return String.format(Locale.ROOT, "%.3f", share);
    }
}
