package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.metrics.Residuals;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store.MapPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The clusters of one run against those of another over the same items: what was asked for against how it was done,
/// say. Items that are in no cluster of either run are left out.
final class ClusterGrid {
    private static final int SURPRISING = 8;

    private final Map<Integer, String> rows;
    private final Map<Integer, String> columns;
    private final Map<List<Integer>, List<MapPoint>> cells =
            new TreeMap<>(Comparator.<List<Integer>>comparingInt(List::getFirst).thenComparingInt(List::getLast));

    private ClusterGrid(Map<Integer, String> rows, Map<Integer, String> columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /// @param answer gets pairs of clusters as `clusters`, the largest first, and those farthest from chance as
    ///     `surprising`
    static ObjectNode answer(ObjectNode answer, Desk desk, RunRecord run, RunRecord across, int limit, int from) {
        if (run.level() != across.level()) {
            throw new BadArgument("grid needs a run of the same level: " + run.runId() + " is of "
                    + run.level().wire() + "s, " + across.runId() + " of "
                    + across.level().wire() + "s");
        }
        ClusterGrid grid = new ClusterGrid(titles(desk, run), titles(desk, across));
        int common = grid.fill(desk, run, across);
        if (common == 0) {
            throw new BadArgument("no item is in a cluster of both runs: run the same window again along another axis,"
                    + " run_clustering {\"axis\": \"behavior\"}");
        }
        answer.put("grid_run_id", across.runId())
                .put("axis", run.inputs().path("axis").asText())
                .put("grid_axis", across.inputs().path("axis").asText())
                .put("items_in_both", common);
        answer.remove("sorted_by");
        return grid.write(answer, limit, from).put("note", Untrusted.NOTE);
    }

    private static Map<Integer, String> titles(Desk desk, RunRecord run) {
        Map<Integer, String> titles = new TreeMap<>();
        for (ClusterRecord cluster : desk.clusters(run)) {
            if (cluster.clusterId() >= 0) {
                titles.put(cluster.clusterId(), Answers.title(cluster.title()));
            }
        }
        return titles;
    }

    /// The points of a run come in the order of its members.
    private int fill(Desk desk, RunRecord run, RunRecord across) {
        Map<String, Integer> there = new HashMap<>();
        members(desk, across).forEach(member -> there.put(member.itemId(), member.clusterId()));
        List<Membership> members = members(desk, run);
        List<MapPoint> points = desk.store().mapPoints(run);
        int common = 0;
        for (int i = 0; i < members.size(); i++) {
            int row = members.get(i).clusterId();
            int column = there.getOrDefault(members.get(i).itemId(), -1);
            if (row >= 0 && column >= 0) {
                cells.computeIfAbsent(List.of(row, column), _ -> new ArrayList<>())
                        .add(points.get(i));
                common++;
            }
        }
        return common;
    }

    private static List<Membership> members(Desk desk, RunRecord run) {
        return desk.store().memberships(run.runId(), null, 0, Integer.MAX_VALUE);
    }

    private record Cell(int row, int column, List<MapPoint> items, double expected, double residual) {}

    private ObjectNode write(ObjectNode answer, int limit, int from) {
        List<Cell> all = all();
        double line = Residuals.surprising(all.size());
        List<Cell> largest = all.stream()
                .filter(cell -> !cell.items().isEmpty())
                .sorted(Comparator.comparingInt((Cell cell) -> -cell.items().size()))
                .toList();
        List<Cell> surprising = all.stream()
                .filter(cell -> Math.abs(cell.residual()) >= line)
                .sorted(Comparator.comparingDouble((Cell cell) -> -Math.abs(cell.residual())))
                .limit(SURPRISING)
                .toList();
        ArrayNode shown = answer.putArray("clusters");
        largest.stream().skip(from).limit(limit).forEach(cell -> shown.add(json(cell)));
        if (from == 0) {
            answer.put("surprising_from", Math.round(line * 100) / 100.0);
            ArrayNode odd = answer.putArray("surprising");
            surprising.forEach(cell -> odd.add(json(cell)));
        }
        Answers.page(answer, shown.size(), from + shown.size(), largest.size(), "read surprising");
        return answer;
    }

    private List<Cell> all() {
        List<Integer> of = List.copyOf(
                new TreeSet<>(cells.keySet().stream().map(List::getFirst).toList()));
        List<Integer> by = List.copyOf(
                new TreeSet<>(cells.keySet().stream().map(List::getLast).toList()));
        long[][] counts = new long[of.size()][by.size()];
        cells.forEach((key, items) -> counts[of.indexOf(key.getFirst())][by.indexOf(key.getLast())] = items.size());
        Residuals residuals = Residuals.of(counts);
        List<Cell> all = new ArrayList<>();
        for (int row = 0; row < of.size(); row++) {
            for (int column = 0; column < by.size(); column++) {
                all.add(new Cell(
                        of.get(row),
                        by.get(column),
                        cells.getOrDefault(List.of(of.get(row), by.get(column)), List.of()),
                        residuals.expected()[row][column],
                        residuals.adjusted()[row][column]));
            }
        }
        return all;
    }

    private ObjectNode json(Cell cell) {
        ObjectNode json = Answers.object();
        json.put("cluster_id", cell.row()).put("title", rows.getOrDefault(cell.row(), ""));
        json.put("grid_cluster_id", cell.column()).put("grid_title", columns.getOrDefault(cell.column(), ""));
        json.put("items", cell.items().size());
        json.put("expected", Math.round(cell.expected() * 10) / 10.0);
        json.put("residual", Math.round(cell.residual() * 10) / 10.0);
        if (!cell.items().isEmpty()) {
            long failed = cell.items().stream().filter(MapPoint::hasError).count();
            json.put("error_rate", Math.round(1e4 * failed / cell.items().size()) / 1e4);
            average(json, "avg_cost_usd", cell.items(), MapPoint::costUsd, 1e6);
            average(json, "avg_latency_s", cell.items(), MapPoint::latencySeconds, 1e3);
        }
        return json;
    }

    /// Of the items that have the figure.
    private static void average(
            ObjectNode json, String name, List<MapPoint> items, Function<MapPoint, @Nullable Double> of, double scale) {
        double sum = 0;
        int counted = 0;
        for (MapPoint item : items) {
            Double value = of.apply(item);
            if (value != null) {
                sum += value;
                counted++;
            }
        }
        if (counted > 0) {
            json.put(name, Math.round(sum / counted * scale) / scale);
        }
    }
}
