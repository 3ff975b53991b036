package dev.tracemap.server.page;

import dev.tracemap.server.Workspace;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Reads the points of runs and remembers the last few: a complete run does not change.
final class PointStore {
    private static final int REMEMBERED = 3;
    private static final int MOST_POINTS = 2_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Store store;
    private final Map<String, Points> known = new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Points> eldest) {
            return size() > REMEMBERED;
        }
    };

    PointStore(Store store) {
        this.store = store;
    }

    synchronized Points of(RunRecord run) {
        Points points = known.get(run.runId());
        if (points == null) {
            points = read(run);
            known.put(run.runId(), points);
        }
        return points;
    }

    private Points read(RunRecord run) {
        return columns(store.query(query(run), MOST_POINTS, PATIENCE).rows());
    }

    /// An item's figures are those of its latest digest; its model is the first one it called.
    private static String query(RunRecord run) {
        boolean generations = run.level() == Level.GENERATION;
        String of = generations ? "coalesce(span_id, uuid)" : "trace_id";
        String run1 = literal(run.runId());
        return "SELECT m.x, m.y, m.cluster_id, epoch_ms(m.timestamp), d.cost_usd, d.latency, d.has_error, g.model"
                + " FROM memberships m LEFT JOIN (SELECT item_id, cost_usd, latency, has_error FROM item_digests"
                + " WHERE team_id = " + Workspace.TEAM + " AND level = "
                + literal(run.level().wire())
                + " QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY created_at DESC) = 1) d"
                + " ON d.item_id = m.item_id"
                + " LEFT JOIN (SELECT " + of + " AS id, arg_min(model, (timestamp, uuid)) AS model FROM events"
                + " WHERE team_id = " + Workspace.TEAM + " AND event = '$ai_generation' AND model IS NOT NULL"
                + " AND trace_id IN (SELECT trace_id FROM memberships WHERE run_id = " + run1 + ") GROUP BY ALL) g"
                + " ON g.id = m." + (generations ? "item_id" : "trace_id")
                + " WHERE m.run_id = " + run1
                + " ORDER BY m.cluster_id, m.rank NULLS LAST, m.item_id";
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static Points columns(List<List<@Nullable Object>> rows) {
        int n = rows.size();
        Points.Plane plane = plane(rows);
        long first =
                rows.stream().mapToLong(row -> (long) number(row.get(3))).min().orElse(0);
        long last =
                rows.stream().mapToLong(row -> (long) number(row.get(3))).max().orElse(0);
        Map<String, Integer> models = new LinkedHashMap<>();
        Points points = new Points(
                new float[n],
                new float[n],
                new short[n],
                new short[n],
                new short[n],
                new short[n],
                new byte[n],
                plane,
                first,
                last,
                new ArrayList<>());
        for (int i = 0; i < n; i++) {
            List<@Nullable Object> row = rows.get(i);
            points.x()[i] = plane.x(number(row.get(0)));
            points.y()[i] = plane.y(number(row.get(1)));
            points.cluster()[i] = (short) number(row.get(2));
            points.time()[i] = (short) Math.round((number(row.get(3)) - first) / Math.max(1, last - first) * 65_535);
            points.cost()[i] = (float) number(row.get(4));
            points.latency()[i] = (float) number(row.get(5));
            int model = row.get(7) instanceof String name ? number(models, name) : Points.NO_MODEL;
            points.mark()[i] = (byte) (model | (Boolean.TRUE.equals(row.get(6)) ? 0x80 : 0));
        }
        points.models().addAll(models.keySet());
        return points;
    }

    private static int number(Map<String, Integer> models, String name) {
        Integer known = models.get(name);
        if (known != null) {
            return known;
        }
        if (models.size() >= Points.NO_MODEL) {
            return Points.NO_MODEL;
        }
        models.put(name, models.size());
        return models.size() - 1;
    }

    /// The smallest square around all positions, so that distances keep their proportions.
    private static Points.Plane plane(List<List<@Nullable Object>> rows) {
        double left = least(rows, row -> number(row.get(0)));
        double bottom = least(rows, row -> number(row.get(1)));
        double width = -least(rows, row -> -number(row.get(0))) - left;
        double height = -least(rows, row -> -number(row.get(1))) - bottom;
        double side = Math.max(1e-9, Math.max(width, height));
        return new Points.Plane(left - (side - width) / 2, bottom - (side - height) / 2, side);
    }

    private static double least(List<List<@Nullable Object>> rows, ToDoubleFunction<List<@Nullable Object>> of) {
        return rows.stream().mapToDouble(of).min().orElse(0);
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
