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

/// Where everything is kept. All methods may be called from several threads.
public interface Store extends AutoCloseable {

    /// This store as one team may use it: queries see the team's rows only, runs of others are unknown, and a call
    /// for another team is refused. Closing it closes nothing.
    Store forTeam(long teamId);

    /// Stores events; durable when it returns. An event whose team and uuid are there already, or came earlier in the
    /// list, is a duplicate and changes nothing; one with the same uuid but other content is counted as conflicting
    /// too.
    Appended append(List<Event> events);

    /// @param duplicates includes `conflicting`
    /// @param conflicting uuids that came again with other content; the first content stays
    record Appended(int stored, int duplicates, List<String> conflicting) {}

    /// Puts events in the place of those with the same team and uuid; durable when it returns.
    void replace(List<Event> events);

    /// Forgets captured events and all that was derived from them: summaries and their events, embeddings,
    /// vectors that stand for nothing else, places in runs and in run events, questions to models, and names of
    /// clusters that say what only deleted items said. A run keeps its other items; one without any goes. When
    /// this returns, it is durable, and the text is in none of the store's files.
    ///
    /// What reads items and writes about them must not be at work meanwhile. An event that is sent again is
    /// taken again.
    Deleted delete(Deletion what);

    /// What [#delete] would remove now; changes nothing.
    Deleted deletable(Deletion what);

    /// First and last timestamp of the team's captured events, absent on an empty store.
    Optional<Extent> extent(long teamId);

    record Extent(Instant first, Instant last, long events, long traces) {}

    /// How many items the query describes, before sampling.
    long count(ItemQuery query);

    /// The items, sampled when the query says so, in order of timestamp and id.
    List<ItemRef> items(ItemQuery query);

    /// Loads items with their spans, in the order asked; items whose events are gone are left out.
    List<Item> load(long teamId, List<ItemRef> items);

    /// Accepts a trace id with or without the hyphens of a UUID, or an unambiguous prefix of at least eight
    /// characters.
    Optional<Trace> trace(long teamId, String traceId);

    /// What was derived from these items at this revision by this summarizer, by item id.
    Map<String, ItemDigest> digests(long teamId, List<ItemRef> items, String summarizer);

    /// Stores what was derived, and one `$ai_trace_summary` or `$ai_generation_summary` event each.
    void saveDigests(long teamId, List<ItemDigest> digests, Instant now, @Nullable String runId);

    /// Books a call to a model.
    void saveModelUse(ModelUse use);

    /// What was used from this moment on, one row per work, stage and model, in order of these.
    List<ModelUse> modelUse(long teamId, Instant since);

    /// Vectors by text hash; absent ones are left out.
    Map<String, float[]> vectors(String model, Collection<String> textHashes);

    void saveVectors(String model, Map<String, float[]> byTextHash);

    /// Remembers which vector stands for which item in this document type and rendering.
    void saveEmbeddings(
            long teamId, String documentType, String rendering, String model, Map<ItemRef, String> textHashes);

    /// Keeps how far the naming of a run's clusters has come, in place of what was kept before. Forgotten once the
    /// run is over.
    void saveLabelProgress(String runId, ObjectNode progress);

    Optional<ObjectNode> labelProgress(String runId);

    /// Keeps what a stage of a run has made, or a part of it (`embed/3`), in the place of what was kept before.
    /// Forgotten once the run is over.
    void saveOutcome(String runId, String stage, ObjectNode outcome);

    /// What a stage and its parts have made, by their names; empty before.
    Map<String, ObjectNode> outcomes(String runId, String stage);

    /// Keeps a batch that a model server is working on, in the place of the one with the same file. Those of a run are
    /// forgotten once the run is over.
    void saveModelBatch(ModelBatch batch);

    /// In the order in which they were submitted.
    List<ModelBatch> modelBatches(long teamId, String work);

    void forgetModelBatch(long teamId, String fileId);

    /// Gives every item of the window that has an embedding of this kind, at its present revision, the nearest of
    /// the centroids, or none where it lies outside that one's radius: by one statement inside the engine. What was
    /// assigned for the run before is replaced. [#completeRun] makes memberships of it; a run that ends otherwise
    /// forgets it.
    ///
    /// @param clustered the clusters of items that have theirs already, -1 for noise
    Assigned assign(Assigning what, Centroids centroids, Map<String, Integer> clustered);

