package dev.tracemap.server.console;

import java.util.Locale;

/// Shows on a console how far long work is: a bar with rate and time left on a terminal, plain lines in a pipe.
public final class ProgressDisplay implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 5_000_000_000L;
    private static final int BAR = 24;

    private final Console console;
    private String stage = "";
    private long stageBegan;
    private long lastShown;
    private int shownPercent;
    private boolean drawn;

    public ProgressDisplay(Console console) {
        this.console = console;
    }

    /// @param done share of the stage, 0 to 1
    public void at(String newStage, double done) {
        at(newStage, done, 100 * done, "%");
    }

    /// @param done share of the stage, 0 to 1
    /// @param amount what has been done so far, for the rate
    /// @param unit of the amount
    public synchronized void at(String newStage, double done, double amount, String unit) {
        long now = System.nanoTime();
        if (!newStage.equals(stage)) {
            clear();
            stage = newStage;
            stageBegan = now;
            lastShown = 0;
        }
        if (lastShown != 0 && now - lastShown < (console.isTerminal() ? REDRAW_NANOS : LINE_NANOS)) {
            return;
        }
        if (!console.isTerminal() && lastShown != 0 && (int) (100 * done) == shownPercent) {
            return;
        }
        lastShown = now;
        shownPercent = (int) (100 * done);
        double seconds = (now - stageBegan) / 1e9;
        String text = console.isTerminal() ? bar(done, amount, unit, seconds) : line(done, amount, unit, seconds);
        show(text);
    }

    private void show(String text) {
        if (console.isTerminal()) {
            String fitting = text.substring(0, Math.min(text.length(), console.columns() - 1));
            console.err().print("\r\u001b[K" + fitting);
            drawn = true;
        } else {
            console.err().println(text);
        }
        console.err().flush();
    }

    private String bar(double done, double amount, String unit, double seconds) {
        int filled = (int) Math.round(Math.clamp(done, 0, 1) * BAR);
        return String.format(
                Locale.ROOT,
                "%-22s [%s%s] %3.0f%%%s",
                stage,
                "=".repeat(filled),
                " ".repeat(BAR - filled),
                100 * done,
                pace(done, amount, unit, seconds));
    }

    private String line(double done, double amount, String unit, double seconds) {
        return String.format(Locale.ROOT, "%s %.0f%%%s", stage, 100 * done, pace(done, amount, unit, seconds));
    }

    private static String pace(double done, double amount, String unit, double seconds) {
        if (seconds < 0.5 || done <= 0 || amount <= 0) {
            return "";
        }
        double pace = amount / seconds;
        String format = pace < 10 ? "  %.1f%s/s" : "  %,.0f%s/s";
        String rate = String.format(Locale.ROOT, format, pace, unit.equals("%") ? unit : " " + unit);
        long left = Math.round(seconds * (1 - done) / done);
        return rate + (done >= 1 ? "" : "  " + duration(left) + " left");
    }

    private static String duration(long seconds) {
        return seconds < 90 ? seconds + " s" : (seconds + 30) / 60 + " min";
    }

    private void clear() {
        if (drawn) {
            console.err().print("\r\u001b[K");
            console.err().flush();
            drawn = false;
        }
    }

    /// Takes the bar away, so that what follows begins on a clean line.
    @Override
    public synchronized void close() {
        clear();
    }
}
