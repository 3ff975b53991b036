package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.UnitRows;
import dev.tracemap.embedding.DocumentType;
import dev.tracemap.run.Tails.Tail;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemFigures;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What clustering cannot see: small groups among what fits nowhere, figures far out, and items unlike everything
/// else.
///
/// Worked out from what is stored when it is asked for, so it knows of every deletion and costs a run nothing;
/// [RareLanes] keeps it.
/// Noise, loose members and tiny clusters are clustered again with smaller sizes; each item stands in one row at
/// most.
public final class RareLane {
    /// Members at most this sure of their cluster are looked at again.
    private static final double LOOSE = 0.3;
    /// As many items as that are looked at again, noise first.
    private static final int MOST_LEFT = 3_000;
    /// Members that tell what a cluster is like.
    private static final int SAMPLE = 40;
    /// A cluster of less than this share is tiny.
    private static final double TINY = 0.003;
    /// A group nearer than that belongs to the fringe of a cluster.
    private static final double APART = 0.25;
    /// Less isolated items are not worth a row of their own.
    private static final double LONELY = 0.5;
    private static final double LEAST_SEVERITY_OF_A_TAIL = 2;

    private final List<ItemFigures> items;
    private final Map<Integer, String> titles;
    private final Map<Integer, List<Tail>> tails;
    private final Set<Integer> placed = new HashSet<>();
    private final List<RareRow> rows = new ArrayList<>();

    private RareLane(List<ItemFigures> items, Map<Integer, String> titles) {
        this.items = items;
        this.titles = titles;
        this.tails =
                Tails.of(items).stream().collect(Collectors.groupingBy(Tail::item, TreeMap::new, Collectors.toList()));
    }

    /// @param run complete
    /// @return the rarest and worst first
    public static List<RareRow> of(Store store, RunRecord run) {
        Map<Integer, String> titles = store.clusters(run.runId()).stream()
                .collect(Collectors.toMap(ClusterRecord::clusterId, ClusterRecord::title));
        return of(
                store.figures(run),
                titles,
                ids -> store.embeddings(
                        run.teamId(),
                        DocumentType.of(run.level()).wire(),
                        RunComparison.rendering(run),
                        RunComparison.model(run),
                        ids));
    }

    /// @param items by cluster, the most typical first
    /// @param titles of the clusters
    /// @param vectors of items by id, in their order; a [StoreException] leaves only the figures to go by
    static List<RareRow> of(
            List<ItemFigures> items, Map<Integer, String> titles, Function<List<String>, Matrix> vectors) {
        RareLane lane = new RareLane(items, titles);
        try {
            lane.outskirts(vectors);
        } catch (StoreException e) {
            // The vectors of deleted items are gone.
            lane.placed.clear();
            lane.rows.clear();
        }
        lane.tails();
        return lane.rows.stream()
                .sorted(Comparator.comparingDouble(RareRow::score)
                        .reversed()
                        .thenComparing(row -> row.items().getFirst().itemId()))
                .toList();
    }

    private void outskirts(Function<List<String>, Matrix> vectors) {
        Map<Integer, List<Integer>> clusters = IntStream.range(0, items.size())
                .boxed()
                .filter(item -> items.get(item).clusterId() >= 0)
                .collect(Collectors.groupingBy(item -> items.get(item).clusterId(), TreeMap::new, Collectors.toList()));
        double tiny = TINY * items.size();
        Map<Integer, Matrix> sample = new TreeMap<>();
        clusters.forEach((cluster, members) -> {
            if (members.size() > tiny) {
                sample.put(
                        cluster,
                        UnitRows.of(vectors.apply(ids(spread(members)))).rows());
            }
        });
        int[] left = left(clusters, tiny);
        if (left.length == 0 || sample.isEmpty()) {
            return;
        }
        Outskirts outskirts = new Outskirts(sample);
        Matrix unit = UnitRows.of(vectors.apply(ids(IntStream.of(left).boxed().toList())))
                .rows();
        for (List<Integer> group : outskirts.groups(unit)) {
            group(group, left, unit, outskirts);
        }
        for (int row = 0; row < left.length; row++) {
            Outskirts.Place place = outskirts.place(unit, row);
            if (items.get(left[row]).clusterId() < 0 && !placed.contains(left[row]) && place.isolation() >= LONELY) {
                add(RareRow.Kind.ALONE, "unlike everything else" + nearest(place.cluster()), List.of(left[row]), place);
            }
        }
    }

