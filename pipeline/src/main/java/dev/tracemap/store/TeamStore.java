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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A store that holds one team's rows only, for whoever has it.
///
/// A call that names another team is a fault of the caller and thrown. A run of another team is answered as one that
/// was never there. Vectors are shared: each is known by the hash of its text, so who asks for one has the text.
final class TeamStore implements Store {
    private final Store all;
    private final long team;
    private final Queries queries;

    /// Answers SQL from the team's rows.
    interface Queries {
        SqlResult answer(String sql, int maxRows, Duration timeLimit);
    }

    TeamStore(Store all, long team, Queries queries) {
        this.all = all;
        this.team = team;
        this.queries = queries;
    }

    @Override
    public Store forTeam(long teamId) {
        own(teamId);
        return this;
    }

    @Override
    public Appended append(List<Event> events) {
        events.forEach(event -> own(event.teamId()));
        return all.append(events);
    }

    @Override
    public void replace(List<Event> events) {
        events.forEach(event -> own(event.teamId()));
        all.replace(events);
    }

    @Override
    public Deleted delete(Deletion what) {
        own(what.teamId());
        return all.delete(what);
    }

    @Override
    public Deleted deletable(Deletion what) {
        own(what.teamId());
        return all.deletable(what);
    }

    @Override
    public Optional<Extent> extent(long teamId) {
        return all.extent(own(teamId));
    }

    @Override
    public long count(ItemQuery query) {
        own(query.teamId());
        return all.count(query);
    }

    @Override
    public List<ItemRef> items(ItemQuery query) {
        own(query.teamId());
        return all.items(query);
    }

    @Override
    public List<Item> load(long teamId, List<ItemRef> items) {
        return all.load(own(teamId), items);
    }

    @Override
    public Optional<Trace> trace(long teamId, String traceId) {
        return all.trace(own(teamId), traceId);
    }

    @Override
    public Map<String, ItemDigest> digests(long teamId, List<ItemRef> items, String summarizer) {
        return all.digests(own(teamId), items, summarizer);
    }

    @Override
    public void saveDigests(long teamId, List<ItemDigest> digests, Instant now, @Nullable String runId) {
        all.saveDigests(own(teamId), digests, now, runId);
    }

    @Override
    public void saveModelUse(ModelUse use) {
        own(use.teamId());
        all.saveModelUse(use);
    }

    @Override
    public List<ModelUse> modelUse(long teamId, Instant since) {
        return all.modelUse(own(teamId), since);
    }

    @Override
    public Map<String, float[]> vectors(String model, Collection<String> textHashes) {
        return all.vectors(model, textHashes);
    }

    @Override
    public void saveVectors(String model, Map<String, float[]> byTextHash) {
        all.saveVectors(model, byTextHash);
    }

    @Override
    public void saveEmbeddings(
            long teamId, String documentType, String rendering, String model, Map<ItemRef, String> textHashes) {
        all.saveEmbeddings(own(teamId), documentType, rendering, model, textHashes);
    }

    @Override
    public void saveLabelProgress(String runId, ObjectNode progress) {
        all.saveLabelProgress(ownRun(runId), progress);
    }

    @Override
    public Optional<ObjectNode> labelProgress(String runId) {
        return has(runId) ? all.labelProgress(runId) : Optional.empty();
    }

    @Override
    public void saveOutcome(String runId, String stage, ObjectNode outcome) {
        all.saveOutcome(ownRun(runId), stage, outcome);
    }

    @Override
    public Map<String, ObjectNode> outcomes(String runId, String stage) {
        return has(runId) ? all.outcomes(runId, stage) : Map.of();
    }

    @Override
    public void saveModelBatch(ModelBatch batch) {
        own(batch.teamId());
        all.saveModelBatch(batch);
    }

    @Override
    public List<ModelBatch> modelBatches(long teamId, String work) {
        return all.modelBatches(own(teamId), work);
    }

    @Override
    public void forgetModelBatch(long teamId, String fileId) {
        all.forgetModelBatch(own(teamId), fileId);
    }

    @Override
    public Assigned assign(Assigning what, Centroids centroids, Map<String, Integer> clustered) {
        own(what.window().teamId());
        ownRun(what.runId());
        return all.assign(what, centroids, clustered);
    }

    @Override
    public List<ItemRef> unassigned(Assigning what, int limit) {
        own(what.window().teamId());
        return has(what.runId()) ? all.unassigned(what, limit) : List.of();
    }

    @Override
    public void saveRun(RunRecord run) {
        own(run.teamId());
        all.saveRun(run);
    }

    @Override
    public void completeRun(RunRecord run, List<ClusterRecord> clusters, List<Membership> memberships, Event runEvent) {
        own(run.teamId());
        own(runEvent.teamId());
        all.completeRun(run, clusters, memberships, runEvent);
    }

    @Override
    public Optional<RunRecord> run(long teamId, String runId) {
        return all.run(own(teamId), runId);
    }

    @Override
    public List<RunRecord> runs(long teamId, int limit) {
        return all.runs(own(teamId), limit);
    }

    @Override
    public List<ClusterRecord> clusters(String runId) {
        return has(runId) ? all.clusters(runId) : List.of();
    }

    @Override
    public List<Membership> memberships(String runId, @Nullable Integer clusterId, int offset, int limit) {
        return has(runId) ? all.memberships(runId, clusterId, offset, limit) : List.of();
    }

