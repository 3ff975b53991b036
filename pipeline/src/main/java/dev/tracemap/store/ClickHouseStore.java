package dev.tracemap.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Centroids;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.insight.Driver;
import dev.tracemap.label.Label;
import dev.tracemap.score.Rubric;
import dev.tracemap.score.Score;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import dev.tracemap.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The store in one database of a ClickHouse server or cluster. Several programs may use it at a time.
public final class ClickHouseStore implements Store {
    static final Migrations MIGRATIONS = Migrations.ofResources(
            "migrations/clickhouse",
            List.of(
                    "0001_foundation.sql",
                    "0002_layers.sql",
                    "0003_jobs.sql",
                    "0004_model_batches.sql",
                    "0005_scores.sql",
                    "0006_deletion.sql",
                    "0007_hierarchy.sql",
                    "0008_findings.sql",
                    "0009_taxonomy.sql",
                    "0010_drivers.sql",
                    "0011_monitors.sql",
                    "0012_assignment.sql",
                    "0013_stage_outcomes.sql"));

    private final ClickHouse database;
    private final SqlSandbox sandbox;

    private ClickHouseStore(ClickHouse database) {
        this.database = database;
        this.sandbox = new SqlSandbox(new ClickHouseQueries(database));
    }

    /// Opens the store at this address, or creates it.
    ///
    /// @param clock dates the migrations
    /// @throws StoreException when the server cannot be reached, refuses, or holds a newer version
    public static ClickHouseStore open(ClickHouseAddress address, @Nullable String password, InstantSource clock) {
        ClickHouse database = ClickHouse.open(address, password);
        try {
            database.with(connection -> {
                MIGRATIONS.apply(new ClickHouseMigrations(connection, address), clock.instant());
                return true;
            });
            return new ClickHouseStore(database);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    ClickHouse database() {
        return database;
    }

    @Override
    public Store forTeam(long teamId) {
        return new TeamStore(this, teamId, (sql, maxRows, timeLimit) -> sandbox.run(teamId, sql, maxRows, timeLimit));
    }

    @Override
    public Appended append(List<Event> events) {
        return database.with(
                connection -> ClickHouseEvents.append(connection, events, database.nextVersion(connection)));
    }

    @Override
    public void replace(List<Event> events) {
        database.with(connection -> {
            ClickHouseEvents.replace(connection, events, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public Deleted delete(Deletion what) {
        return database.with(connection -> new ClickHouseErasure(database, connection, what).delete());
    }

    @Override
    public Deleted deletable(Deletion what) {
        return database.with(connection -> new ClickHouseErasure(database, connection, what).count());
    }

    @Override
    public Optional<Extent> extent(long teamId) {
        return database.with(connection -> ClickHouseItems.extent(connection, teamId));
    }

    @Override
    public long count(ItemQuery query) {
        return database.with(connection -> ClickHouseItems.count(connection, query));
    }

    @Override
    public List<ItemRef> items(ItemQuery query) {
        return database.with(connection -> ClickHouseItems.items(connection, query));
    }

    @Override
    public List<Item> load(long teamId, List<ItemRef> items) {
        return database.with(connection -> ClickHouseItems.load(connection, teamId, items));
    }

    @Override
    public Optional<Trace> trace(long teamId, String traceId) {
        return database.with(connection -> ClickHouseItems.trace(connection, teamId, traceId));
    }

    @Override
    public Map<String, ItemDigest> digests(long teamId, List<ItemRef> items, String summarizer) {
        return database.with(connection -> ClickHouseDerived.digests(connection, teamId, items, summarizer));
    }

    @Override
    public void saveDigests(long teamId, List<ItemDigest> digests, Instant now, @Nullable String runId) {
        database.with(connection -> {
            ClickHouseDerived.saveDigests(connection, teamId, digests, now, runId, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public void saveModelUse(ModelUse use) {
        database.with(connection -> {
            ClickHouseDerived.saveModelUse(connection, use, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public List<ModelUse> modelUse(long teamId, Instant since) {
        return database.with(connection -> ClickHouseDerived.modelUse(connection, teamId, since));
    }

    @Override
    public Map<String, float[]> vectors(String model, Collection<String> textHashes) {
        return database.with(connection -> ClickHouseVectors.find(connection, model, textHashes));
    }

    @Override
    public void saveVectors(String model, Map<String, float[]> byTextHash) {
        database.with(connection -> {
            ClickHouseVectors.save(connection, model, byTextHash, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public void saveEmbeddings(
            long teamId, String documentType, String rendering, String model, Map<ItemRef, String> textHashes) {
        database.with(connection -> {
            ClickHouseVectors.saveItems(
                    connection, teamId, documentType, rendering, model, textHashes, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public void saveLabelProgress(String runId, ObjectNode progress) {
        database.with(connection -> {
            ClickHouseRuns.saveProgress(connection, runId, progress, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public Optional<ObjectNode> labelProgress(String runId) {
        return database.with(connection -> ClickHouseRuns.progress(connection, runId));
    }

    @Override
    public void saveOutcome(String runId, String stage, ObjectNode outcome) {
        database.with(connection -> {
            OutcomeTable.saveToClickHouse(connection, runId, stage, outcome, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public Map<String, ObjectNode> outcomes(String runId, String stage) {
        return database.with(connection -> OutcomeTable.of(connection, runId, stage));
    }

    @Override
    public void saveModelBatch(ModelBatch batch) {
        database.with(connection -> {
            ClickHouseBatches.save(connection, batch, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public List<ModelBatch> modelBatches(long teamId, String work) {
        return database.with(connection -> ClickHouseBatches.of(connection, teamId, work));
    }

    @Override
    public void forgetModelBatch(long teamId, String fileId) {
        database.with(connection -> {
            ClickHouseBatches.forget(connection, teamId, fileId);
            return true;
        });
    }

    @Override
    public Assigned assign(Assigning what, Centroids centroids, Map<String, Integer> clustered) {
        return database.with(connection ->
                ClickHouseAssignments.assign(connection, what, centroids, clustered, database.nextVersion(connection)));
    }

    @Override
    public List<ItemRef> unassigned(Assigning what, int limit) {
        return database.with(connection -> ClickHouseAssignments.unassigned(connection, what, limit));
    }

    @Override
    public void saveRun(RunRecord run) {
        if (run.status() == RunRecord.Status.COMPLETE) {
            throw new IllegalArgumentException("run " + run.runId() + ": only completeRun makes a run complete");
        }
        database.with(connection -> {
            ClickHouseRuns.save(connection, run, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public void completeRun(RunRecord run, List<ClusterRecord> clusters, List<Membership> memberships, Event runEvent) {
        if (run.status() != RunRecord.Status.COMPLETE) {
            throw new IllegalArgumentException(
                    "run " + run.runId() + " is " + run.status().wire() + ", not complete");
        }
        database.with(connection -> {
            ClickHouseRuns.complete(connection, run, clusters, memberships, runEvent, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public Optional<RunRecord> run(long teamId, String runId) {
        return database.with(connection -> ClickHouseRuns.find(connection, teamId, runId));
    }

    @Override
    public List<RunRecord> runs(long teamId, int limit) {
        return database.with(connection -> ClickHouseRuns.list(connection, teamId, limit));
    }

    @Override
    public List<ClusterRecord> clusters(String runId) {
        return database.with(connection -> ClickHouseRuns.clusters(connection, runId));
    }

    @Override
    public List<Membership> memberships(String runId, @Nullable Integer clusterId, int offset, int limit) {
        return database.with(connection -> ClickHouseRuns.memberships(connection, runId, clusterId, offset, limit));
    }

    @Override
    public List<TraceCluster> clustersOfTrace(long teamId, String traceId) {
        return database.with(connection -> ClickHouseRuns.ofTrace(connection, teamId, traceId));
    }

    @Override
    public int saveLabels(String runId, Map<Integer, Label> labels, NamedBy namedBy, Instant now) {
        return database.with(connection ->
                ClickHouseLabels.save(connection, runId, labels, namedBy, now, database.nextVersion(connection)));
    }

    @Override
    public List<LabelVersion> labelVersions(String runId) {
        return database.with(connection -> ClickHouseLabels.versions(connection, runId));
    }

    @Override
    public void saveScores(long teamId, List<Score> scores) {
        database.with(connection -> {
            ClickHouseScores.save(connection, teamId, scores, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public List<Score> scores(long teamId, Rubric rubric, List<ItemRef> items) {
        return database.with(connection -> ClickHouseScores.find(connection, teamId, rubric, items));
    }

    @Override
    public void saveScoreRates(String runId, String rubric, List<ScoreRate> rates) {
        database.with(connection -> {
            ClickHouseScores.saveRates(connection, runId, rubric, rates, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public List<ScoreRate> scoreRates(String runId) {
        return database.with(connection -> ClickHouseScores.rates(connection, runId));
    }

    @Override
    public void saveHierarchy(String runId, List<HierarchyNode> nodes) {
        database.with(connection -> {
            ClickHouseRuns.saveHierarchy(connection, runId, nodes, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public List<HierarchyNode> hierarchy(String runId) {
        return database.with(connection -> ClickHouseRuns.hierarchy(connection, runId));
    }

    @Override
    public List<Similar> similar(
            long teamId,
            String documentType,
            String rendering,
            String model,
            float[] vector,
            Predicate<String> among,
            int limit) {
        return database.with(connection ->
                ClickHouseVectors.similar(connection, teamId, documentType, rendering, model, vector, among, limit));
    }

    @Override
    public void saveEdits(List<TaxonomyEdit> edits) {
        database.with(connection -> {
            ClickHouseTaxonomy.save(connection, edits, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public List<TaxonomyEdit> edits(long teamId, @Nullable String runId) {
        return database.with(connection -> ClickHouseTaxonomy.list(connection, teamId, runId));
    }

    @Override
    public MonitorBook monitors() {
        return new ClickHouseMonitors(database);
    }

    @Override
    public List<MapPoint> mapPoints(RunRecord run) {
        return database.with(connection -> ClickHouseMap.points(connection, run));
    }

    @Override
    public List<ItemProperty> properties(long teamId, Level level, Collection<String> itemIds) {
        return database.with(
                connection -> PropertyRows.clickHouse(teamId, level, itemIds).list(connection, PropertyRows::read));
    }

    @Override
    public void saveDrivers(String runId, List<Driver> drivers) {
        database.with(connection -> {
            DriverTable.save(connection, runId, drivers, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public List<Driver> drivers(String runId) {
        return database.with(connection -> DriverTable.list(connection, runId));
    }

    @Override
    public List<FindingCount> findings(RunRecord run) {
        return database.with(connection -> ClickHouseFindings.findings(connection, run));
    }

    @Override
    public List<ItemFigures> figures(RunRecord run) {
        return database.with(connection -> ClickHouseFindings.figures(connection, run));
    }

    @Override
    public List<ClusterConcern> concerns(RunRecord run) {
        return database.with(connection -> ClickHouseFindings.concerns(connection, run));
    }

    @Override
    public void saveJob(JobRecord job) {
        database.with(connection -> {
            ClickHouseJobs.save(connection, job, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public boolean deleteJob(long teamId, String jobId) {
        return database.with(connection -> ClickHouseJobs.delete(connection, teamId, jobId));
    }

    @Override
    public List<JobRecord> jobs(long teamId) {
        return database.with(connection -> ClickHouseJobs.list(connection, teamId));
    }

    @Override
    public List<Long> teams() {
        return database.with(ClickHouseJobs::teams);
    }

    @Override
    public void saveMark(ScheduleMark mark) {
        database.with(connection -> {
            ClickHouseJobs.save(connection, mark, database.nextVersion(connection));
            return true;
        });
    }

    @Override
    public List<ScheduleMark> marks(long teamId) {
        return database.with(connection -> ClickHouseJobs.marks(connection, teamId));
    }

    @Override
    public List<Origin> origins(RunRecord run, String user, String tenant) {
        return database.with(connection ->
                Origins.of(new ClickHouseFilterSql(), run, user, tenant).list(connection, Origins::origin));
    }

    @Override
    public List<Verdict> verdicts(RunRecord run) {
        return database.with(
                connection -> Verdicts.of(ClickHouseEvents.COLUMNS, run).list(connection, Verdicts::read));
    }

    @Override
    public List<TraceRow> search(TraceSearch search) {
        return database.with(connection -> ClickHouseSearch.run(connection, search));
    }

    @Override
    public String schema() {
        return Resources.text("/dev/tracemap/store/clickhouse.md") + Resources.text("/dev/tracemap/store/schema.md");
    }

    @Override
    public SqlResult query(String sql, int maxRows, Duration timeLimit) {
        return sandbox.run(null, sql, maxRows, timeLimit);
    }

    @Override
    public Matrix embeddings(long teamId, String documentType, String rendering, String model, List<String> itemIds) {
        return database.with(
                connection -> ClickHouseVectors.matrix(connection, teamId, documentType, rendering, model, itemIds));
    }

    @Override
    public void close() {
        sandbox.close();
        database.close();
    }
}
