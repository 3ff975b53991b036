package dev.tracemap.insight;

import java.util.List;

/// A rule in the embedding space: an item belongs that lies near enough to the middle, and no nearer to another one.
/// It abstains from everything else.
///
/// @param rendering what text the vectors stand for; vectors of another rendering or model say nothing here
/// @param model that made the vectors
/// @param middle of length 1
/// @param least cosine with the middle
/// @param rivals middles of other clusters that reach into this one
public record CentroidRule(String rendering, String model, List<Float> middle, double least, List<List<Float>> rivals) {
    public CentroidRule {
        middle = List.copyOf(middle);
        rivals = rivals.stream().map(List::copyOf).toList();
    }

    /// The rule as numbers, for many questions.
    public Judge judge() {
        return new Judge(
                floats(middle), least, rivals.stream().map(CentroidRule::floats).toList());
    }

    private static float[] floats(List<Float> numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers.get(i);
        }
        return floats;
    }

    /// Answers whether vectors of length 1 belong.
    public static final class Judge {
        private final float[] middle;
        private final double least;
        private final List<float[]> rivals;

        Judge(float[] middle, double least, List<float[]> rivals) {
            this.middle = middle;
            this.least = least;
            this.rivals = rivals;
        }

        public boolean holds(float[] vector) {
            double near = cosine(vector, middle);
            return near >= least && isNearest(vector, near);
        }

        private boolean isNearest(float[] vector, double near) {
            for (float[] rival : rivals) {
                if (cosine(vector, rival) > near) {
                    return false;
                }
            }
            return true;
        }
    }

    /// Of vectors of length 1. Four sums, so that the machine adds while it multiplies.
    static double cosine(float[] one, float[] other) {
        float first = 0;
        float second = 0;
        float third = 0;
        float fourth = 0;
        int i = 0;
        for (; i + 3 < one.length; i += 4) {
            first += one[i] * other[i];
            second += one[i + 1] * other[i + 1];
            third += one[i + 2] * other[i + 2];
            fourth += one[i + 3] * other[i + 3];
        }
        for (; i < one.length; i++) {
            first += one[i] * other[i];
        }
        return (double) first + second + third + fourth;
    }
}
