package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.Joining;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.label.Label;
import dev.tracemap.lineage.Change;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.store.Store.NamedBy;
import dev.tracemap.store.TaxonomyEdit;
import dev.tracemap.store.TaxonomyEdit.Action;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What people change about the clusters of runs, and what became of it. Each run takes over the edits of the run
/// before it; an edit whose cluster is gone ends with a remark.
public final class Taxonomy {
    private static final int REMEMBERED = 1_000;
    private static final int LONGEST_TITLE = 100;
    private static final int LONGEST_NOTE = 2_000;

    private final Store store;
    private final InstantSource clock;

    public Taxonomy(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// What is asked for.
    ///
    /// @param clusters at least two for a merge, else one
    /// @param text the title for a rename, the text of a note; else not heeded
    public record Wish(Action action, List<Integer> clusters, String text, NamedBy madeBy) {
        public Wish {
            clusters = List.copyOf(clusters);
        }
    }

    /// An edit from the run it was made in to where it stands or ended.
    public record Entry(TaxonomyEdit first, TaxonomyEdit last) {}

    /// Makes an edit in a complete run, and in those that followed it.
    ///
    /// @throws IllegalArgumentException saying what to change
    public TaxonomyEdit edit(RunRecord run, Wish wish) {
        Map<Integer, ClusterRecord> clusters = new TreeMap<>();
        store.clusters(run.runId()).forEach(cluster -> clusters.put(cluster.clusterId(), cluster));
        List<Integer> ids = wish.clusters().stream().distinct().toList();
        check(run, wish.action(), ids, clusters);
        String text = text(wish, ids.getFirst(), clusters);
        List<TaxonomyEdit> standing = standing(run);
        List<TaxonomyEdit> changed = new ArrayList<>();
        int id = 1
                + store.edits(run.teamId(), null).stream()
                        .mapToInt(TaxonomyEdit::editId)
                        .max()
                        .orElse(0);
        for (TaxonomyEdit other : standing) {
            if (other.clusters().stream().anyMatch(ids::contains) && replaces(wish.action(), other.action())) {
                changed.add(other.ended(null, "replaced by edit " + id));
            }
        }
        TaxonomyEdit edit = new TaxonomyEdit(
                run.teamId(),
                id,
                run.runId(),
                wish.action(),
                ids,
                text,
                wish.madeBy(),
                clock.instant(),
                false,
                "",
                List.of());
        changed.add(edit);
        store.saveEdits(changed);
        if (wish.action() == Action.RENAME) {
            name(run, edit);
        }
        follow(run);
        return edit;
    }

    private static boolean replaces(Action action, Action other) {
        return (action == other && action != Action.NOTE) || (action.keepsTitle() && other.keepsTitle());
    }

    private static void check(RunRecord run, Action action, List<Integer> ids, Map<Integer, ClusterRecord> clusters) {
        for (int id : ids) {
            if (id < 0 || !clusters.containsKey(id)) {
                throw new IllegalArgumentException("run " + run.runId() + " has no cluster " + id
                        + " that can be edited; there are "
                        + clusters.keySet().stream().filter(each -> each >= 0).toList());
            }
        }
        if (action == Action.MERGE ? ids.size() < 2 : ids.size() != 1) {
            throw new IllegalArgumentException(
                    action == Action.MERGE
                            ? "merge takes two clusters or more: cluster_id, and the others in `with`"
                            : action.wire() + " takes one cluster");
        }
    }

    private static String text(Wish wish, int id, Map<Integer, ClusterRecord> clusters) {
        String text = wish.text().strip();
        return switch (wish.action()) {
            case PIN ->
                clusters.values().stream()
                        .filter(cluster -> cluster.clusterId() == id)
                        .findFirst()
                        .orElseThrow()
                        .title();
            case MERGE, SPLIT, IGNORE -> "";
            case NOTE -> limited("the note", text, LONGEST_NOTE);
            case RENAME -> {
                for (ClusterRecord cluster : clusters.values()) {
                    if (cluster.clusterId() != id && cluster.title().equalsIgnoreCase(text)) {
                        throw new IllegalArgumentException("cluster " + cluster.clusterId() + " is called \"" + text
                                + "\" already; choose another title, or merge the two");
                    }
                }
                yield limited("the title", text, LONGEST_TITLE);
            }
        };
    }

    private static String limited(String what, String text, int longest) {
        if (text.isEmpty() || text.length() > longest) {
            throw new IllegalArgumentException(
                    what + " has " + text.length() + " characters; give text with 1 to " + longest);
        }
        return text;
    }

    private void name(RunRecord run, TaxonomyEdit edit) {
        int id = edit.clusters().getFirst();
        store.clusters(run.runId()).stream()
                .filter(cluster -> cluster.clusterId() == id && !cluster.title().equals(edit.text()))
                .findFirst()
                .ifPresent(cluster -> store.saveLabels(
                        run.runId(),
                        Map.of(id, new Label(edit.text(), cluster.description())),
                        edit.madeBy(),
                        clock.instant()));
    }

    /// Ends an edit wherever it stands. What a run was made of does not change any more.
    ///
    /// @throws IllegalArgumentException where there is none, or it is over
    public TaxonomyEdit undo(long teamId, int editId, NamedBy by) {
        List<TaxonomyEdit> ended = store.edits(teamId, null).stream()
                .filter(edit -> edit.editId() == editId && !edit.over())
                .map(edit -> edit.ended(null, "undone by " + by.name().toLowerCase(Locale.ROOT)))
                .toList();
        if (ended.isEmpty()) {
            throw new IllegalArgumentException("there is no edit " + editId + " that stands; the log shows them");
        }
        store.saveEdits(ended);
        return ended.getLast();
    }

    /// The edits of a run that are not over, in the order in which they were made.
    public List<TaxonomyEdit> standing(RunRecord run) {
        return store.edits(run.teamId(), run.runId()).stream()
                .filter(edit -> !edit.over())
                .toList();
    }

    /// Ids of the clusters that are left out of lists.
    public Set<Integer> ignored(RunRecord run) {
        return standing(run).stream()
                .filter(edit -> edit.action() == Action.IGNORE)
                .flatMap(edit -> edit.clusters().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// All edits, the newest first.
    public List<Entry> log(long teamId) {
        Map<Integer, Entry> entries = new LinkedHashMap<>();
        for (TaxonomyEdit edit : store.edits(teamId, null)) {
            entries.merge(edit.editId(), new Entry(edit, edit), (known, next) -> new Entry(known.first(), next.last()));
        }
        return List.copyOf(entries.values()).reversed();
    }

    /// A run that is being made, with the edits of the run before it.
    ///
    /// @param clustering with the clusters that were merged as one
    /// @param titles that stay as they are, by cluster
    record Edited(Clustering clustering, List<TaxonomyEdit> edits, Map<Integer, String> titles) {
        /// The labels with the titles that stay; another cluster of the same title gives way.
        Map<Integer, Label> kept(Map<Integer, Label> labels) {
            Map<Integer, Label> all = new TreeMap<>(labels);
            all.replaceAll((id, label) -> titles.containsKey(id)
                    ? new Label(titles.getOrDefault(id, label.title()), label.description())
                    : titles.values().stream().anyMatch(label.title()::equalsIgnoreCase)
                            ? new Label(label.title() + " (other)", label.description())
                            : label);
            return all;
        }

        /// What a reader of the run must know.
        List<String> notes() {
            return edits.stream()
                    .filter(TaxonomyEdit::over)
                    .map(edit -> "edit " + edit.editId() + " (" + edit.action().wire()
                            + (edit.text().isEmpty() ? "" : " \"" + edit.text() + "\"") + ") has ended: "
                            + edit.remark())
                    .toList();
        }
    }

    /// @param ancestry by the clusters as they were found
    /// @param model of the vectors
    Edited carried(
            RunRecord run,
            Optional<Ancestry> ancestry,
            List<ItemDigest> digests,
            Clustering clustering,
            String model,
            Matrix vectors) {
        List<TaxonomyEdit> live =
                ancestry.map(before -> standing(before.before())).orElse(List.of());
        if (live.isEmpty()) {
            return new Edited(clustering, List.of(), Map.of());
        }
        Map<Integer, Integer> sizes = new TreeMap<>();
        clustering.groups().forEach(group -> sizes.put(group.id(), group.size()));
        Map<Integer, float[]> centroids = new TreeMap<>();
        Ancestry.snapshots(digests, clustering, vectors)
                .forEach(snapshot -> centroids.put(snapshot.id(), snapshot.centroid()));
        Carrying carrying = Carrying.of(
                live, new Carrying.Following(run.runId(), ancestry.orElseThrow().changes(), sizes, model, centroids));
        Joining.Joined joined = Joining.of(clustering, carrying.together());
        List<TaxonomyEdit> edits = carrying.placed(joined.now());
        return new Edited(joined.clustering(), edits, titles(edits));
    }

    private static Map<Integer, String> titles(List<TaxonomyEdit> edits) {
        Map<Integer, String> titles = new HashMap<>();
        edits.stream()
                .filter(edit -> !edit.over() && edit.action().keepsTitle())
                .forEach(edit -> titles.put(edit.clusters().getFirst(), edit.text()));
        return titles;
    }

    /// Brings the edits of a complete run into the complete runs that followed it and do not have them yet.
    void follow(RunRecord run) {
        List<RunRecord> later = store.runs(run.teamId(), REMEMBERED).stream()
                .filter(other -> other.status() == RunRecord.Status.COMPLETE
                        && other.inputs()
                                .path("lineage")
                                .path("previous_run_id")
                                .asText()
                                .equals(run.runId()))
                .sorted(Comparator.comparing(RunRecord::runId))
                .toList();
        for (RunRecord next : later) {
            if (catchUp(run, next)) {
                follow(next);
            }
        }
    }

    private boolean catchUp(RunRecord run, RunRecord next) {
        List<TaxonomyEdit> there = store.edits(next.teamId(), next.runId());
        Set<Integer> known = there.stream().map(TaxonomyEdit::editId).collect(Collectors.toSet());
        List<TaxonomyEdit> missing = standing(run).stream()
                .filter(edit -> !known.contains(edit.editId()))
                .toList();
        if (missing.isEmpty()) {
            return false;
        }
        Map<Integer, Integer> sizes = new TreeMap<>();
        store.clusters(next.runId()).stream()
                .filter(cluster -> cluster.clusterId() >= 0)
                .forEach(cluster -> sizes.put(cluster.clusterId(), cluster.size()));
        Carrying carrying = Carrying.of(
                missing,
                new Carrying.Following(next.runId(), changes(next.inputs().path("lineage")), sizes, "", Map.of()));
        List<TaxonomyEdit> all = new ArrayList<>(there);
        all.addAll(carrying.placed(Carrying.unmoved(sizes)));
        List<TaxonomyEdit> settled = Carrying.withoutRivals(all);
        store.saveEdits(settled);
        settled.stream()
                .filter(edit -> !edit.over() && edit.action() == Action.RENAME && !known.contains(edit.editId()))
                .forEach(edit -> name(next, edit));
        return true;
    }

    /// As [Ancestry#toJson] wrote them.
    static List<Change> changes(JsonNode lineage) {
        List<Change> changes = new ArrayList<>();
        lineage.path("continues")
                .forEach(one -> changes.add(new Change.Continues(
                        one.path("before").asInt(), one.path("after").asInt(), 1, Change.By.ITEMS)));
        lineage.path("split")
                .forEach(one -> changes.add(new Change.Split(one.path("before").asInt(), ids(one.path("after")))));
        lineage.path("merged")
                .forEach(one -> changes.add(new Change.Merged(
                        ids(one.path("before")), one.path("after").asInt())));
        lineage.path("new").forEach(one -> changes.add(new Change.New(one.asInt())));
        lineage.path("gone").forEach(one -> changes.add(new Change.Gone(one.asInt())));
        return changes;
    }

    private static List<Integer> ids(JsonNode list) {
        List<Integer> ids = new ArrayList<>();
        list.forEach(id -> ids.add(id.asInt()));
        return ids;
    }
}
