package dev.tracemap.tools;

import java.util.List;
import java.util.Map;

/// Calls on the small store that show each tool at work, and the mistakes callers make.
final class TypicalCalls {
    private static final Map<String, List<String>> BY_TOOL = Map.ofEntries(
            Map.entry(
                    "get_clusters",
                    List.of(
                            "{}",
                            "{\"sort_by\": \"total_cost\", \"limit\": 1}",
                            "{\"response_format\": \"detailed\"}",
                            "{\"sort_by\": \"price\"}",
                            "{\"run_id\": \"nope\"}")),
            Map.entry("get_cluster", List.of("{\"cluster_id\": 0, \"limit\": 2}", "{\"cluster_id\": 9}", "{}")),
            Map.entry(
                    "edit_taxonomy",
                    List.of(
                            "{}",
                            "{\"action\": \"split\", \"cluster_id\": 0, \"run_id\": \"1_trace_20261119_110000\"}",
                            "{\"action\": \"note\", \"cluster_id\": 1, \"text\": \"ask Mia\", \"made_by\": \"user\","
                                    + " \"run_id\": \"1_trace_20261119_110000\"}",
                            "{\"action\": \"log\"}",
                            "{\"action\": \"undo\", \"edit_id\": 1}",
                            "{\"action\": \"merge\", \"cluster_id\": 1}",
                            "{\"action\": \"rename\", \"cluster_id\": 1, \"text\": \"Refunds for orders\"}",
                            "{\"action\": \"sing\"}")),
            Map.entry(
                    "export_evals",
                    List.of(
                            "{\"size\": 2}",
                            "{\"cluster_ids\": [1], \"format\": \"inspect\", \"size\": 1}",
                            "{\"coverage_of\": \"/nowhere/evals.jsonl\"}",
                            "{\"format\": \"csv\"}")),
            Map.entry(
                    "save_monitor",
                    List.of(
                            "{\"cluster_id\": 0, \"try_only\": true}",
                            "{\"cluster_id\": 0, \"name\": \"Refunds\"}",
                            "{\"cluster_id\": 0, \"rule\": \"magic\"}",
                            "{\"delete\": \"m9\"}",
                            "{}")),
            Map.entry(
                    "list_monitors",
                    List.of("{}", "{\"monitor_id\": \"m1\"}", "{\"monitor_id\": \"m1\", \"export\": \"duckdb\"}")),
            Map.entry("show_cluster_map", List.of("{}", "{\"color_by\": \"cost\"}", "{\"color_by\": \"taste\"}")),
            Map.entry("get_cluster_metrics", List.of("{}", "{\"cluster_id\": \"1\"}")),
            Map.entry(
                    "run_clustering",
                    List.of(
                            "{\"lookback\": 3}",
                            "{\"level\": \"span\"}",
                            "{\"job\": \"nightly\"}",
                            "{\"dry_run\": true}")),
            Map.entry("get_run", List.of("{}", "{\"run_id\": \"nope\"}")),
            Map.entry("list_runs", List.of("{}")),
            Map.entry("list_jobs", List.of("{}", "{\"job_id\": \"jnope\"}")),
            Map.entry(
                    "save_job",
                    List.of(
                            "{\"name\": \"Refunds\", \"schedule\": \"weekly\", \"inputs\": {\"lookback_days\": 14,"
                                    + " \"filters\": [{\"property\": \"model\", \"value\": \"gpt-4.1\"}]}}",
                            "{\"job_id\": \"jrefunds\", \"enabled\": false}",
                            "{}",
                            "{\"job_id\": \"jdefault-trace\", \"enabled\": false}",
                            "{\"name\": \"Spans\", \"inputs\": {\"level\": \"span\"}}")),
            Map.entry("delete_job", List.of("{}", "{\"job_id\": \"Refunds\"}", "{\"job_id\": \"jdefault-trace\"}")),
            Map.entry(
                    "search_traces",
                    List.of(
                            "{\"query\": \"refund\"}",
                            "{\"errors_only\": true}",
                            "{\"query\": \"refund\", \"drivers\": true}",
                            "{\"meaning\": \"money back\", \"drivers\": true}",
                            "{\"query\": \"zeppelin\"}",
                            "{\"meaning\": \"money back\"}",
                            "{\"min_cost_usd\": 0.035, \"tool\": \"find_order\"}",
                            "{\"filters\": [{\"property\": \"model\", \"operator\": \"like\", \"value\": \"x\"}]}")),
            Map.entry(
                    "get_trace",
                    List.of(
                            "{\"trace_id\": \"trace-refund-0\"}",
                            "{\"trace_id\": \"trace-refund-0\", \"find\": \"refund\"}",
                            "{\"trace_id\": \"trace-refund-0\", \"steps\": [2]}",
                            "{\"trace_id\": \"trace-refund-0\", \"from_line\": 2, \"to_line\": 4}",
                            "{\"trace_id\": \"trace-parcel-1\", \"summarize\": true}",
                            "{\"trace_id\": \"trace-hostile\"}",
                            "{\"trace_id\": \"nope\"}")),
            Map.entry(
                    "query_sql",
                    List.of(
                            "{\"sql\": \"SELECT event, count(*) AS n FROM events GROUP BY event ORDER BY event\"}",
                            "{\"sql\": \"DELETE FROM events\"}",
                            "{}")),
            Map.entry("import_traces", List.of("{}", "{\"paths\": [\"/no/such/file\"]}")),
            Map.entry("cancel_run", List.of("{}", "{\"run_id\": \"" + SmallStore.RUN + "\"}")),
            Map.entry(
                    "compare_runs",
                    List.of(
                            "{}",
                            "{\"before\": \"" + SmallStore.FORMER_RUN + "\", \"after\": \"" + SmallStore.FORMER_RUN
                                    + "\"}",
                            "{\"after\": \"" + SmallStore.FORMER_RUN + "\"}",
                            "{\"split_by\": \"2026-11-19T23:30:00Z\"}",
                            "{\"split_by\": \"2026-11-19T23:00:00Z/2026-11-19T23:30:00Z,2026-11-19T23:30:00Z/2026-11-20\"}",
                            "{\"split_by\": \"2026-11-19/2026-11-21,2026-11-20/2026-11-22\"}",
                            "{\"split_by\": \"phase of the moon\"}")),
            Map.entry(
                    "get_labeling_work",
                    List.of(
                            "{\"limit\": 1}",
                            "{\"cluster_ids\": [1]}",
                            "{\"cluster_ids\": [9]}",
                            "{\"rubric\": \"resolved\", \"limit\": 2}",
                            "{\"rubric\": \"mood\"}")),
            Map.entry(
                    "set_cluster_labels",
                    List.of(
                            "{}",
                            "{\"run_id\": \"" + SmallStore.FORMER_RUN
                                    + "\", \"labels\": [{\"cluster_id\": 0, \"title\":"
                                    + " \"Money back for orders\", \"description\": \"- wants money back\\n- order is"
                                    + " known\"}, {\"cluster_id\": 5, \"title\": \"Nothing of the kind\"}]}",
                            "{\"run_id\": \"" + SmallStore.FORMER_RUN
                                    + "\", \"labels\": [{\"cluster_id\": 1, \"title\":"
                                    + " \"Orders for money back\"}]}",
                            "{\"labels\": [{\"cluster_id\": 0, \"title\": \"Refunds\"}]}",
                            "{\"run_id\": \"" + SmallStore.FORMER_RUN
                                    + "\", \"scores\": [{\"item_id\": \"trace-refund-1\", \"rubric\": \"resolved\","
                                    + " \"score\": true, \"reason\": \"The order was found\"}, {\"item_id\":"
                                    + " \"trace-parcel-0\", \"rubric\": \"resolved\", \"score\": true, \"reason\":"
                                    + " \"It came\"}, {\"item_id\": \"trace-refund-0\", \"rubric\": \"resolved\","
                                    + " \"score\": \"maybe\", \"reason\": \"unclear\"}]}",
                            "{\"scores\": [{\"item_id\": \"trace-refund-1\", \"rubric\": \"resolved\", \"score\":"
                                    + " false}]}")));

    private TypicalCalls() {}

    static List<String> of(String tool) {
        return BY_TOOL.getOrDefault(tool, List.of());
    }
}
