package dev.tracemap.run;

import dev.tracemap.lineage.Change;
import dev.tracemap.lineage.Lineage;
import dev.tracemap.store.TaxonomyEdit;
import dev.tracemap.store.TaxonomyEdit.Action;
import dev.tracemap.store.TaxonomyEdit.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Brings edits of one run into the run that follows it: where its clusters went, their edits go.
final class Carrying {
    /// Parts of a merge that were not seen for a while are still looked for, up to this many.
    private static final int MOST_PARTS = 8;

    private final Following next;
    private final Map<Integer, Set<Integer>> successors = new TreeMap<>();
    private final Map<Integer, List<Integer>> sources = new TreeMap<>();
    private final Set<Integer> fresh = new TreeSet<>();
    private final List<TaxonomyEdit> edits = new ArrayList<>();
    private final List<Set<Integer>> together = new ArrayList<>();

    /// The run that follows.
    ///
    /// @param sizes of its clusters by id, noise left out
    /// @param model of the embedding space of the centroids
    /// @param centroids by cluster; empty where they are not known
    record Following(
            String runId,
            List<Change> changes,
            Map<Integer, Integer> sizes,
            String model,
            Map<Integer, float[]> centroids) {}

    private Carrying(Following next) {
        this.next = next;
        for (Change change : next.changes()) {
            switch (change) {
                case Change.Continues one -> follows(one.before(), Set.of(one.after()));
                case Change.Split one -> follows(one.before(), one.after());
                case Change.Merged one -> one.before().forEach(before -> follows(before, Set.of(one.after())));
                case Change.New one -> fresh.add(one.after());
                case Change.Gone _ -> {}
            }
        }
    }

    private void follows(int before, Collection<Integer> after) {
        successors.put(before, new TreeSet<>(after));
        after.forEach(id -> sources.computeIfAbsent(id, _ -> new ArrayList<>()).add(before));
    }

    /// @param live edits of the run before that are not over
    static Carrying of(List<TaxonomyEdit> live, Following next) {
        Carrying carrying = new Carrying(next);
        Map<Integer, Set<Integer>> joined = new HashMap<>();
        live.stream().filter(edit -> edit.action() == Action.MERGE).forEach(edit -> {
            Set<Integer> targets = carrying.merged(edit);
            edit.clusters().forEach(cluster -> joined.put(cluster, targets));
        });
        Set<Integer> ignored = live.stream()
                .filter(edit -> edit.action() == Action.IGNORE)
                .flatMap(edit -> edit.clusters().stream())
                .collect(Collectors.toCollection(HashSet::new));
        live.stream()
                .filter(edit -> edit.action() != Action.MERGE)
                .forEach(edit -> carrying.carry(edit, joined, ignored));
        return carrying;
    }

    /// Clusters of the new run that a person wants to see as one.
    List<Set<Integer>> together() {
        return together;
    }

    private Set<Integer> merged(TaxonomyEdit edit) {
        Set<Integer> targets = new TreeSet<>();
        edit.clusters().forEach(cluster -> targets.addAll(successors.getOrDefault(cluster, Set.of())));
        for (int id : fresh) {
            if (edit.parts().stream().anyMatch(part -> isAt(part, id))) {
                targets.add(id);
            }
        }
        together.forEach(targets::removeAll);
        if (targets.isEmpty()) {
            edits.add(gone(edit));
            return targets;
        }
        together.add(targets);
        edits.add(edit.in(next.runId(), List.copyOf(targets), "", parts(edit, targets)));
        return targets;
    }

    private boolean isAt(Part part, int cluster) {
        float[] centroid = next.centroids().get(cluster);
        return centroid != null
                && part.model().equals(next.model())
                && Lineage.isSameTopic(floats(part.centroid()), centroid);
    }

    /// Where the parts lie now, and those that have not come back yet.
    private List<Part> parts(TaxonomyEdit edit, Set<Integer> targets) {
        List<Part> parts = new ArrayList<>();
        for (int id : targets) {
            float[] centroid = next.centroids().get(id);
            if (centroid != null) {
                parts.add(new Part(next.model(), list(centroid)));
            }
        }
        edit.parts().stream()
                .filter(part -> targets.stream().noneMatch(id -> isAt(part, id)))
                .forEach(parts::add);
        return parts.subList(0, Math.min(MOST_PARTS, parts.size()));
    }