    /// Noise first, then the loosest members; the rest is dropped beyond a limit.
    private int[] left(Map<Integer, List<Integer>> clusters, double tiny) {
        return IntStream.range(0, items.size())
                .boxed()
                .filter(item -> isLeft(items.get(item), clusters, tiny))
                .sorted(Comparator.<Integer>comparingDouble(item -> sureness(items.get(item)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST_LEFT)
                .sorted()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static boolean isLeft(ItemFigures item, Map<Integer, List<Integer>> clusters, double tiny) {
        return sureness(item) <= LOOSE
                || clusters.getOrDefault(item.clusterId(), List.of()).size() <= tiny;
    }

    private static double sureness(ItemFigures item) {
        Double probability = item.probability();
        return item.clusterId() < 0 || probability == null ? -1 : probability;
    }

    private void group(List<Integer> group, int[] left, Matrix unit, Outskirts outskirts) {
        List<Outskirts.Place> places =
                group.stream().map(row -> outskirts.place(unit, row)).toList();
        double isolation = places.stream()
                .mapToDouble(Outskirts.Place::isolation)
                .average()
                .orElse(0);
        if (isolation < APART) {
            return;
        }
        List<Integer> members = group.stream().map(row -> left[row]).toList();
        int nearest = places.getFirst().cluster();
        add(
                RareRow.Kind.GROUP,
                members.size() + " alike among themselves and unlike every cluster" + nearest(nearest),
                members,
                new Outskirts.Place(nearest, isolation));
    }

    /// Of one cluster and with the same figure far out: one row.
    private void tails() {
        Map<String, List<Tail>> together = new LinkedHashMap<>();
        tails.forEach((item, of) -> {
            if (!placed.contains(item)) {
                Tail worst =
                        of.stream().max(Comparator.comparingDouble(Tail::z)).orElseThrow();
                together.computeIfAbsent(items.get(item).clusterId() + " " + worst.measure(), _ -> new ArrayList<>())
                        .add(worst);
            }
        });
        together.values().forEach(same -> {
            List<Tail> worstFirst = same.stream()
                    .sorted(Comparator.comparingDouble(Tail::z).reversed().thenComparingInt(Tail::item))
                    .toList();
            Tail worst = worstFirst.getFirst();
            int cluster = items.get(worst.item()).clusterId();
            add(
                    RareRow.Kind.TAIL,
                    (worstFirst.size() > 1 ? worstFirst.size() + " with " + worst.measure() + " far out, up to " : "")
                            + worst.words()
                            + in(cluster),
                    worstFirst.stream().map(Tail::item).toList(),
                    new Outskirts.Place(cluster, worst.z() / (worst.z() + Tails.LIMIT)));
        });
    }

    private void add(RareRow.Kind kind, String reason, List<Integer> members, Outskirts.Place place) {
        placed.addAll(members);
        List<ItemFigures> figures = members.stream().map(items::get).toList();
        double concern = figures.stream()
                .mapToInt(item -> item.concern() == null ? 1 : item.concern())
                .average()
                .orElse(1);
        boolean far = members.stream().filter(tails::containsKey).count() * 2 >= members.size();
        double severity = far ? Math.max(LEAST_SEVERITY_OF_A_TAIL, concern) : concern;
        double size = kind == RareRow.Kind.GROUP ? 1 + Math.log(members.size()) / Math.log(2) : 1;
        rows.add(new RareRow(
                kind,
                reason + (kind == RareRow.Kind.TAIL ? "" : tailWords(members)) + findings(figures),
                figures,
                place.cluster(),
                place.isolation(),
                severity,
                place.isolation() * severity * size));
    }

    private String tailWords(List<Integer> members) {
        return members.stream()
                .filter(tails::containsKey)
                .flatMap(item -> tails.getOrDefault(item, List.of()).stream())
                .max(Comparator.comparingDouble(Tail::z))
                .map(tail -> "; " + tail.words())
                .orElse("");
    }

    /// The two most frequent kinds of finding.
    private static String findings(List<ItemFigures> figures) {
        Map<String, Long> kinds = figures.stream()
                .flatMap(item -> item.findings().stream())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return kinds.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(2)
                .map(kind -> "; " + kind.getKey() + (figures.size() > 1 ? " in " + kind.getValue() : ""))
                .collect(Collectors.joining());
    }

    private String nearest(int cluster) {
        return cluster < 0 ? "" : "; nearest is " + cluster + " " + quoted(cluster);
    }

    private String in(int cluster) {
        return cluster < 0 ? ", in no cluster" : ", in cluster " + cluster + " " + quoted(cluster);
    }

    private String quoted(int cluster) {
        return "\"" + titles.getOrDefault(cluster, "") + "\"";
    }

    private List<String> ids(List<Integer> of) {
        return of.stream().map(item -> items.get(item).itemId()).toList();
    }

    /// Evenly over the ranks, so that it shows the whole cluster and not its middle.
    private static List<Integer> spread(List<Integer> members) {
        int count = Math.min(SAMPLE, members.size());
        return IntStream.range(0, count)
                .mapToObj(i -> members.get((int) ((long) i * members.size() / count)))
                .toList();
    }
}
