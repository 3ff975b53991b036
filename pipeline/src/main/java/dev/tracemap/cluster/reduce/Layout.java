package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Workers;

/// Moves points until near ones in the graph are near in the layout and others apart.
final class Layout {
    private static final int CHUNK = 64;
    private static final int NEGATIVES = 5;
    private static final float SPREAD = 10;
    private static final float LIMIT = 4;

    private final FuzzyGraph graph;
    private final Curve curve;
    private final int dimensions;
    private final long seed;
    private final int epochs;

    Layout(FuzzyGraph graph, Curve curve, int dimensions, long seed) {
        this.graph = graph;
        this.curve = curve;
        this.dimensions = dimensions;
        this.seed = seed;
        this.epochs = graph.rows() <= 10_000 ? 300 : 150;
    }

    Matrix from(Matrix start, Workers workers, Progress progress) {
        float[] now = scaled(start.values());
        float[] next = new float[now.length];
        float strongest = graph.maximum();
        for (int epoch = 0; epoch < epochs; epoch++) {
            float[] from = now;
            float[] to = next;
            int at = epoch;
            workers.each((graph.rows() + CHUNK - 1) / CHUNK, chunk -> {
                for (int row = chunk * CHUNK; row < Math.min(graph.rows(), (chunk + 1) * CHUNK); row++) {
                    move(row, at, strongest, from, to);
                }
            });
            now = to;
            next = from;
            progress.at("reduce", (epoch + 1.0) / epochs);
        }
        return new Matrix(graph.rows(), dimensions, now);
    }

    private static float[] scaled(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = largest == 0 ? 0 : values[i] * SPREAD / largest;
        }
        return result;
    }

    private void move(int row, int epoch, float strongest, float[] from, float[] to) {
        float rate = 1 - (float) epoch / epochs;
        float[] step = new float[dimensions];
        long state = mix(seed ^ mix(row * 0x9E3779B97F4A7C15L + epoch));
        int base = row * dimensions;
        float stiffness = 0;
        for (int edge = graph.start()[row]; edge < graph.start()[row + 1]; edge++) {
            float share = graph.weight()[edge] / strongest;
            state = state * 6364136223846793005L + 1442695040888963407L;
            if ((state >>> 40) * 0x1p-24f >= share) {
                continue;
            }
            int other = graph.target()[edge] * dimensions;
            float pull = 2 * attraction(squared(from, base, other));
            stiffness += pull;
            add(step, pull, from, base, other);
            for (int i = 0; i < NEGATIVES; i++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                int random = (int) (((state >>> 33) * graph.rows()) >>> 31);
                int far = random * dimensions;
                if (random != row) {
                    add(step, -repulsion(squared(from, base, far)), from, base, far);
                }
            }
        }
        float damped = rate / (1 + rate * stiffness);
        for (int i = 0; i < dimensions; i++) {
            to[base + i] = from[base + i] + Math.clamp(step[i] * damped, -LIMIT, LIMIT);
        }
    }

    private float squared(float[] values, int a, int b) {
        float sum = 0;
        for (int i = 0; i < dimensions; i++) {
            float difference = values[a + i] - values[b + i];
            sum += difference * difference;
        }
        return sum;
    }

    private float attraction(float squared) {
        if (squared <= 0) {
            return 0;
        }
        double power = StrictMath.pow(squared, curve.b() - 1);
        return (float) (2 * curve.a() * curve.b() * power / (1 + curve.a() * power * squared));
    }

    private float repulsion(float squared) {
        double power = StrictMath.pow(squared, curve.b());
        return (float) (2 * curve.b() / ((0.001 + squared) * (1 + curve.a() * power)));
    }

    private void add(float[] step, float factor, float[] from, int base, int other) {
        for (int i = 0; i < dimensions; i++) {
            step[i] += factor * (from[other + i] - from[base + i]);
        }
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