    private void carry(TaxonomyEdit edit, Map<Integer, Set<Integer>> joined, Set<Integer> ignored) {
        Set<Integer> targets = new TreeSet<>();
        for (int cluster : edit.clusters()) {
            targets.addAll(
                    joined.containsKey(cluster) ? joined.get(cluster) : successors.getOrDefault(cluster, Set.of()));
        }
        if (targets.isEmpty()) {
            edits.add(gone(edit));
            return;
        }
        if (edit.action() == Action.IGNORE) {
            targets.removeIf(id -> !ignored.containsAll(sources.getOrDefault(id, List.of())));
            if (targets.isEmpty()) {
                edits.add(edit.ended(next.runId(), "it is now one cluster with others that are not ignored"));
                return;
            }
        }
        edits.add(edit.in(next.runId(), List.copyOf(targets), "", List.of()));
    }

    private TaxonomyEdit gone(TaxonomyEdit edit) {
        return edit.ended(
                next.runId(),
                "the cluster is gone: nothing in run " + next.runId() + " continues "
                        + edit.clusters().stream().map(String::valueOf).collect(Collectors.joining(", ")) + " of run "
                        + edit.runId());
    }

    /// The edits as they stand in the new run.
    ///
    /// @param now ids of the run's clusters by the ids that the changes speak of
    List<TaxonomyEdit> placed(int[] now) {
        Map<Integer, Integer> sizes = new TreeMap<>();
        next.sizes().forEach((id, size) -> sizes.merge(now[id], size, Integer::sum));
        List<TaxonomyEdit> placed = edits.stream()
                .map(edit -> edit.over() ? edit : placed(edit, now, sizes))
                .toList();
        return withoutRivals(placed);
    }

    static int[] unmoved(Map<Integer, Integer> sizes) {
        return IntStream.rangeClosed(
                        0, sizes.keySet().stream().max(Integer::compare).orElse(0))
                .toArray();
    }

    private TaxonomyEdit placed(TaxonomyEdit edit, int[] now, Map<Integer, Integer> sizes) {
        List<Integer> there =
                edit.clusters().stream().map(id -> now[id]).distinct().toList();
        return switch (edit.action()) {
            case MERGE -> {
                String what =
                        there.size() < edit.clusters().size() ? edit.clusters().size() + " clusters were made one" : "";
                yield edit.in(next.runId(), there, what, edit.parts());
            }
            case IGNORE -> edit.in(next.runId(), there, "", List.of());
            case RENAME, PIN, SPLIT, NOTE -> {
                int largest = there.stream()
                        .max(Comparator.comparingInt(id -> sizes.getOrDefault(id, 0)))
                        .orElseThrow();
                String what = there.size() > 1 ? "the cluster was split; this stays with the largest part" : "";
                yield edit.in(next.runId(), List.of(largest), what, List.of());
            }
        };
    }

    /// Of two titles for one cluster the later one stays.
    static List<TaxonomyEdit> withoutRivals(List<TaxonomyEdit> edits) {
        Map<Integer, TaxonomyEdit> named = new HashMap<>();
        edits.stream()
                .filter(edit -> !edit.over() && edit.action().keepsTitle())
                .sorted(Comparator.comparingInt(TaxonomyEdit::editId))
                .forEach(edit -> named.put(edit.clusters().getFirst(), edit));
        return edits.stream()
                .map(edit -> {
                    TaxonomyEdit rival = edit.over() || !edit.action().keepsTitle()
                            ? edit
                            : named.get(edit.clusters().getFirst());
                    return rival == null || rival.editId() == edit.editId()
                            ? edit
                            : edit.ended(
                                    edit.runId(),
                                    "the cluster has the title of edit " + rival.editId() + " now: " + rival.text());
                })
                .toList();
    }

    private static float[] floats(List<Float> list) {
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = list.get(i);
        }
        return floats;
    }

    private static List<Float> list(float[] floats) {
        List<Float> list = new ArrayList<>(floats.length);
        for (float value : floats) {
            list.add(value);
        }
        return list;
    }
}
