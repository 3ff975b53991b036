package dev.tracemap.cluster;

import dev.tracemap.cluster.partition.Centres;
import dev.tracemap.cluster.partition.KMeans;
import java.util.Arrays;

/// What clusters look like in the original space, so that rows can be told whether they fit: a few typical directions
/// for each, and how far its own members lie from them.
///
/// @param directions unit rows, one or several for each cluster
/// @param clusterOf the cluster of each direction
/// @param middle the cosine distance at which half of the members lie, per direction
/// @param width how far they scatter around that, as a standard deviation, per direction
record Prototypes(Matrix directions, int[] clusterOf, float[] middle, float[] width) {
    /// Members that one direction stands for, at least.
    private static final int MEMBERS = 200;

    private static final int MOST = 8;
    /// The middle and the scatter are told from the nearer members, because strangers among them lie farther out.
    private static final double NEAR = 0.1;

    private static final double FAR = 0.4;
    private static final double BETWEEN = 1.0283;
    private static final double ABOVE = 0.2533;

    static final Prototypes NONE =
            new Prototypes(new Matrix(0, 0, new float[0]), new int[0], new float[0], new float[0]);

    /// @param members unit rows of one cluster, at least one
    static Prototypes of(Matrix members, int cluster, long seed, Workers workers) {
        int count = Math.clamp(members.rows() / MEMBERS, 1, MOST);
        Matrix directions =
                UnitRows.of(KMeans.centres(members, count, seed, workers)).rows();
        float[] distance = new float[members.rows()];
        new Centres(directions).nearest(members, new int[members.rows()], distance, workers);
        Arrays.sort(distance);
        Spread spread = Spread.of(distance);
        int[] clusters = new int[count];
        Arrays.fill(clusters, cluster);
        float[] middle = new float[count];
        Arrays.fill(middle, (float) spread.middle());
        float[] widths = new float[count];
        Arrays.fill(widths, (float) spread.width());
        return new Prototypes(directions, clusters, middle, widths);
    }

    /// How far members lie from their directions: the middle and the scatter, as cosine distances.
    record Spread(double middle, double width) {

        /// @param squared distances of unit rows, ascending
        static Spread of(float[] squared) {
            // For rows of length 1 the squared distance is twice the cosine distance.
            double near = squared[(int) (squared.length * NEAR)] / 2;
            double far = squared[(int) (squared.length * FAR)] / 2;
            double width = (far - near) / BETWEEN;
            double half = far + ABOVE * width;
            return new Spread(half, Math.max(width, half * 0.01 + 1e-6));
        }
    }

    Prototypes and(Prototypes others) {
        if (directions.rows() == 0) {
            return others;
        }
        float[] values =
                Arrays.copyOf(directions.values(), directions.values().length + others.directions.values().length);
        System.arraycopy(
                others.directions.values(), 0, values, directions.values().length, others.directions.values().length);
        return new Prototypes(
                new Matrix(directions.rows() + others.directions.rows(), directions.columns(), values),
                joined(clusterOf, others.clusterOf),
                joined(middle, others.middle),
                joined(width, others.width));
    }

    private static int[] joined(int[] a, int[] b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static float[] joined(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /// The same for another cluster: what looks like these looks like that one.
    Prototypes renamed(int cluster) {
        int[] clusters = new int[clusterOf.length];
        Arrays.fill(clusters, cluster);
        return new Prototypes(directions, clusters, middle, width);
    }

    /// @param labels cluster of the nearest direction, -1 where the row does not fit
    /// @param probabilities 1 up to where half of the members lie, falling to 0 where rows cease to fit
    /// @param outlierScores how far beyond that a row lies, 0 to 1; 0 for rows that fit
    record Fit(int[] labels, double[] probabilities, double[] outlierScores) {}

    /// @param wide standard deviations beyond the middle at which rows cease to fit
    Fit fit(Matrix unit, double wide, Workers workers) {
        int n = unit.rows();
        int[] labels = new int[n];
        double[] probabilities = new double[n];
        double[] outlierScores = new double[n];
        if (directions.rows() == 0) {
            Arrays.fill(labels, -1);
            Arrays.fill(outlierScores, 1);
            return new Fit(labels, probabilities, outlierScores);
        }
        int[] nearest = new int[n];
        float[] squared = new float[n];
        new Centres(directions).nearest(unit, nearest, squared, workers);
        for (int row = 0; row < n; row++) {
            int at = nearest[row];
            double distance = squared[row] / 2;
            double radius = middle[at] + wide * width[at];
            boolean fits = distance <= radius;
            labels[row] = fits ? clusterOf[at] : -1;
            probabilities[row] =
                    fits ? Math.clamp((radius - distance) / (radius - middle[at]), Float.MIN_NORMAL, 1) : 0;
            outlierScores[row] = fits ? 0 : 1 - radius / distance;
        }
        return new Fit(labels, probabilities, outlierScores);
    }
}
