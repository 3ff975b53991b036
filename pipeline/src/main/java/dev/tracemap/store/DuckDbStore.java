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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The store in one DuckDB file, `tracemap.duckdb`. One process at a time can have it open.
public final class DuckDbStore implements Store {
    static final Migrations MIGRATIONS = Migrations.ofResources(
            "migrations/duckdb",
            List.of(
                    "0001_foundation.sql",
                    "0002_labels.sql",
                    "0003_models.sql",
                    "0004_label_progress.sql",
                    "0005_layers.sql",
                    "0006_model_batches.sql",
                    "0007_jobs.sql",
                    "0008_scores.sql",
                    "0009_hierarchy.sql",
                    "0010_findings.sql",
                    "0011_taxonomy.sql",
                    "0012_drivers.sql",
                    "0013_monitors.sql",
                    "0014_assignment.sql",
                    "0015_stage_outcomes.sql"));

    private final DuckDb database;
    private final SqlSandbox sandbox;

    private DuckDbStore(DuckDb database) {
        this.database = database;
        this.sandbox = new SqlSandbox(new DuckDbQueries(database));
    }

    /// Opens the store in this directory, or creates both.
    ///
    /// @param clock dates the migrations
    /// @throws StoreException when the file is not ours, is of a newer version, or another process has it open
    public static DuckDbStore open(Path directory, InstantSource clock) {
        return open(directory, clock, MIGRATIONS);
    }

