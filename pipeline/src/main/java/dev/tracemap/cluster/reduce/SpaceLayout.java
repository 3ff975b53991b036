package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Lanes;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Workers;

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
    private static final int BLOCK = 4;

    private final FuzzyGraph graph;
    private final Force force;
    private final EdgeSchedule schedule;
    private final Descent descent;
    private final int dimensions;
    private final int width;

    SpaceLayout(FuzzyGraph graph, Curve curve, int dimensions, Descent descent) {
        this.graph = graph;
        this.force = new Force(curve);
        this.schedule = new EdgeSchedule(graph, descent.seed());
        this.descent = descent;
        this.dimensions = dimensions;
        this.width = RowKernels.padded(dimensions);
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

    /// The points of one task and the points that push them.
    private final class Group {
        private final float[] pool = new float[POOL * width];
        private final float[] across = new float[POOL * width];
        private final float[] pushes = new float[BLOCK * POOL];
        private final float[] push = new float[BLOCK * width];
        private final float[] pull = new float[width];
        private int[] targets = new int[64];
        private float[] pulls = new float[64];
        private float[] parts = new float[64 * RowKernels.PARTS];

        void move(int task, int tasks, int epoch, float[] from, float[] to) {
            draw(Mix.of(Mix.of(descent.seed(), epoch), task), from);
            int members = (graph.rows() - task + tasks - 1) / tasks;
            int[] rows = new int[BLOCK];
            for (int first = 0; first < members; first += BLOCK) {
                for (int i = 0; i < BLOCK; i++) {
                    rows[i] = task + Math.min(first + i, members - 1) * tasks;
                }
                pushAll(rows, from);
                for (int i = 0; i < Math.min(BLOCK, members - first); i++) {
                    pullAndStep(rows[i], i, descent.rate(epoch), from, to);
                }
            }
        }

        private void draw(long seed, float[] from) {
            for (int m = 0; m < POOL; m++) {
                int random = Mix.below(Mix.of(seed, m), graph.rows());
                System.arraycopy(from, random * width, pool, m * width, width);
            }
            for (int c = 0; c < width; c++) {
                for (int m = 0; m < POOL; m++) {
                    across[c * POOL + m] = pool[m * width + c];
                }
            }
        }

        private void pushAll(int[] rows, float[] from) {
            for (int m = 0; m < POOL; m += 2 * Lanes.WIDTH) {
                RowKernels.squaredToMany(
                        from,
                        rows[0] * width,
                        rows[1] * width,
                        rows[2] * width,
                        rows[3] * width,
                        width,
                        across,
                        m,
                        POOL,
                        pushes);
            }
            force.repel(pushes, BLOCK * POOL, Descent.LIMIT);
            for (int c = 0; c < width; c += 2 * Lanes.WIDTH) {
                RowKernels.blend4(pushes, 0, POOL, pool, POOL, width, push, c);
            }
        }

        private void pullAndStep(int row, int i, float rate, float[] from, float[] to) {
            makeRoom(schedule.room(row));
            int edges = schedule.due(row, targets, 0);
            for (int e = 0; e < edges; e++) {
                targets[e] *= width;
                RowKernels.squaredParts(from, row * width, targets[e], width, parts, e * RowKernels.PARTS);
            }
            RowKernels.sumParts(parts, edges, pulls);
            force.attract(pulls, edges);
            RowKernels.gather(from, targets, pulls, 0, edges, width, pull);
            float pulled = sum(pulls, 0, edges);
            float damped = rate / (1 + 2 * rate * pulled);
            float away = damped * Descent.NEGATIVES * edges / POOL;
            float stay = away * sum(pushes, i * POOL, POOL) - 2 * damped * pulled;
            RowKernels.step(from, to, row * width, stay, pull, 2 * damped, push, i * width, away, Descent.LIMIT, width);
        }

        private void makeRoom(int edges) {
            if (edges + Lanes.WIDTH > targets.length) {
                targets = new int[2 * edges + Lanes.WIDTH];
                pulls = new float[targets.length];
                parts = new float[targets.length * RowKernels.PARTS];
            }
        }

        private static float sum(float[] values, int from, int count) {
            float sum = 0;
            for (int i = from; i < from + count; i++) {
                sum += values[i];
            }
            return sum;
        }
    }
}
