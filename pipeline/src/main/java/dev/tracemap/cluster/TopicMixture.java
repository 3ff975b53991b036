package dev.tracemap.cluster;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Labelled unit rows made to look like embeddings of texts, for measurements and tests.
///
/// Topics of uneven size hang under super-topics. A row is the sum of its super-topic, its topic, a way of writing that
/// has few dimensions and is shared by all topics, and noise of its own. Some rows belong nowhere: half of them lie
/// between two topics, half point anywhere.
///
/// @param topics the first ones are common, uneven in size; the last `rareShares.length` are rare
/// @param noise share of the rows that belong nowhere
/// @param rareShares of all rows, one for each rare topic
public record TopicMixture(int topics, int supers, double noise, double[] rareShares) {
    private static final double SUPER = 0.6;
    private static final double TOPIC = 0.4;
    private static final double STYLE = 0.5;
    private static final double OWN = 0.5;
    private static final int STYLES = 24;
    private static final int PIECE = 1024;

    /// @param labels topic of each row, -1 for those that belong nowhere
    public record Sample(Matrix rows, int[] labels) {}

    /// Twenty topics under five super-topics, a tenth of the rows noise.
    public static final TopicMixture USUAL = new TopicMixture(20, 5, 0.1, new double[0]);

    /// Sixty common topics and ten of 0.05 to 0.5 % of the rows, a twentieth of the rows noise.
    public static final TopicMixture RARE =
            new TopicMixture(70, 12, 0.05, new double[] {5e-4, 5e-4, 7e-4, 1e-3, 1e-3, 1.5e-3, 2e-3, 3e-3, 4e-3, 5e-3});

    /// @param workers the rows do not depend on their number
    public Sample rows(int n, int d, long seed, Workers workers) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] superTopics = directions(supers, d, random);
        float[][] topicDirections = directions(topics, d, random);
        float[][] styles = directions(STYLES, d, random);
        double[] upTo = shares(random);
        float[] values = new float[Math.multiplyExact(n, d)];
        int[] labels = new int[n];
        workers.each((n + PIECE - 1) / PIECE, piece -> {
            SplittableRandom own = new SplittableRandom(seed * 31 + piece + 1);
            for (int row = piece * PIECE; row < Math.min(n, (piece + 1) * PIECE); row++) {
                double[] point = new double[d];
                labels[row] = own.nextDouble() < noise ? -1 : drawn(upTo, own);
                if (labels[row] >= 0) {
                    add(point, superTopics[labels[row] % supers], SUPER);
                    add(point, topicDirections[labels[row]], TOPIC);
                } else if (own.nextBoolean()) {
                    for (int i = 0; i < 2; i++) {
                        int topic = own.nextInt(topics - rareShares.length);
                        add(point, superTopics[topic % supers], SUPER * 0.4);
                        add(point, topicDirections[topic], TOPIC * 0.75);
                    }
                }
                addStyle(point, styles, own);
                double scatter = (labels[row] < 0 ? 1.6 : 1) * OWN / Math.sqrt(d);
                for (int c = 0; c < d; c++) {
                    point[c] += scatter * own.nextGaussian();
                }
                write(point, values, row * d);
            }
        });
        return new Sample(new Matrix(n, d, values), labels);
    }

    private static float[][] directions(int count, int d, SplittableRandom random) {
        float[][] directions = new float[count][d];
        for (float[] direction : directions) {
            double[] point = random.doubles(d).map(u -> random.nextGaussian()).toArray();
            write(point, direction, 0);
        }
        return directions;
    }

    /// Up to which random number a row is of which topic.
    private double[] shares(SplittableRandom random) {
        int common = topics - rareShares.length;
        double[] upTo = new double[topics];
        double sum = 0;
        for (int topic = 0; topic < common; topic++) {
            // The least common is at least half as frequent as the average one.
            upTo[topic] = 0.5 - StrictMath.log(1 - random.nextDouble()) / 2;
            sum += upTo[topic];
        }
        double left = 1 - Arrays.stream(rareShares).sum() / (1 - noise);
        double before = 0;
        for (int topic = 0; topic < topics; topic++) {
            before += topic < common ? left * upTo[topic] / sum : rareShares[topic - common] / (1 - noise);
            upTo[topic] = before;
        }
        return upTo;
    }

    private static int drawn(double[] upTo, SplittableRandom random) {
        int at = Arrays.binarySearch(upTo, random.nextDouble());
        return Math.min(upTo.length - 1, at < 0 ? -at - 1 : at);
    }

    private static void addStyle(double[] point, float[][] styles, SplittableRandom random) {
        double[] weights = new double[styles.length];
        double square = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextGaussian();
            square += weights[i] * weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            add(point, styles[i], STYLE * weights[i] / Math.sqrt(square));
        }
    }

    private static void add(double[] point, float[] direction, double weight) {
        for (int c = 0; c < point.length; c++) {
            point[c] += weight * direction[c];
        }
    }

    private static void write(double[] point, float[] values, int at) {
        double square = 0;
        for (double value : point) {
            square += value * value;
        }
        double scale = 1 / Math.sqrt(square);
        for (int c = 0; c < point.length; c++) {
            values[at + c] = (float) (point[c] * scale);
        }
    }
}