    static DuckDbStore open(Path directory, InstantSource clock, Migrations migrations) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DuckDb database = DuckDb.open(directory.toAbsolutePath().resolve("tracemap.duckdb"));
        try {
            database.write(connection -> {
                migrations.apply(new DuckDbMigrations(connection), clock.instant());
                return true;
            });
            return new DuckDbStore(database);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    DuckDb database() {
        return database;
    }

    @Override
    public Store forTeam(long teamId) {
        return new TeamStore(this, teamId, (sql, maxRows, timeLimit) -> sandbox.run(teamId, sql, maxRows, timeLimit));
    }

    @Override
    public Appended append(List<Event> events) {
        return database.write(connection -> EventTable.append(connection, events));
    }

    @Override
    public void replace(List<Event> events) {
        database.write(connection -> {
            EventTable.replace(connection, events);
            return true;
        });
    }

    @Override
    public Deleted delete(Deletion what) {
        return database.erase(connection -> Erasure.of(connection, what), Deleted::any);
    }

    @Override
    public Deleted deletable(Deletion what) {
        return database.rehearse(connection -> Erasure.of(connection, what));
    }

    @Override
    public Optional<Extent> extent(long teamId) {
        return database.read(connection -> ItemTable.extent(connection, teamId));
    }

    @Override
    public long count(ItemQuery query) {
        return database.read(connection -> ItemTable.count(connection, query));
    }

    @Override
    public List<ItemRef> items(ItemQuery query) {
        return database.read(connection -> ItemTable.items(connection, query));
    }

    @Override
    public List<Item> load(long teamId, List<ItemRef> items) {
        return database.read(connection -> ItemTable.load(connection, teamId, items));
    }

    @Override
    public Optional<Trace> trace(long teamId, String traceId) {
        return database.read(connection -> ItemTable.trace(connection, teamId, traceId));
    }

    @Override
    public Map<String, ItemDigest> digests(long teamId, List<ItemRef> items, String summarizer) {
        return database.read(connection -> DigestTable.find(connection, teamId, items, summarizer));
    }

    @Override
    public void saveDigests(long teamId, List<ItemDigest> digests, Instant now, @Nullable String runId) {
        database.write(connection -> {
            DigestTable.save(connection, teamId, digests, now, runId);
            return true;
        });
    }

    @Override
    public void saveModelUse(ModelUse use) {
        database.write(connection -> {
            ModelUseTable.save(connection, use);
            return true;
        });
    }

    @Override
    public List<ModelUse> modelUse(long teamId, Instant since) {
        return database.read(connection -> ModelUseTable.since(connection, teamId, since));
    }

    @Override
    public Map<String, float[]> vectors(String model, Collection<String> textHashes) {
        return database.read(connection -> VectorTable.find(connection, model, textHashes));
    }

    @Override
    public void saveVectors(String model, Map<String, float[]> byTextHash) {
        database.write(connection -> {
            VectorTable.save(connection, model, byTextHash);
            return true;
        });
    }

    @Override
    public void saveEmbeddings(
            long teamId, String documentType, String rendering, String model, Map<ItemRef, String> textHashes) {
        database.write(connection -> {
            VectorTable.saveItems(connection, teamId, documentType, rendering, model, textHashes);
            return true;
        });
    }

    @Override
    public void saveLabelProgress(String runId, ObjectNode progress) {
        database.write(connection -> {
            LabelProgressTable.save(connection, runId, progress);
            return true;
        });
    }

    @Override
    public Optional<ObjectNode> labelProgress(String runId) {
        return database.read(connection -> LabelProgressTable.find(connection, runId));
    }

    @Override
    public void saveOutcome(String runId, String stage, ObjectNode outcome) {
        database.write(connection -> {
            OutcomeTable.save(connection, runId, stage, outcome);
            return true;
        });
    }

    @Override
    public Map<String, ObjectNode> outcomes(String runId, String stage) {
        return database.read(connection -> OutcomeTable.of(connection, runId, stage));
    }

    @Override
    public void saveModelBatch(ModelBatch batch) {
        database.write(connection -> {
            ModelBatchTable.save(connection, batch);
            return true;
        });
    }

    @Override
    public List<ModelBatch> modelBatches(long teamId, String work) {
        return database.read(connection -> ModelBatchTable.of(connection, teamId, work));
    }

    @Override
    public void forgetModelBatch(long teamId, String fileId) {
        database.write(connection -> {
            ModelBatchTable.forget(connection, teamId, fileId);
            return true;
        });
    }

    @Override
    public Assigned assign(Assigning what, Centroids centroids, Map<String, Integer> clustered) {
        return AssignmentTable.assign(database, what, centroids, clustered);
    }

    @Override
    public List<ItemRef> unassigned(Assigning what, int limit) {
        return database.read(connection -> AssignmentTable.unassigned(connection, what, limit));
    }

    @Override
    public void saveRun(RunRecord run) {
        if (run.status() == RunRecord.Status.COMPLETE) {
            throw new IllegalArgumentException("run " + run.runId() + ": only completeRun makes a run complete");
        }
        database.write(connection -> {
            RunTable.save(connection, run);
            return true;
        });
    }

    @Override
    public void completeRun(RunRecord run, List<ClusterRecord> clusters, List<Membership> memberships, Event runEvent) {
        if (run.status() != RunRecord.Status.COMPLETE) {
            throw new IllegalArgumentException(
                    "run " + run.runId() + " is " + run.status().wire() + ", not complete");
        }
        database.write(connection -> {
            RunTable.complete(connection, run, clusters, memberships, runEvent);
            return true;
        });
    }

    @Override
    public Optional<RunRecord> run(long teamId, String runId) {
        return database.read(connection -> RunTable.find(connection, teamId, runId));
    }

    @Override
    public List<RunRecord> runs(long teamId, int limit) {
        return database.read(connection -> RunTable.list(connection, teamId, limit));
    }

    @Override
    public List<ClusterRecord> clusters(String runId) {
        return database.read(connection -> RunTable.clusters(connection, runId));
    }

    @Override
    public List<Membership> memberships(String runId, @Nullable Integer clusterId, int offset, int limit) {
        return database.read(connection -> RunTable.memberships(connection, runId, clusterId, offset, limit));
    }

    @Override
    public List<TraceCluster> clustersOfTrace(long teamId, String traceId) {
        return database.read(connection -> RunTable.ofTrace(connection, teamId, traceId));
    }

    @Override
    public int saveLabels(String runId, Map<Integer, Label> labels, NamedBy namedBy, Instant now) {
        return database.write(connection -> {
            int version = LabelTable.save(connection, runId, labels, namedBy, now);
            RunTable.relabel(connection, runId, labels);
            return version;
        });
    }

    @Override
    public List<LabelVersion> labelVersions(String runId) {
        return database.read(connection -> LabelTable.versions(connection, runId));
    }

    @Override
    public void saveScores(long teamId, List<Score> scores) {
        database.write(connection -> {
            ScoreTable.save(connection, teamId, scores);
            return true;
        });
    }

    @Override
    public List<Score> scores(long teamId, Rubric rubric, List<ItemRef> items) {
        return database.read(connection -> ScoreTable.find(connection, teamId, rubric, items));
    }

    @Override
    public void saveScoreRates(String runId, String rubric, List<ScoreRate> rates) {
        database.write(connection -> {
            ScoreTable.saveRates(connection, runId, rubric, rates);
            return true;
        });
    }

    @Override
    public List<ScoreRate> scoreRates(String runId) {
        return database.read(connection -> ScoreTable.rates(connection, runId));
    }

    @Override
    public void saveHierarchy(String runId, List<HierarchyNode> nodes) {
        database.write(connection -> {
            HierarchyTable.save(connection, runId, nodes);
            return true;
        });
    }

    @Override
    public List<HierarchyNode> hierarchy(String runId) {
        return database.read(connection -> HierarchyTable.list(connection, runId));
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
        return database.read(connection ->
                SimilarItems.find(connection, teamId, documentType, rendering, model, vector, among, limit));
    }

    @Override
    public void saveJob(JobRecord job) {
        database.write(connection -> {
            JobTable.save(connection, job);
            return true;
        });
    }

    @Override
    public boolean deleteJob(long teamId, String jobId) {
        return database.write(connection -> JobTable.delete(connection, teamId, jobId));
    }

    @Override
    public List<JobRecord> jobs(long teamId) {
        return database.read(connection -> JobTable.list(connection, teamId));
    }

    @Override
    public List<Long> teams() {
        return database.read(JobTable::teams);
    }

    @Override
    public void saveMark(ScheduleMark mark) {
        database.write(connection -> {
            JobTable.save(connection, mark);
            return true;
        });
    }

    @Override
    public List<ScheduleMark> marks(long teamId) {
        return database.read(connection -> JobTable.marks(connection, teamId));
    }

    @Override
    public void saveEdits(List<TaxonomyEdit> edits) {
        database.write(connection -> {
            TaxonomyTable.save(connection, edits);
            return true;
        });
    }

    @Override
    public List<TaxonomyEdit> edits(long teamId, @Nullable String runId) {
        return database.read(connection -> TaxonomyTable.list(connection, teamId, runId));
    }

    @Override
    public MonitorBook monitors() {
        return new MonitorTable(database);
    }

    @Override
    public List<MapPoint> mapPoints(RunRecord run) {
        return database.read(connection -> MapTable.points(connection, run));
    }

    @Override
    public List<ItemProperty> properties(long teamId, Level level, Collection<String> itemIds) {
        return database.read(
                connection -> PropertyRows.duckDb(teamId, level, itemIds).list(connection, PropertyRows::read));
    }

    @Override
    public void saveDrivers(String runId, List<Driver> drivers) {
        database.write(connection -> {
            DriverTable.save(connection, runId, drivers);
            return true;
        });
    }

    @Override
    public List<Driver> drivers(String runId) {
        return database.read(connection -> DriverTable.list(connection, runId));
    }

    @Override
    public List<Origin> origins(RunRecord run, String user, String tenant) {
        return database.read(connection ->
                Origins.of(new DuckDbFilterSql(), run, user, tenant).list(connection, Origins::origin));
    }

    @Override
    public List<Verdict> verdicts(RunRecord run) {
        return database.read(connection -> Verdicts.of(EventTable.COLUMNS, run).list(connection, Verdicts::read));
    }

    @Override
    public List<FindingCount> findings(RunRecord run) {
        return database.read(connection -> FindingTable.findings(connection, run));
    }

    @Override
    public List<ItemFigures> figures(RunRecord run) {
        return database.read(connection -> FindingTable.figures(connection, run));
    }

    @Override
    public List<ClusterConcern> concerns(RunRecord run) {
        return database.read(connection -> FindingTable.concerns(connection, run));
    }

    @Override
    public List<TraceRow> search(TraceSearch search) {
        return database.read(connection -> TraceSearchQuery.run(connection, search));
    }

    @Override
    public String schema() {
        return Resources.text("/dev/tracemap/store/duckdb.md") + Resources.text("/dev/tracemap/store/schema.md");
    }

    @Override
    public SqlResult query(String sql, int maxRows, Duration timeLimit) {
        return sandbox.run(null, sql, maxRows, timeLimit);
    }

    @Override
    public Matrix embeddings(long teamId, String documentType, String rendering, String model, List<String> itemIds) {
        return database.read(
                connection -> VectorTable.matrix(connection, teamId, documentType, rendering, model, itemIds));
    }

    @Override
    public void close() {
        sandbox.close();
        database.close();
    }
}
