package dev.tracemap.insight;

import dev.tracemap.score.ScoreRate;
import dev.tracemap.score.Wilson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Turns what was said about items into rates of success by cluster.
///
/// Of what was said about the same part of an item, the last counts. An item of which several parts are judged is a
/// success when all of them are, as an item with one error counts as failed.
public final class OutcomeRates {
    private OutcomeRates() {}

    /// How many of how many.
    private record Count(int good, int n) {
        Count plus(Count other) {
            return new Count(good + other.good, n + other.n);
        }

        Count minus(Count other) {
            return new Count(good - other.good, n - other.n);
        }
    }

    /// @param clusters of the items by id, noise as -1
    /// @param rules when an outcome is a success, by its name; others are left out
    /// @param scores what rubrics say, which count as outcomes too
    /// @return by cluster, noise last, then by name
    public static List<OutcomeRate> of(
            Collection<Outcome> outcomes,
            Map<String, Integer> clusters,
            Map<String, Success> rules,
            Collection<ScoreRate> scores) {
        Map<Integer, Integer> sizes = new HashMap<>();
        clusters.values().forEach(cluster -> sizes.merge(cluster, 1, Integer::sum));
        SortedMap<String, SortedMap<Integer, Count>> counts = counted(outcomes, clusters, rules);
        scores.forEach(score -> counts.computeIfAbsent(score.rubric(), _ -> new TreeMap<>())
                .put(score.clusterId(), new Count((int) Math.round(score.share() * score.n()), score.n())));
        List<OutcomeRate> rates = new ArrayList<>();
        List<Excess> tested = new ArrayList<>();
        counts.forEach((name, byCluster) -> {
            Count all = byCluster.values().stream().reduce(new Count(0, 0), Count::plus);
            byCluster.forEach((cluster, here) -> {
                Count other = all.minus(here);
                rates.add(new OutcomeRate(
                        cluster,
                        name,
                        sizes.getOrDefault(cluster, here.n()),
                        here.n(),
                        here.good(),
                        Wilson.of(here.good(), here.n()),
                        other.n() == 0 ? Double.NaN : (double) other.good() / other.n(),
                        1));
                tested.add(new Excess(here.good(), here.n(), other.good(), other.n()));
            });
        });
        double[] q = Excess.q(tested);
        return IntStream.range(0, q.length)
                .mapToObj(i -> sure(rates.get(i), q[i]))
                .sorted(Comparator.comparing((OutcomeRate rate) -> rate.clusterId() < 0)
                        .thenComparingInt(OutcomeRate::clusterId)
                        .thenComparing(OutcomeRate::outcome))
                .toList();
    }

    private static OutcomeRate sure(OutcomeRate rate, double q) {
        return new OutcomeRate(
                rate.clusterId(),
                rate.outcome(),
                rate.items(),
                rate.n(),
                rate.good(),
                rate.interval(),
                rate.elsewhere(),
                q);
    }

    private record Part(String name, String itemId, String target) {}

    private static SortedMap<String, SortedMap<Integer, Count>> counted(
            Collection<Outcome> outcomes, Map<String, Integer> clusters, Map<String, Success> rules) {
        Map<Part, Outcome> last = new HashMap<>();
        outcomes.stream()
                .filter(outcome -> clusters.containsKey(outcome.itemId()))
                .forEach(outcome -> last.merge(
                        new Part(outcome.name(), outcome.itemId(), outcome.target()),
                        outcome,
                        (one, other) -> other.at().isBefore(one.at()) ? one : other));
        Map<Part, Boolean> items = new HashMap<>();
        last.forEach((part, outcome) -> {
            Success rule = rules.get(part.name());
            if (rule != null) {
                rule.of(outcome.value())
                        .ifPresent(good ->
                                items.merge(new Part(part.name(), part.itemId(), ""), good, Boolean::logicalAnd));
            }
        });
        SortedMap<String, SortedMap<Integer, Count>> counts = new TreeMap<>();
        items.forEach((part, good) -> counts.computeIfAbsent(part.name(), _ -> new TreeMap<>())
                .merge(clusters.getOrDefault(part.itemId(), -1), new Count(good ? 1 : 0, 1), Count::plus));
        return counts;
    }

    /// The rule that each name's own values suggest.
    public static Map<String, Success> rules(Collection<Outcome> outcomes) {
        Map<String, List<String>> values = outcomes.stream()
                .collect(Collectors.groupingBy(
                        Outcome::name, TreeMap::new, Collectors.mapping(Outcome::value, Collectors.toList())));
        Map<String, Success> rules = new TreeMap<>();
        values.forEach((name, said) -> Success.among(name, said).ifPresent(rule -> rules.put(name, rule)));
        return rules;
    }
}