    /// Some of the items that [#assign] found no cluster for, drawn by the window's seed, in order of timestamp and
    /// id.
    List<ItemRef> unassigned(Assigning what, int limit);

    /// Inserts or replaces the run's row. A complete run is never changed again, and only [#completeRun] makes one.
    ///
    /// @throws IllegalArgumentException when the status is complete
    void saveRun(RunRecord run);

    /// Writes the finished run, its clusters, memberships and the run event in one transaction. A second call for the
    /// same run changes nothing.
    ///
    /// @throws IllegalArgumentException when the status is not complete
    void completeRun(RunRecord run, List<ClusterRecord> clusters, List<Membership> memberships, Event runEvent);

    Optional<RunRecord> run(long teamId, String runId);

    /// Newest first.
    List<RunRecord> runs(long teamId, int limit);

    /// Largest first, noise last.
    List<ClusterRecord> clusters(String runId);

    /// By cluster, then rank, then item id.
    List<Membership> memberships(String runId, @Nullable Integer clusterId, int offset, int limit);

    /// Every cluster of every run that holds the trace, newest run first.
    List<TraceCluster> clustersOfTrace(long teamId, String traceId);

    record TraceCluster(String runId, Level level, String itemId, int clusterId, String title) {}

    /// Replaces titles and descriptions of a complete run, in its run event too, and keeps what was before.
    ///
    /// @return the version these labels are; the names that the run itself gave are version 1
    int saveLabels(String runId, Map<Integer, Label> labels, NamedBy namedBy, Instant now);

    /// Who gave clusters their names: the run itself, a connected agent, or a person.
    enum NamedBy {
        RUN,
        AGENT,
        USER
    }

    /// Who named clusters of the run after it was complete, newest first; empty while the run's own names stand.
    List<LabelVersion> labelVersions(String runId);

    /// @param clusters ids of those named in this version
    record LabelVersion(int version, NamedBy namedBy, Instant at, List<Integer> clusters) {
        public LabelVersion {
            clusters = List.copyOf(clusters);
        }
    }

    /// Keeps judgements, in the place of those of the same item, revision, rubric, version and judge.
    void saveScores(long teamId, List<Score> scores);

    /// What was judged of these items at this revision by the rubric's present question, whoever judged; newest
    /// first.
    List<Score> scores(long teamId, Rubric rubric, List<ItemRef> items);

    /// Keeps what one rubric says about a run's clusters, in the place of what it said before, in the run event too.
    /// Forgotten when the run ends without being complete.
    void saveScoreRates(String runId, String rubric, List<ScoreRate> rates);

    /// By cluster, noise last, then rubric.
    List<ScoreRate> scoreRates(String runId);

    /// Keeps the broader groups over a run's clusters, in the place of those kept before. Forgotten when the run ends
    /// without being complete.
    void saveHierarchy(String runId, List<HierarchyNode> nodes);

    /// Coarsest first, then the largest first; empty for a run without any.
    List<HierarchyNode> hierarchy(String runId);

    /// Inserts a saved configuration, or replaces the one of its id.
    void saveJob(JobRecord job);

    /// Forgets it; its runs stay.
    ///
    /// @return false when there was none
    boolean deleteJob(long teamId, String jobId);

    /// Oldest first.
    List<JobRecord> jobs(long teamId);

    /// Teams that have sent anything or keep a job, ascending.
    List<Long> teams();

    /// Remembers what became of something that happens by the clock, in place of what was remembered before.
    void saveMark(ScheduleMark mark);

    List<ScheduleMark> marks(long teamId);

    /// Keeps edits as they stand in a run, in the place of the same edits there.
    void saveEdits(List<TaxonomyEdit> edits);

    /// Edits as they stand in a run, or, for null, in every run; by edit, then run id. Those of a run go with it.
    List<TaxonomyEdit> edits(long teamId, @Nullable String runId);

    /// Monitors and what they found.
    MonitorBook monitors();

    /// Every member of a run as the map draws it: by cluster, rank and item id.
    List<MapPoint> mapPoints(RunRecord run);

