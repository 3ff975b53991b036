package dev.tracemap.run;

import dev.tracemap.insight.BeforeAfter;
import dev.tracemap.insight.Shift;
import dev.tracemap.lineage.Change;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// What changed up to a run: since the run before it of the same job or, where there is none, in the second half of
/// its own window.
///
/// @param since what it is held against, in words
/// @param splitBy how to ask `compare_runs` for the same; empty for two runs
/// @param lines one for each change that is told
record RunChanges(String since, String splitBy, List<Line> lines) {
    private static final int MOST = 12;
    private static final double GROWN = 1.25;
    private static final double SHRUNK = 0.8;

    /// @param title of the cluster, as it came; may quote traces
    record Line(int clusterId, String title, String text) {}

    RunChanges {
        lines = List.copyOf(lines);
    }

    static RunChanges of(Store store, RunRecord run) {
        Optional<RunRecord> before = before(store, run);
        return before.isPresent() ? since(store, before.get(), run) : inHalves(store, run);
    }

    private static Optional<RunRecord> before(Store store, RunRecord run) {
        return store.runs(run.teamId(), Integer.MAX_VALUE).stream()
                .filter(other -> other.status() == RunRecord.Status.COMPLETE
                        && other.level() == run.level()
                        && Objects.equals(other.jobId(), run.jobId())
                        && other.createdAt().isBefore(run.createdAt()))
                .findFirst();
    }

    private static RunChanges since(Store store, RunRecord before, RunRecord run) {
        RunComparison compared = RunComparison.of(store, before, run);
        List<Line> lines = compared.changes().stream()
                .flatMap(change -> line(compared, change).stream())
                .toList();
        return new RunChanges("run " + before.runId(), "", lines.subList(0, Math.min(MOST, lines.size())));
    }

    private static Optional<Line> line(RunComparison compared, Change change) {
        return switch (change) {
            case Change.New(int after) ->
                Optional.of(line(now(compared, after), "is new: " + size(now(compared, after))));
            case Change.Gone(int before) -> {
                ClusterRecord gone = Objects.requireNonNull(compared.before().get(before));
                yield Optional.of(new Line(before, gone.title(), "of the run before is gone: " + size(gone)));
            }
            case Change.Split(int before, List<Integer> after) -> {
                ClusterRecord whole = Objects.requireNonNull(compared.before().get(before));
                yield Optional.of(new Line(
                        before,
                        whole.title(),
                        "of the run before fell apart into clusters "
                                + after.stream().map(String::valueOf).collect(Collectors.joining(", "))));
            }
            case Change.Merged(List<Integer> before, int after) ->
                Optional.of(line(
                        now(compared, after),
                        "holds what was in clusters "
                                + before.stream().map(String::valueOf).collect(Collectors.joining(", "))
                                + " of the run before"));
            case Change.Continues(int before, int after, double _, Change.By _) ->
                continued(Objects.requireNonNull(compared.before().get(before)), now(compared, after));
        };
    }

    private static ClusterRecord now(RunComparison compared, int id) {
        return Objects.requireNonNull(compared.after().get(id));
    }

    private static Line line(ClusterRecord cluster, String text) {
        return new Line(cluster.clusterId(), cluster.title(), text);
    }

    private static String size(ClusterRecord cluster) {
        return cluster.size() + " items, " + percent(cluster.metrics().share()) + " of all";
    }

    private static Optional<Line> continued(ClusterRecord before, ClusterRecord after) {
        double ratio = after.metrics().share() / before.metrics().share();
        if (ratio < GROWN && ratio > SHRUNK) {
            return Optional.empty();
        }
        return Optional.of(line(
                after,
                (ratio >= GROWN ? "grew to " : "shrank to ") + size(after) + " (" + before.size() + " items before)"));
    }

    /// At a full hour near the middle of what there is.
    private static RunChanges inHalves(Store store, RunRecord run) {
        List<Instant> times = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE).stream()
                .map(Membership::timestamp)
                .sorted()
                .toList();
        if (times.isEmpty()) {
            return new RunChanges("", "", List.of());
        }
        Duration span = Duration.between(times.getFirst(), times.getLast());
        Instant middle = times.getFirst().plus(span.dividedBy(2)).truncatedTo(ChronoUnit.HOURS);
        try {
            BeforeAfter compared = RunSplit.of(store, run, middle.toString()).compared();
            Map<Integer, String> titles = store.clusters(run.runId()).stream()
                    .collect(Collectors.toMap(ClusterRecord::clusterId, ClusterRecord::title));
            List<Line> lines = new ArrayList<>();
            for (Shift.Measure measure : Shift.Measure.values()) {
                compared.called(measure).stream()
                        .sorted(Comparator.comparingDouble(Shift::q))
                        .map(shift ->
                                new Line(shift.clusterId(), titles.getOrDefault(shift.clusterId(), ""), shift.line()))
                        .forEach(lines::add);
            }
            return new RunChanges(
                    "the time before " + middle, middle.toString(), lines.subList(0, Math.min(MOST, lines.size())));
        } catch (IllegalArgumentException e) {
            return new RunChanges("", "", List.of());
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }
}
