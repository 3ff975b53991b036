package dev.tracemap.server.selftest;

/// How much more frequent something is inside than outside, as a ratio of odds, with a half added to each count
/// (Haldane 1956; Anscombe 1956) and the interval of Woolf (1955) at 95 %.
///
/// @param inside have it, inside
/// @param insideWithout do not, inside
/// @param outside have it, outside
/// @param outsideWithout do not, outside
public record OddsRatio(int inside, int insideWithout, int outside, int outsideWithout) {
    private static final double Z = 1.96;

    public double ratio() {
        return (inside + 0.5) * (outsideWithout + 0.5) / ((insideWithout + 0.5) * (outside + 0.5));
    }

    public double low() {
        return Math.exp(Math.log(ratio()) - Z * error());
    }

    public double high() {
        return Math.exp(Math.log(ratio()) + Z * error());
    }

    private double error() {
        return Math.sqrt(
                1 / (inside + 0.5) + 1 / (insideWithout + 0.5) + 1 / (outside + 0.5) + 1 / (outsideWithout + 0.5));
    }
}
