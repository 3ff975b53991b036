package dev.tracemap.tools;

import dev.tracemap.run.Imports;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.Runs;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/// What every tool works with, and the questions they all ask first: which run, which cluster.
///
/// @param store the team's own
record Desk(long teamId, Store store, Runs runs, Jobs jobs, Imports imports, InstantSource clock, Pages pages) {
    /// How tools describe the arguments they share.
    static final String RUN_ID = "Absent = the latest complete run";

    static final String SUCCESS =
            "What counts: resolved, csat >= 4, not escalated; absent = feedback, metrics, evaluations, rubrics";

    static final String CURSOR = "next_cursor of the page before";

    /// The team that runs the server.
    private static final long FIRST = 1;

    boolean isFirst() {
        return teamId == FIRST;
    }

    /// The run asked for, or the latest complete one.
    RunRecord run(Arguments arguments) {
        return run(arguments, "run_id");
    }

    private RunRecord run(Arguments arguments, String key) {
        String runId = arguments.text(key);
        return runId == null ? latest() : named(runId);
    }

    /// The run asked for, or the latest complete one; its clusters can be read.
    RunRecord completeRun(Arguments arguments) {
        return completeRun(arguments, "run_id");
    }

    /// @param key of the argument that names the run
    RunRecord completeRun(Arguments arguments, String key) {
        RunRecord run = run(arguments, key);
        if (run.status() != Status.COMPLETE) {
            throw new BadArgument("run " + run.runId() + " is " + run.status().wire()
                    + (run.error() == null ? "" : ": " + run.error())
                    + (run.isOver()
                            ? ". Ask for another run, see list_runs, or start one with run_clustering."
                            : ". Wait for it with get_run {\"run_id\": \"" + run.runId()
                                    + "\", \"wait_seconds\": 25}."));
        }
        return run;
    }

    List<ClusterRecord> clusters(RunRecord run) {
        return store.clusters(run.runId());
    }

    ClusterRecord cluster(RunRecord run, Arguments arguments) {
        int id = arguments.required("cluster_id", arguments.whole("cluster_id", -1, Integer.MAX_VALUE), "3");
        List<ClusterRecord> clusters = clusters(run);
        return clusters.stream()
                .filter(cluster -> cluster.clusterId() == id)
                .findFirst()
                .orElseThrow(
                        () -> new BadArgument("run " + run.runId() + " has no cluster " + id + "; its clusters are "
                                + clusters.stream()
                                        .map(cluster -> String.valueOf(cluster.clusterId()))
                                        .sorted()
                                        .collect(Collectors.joining(", "))
                                + ". get_clusters shows them with their titles."));
    }

    private RunRecord named(String runId) {
        return runs.find(teamId(), runId)
                .orElseThrow(() -> new BadArgument("there is no run '" + runId + "'. " + known()));
    }

    private RunRecord latest() {
        return runs.latest(teamId()).orElseThrow(() -> new BadArgument(firstStep()));
    }

    /// What to do on a store in which nothing has been clustered.
    String firstStep() {
        List<RunRecord> started = runs.list(teamId(), 1);
        if (!started.isEmpty() && !started.getFirst().isOver()) {
            return "The first run is still at work. Wait for it with get_run {\"run_id\": \""
                    + started.getFirst().runId() + "\", \"wait_seconds\": 25}.";
        }
        if (store.extent(teamId()).isEmpty()) {
            return "This store holds no traces yet. Bring some in with import_traces, for example {\"paths\":"
                    + " [\"~/.claude/projects\"]}, then call run_clustering.";
        }
        return "Nothing has been clustered yet. Call run_clustering {} to cluster the last 7 days, or with"
                + " {\"lookback_days\": 365} for older traces.";
    }

    private String known() {
        List<RunRecord> some = runs.list(teamId(), 5);
        return some.isEmpty()
                ? firstStep()
                : "The latest are " + some.stream().map(RunRecord::runId).collect(Collectors.joining(", "))
                        + "; list_runs shows all. Leave run_id out for the latest complete run.";
    }
}
