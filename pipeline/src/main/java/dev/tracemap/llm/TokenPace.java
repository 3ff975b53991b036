package dev.tracemap.llm;

/// Spreads tokens over time: a bucket that fills evenly and holds one minute's worth.
final class TokenPace {
    private final long perMinute;
    private double available;
    private long last = System.nanoTime();

    /// @param perMinute 0 = no limit
    TokenPace(long perMinute) {
        this.perMinute = perMinute;
        this.available = perMinute;
    }

    /// Takes the tokens and returns for how many milliseconds the caller must wait before using them.
    synchronized long take(long tokens) {
        if (perMinute == 0) {
            return 0;
        }
        long now = System.nanoTime();
        available = Math.min((double) perMinute, available + (now - last) / 60e9 * (double) perMinute);
        last = now;
        available -= (double) tokens;
        return available >= 0 ? 0 : (long) (-available / (double) perMinute * 60_000);
    }
}
