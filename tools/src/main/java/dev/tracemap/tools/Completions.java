package dev.tracemap.tools;

import dev.tracemap.store.Filter;
import dev.tracemap.store.Filter.Operator;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Ids that go on from what someone has typed, for arguments of prompts and resource templates.
public final class Completions {
    private static final int MOST = 100;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:-]*");

    private final Desk desk;

    Completions(Desk desk) {
        this.desk = desk;
    }

    public List<String> complete(String argumentName, String prefix) {
        return complete(argumentName, prefix, Map.of());
    }

    /// At most 100 values, the likeliest first; none for an argument that has no ids.
    ///
    /// @param others arguments that have their value already: `run_id` says whose clusters are meant
    public List<String> complete(String argumentName, String prefix, Map<String, String> others) {
        return values(argumentName, prefix, others)
                .filter(value -> value.startsWith(prefix))
                .limit(MOST)
                .toList();
    }

    private Stream<String> values(String argumentName, String prefix, Map<String, String> others) {
        return switch (argumentName) {
            case "run_id", "before", "after" -> runs().map(RunRecord::runId);
            case "cluster_id" -> clusters(others.getOrDefault("run_id", ""));
            case "trace_id" -> traces(prefix);
            default -> Stream.empty();
        };
    }

    private Stream<RunRecord> runs() {
        return desk.runs().list(desk.teamId(), Integer.MAX_VALUE).stream();
    }

    private Stream<String> clusters(String runId) {
        return runs().filter(run -> run.status() == Status.COMPLETE)
                .filter(run ->
                        runId.isBlank() || runId.equals("latest") || run.runId().equals(runId))
                .limit(1)
                .flatMap(run -> desk.clusters(run).stream())
                .map(cluster -> String.valueOf(cluster.clusterId()));
    }

    private Stream<String> traces(String prefix) {
        if (!PLAIN.matcher(prefix).matches()) {
            return Stream.empty();
        }
        List<Filter> beginning =
                List.of(new Filter("trace_id", Operator.REGEX, List.of("^" + prefix.replace(".", "\\."))));
        return desk
                .store()
                .search(new Store.TraceSearch(desk.teamId(), List.of(), beginning, null, null, null, null, 0, MOST))
                .stream()
                .map(Store.TraceRow::traceId);
    }
}
