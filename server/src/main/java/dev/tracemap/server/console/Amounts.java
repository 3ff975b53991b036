package dev.tracemap.server.console;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Figures as people read them; what is missing is a dash.
public final class Amounts {
    private static final String MISSING = "-";

    private Amounts() {}

    /// `$0.0123` below ten dollars, `$12.34` from there.
    public static String dollars(@Nullable Double usd) {
        return usd == null ? MISSING : String.format(Locale.ROOT, usd < 10 ? "$%.4f" : "$%,.2f", usd);
    }

    public static String seconds(@Nullable Double seconds) {
        return seconds == null ? MISSING : String.format(Locale.ROOT, seconds < 100 ? "%.1f s" : "%,.0f s", seconds);
    }

    /// A share of 0 to 1 in percent.
    public static String percent(@Nullable Double share) {
        return share == null ? MISSING : String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
