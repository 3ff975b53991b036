package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Blend;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;

/// Moves points until those near in the graph are near in the layout and the others apart.
///
/// Every epoch computes each point's next place from the places of the epoch before, so points do not wait for each
/// other and the result does not depend on threads. Neighbours pull one by one, those whose turn it is. The points
/// that push are drawn once for a whole group of points: that turns the larger half of the work into products of
/// small matrices. Groups take every so manieth row, so that rows of one topic, which often stand together in the
/// data, are not all pushed by the same points. A move towards neighbours is computed as if they stood still and the
/// pull weakened on the way (an implicit step), which keeps many simultaneous pulls from overshooting.
final class SpaceLayout {
    private static final int TASK = 256;
    private static final int POOL = 32;
    /// Points whose neighbours stay in the cache from their distances to their pulls.
    private static final int BATCH = 8;

    private static final float[] ONES = ones();

    private final FuzzyGraph graph;
    private final Curve curve;
    private final EdgeSchedule schedule;
    private final Descent descent;
    private final int dimensions;
    private final int width;

    SpaceLayout(FuzzyGraph graph, Curve curve, int dimensions, Descent descent) {
        this.graph = graph;
        this.curve = curve;
        this.schedule = new EdgeSchedule(graph, descent.seed());
        this.descent = descent;
        this.dimensions = dimensions;
        this.width = PullKernels.padded(dimensions);
    }

    private static float[] ones() {
        float[] ones = new float[POOL];
        Arrays.fill(ones, 1);
        return ones;
    }

    /// @param start already to scale
    Matrix from(Matrix start, Workers workers, Progress progress) {
        int n = graph.rows();
        float[] now = new float[n * width];
        for (int i = 0; i < n; i++) {
            System.arraycopy(start.values(), start.offset(i), now, i * width, dimensions);
        }
        float[] next = new float[now.length];
        int tasks = (n + TASK - 1) / TASK;
        ThreadLocal<Group> groups = ThreadLocal.withInitial(Group::new);
        for (int epoch = 0; epoch < descent.epochs(); epoch++) {
            float[] from = now;
            float[] to = next;
            int at = epoch;
            workers.each(tasks, task -> groups.get().move(task, tasks, at, from, to));
            now = to;
            next = from;
            progress.at("reduce", (epoch + 1.0) / descent.epochs());
        }
        float[] result = new float[n * dimensions];
        for (int i = 0; i < n; i++) {
            System.arraycopy(now, i * width, result, i * dimensions, dimensions);
        }
        return new Matrix(n, dimensions, result);
    }

    /// The points of one task and the points that push them. What is `across` holds one coordinate of all of them.
    private final class Group {
        private final Force force = new Force(curve);
        private final PullKernels kernels = PullKernels.of(dimensions);
        private final float[] pool = new float[width * POOL];
        private final float[][] across = new float[width][TASK];
        private final float[][] pushes = new float[POOL][TASK];
        private final float[] pushed = new float[TASK];
        private final float[][] pushAcross = new float[width][TASK];
        private final float[] pull = new float[width];
        private final int[] end = new int[BATCH];
        private int[] targets = new int[BATCH * 32];
        private float[] pulls = new float[BATCH * 32];

        void move(int task, int tasks, int epoch, float[] from, float[] to) {
            int members = (graph.rows() - task + tasks - 1) / tasks;
            draw(Mix.of(Mix.of(descent.seed(), epoch), task), from);
            for (int i = 0; i < members; i++) {
                int point = (task + i * tasks) * width;
                for (int c = 0; c < width; c++) {
                    across[c][i] = from[point + c];
                }
            }
            push(members);
            for (int first = 0; first < members; first += BATCH) {
                int count = Math.min(BATCH, members - first);
                findPulls(task + first * tasks, tasks, count, from);
                for (int i = 0; i < count; i++) {
                    step(i, first + i, (task + (first + i) * tasks) * width, descent.rate(epoch), from, to);
                }
            }
        }

        private void draw(long seed, float[] from) {
            for (int m = 0; m < POOL; m++) {
                int random = Mix.below(Mix.of(seed, m), graph.rows()) * width;
                for (int c = 0; c < width; c++) {
                    pool[c * POOL + m] = from[random + c];
                }
            }
        }

        private void push(int members) {
            for (int m = 0; m < POOL; m++) {
                Arrays.fill(pushes[m], 0, members, 0);
                for (int c = 0; c < width; c += 2) {
                    float x = pool[c * POOL + m];
                    float y = pool[(c + 1) * POOL + m];
                    Blend.addSquares(pushes[m], members, across[c], x, across[c + 1], y);
                }
                force.repel(pushes[m], members, Descent.LIMIT);
            }
            Arrays.fill(pushed, 0, members, 0);
            Blend.add(pushed, members, pushes, 0, ONES, 0, POOL);
            for (int c = 0; c < width; c++) {
                Arrays.fill(pushAcross[c], 0, members, 0);
                Blend.add(pushAcross[c], members, pushes, 0, pool, c * POOL, POOL);
            }
        }

        private void findPulls(int first, int tasks, int count, float[] from) {
            int edges = 0;
            for (int i = 0; i < count; i++) {
                int row = first + i * tasks;
                makeRoom(edges + schedule.room(row));
                end[i] = schedule.due(row, targets, edges);
                for (int e = edges; e < end[i]; e++) {
                    targets[e] *= width;
                }
                kernels.squared(from, row * width, targets, edges, end[i], width, pulls);
                edges = end[i];
            }
            force.attract(pulls, edges);
        }

        private void makeRoom(int edges) {
            if (edges > targets.length) {
                targets = Arrays.copyOf(targets, 2 * edges);
                pulls = Arrays.copyOf(pulls, 2 * edges);
            }
        }

        private void step(int i, int member, int row, float rate, float[] from, float[] to) {
            int begin = i == 0 ? 0 : end[i - 1];
            kernels.gather(from, targets, pulls, begin, end[i], width, pull);
            float pulled = 0;
            for (int e = begin; e < end[i]; e++) {
                pulled += pulls[e];
            }
            float damped = rate / (1 + 2 * rate * pulled);
            float away = damped * Descent.NEGATIVES * (end[i] - begin) / POOL;
            float stay = away * pushed[member] - 2 * damped * pulled;
            for (int c = 0; c < width; c++) {
                float x = from[row + c];
                float step = x * stay + pull[c] * (2 * damped) - pushAcross[c][member] * away;
                to[row + c] = x + Math.max(-Descent.LIMIT, Math.min(Descent.LIMIT, step));
            }
        }
    }
}