    @Override
    public List<TraceCluster> clustersOfTrace(long teamId, String traceId) {
        return all.clustersOfTrace(own(teamId), traceId);
    }

    @Override
    public int saveLabels(String runId, Map<Integer, Label> labels, NamedBy namedBy, Instant now) {
        return all.saveLabels(ownRun(runId), labels, namedBy, now);
    }

    @Override
    public List<LabelVersion> labelVersions(String runId) {
        return has(runId) ? all.labelVersions(runId) : List.of();
    }

    @Override
    public void saveScores(long teamId, List<Score> scores) {
        all.saveScores(own(teamId), scores);
    }

    @Override
    public List<Score> scores(long teamId, Rubric rubric, List<ItemRef> items) {
        return all.scores(own(teamId), rubric, items);
    }

    @Override
    public void saveScoreRates(String runId, String rubric, List<ScoreRate> rates) {
        all.saveScoreRates(ownRun(runId), rubric, rates);
    }

    @Override
    public List<ScoreRate> scoreRates(String runId) {
        return has(runId) ? all.scoreRates(runId) : List.of();
    }

    @Override
    public void saveHierarchy(String runId, List<HierarchyNode> nodes) {
        all.saveHierarchy(ownRun(runId), nodes);
    }

    @Override
    public List<HierarchyNode> hierarchy(String runId) {
        return has(runId) ? all.hierarchy(runId) : List.of();
    }

    @Override
    public void saveEdits(List<TaxonomyEdit> edits) {
        for (TaxonomyEdit edit : edits) {
            own(edit.teamId());
            ownRun(edit.runId());
        }
        all.saveEdits(edits);
    }

    @Override
    public List<TaxonomyEdit> edits(long teamId, @Nullable String runId) {
        return all.edits(own(teamId), runId);
    }

    @Override
    public void saveJob(JobRecord job) {
        own(job.teamId());
        all.saveJob(job);
    }

    @Override
    public boolean deleteJob(long teamId, String jobId) {
        return all.deleteJob(own(teamId), jobId);
    }

    @Override
    public List<JobRecord> jobs(long teamId) {
        return all.jobs(own(teamId));
    }

    @Override
    public List<Long> teams() {
        return all.teams().stream().filter(each -> each == team).toList();
    }

    @Override
    public void saveMark(ScheduleMark mark) {
        own(mark.teamId());
        all.saveMark(mark);
    }

    @Override
    public List<ScheduleMark> marks(long teamId) {
        return all.marks(own(teamId));
    }

    @Override
    public MonitorBook monitors() {
        return new TeamMonitors(all.monitors(), this::own);
    }

    @Override
    public List<MapPoint> mapPoints(RunRecord run) {
        own(run.teamId());
        return has(run.runId()) ? all.mapPoints(run) : List.of();
    }

    @Override
    public List<ItemProperty> properties(long teamId, Level level, Collection<String> itemIds) {
        return all.properties(own(teamId), level, itemIds);
    }

    @Override
    public void saveDrivers(String runId, List<Driver> drivers) {
        all.saveDrivers(ownRun(runId), drivers);
    }

    @Override
    public List<Driver> drivers(String runId) {
        return has(runId) ? all.drivers(runId) : List.of();
    }

    @Override
    public List<ItemFigures> figures(RunRecord run) {
        own(run.teamId());
        return has(run.runId()) ? all.figures(run) : List.of();
    }

    @Override
    public List<Origin> origins(RunRecord run, String user, String tenant) {
        own(run.teamId());
        return has(run.runId()) ? all.origins(run, user, tenant) : List.of();
    }

    @Override
    public List<Verdict> verdicts(RunRecord run) {
        own(run.teamId());
        return has(run.runId()) ? all.verdicts(run) : List.of();
    }

    @Override
    public List<FindingCount> findings(RunRecord run) {
        own(run.teamId());
        return has(run.runId()) ? all.findings(run) : List.of();
    }

    @Override
    public List<ClusterConcern> concerns(RunRecord run) {
        own(run.teamId());
        return has(run.runId()) ? all.concerns(run) : List.of();
    }

    @Override
    public List<TraceRow> search(TraceSearch search) {
        own(search.teamId());
        return search.runId() == null || has(search.runId()) ? all.search(search) : List.of();
    }

    @Override
    public String schema() {
        return all.schema();
    }

    @Override
    public SqlResult query(String sql, int maxRows, Duration timeLimit) {
        return queries.answer(sql, maxRows, timeLimit);
    }

    @Override
    public Matrix embeddings(long teamId, String documentType, String rendering, String model, List<String> itemIds) {
        return all.embeddings(own(teamId), documentType, rendering, model, itemIds);
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
        return all.similar(own(teamId), documentType, rendering, model, vector, among, limit);
    }

    /// Whoever opened the store closes it.
    @Override
    public void close() {}

    private long own(long teamId) {
        if (teamId != team) {
            throw new IllegalArgumentException("this store is team " + team + "'s and knows nothing of team " + teamId);
        }
        return teamId;
    }

    private boolean has(String runId) {
        return all.run(team, runId).isPresent();
    }

    private String ownRun(String runId) {
        if (!has(runId)) {
            throw new IllegalArgumentException("team " + team + " has no run " + runId);
        }
        return runId;
    }
}
