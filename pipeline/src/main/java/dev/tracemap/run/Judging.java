package dev.tracemap.run;

import dev.tracemap.score.Judgement;
import dev.tracemap.score.Rubric;
import dev.tracemap.score.Score;
import dev.tracemap.store.Filter;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Item;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The user's rubrics, and the judging of a complete run's sample by a connected agent.
public final class Judging {
    private static final long SEED = 42;

    private final Store store;
    private final List<Rubric> rubrics;
    private final InstantSource clock;

    Judging(Store store, List<Rubric> rubrics, InstantSource clock) {
        this.store = store;
        this.rubrics = rubrics;
        this.clock = clock;
    }

    public List<Rubric> rubrics() {
        return rubrics;
    }

    public Optional<Rubric> rubric(String name) {
        return rubrics.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /// What is still to be judged.
    ///
    /// @param items the first of them
    /// @param left how many there are in all
    public record Work(List<Open> items, int left) {
        public Work {
            items = List.copyOf(items);
        }
    }

    public record Open(int clusterId, Item item) {}

    /// Items of a complete run's sample that nobody has given a usable judgement.
    ///
    /// @param among which clusters
    /// @param limit most items to load
    public Work open(RunRecord run, Rubric rubric, Predicate<Integer> among, int limit) {
        RubricSample sample = sample(run, rubric);
        Map<String, Integer> clusters = new HashMap<>();
        sample.items().forEach((cluster, items) -> items.forEach(item -> clusters.put(item.id(), cluster)));
        List<ItemRef> open = unjudged(run, sample).stream()
                .filter(item -> among.test(clusters.get(item.id())))
                .toList();
        List<ItemRef> first = open.subList(0, Math.min(limit, open.size()));
        return new Work(
                store.load(run.teamId(), first).stream()
                        .map(item -> new Open(clusters.getOrDefault(item.id(), -1), item))
                        .toList(),
                open.size());
    }

    /// Keeps an agent's judgements and works the clusters' rates out anew.
    ///
    /// @param spelling how the agent was shown an item's id
    /// @return how many sampled items are left to judge, and the ids that are not in the sample, which are left out
    public Taken take(RunRecord run, Rubric rubric, Map<String, Judgement> byItem, UnaryOperator<String> spelling) {
        RubricSample sample = sample(run, rubric);
        Map<String, ItemRef> refs = sample.all().stream()
                .collect(Collectors.toMap(item -> spelling.apply(item.id()), Function.identity(), (one, _) -> one));
        List<Score> scores = new ArrayList<>();
        List<String> strange = new ArrayList<>();
        byItem.forEach((id, judgement) -> {
            ItemRef ref = refs.get(id);
            if (ref == null) {
                strange.add(id);
            } else {
                scores.add(new Score(
                        ref.level(),
                        ref.id(),
                        ref.revision(),
                        rubric.name(),
                        rubric.version(),
                        Score.AGENT,
                        judgement,
                        clock.instant()));
            }
        });
        store.saveScores(run.teamId(), scores);
        String judge = run.inputs().at("/scores/judge").asText(Score.AGENT);
        store.saveScoreRates(
                run.runId(), rubric.name(), sample.rates(store.scores(run.teamId(), rubric, sample.all()), judge));
        return new Taken(scores.size(), unjudged(run, sample).size(), strange);
    }

    /// @param strange ids that are not in the sample
    public record Taken(int kept, int left, List<String> strange) {
        public Taken {
            strange = List.copyOf(strange);
        }
    }

    private List<ItemRef> unjudged(RunRecord run, RubricSample sample) {
        return sample.without(
                store.scores(run.teamId(), sample.rubric(), sample.all()), score -> score.judgement() != null);
    }

    private RubricSample sample(RunRecord run, Rubric rubric) {
        List<Membership> memberships = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        Map<Integer, List<String>> ids = RubricSample.ids(rubric, seed(run), memberships);
        Set<String> sampled = ids.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        Map<String, ItemRef> known = new LinkedHashMap<>();
        for (ItemRef item : store.items(query(run, memberships, sampled))) {
            if (sampled.contains(item.id())) {
                known.put(item.id(), item);
            }
        }
        return RubricSample.of(rubric, ids, known);
    }

    /// The sampled items as they stand now, and few others.
    static ItemQuery query(RunRecord run, List<Membership> memberships, Set<String> sampled) {
        Filter which =
                switch (run.level()) {
                    case TRACE, GENERATION ->
                        new Filter(
                                "trace_id",
                                Filter.Operator.IN,
                                memberships.stream()
                                        .filter(member -> sampled.contains(member.itemId()))
                                        .map(Membership::traceId)
                                        .distinct()
                                        .toList());
                    case SESSION ->
                        new Filter(
                                "session_id",
                                Filter.Operator.IN,
                                sampled.stream().sorted().toList());
                };
        return new ItemQuery(run.teamId(), run.level(), run.windowStart(), run.windowEnd(), List.of(which), null, 0);
    }

    static long seed(RunRecord run) {
        return run.inputs().path("seed").asLong(SEED);
    }
}
