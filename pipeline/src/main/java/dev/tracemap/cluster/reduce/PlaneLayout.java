package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Lanes;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Workers;
import jdk.incubator.vector.FloatVector;

/// [SpaceLayout] for two dimensions: x and y in arrays of their own, several points per vector.
final class PlaneLayout {
    private static final int TASK = 256;
    private static final int POOL = 32;
    private static final int W = Lanes.WIDTH;

    private final FuzzyGraph graph;
    private final Force force;
    private final EdgeSchedule schedule;
    private final Descent descent;

    PlaneLayout(FuzzyGraph graph, Curve curve, Descent descent) {
        this.graph = graph;
        this.force = new Force(curve);
        this.schedule = new EdgeSchedule(graph, descent.seed());
        this.descent = descent;
    }

    /// @param start rows × 2, already to scale
    Matrix from(Matrix start, Workers workers, Progress progress) {
        int n = graph.rows();
        Plane now = new Plane(new float[n], new float[n]);
        Plane next = new Plane(new float[n], new float[n]);
        for (int i = 0; i < n; i++) {
            now.x[i] = start.at(i, 0);
            now.y[i] = start.at(i, 1);
        }
        int tasks = (n + TASK - 1) / TASK;
        ThreadLocal<Group> groups = ThreadLocal.withInitial(Group::new);
        for (int epoch = 0; epoch < descent.epochs(); epoch++) {
            Plane from = now;
            Plane to = next;
            int at = epoch;
            workers.each(tasks, task -> groups.get().move(task, tasks, at, from, to));
            now = to;
            next = from;
            progress.at("reduce", (epoch + 1.0) / descent.epochs());
        }
        float[] result = new float[n * 2];
        for (int i = 0; i < n; i++) {
            result[2 * i] = now.x[i];
            result[2 * i + 1] = now.y[i];
        }
        return new Matrix(n, 2, result);
    }

    private record Plane(float[] x, float[] y) {}

    /// The points of one task, every so manieth, and the points that push them away.
    private final class Group {
        private final float[] x = new float[TASK];
        private final float[] y = new float[TASK];
        private final float[] poolX = new float[POOL];
        private final float[] poolY = new float[POOL];
        private final float[] pushes = new float[POOL * W];
        private final float[] pushed = new float[TASK];
        private final float[] pushX = new float[TASK];
        private final float[] pushY = new float[TASK];
        private final int[] end = new int[TASK];
        private int[] targets = new int[TASK * 16];
        private float[] pulls = new float[TASK * 16];

        void move(int task, int tasks, int epoch, Plane from, Plane to) {
            int n = graph.rows();
            int members = (n - task + tasks - 1) / tasks;
            long seed = Mix.of(Mix.of(descent.seed(), epoch), task);
            for (int m = 0; m < POOL; m++) {
                int random = Mix.below(Mix.of(seed, m), n);
                poolX[m] = from.x[random];
                poolY[m] = from.y[random];
            }
            for (int i = 0; i < members; i++) {
                x[i] = from.x[task + i * tasks];
                y[i] = from.y[task + i * tasks];
            }
            push(members);
            pull(task, tasks, members, from);
            float rate = descent.rate(epoch);
            for (int i = 0; i < members; i++) {
                step(i, task + i * tasks, rate, from, to);
            }
        }

        private void push(int members) {
            for (int i = 0; i < members; i += W) {
                squaredToPool(x, y, i, poolX, poolY, pushes);
                force.repel(pushes, POOL * W, Descent.LIMIT);
                blendPool(pushes, poolX, poolY, i, pushed, pushX, pushY);
            }
        }

        private void pull(int task, int tasks, int members, Plane from) {
            int edges = 0;
            for (int i = 0; i < members; i++) {
                int row = task + i * tasks;
                makeRoom(edges + schedule.room(row));
                end[i] = schedule.due(row, targets, edges);
                for (; edges < end[i]; edges++) {
                    float dx = from.x[targets[edges]] - x[i];
                    float dy = from.y[targets[edges]] - y[i];
                    pulls[edges] = dx * dx + dy * dy;
                }
            }
            force.attract(pulls, edges);
        }

        private void makeRoom(int edges) {
            if (edges + W > targets.length) {
                targets = java.util.Arrays.copyOf(targets, 2 * edges + W);
                pulls = java.util.Arrays.copyOf(pulls, targets.length);
            }
        }

        private void step(int i, int row, float rate, Plane from, Plane to) {
            float pulled = 0;
            float pullX = 0;
            float pullY = 0;
            int begin = i == 0 ? 0 : end[i - 1];
            for (int e = begin; e < end[i]; e++) {
                pulled += pulls[e];
                pullX += pulls[e] * (from.x[targets[e]] - x[i]);
                pullY += pulls[e] * (from.y[targets[e]] - y[i]);
            }
            float damped = rate / (1 + 2 * rate * pulled);
            float away = damped * Descent.NEGATIVES * (end[i] - begin) / POOL;
            to.x[row] = x[i] + limited(2 * damped * pullX + away * (pushed[i] * x[i] - pushX[i]));
            to.y[row] = y[i] + limited(2 * damped * pullY + away * (pushed[i] * y[i] - pushY[i]));
        }

        private static float limited(float move) {
            return Math.clamp(move, -Descent.LIMIT, Descent.LIMIT);
        }
    }

    private static void squaredToPool(float[] x, float[] y, int i, float[] poolX, float[] poolY, float[] squared) {
        FloatVector ownX = FloatVector.fromArray(Lanes.SPECIES, x, i);
        FloatVector ownY = FloatVector.fromArray(Lanes.SPECIES, y, i);
        for (int m = 0; m < POOL; m++) {
            FloatVector dx = ownX.sub(poolX[m]);
            FloatVector dy = ownY.sub(poolY[m]);
            dx.fma(dx, dy.mul(dy)).intoArray(squared, m * W);
        }
    }

    private static void blendPool(
            float[] factors, float[] poolX, float[] poolY, int i, float[] sum, float[] sumX, float[] sumY) {
        FloatVector s = FloatVector.zero(Lanes.SPECIES);
        FloatVector sx = s;
        FloatVector sy = s;
        for (int m = 0; m < POOL; m++) {
            FloatVector factor = FloatVector.fromArray(Lanes.SPECIES, factors, m * W);
            s = s.add(factor);
            sx = factor.fma(FloatVector.broadcast(Lanes.SPECIES, poolX[m]), sx);
            sy = factor.fma(FloatVector.broadcast(Lanes.SPECIES, poolY[m]), sy);
        }
        s.intoArray(sum, i);
        sx.intoArray(sumX, i);
        sy.intoArray(sumY, i);
    }
}
