package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.insight.HitDays;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What was born, grew, fell silent or fails more, a line each; empty where nothing did.
public final class MonitorDigest {
    private static final int MOST_NEW = 10;

    private MonitorDigest() {}

    /// @param latest the latest complete run; the clusters that it has and the run before it had not are born too
    public static List<String> of(Store store, List<Monitors.Standing> monitors, Optional<RunRecord> latest) {
        List<String> lines = new ArrayList<>();
        latest.ifPresent(run -> lines.addAll(born(store, run)));
        for (Monitors.Standing standing : monitors) {
            String name =
                    standing.monitor().monitorId() + " \"" + standing.monitor().name() + "\"";
            HitDays days = standing.days();
            switch (days.state()) {
                case NEW -> lines.add("born: " + name + ", " + days.items() + " hits in " + HitDays.RECENT + " days");
                case RISING ->
                    lines.add("grew: " + name + ", " + rate(days.perDay()) + " hits a day, " + rate(days.perDayBefore())
                            + " before");
                case QUIET -> lines.add("quiet: " + name + ", no hit in " + HitDays.RECENT + " days");
                case ONGOING -> {}
            }
            if (days.failsMore()) {
                lines.add("fails more: " + name + ", " + days.failed() + " of " + days.items() + " hits, "
                        + days.failedBefore() + " of " + days.itemsBefore() + " before");
            }
        }
        return lines;
    }

    private static List<String> born(Store store, RunRecord run) {
        List<Integer> fresh = new ArrayList<>();
        for (JsonNode id : run.inputs().path("lineage").path("new")) {
            fresh.add(id.asInt());
        }
        return store.clusters(run.runId()).stream()
                .filter(cluster -> fresh.contains(cluster.clusterId()))
                .limit(MOST_NEW)
                .map(cluster -> "born: " + told(cluster, run))
                .toList();
    }

    private static String told(ClusterRecord cluster, RunRecord run) {
        return "cluster " + cluster.clusterId() + " \"" + cluster.title() + "\", " + cluster.size()
                + " items, not in the run before " + run.runId();
    }

    private static String rate(double perDay) {
        return String.format(Locale.ROOT, "%.1f", perDay);
    }
}