    /// An item's figures are those of its latest digest; its model is the first one it called.
    record MapPoint(
            double x,
            double y,
            int clusterId,
            Instant timestamp,
            @Nullable Double costUsd,
            @Nullable Double latencySeconds,
            boolean hasError,
            @Nullable String model) {}

    /// Short values of the events of these items, each once, in no order: properties one or two names deep
    /// (`tenant`, `$groups.company`); model, provider, user and seconds in each step as [Properties] names them.
    List<ItemProperty> properties(long teamId, Level level, Collection<String> itemIds);

    record ItemProperty(String itemId, String property, String value) {}

    /// Keeps what marks the clusters of a run, in the place of what was kept before. Forgotten when the run ends
    /// without being complete, and when items of it are deleted.
    void saveDrivers(String runId, List<Driver> drivers);

    /// By cluster, noise last; errors, then latency, then membership; the greatest effect first.
    List<Driver> drivers(String runId);

    /// Whose the items of a run are: the values that two properties of captured events have in them, each pair once.
    ///
    /// @param user `distinct_id`, or the name of a property; a dot goes one level down. `tenant` likewise
    List<Origin> origins(RunRecord run, String user, String tenant);

    /// @param key the item's id in a run over sessions, else the id of its trace
    record Origin(
            String key, @Nullable String user, @Nullable String tenant) {}

    /// What was said about the items of a run: feedback, metrics and evaluations, oldest first.
    List<Verdict> verdicts(RunRecord run);

    /// @param key the item's id in a run over sessions, else the id of its trace
    record Verdict(String key, Event event) {}

    /// In how many items of each cluster each kind of finding was made, noise last; clusters without any are left
    /// out.
    List<FindingCount> findings(RunRecord run);

    /// @param kind as [dev.tracemap.finding.FindingKind#wire] names it
    record FindingCount(int clusterId, String kind, long items) {}

    /// Every item of a run with its figures: by cluster, noise last, then rank and item id.
    List<ItemFigures> figures(RunRecord run);

    /// How much the items of each cluster should worry, by cluster, noise last.
    List<ClusterConcern> concerns(RunRecord run);

    /// @param concern 1 to 5, the mean over the items that were looked at; absent where none was
    /// @param users distinct ones whose traces are in the cluster, 0 where none is known
    record ClusterConcern(
            int clusterId, long items, @Nullable Double concern, long users) {

        /// Size by concern by users, where users are known: what to look at first.
        public double priority() {
            return items * (concern == null ? 1 : concern) * Math.max(1, users);
        }
    }

    List<TraceRow> search(TraceSearch search);

    /// @param words all must occur (case ignored) in title, span names, model or any property text; empty = any
    record TraceSearch(
            long teamId,
            List<String> words,
            List<Filter> filters,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String runId,
            @Nullable Integer clusterId,
            int offset,
            int limit) {}

    /// @param title of its summary, else its name
    record TraceRow(
            String traceId,
            String title,
            Instant timestamp,
            int events,
            @Nullable Double costUsd,
            @Nullable Double latencySeconds,
            boolean hasError,
            @Nullable String model,
            @Nullable String distinctId) {}

    /// The tables for whoever writes queries, and the dialect, in Markdown.
    String schema();

    /// Read-only SQL over the tables of the contract. Cannot reach files, settings, extensions or other databases.
    /// Sees the rows of all teams, or of the one that this store is for.
    ///
    /// @throws SqlRefused for anything but one query, and for what the engine rejects, with advice
    SqlResult query(String sql, int maxRows, Duration timeLimit);

    record SqlResult(List<String> columns, List<List<@Nullable Object>> rows, boolean truncated) {}

    /// Embeddings of a run's items in the space they were clustered from, rows in the order of the ids.
    ///
    /// @throws StoreException naming the first item that has none
    Matrix embeddings(long teamId, String documentType, String rendering, String model, List<String> itemIds);

    /// Items whose vectors point in nearly the same direction as the given one, the most alike first; ties by id.
    ///
    /// @param among which item ids may be found
    List<Similar> similar(
            long teamId,
            String documentType,
            String rendering,
            String model,
            float[] vector,
            Predicate<String> among,
            int limit);

    /// @param cosine -1 to 1
    record Similar(String itemId, double cosine) {}

    @Override
    void close();
}
