package dev.tracemap.score;

/// The range in which a share lies with 95% confidence, seen from a sample, both ends 0 to 1.
///
/// The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal
/// of the American Statistical Association 22 (1927): it stays within 0 and 1 and says something even where all of a
/// small sample agree.
public record Wilson(double low, double high) {
    /// The 97.5% point of the normal distribution.
    private static final double Z = 1.959963984540054;

    /// @param hits of `n`, which is at least 1
    public static Wilson of(int hits, int n) {
        double share = (double) hits / n;
        double shrink = 1 + Z * Z / n;
        double centre = (share + Z * Z / (2.0 * n)) / shrink;
        double half = Z / shrink * Math.sqrt(share * (1 - share) / n + Z * Z / (4.0 * n * n));
        return new Wilson(Math.max(0, centre - half), Math.min(1, centre + half));
    }
}
