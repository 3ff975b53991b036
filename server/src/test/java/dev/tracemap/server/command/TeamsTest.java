package dev.tracemap.server.command;

import static dev.tracemap.server.command.TwoTeams.FIRST;
import static dev.tracemap.server.command.TwoTeams.PROJECT;
import static dev.tracemap.server.command.TwoTeams.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The first team tries to reach what is the second's: through every tool, every path and SQL.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TeamsTest {
    /// Stands in every text, name, model and user of the second team, and in nothing else.
    private static final String SEALED = "sealed";

    /// Places of its members in the run.
    private static final String FIRST_CLUSTER = "0,1,2,3,4,5,6,7,8,9,10,11";

    @SuppressWarnings("NullAway.Init")
    private TwoTeams teams;

    private String theirRun = "";
    private String ownRun = "";
    private String theirJob = "";

    @BeforeAll
    void fill(@TempDir Path directory) throws Exception {
        teams = new TwoTeams(directory);
        teams.bring(FIRST, "plain", 24);
        teams.bring(PROJECT, SEALED, 24);
        ownRun = cluster(FIRST);
        theirRun = cluster(SECOND);
        teams.call(SECOND, "set_cluster_labels", labels(theirRun, SEALED + " by the second team"));
        theirJob = teams.structured(
                        SECOND, "save_job", "{\"name\": \"Sealed job\", \"inputs\": {\"level\": \"session\"}}")
                .findPath("job_id")
                .asText();
        teams.call(FIRST, "save_job", "{\"name\": \"Own job\"}");
    }

    private String cluster(String key) throws Exception {
        JsonNode run = teams.structured(key, "run_clustering", "{\"wait_seconds\": 50}")
                .path("run");
        assertEquals("complete", run.path("status").asText(), run.toString());
        assertEquals(24, run.path("items").asInt(), run.toString());
        return run.path("run_id").asText();
    }

    private static String labels(String run, String title) {
        return "{\"run_id\": \"" + run + "\", \"labels\": [{\"cluster_id\": 0, \"title\": \"" + title
                + "\", \"description\": \"- " + title + "\\n- what they ask for\"}]}";
    }

    @AfterAll
    void close() {
        teams.close();
    }

    /// One way to ask, the same for whoever asks.
    private interface Way {
        String with(String key) throws IOException, InterruptedException;
    }

    /// @param telling whether its owner is told something by it
    private record Attempt(String what, boolean telling, Way way) {}

    private final List<Attempt> attempts = new ArrayList<>();

    /// `RUN`, `TRACE` and `JOB` stand for ids of the second team, `OWN` for a run of the first.
    private String filled(String text) {
        return text.replace("RUN", theirRun)
                .replace("TRACE", SEALED + "-trace-3")
                .replace("JOB", theirJob)
                .replace("OWN", ownRun);
    }

    private void tool(boolean telling, String name, String arguments) {
        attempts.add(new Attempt(name + " " + arguments, telling, key -> teams.call(key, name, filled(arguments))));
    }

    private void sql(String query) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("sql", query);
        tool(true, "query_sql", arguments.toString());
    }

    private void get(boolean telling, String path) {
        attempts.add(new Attempt("GET " + path, telling, key -> teams.send(key, "GET", filled(path), "")
                .body()));
    }

    private void read(String uri) {
        attempts.add(new Attempt(
                "resources/read " + uri,
                true,
                key -> teams.ask(
                        key,
                        "resources/read",
                        JsonNodeFactory.instance.objectNode().put("uri", filled(uri)))));
    }

    private void complete(String argument, String beginning) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.putObject("ref").put("type", "ref/resource").put("uri", "tracemap://traces/{trace_id}");
        attempts.add(new Attempt("completion of " + argument + " " + beginning, true, key -> {
            ObjectNode asked = params.deepCopy();
            asked.putObject("argument").put("name", argument).put("value", filled(beginning));
            return teams.ask(key, "completion/complete", asked);
        }));
    }

    private void listTools() {
        tool(true, "get_clusters", "{\"run_id\": \"RUN\"}");
        tool(true, "get_clusters", "{}");
        tool(true, "get_cluster", "{\"run_id\": \"RUN\", \"cluster_id\": 0}");
        tool(true, "get_cluster", "{\"cluster_id\": 0}");
        tool(true, "get_cluster", "{\"run_id\": \"RUN\", \"cluster_id\": 1}");
        tool(true, "get_cluster_metrics", "{\"run_id\": \"RUN\"}");
        tool(true, "show_cluster_map", "{\"run_id\": \"RUN\"}");
        tool(false, "get_run", "{\"run_id\": \"RUN\"}");
        tool(false, "get_run", "{\"run_id\": \"RUN\", \"wait_seconds\": 1}");
        tool(false, "list_runs", "{}");
        tool(false, "cancel_run", "{\"run_id\": \"RUN\"}");
        tool(false, "compare_runs", "{\"before\": \"RUN\", \"after\": \"RUN\"}");
        tool(false, "compare_runs", "{\"before\": \"OWN\", \"after\": \"RUN\"}");
        tool(true, "list_jobs", "{}");
        tool(true, "list_jobs", "{\"job_id\": \"JOB\"}");
        tool(true, "list_jobs", "{\"job_id\": \"Sealed job\"}");
        tool(false, "save_job", "{\"job_id\": \"JOB\", \"enabled\": false}");
        tool(false, "delete_job", "{\"job_id\": \"JOB\"}");
        tool(false, "run_clustering", "{\"job\": \"JOB\", \"wait_seconds\": 0, \"dry_run\": true}");
        tool(false, "run_clustering", "{\"scope\": {\"run_id\": \"RUN\", \"cluster_id\": 0}, \"dry_run\": true}");
        tool(true, "search_traces", "{}");
        tool(true, "search_traces", "{\"query\": \"" + SEALED + "\"}");
        tool(true, "search_traces", "{\"run_id\": \"RUN\", \"cluster_id\": 0}");
        tool(true, "search_traces", "{\"query\": \"RUN TRACE\", \"run_id\": \"RUN\"}");
        tool(true, "search_traces", "{\"meaning\": \"refund of a broken order\"}");
        tool(
                true,
                "search_traces",
                "{\"filters\": [{\"property\": \"trace_id\", \"operator\": \"icontains\", \"value\": \"-trace-\"}]}");
        tool(true, "search_traces", "{\"filters\": [{\"property\": \"$ai_model\", \"operator\": \"is_set\"}]}");
        tool(true, "get_trace", "{\"trace_id\": \"TRACE\"}");
        tool(true, "get_trace", "{\"trace_id\": \"" + SEALED + "-trace-\"}");
        tool(true, "get_labeling_work", "{\"run_id\": \"RUN\"}");
        tool(true, "get_labeling_work", "{\"run_id\": \"RUN\", \"cluster_ids\": [0]}");
        tool(false, "set_cluster_labels", labels("RUN", "taken over by others"));
        tool(false, "import_traces", "{\"paths\": [\"/no/such/folder\"]}");
        for (String of : List.of("points", "items", "drivers")) {
            tool(
                    !of.equals("drivers"),
                    "map_data",
                    "{\"of\": \"" + of + "\", \"run_id\": \"RUN\", \"cluster_id\": 0, \"indexes\": [" + FIRST_CLUSTER
                            + "]}");
        }
        tool(true, "map_data", "{\"of\": \"trace\", \"trace_id\": \"TRACE\"}");
    }

    private void listQueries() {
        sql("SELECT * FROM events");
        sql("SELECT DISTINCT trace_id, model FROM events WHERE team_id = 2 OR team_id = 1 ORDER BY trace_id DESC");
        sql("SELECT max(trace_id), max(distinct_id), max(model) FROM events");
        sql("SELECT string_agg(properties::VARCHAR, ' ') FROM events WHERE trace_id LIKE '" + SEALED + "%'");
        sql("SELECT title, run_id FROM clusters");
        sql("SELECT title FROM memberships ORDER BY title DESC");
        sql("SELECT title, summary FROM item_digests ORDER BY title DESC");
        sql("SELECT item_id FROM item_embeddings ORDER BY item_id DESC");
        sql("SELECT title FROM labels");
        sql("SELECT name FROM jobs");
        sql("SUMMARIZE events");
        sql("WITH runs AS (FROM runs) SELECT m.trace_id FROM memberships m JOIN runs USING (run_id)");
        sql("SELECT * FROM (FROM events UNION ALL FROM events) ORDER BY trace_id DESC");
        sql("SELECT v.text_hash, e.item_id FROM vectors v JOIN item_embeddings e USING (text_hash) ORDER BY 2 DESC");
    }

    private void listPaths() {
        get(true, "/api/points?run_id=RUN");
        get(true, "/api/items?run_id=RUN&indexes=0,1,2,3");
        get(true, "/api/trace?trace_id=TRACE");
        attempts.add(new Attempt("POST /api/drivers", false, key -> teams.send(
                        key,
                        "POST",
                        "/api/drivers",
                        filled("{\"run_id\": \"RUN\", \"indexes\": \"" + FIRST_CLUSTER + "\"}"))
                .body()));
        get(false, "/");
        get(false, "/runs/RUN");
        get(false, "/traces/TRACE");
        get(false, "/search");
        get(false, "/compare");
        get(false, "/jobs");
        get(false, "/healthz");
        read("tracemap://runs/latest");
        read("tracemap://runs/RUN");
        read("tracemap://runs/RUN/clusters/0");
        read("tracemap://runs/latest/clusters/0");
        read("tracemap://traces/TRACE");
        complete("trace_id", SEALED);
        complete("trace_id", "");
    }

    @Test
    void noAttemptReachesTheOtherTeam() throws Exception {
        listTools();
        listQueries();
        listPaths();
        assertTrue(attempts.size() >= 60, "attempts: " + attempts.size());
        for (Attempt attempt : attempts) {
            String answer = own(attempt.way().with(FIRST));
            assertFalse(answer.contains(SEALED), () -> attempt.what() + " tells " + answer);
            assertFalse(answer.contains("internal error"), () -> attempt.what() + ": " + answer);
        }
        List<String> silent = new ArrayList<>();
        for (Attempt attempt : attempts) {
            if (attempt.telling() && !tells(attempt.way().with(SECOND))) {
                silent.add(attempt.what());
            }
        }
        assertEquals(List.of(), silent, "attempts that would prove nothing, since their owner is told nothing either");
        theirsIsAsItWas();
    }

    /// Without what the question said itself.
    private String own(String answer) {
        return answer.toLowerCase(Locale.ROOT)
                .replace(theirJob, "")
                .replace(SEALED + "-trace-3", "")
                .replace("'" + SEALED, "")
                .replace("no job", "");
    }

    private static boolean tells(String answer) {
        return answer.toLowerCase(Locale.ROOT).contains(SEALED);
    }

    private void theirsIsAsItWas() throws Exception {
        JsonNode job = teams.structured(SECOND, "list_jobs", "{\"job_id\": \"" + theirJob + "\"}");
        assertTrue(job.findPath("enabled").asBoolean(), job.toString());
        JsonNode clusters = teams.structured(SECOND, "get_clusters", "{\"run_id\": \"" + theirRun + "\"}");
        assertFalse(clusters.toString().contains("taken over"), clusters.toString());
        assertTrue(clusters.toString().contains(SEALED + " by the second team"), clusters.toString());
        JsonNode run = teams.structured(SECOND, "get_run", "{\"run_id\": \"" + theirRun + "\"}");
        assertEquals("complete", run.at("/run/status").asText(), run.toString());
    }

    @Test
    void anotherTeamsRunIsNotKnown() throws Exception {
        String told = teams.call(FIRST, "get_run", "{\"run_id\": \"" + theirRun + "\"}");
        assertTrue(told.contains("there is no run"), told);
        String runs = teams.call(FIRST, "list_runs", "{}");
        assertTrue(runs.contains(ownRun) && !runs.contains(theirRun), runs);
    }

    @Test
    void nobodyComesInWithoutASecretKey() throws Exception {
        for (String key : List.of("", "guessed", PROJECT, "sha256:", "$NOBODY_SET_THIS_KEY")) {
            for (String path : List.of("/api/points?run_id=" + theirRun, "/api/trace?trace_id=t", "/metrics")) {
                assertEquals(401, teams.send(key, "GET", path, "").statusCode(), key + " " + path);
            }
            assertEquals(401, teams.send(key, "POST", "/mcp", "{}").statusCode(), key);
        }
        assertEquals(
                401,
                teams.send("guessed", "POST", "/batch/", "{\"api_key\": \"guessed\"}")
                        .statusCode());
    }

    @Test
    void aSessionIsKnownToItsTeamOnly() throws Exception {
        teams.call(SECOND, "list_runs", "{}");
        teams.call(FIRST, "list_runs", "{}");
        String body = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}";
        assertEquals(200, teams.sendIn(teams.session(SECOND), SECOND, body));
        assertEquals(404, teams.sendIn(teams.session(SECOND), FIRST, body));
    }

    @Test
    void onlyTheTeamThatRunsTheServerReadsItsFilesAndFigures() throws Exception {
        assertTrue(teams.call(SECOND, "import_traces", "{\"paths\": [\"/no/such/folder\"]}")
                .contains("only the team that runs"));
        assertEquals(403, teams.send(SECOND, "GET", "/metrics", "").statusCode());
        assertEquals(200, teams.send(FIRST, "GET", "/metrics", "").statusCode());
    }

    @Test
    void namesOfOthersInTheBodyOfADoorChangeNothing() throws Exception {
        teams.send(
                FIRST,
                "POST",
                "/batch/",
                "{\"api_key\": \"" + FIRST + "\", \"batch\": [{\"event\": \"$ai_generation\", \"uuid\": \"u-0\","
                        + " \"team_id\": 2, \"distinct_id\": \"x\", \"timestamp\": \"2026-11-20T10:00:00Z\","
                        + " \"properties\": {\"team_id\": 2, \"$ai_trace_id\": \"" + SEALED + "-trace-0\"}}]}");
        JsonNode theirs = teams.structured(
                SECOND,
                "query_sql",
                "{\"sql\": \"SELECT max(team_id), count(*) FROM events WHERE event = '$ai_generation'\"}");
        assertEquals("[2,24]", theirs.at("/rows/0").toString());
    }
}
