package dev.tracemap.server.page;

import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.store.Store.MapPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Reads the points of runs and remembers the last few: a complete run does not change.
final class PointStore {
    private static final int REMEMBERED = 3;

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
        // A deletion leaves a run fewer items.
        String key = run.runId() + " " + run.items();
        Points points = known.get(key);
        if (points == null) {
            points = read(run);
            known.put(key, points);
        }
        return points;
    }

    private Points read(RunRecord run) {
        return columns(store.mapPoints(run));
    }

    private static Points columns(List<MapPoint> members) {
        int n = members.size();
        Points.Plane plane = plane(members);
        long first = members.stream().mapToLong(PointStore::millis).min().orElse(0);
        long last = members.stream().mapToLong(PointStore::millis).max().orElse(0);
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
            MapPoint member = members.get(i);
            points.x()[i] = plane.x(member.x());
            points.y()[i] = plane.y(member.y());
            points.cluster()[i] = (short) member.clusterId();
            points.time()[i] =
                    (short) Math.round((double) (millis(member) - first) / Math.max(1, last - first) * 65_535);
            points.cost()[i] = number(member.costUsd());
            points.latency()[i] = number(member.latencySeconds());
            int model = member.model() == null ? Points.NO_MODEL : number(models, member.model());
            points.mark()[i] = (byte) (model | (member.hasError() ? 0x80 : 0));
        }
        points.models().addAll(models.keySet());
        return points;
    }

    private static long millis(MapPoint member) {
        return member.timestamp().toEpochMilli();
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
    private static Points.Plane plane(List<MapPoint> members) {
        double left = least(members, MapPoint::x);
        double bottom = least(members, MapPoint::y);
        double width = -least(members, member -> -member.x()) - left;
        double height = -least(members, member -> -member.y()) - bottom;
        double side = Math.max(1e-9, Math.max(width, height));
        return new Points.Plane(left - (side - width) / 2, bottom - (side - height) / 2, side);
    }

    private static double least(List<MapPoint> members, ToDoubleFunction<MapPoint> of) {
        return members.stream().mapToDouble(of).min().orElse(0);
    }

    private static float number(@Nullable Double value) {
        return value == null ? Float.NaN : value.floatValue();
    }
}
