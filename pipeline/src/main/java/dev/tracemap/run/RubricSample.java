package dev.tracemap.run;

import dev.tracemap.score.Judgement;
import dev.tracemap.score.Rubric;
import dev.tracemap.score.Score;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The items of every cluster by which a rubric judges it.
///
/// @param items by cluster; noise under -1
record RubricSample(Rubric rubric, Map<Integer, List<ItemRef>> items) {

    /// Ids of the sampled items by cluster. An item's chance depends on nothing but the seed and its id, so that a
    /// later run of the same items finds most of its sample judged.
    static Map<Integer, List<String>> ids(Rubric rubric, long seed, List<Membership> memberships) {
        Map<Integer, List<String>> byCluster = new TreeMap<>();
        memberships.forEach(member -> byCluster
                .computeIfAbsent(member.clusterId(), _ -> new ArrayList<>())
                .add(member.itemId()));
        byCluster.replaceAll((_, ids) -> ids.stream()
                .sorted(Comparator.comparing((String id) -> lot(seed, id)).thenComparing(Comparator.naturalOrder()))
                .limit(rubric.sample())
                .toList());
        return byCluster;
    }

    private static String lot(long seed, String id) {
        return UUID.nameUUIDFromBytes((seed + ":" + id).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /// @param known items by id; what is not among them is gone and left out
    static RubricSample of(Rubric rubric, Map<Integer, List<String>> ids, Map<String, ItemRef> known) {
        Map<Integer, List<ItemRef>> items = new LinkedHashMap<>();
        ids.forEach((cluster, each) -> items.put(
                cluster, each.stream().map(known::get).filter(Objects::nonNull).toList()));
        return new RubricSample(rubric, items);
    }

    List<ItemRef> all() {
        return items.values().stream().flatMap(List::stream).toList();
    }

    /// Items of which no score tells what is asked for.
    List<ItemRef> without(List<Score> scores, Predicate<Score> wanted) {
        List<String> judged =
                scores.stream().filter(wanted).map(Score::itemId).distinct().toList();
        return all().stream().filter(item -> !judged.contains(item.id())).toList();
    }

    /// What the scores say about the clusters. Where several have judged an item, one judge goes before the others, and
    /// of these the newest.
    ///
    /// @param scores newest first
    List<ScoreRate> rates(List<Score> scores, String judge) {
        Map<String, Integer> values = new LinkedHashMap<>();
        Stream.concat(
                        scores.stream().filter(score -> score.judge().equals(judge)),
                        scores.stream().filter(score -> !score.judge().equals(judge)))
                .forEach(score -> {
                    Judgement judgement = score.judgement();
                    if (judgement != null) {
                        values.putIfAbsent(score.itemId(), judgement.value());
                    }
                });
        return items.entrySet().stream()
                .map(cluster -> ScoreRate.of(
                        cluster.getKey(),
                        rubric,
                        cluster.getValue().stream()
                                .map(item -> values.get(item.id()))
                                .filter(Objects::nonNull)
                                .toList()))
                .flatMap(Optional::stream)
                .toList();
    }
}
