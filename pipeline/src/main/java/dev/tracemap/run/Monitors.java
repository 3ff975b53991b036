package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.DocumentType;
import dev.tracemap.facet.ModelFacets;
import dev.tracemap.insight.BackTest;
import dev.tracemap.insight.HitDays;
import dev.tracemap.insight.ItemFacts;
import dev.tracemap.insight.MonitorRule;
import dev.tracemap.insight.RuleFit;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.Membership;
import dev.tracemap.store.MonitorHit;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Clusters that are watched for: makes a rule of one, tries it on history, keeps it, and tells how each stands.
public final class Monitors {
    private static final int LONGEST_NAME = 100;
    private static final int FEWEST = 5;
    private static final double SECONDS_A_DAY = 86_400;

    private final Store store;
    private final InstantSource clock;

    public Monitors(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// What is asked for.
    ///
    /// @param name absent = the cluster's title
    /// @param by which rule shall decide; absent = the one that does better on history
    public record Wish(int clusterId, @Nullable String name, MonitorRule.@Nullable By by) {}

    /// A monitor with how its hits are spread over the days.
    public record Standing(MonitorRecord monitor, HitDays days) {}

    /// Fits a rule to a cluster of a complete run and tests it on the run's items, each judged by a rule that was
    /// fitted without it. Nothing is kept.
    ///
    /// @throws IllegalArgumentException saying what to change
    public MonitorRecord test(RunRecord run, Wish wish) {
        ClusterRecord cluster = cluster(run, wish);
        return draft(run, wish, cluster, read(run)).monitor();
    }

    /// The same, and keeps it. Where the run has seen all items of its window, those that the rule takes are hits.
    ///
    /// @throws IllegalArgumentException saying what to change
    public MonitorRecord save(RunRecord run, Wish wish) {
        return save(run, List.of(wish)).getFirst();
    }

    /// Saves one for each wish, having read the run's items once.
    ///
    /// @throws IllegalArgumentException saying what to change; those before it are kept
    public List<MonitorRecord> save(RunRecord run, List<Wish> wishes) {
        List<ClusterRecord> clusters =
                wishes.stream().map(wish -> cluster(run, wish)).toList();
        History history = read(run);
        List<MonitorRecord> saved = new ArrayList<>();
        for (int i = 0; i < wishes.size(); i++) {
            saved.add(save(run, draft(run, wishes.get(i), clusters.get(i), history), history.whole()));
        }
        return saved;
    }

    private MonitorRecord save(RunRecord run, Draft draft, boolean whole) {
        for (MonitorRecord other : store.monitors().list(run.teamId())) {
            if (other.name().equalsIgnoreCase(draft.monitor().name())) {
                throw new IllegalArgumentException("monitor " + other.monitorId() + " is called \"" + other.name()
                        + "\" already; give another name, or delete it first");
            }
        }
        store.monitors().save(draft.monitor());
        if (whole) {
            store.monitors().saveHits(run.teamId(), draft.hits());
        }
        MonitorWatch.lookBack(store, run.teamId(), run.windowEnd(), clock.instant());
        return draft.monitor();
    }

    private record Draft(MonitorRecord monitor, List<MonitorHit> hits) {}

    /// The items of a run as rules see them.
    ///
    /// @param first when the first of them began
    /// @param whole whether the run looked at all there are
    private record History(RuleFit.Sample sample, List<ItemDigest> digests, Instant first, boolean whole) {}

    private ClusterRecord cluster(RunRecord run, Wish wish) {
        ClusterRecord cluster = store.clusters(run.runId()).stream()
                .filter(each -> each.clusterId() == wish.clusterId())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("run " + run.runId() + " has no cluster "
                        + wish.clusterId() + "; get_clusters (or `./tracemap clusters`) shows them"));
        if (cluster.clusterId() < 0) {
            throw new IllegalArgumentException("outliers are no cluster; a monitor needs one");
        }
        require(run, cluster, cluster.size());
        return cluster;
    }

    private static void require(RunRecord run, ClusterRecord cluster, long members) {
        if (members < FEWEST) {
            throw new IllegalArgumentException("cluster " + cluster.clusterId() + " of run " + run.runId() + " has "
                    + members + " items to learn from; a monitor needs at least " + FEWEST);
        }
    }

    private Draft draft(RunRecord run, Wish wish, ClusterRecord cluster, History history) {
        require(
                run,
                cluster,
                Arrays.stream(history.sample().clusters())
                        .filter(id -> id == cluster.clusterId())
                        .count());
        RuleFit.Fitted fitted = RuleFit.of(history.sample(), wish.clusterId(), answers(history), wish.by());
        MonitorRecord monitor = new MonitorRecord(
                run.teamId(),
                nextId(run.teamId()),
                name(wish, cluster),
                run.level(),
                run.runId(),
                wish.clusterId(),
                run.inputs().path("axis").asText(Axis.SUMMARY),
                fitted.rule(),
                fitted.test(),
                MonitorRecord.Standing.UNKNOWN,
                history.whole() ? history.first() : clock.instant(),
                clock.instant());
        return new Draft(monitor, hits(monitor, history));
    }

    private History read(RunRecord run) {
        List<Membership> all = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        Map<String, ItemDigest> known = RunFacts.digests(store, run, all);
        List<Membership> members = all.stream()
                .filter(member -> known.containsKey(member.itemId()))
                .toList();
        List<ItemDigest> digests = members.stream()
                .map(member -> Objects.requireNonNull(known.get(member.itemId())))
                .toList();
        List<String> ids = members.stream().map(Membership::itemId).toList();
        String rendering = RunComparison.rendering(run);
        String model = RunComparison.model(run);
        Matrix vectors = vectors(run, rendering, model, ids);
        Instant first = members.stream()
                .map(Membership::timestamp)
                .min(Comparator.naturalOrder())
                .orElse(run.windowStart());
        Instant last = members.stream()
                .map(Membership::timestamp)
                .max(Comparator.naturalOrder())
                .orElse(run.windowEnd());
        double more = population(run);
        double days = Math.max(1, Duration.between(first, last).toSeconds() / SECONDS_A_DAY);
        return new History(
                new RuleFit.Sample(
                        ids,
                        SightedItems.rows(vectors),
                        SightedItems.facts(store, run.teamId(), run.level(), digests),
                        members.stream().mapToInt(Membership::clusterId).toArray(),
                        members.stream().mapToInt(Monitors::nearest).toArray(),
                        more / days,
                        rendering,
                        model),
                digests,
                first,
                more <= 1);
    }

    private static int nearest(Membership member) {
        Integer second = member.secondClusterId();
        return member.clusterId() >= 0 || second == null ? -1 : second;
    }

    private Matrix vectors(RunRecord run, String rendering, String model, List<String> ids) {
        try {
            return store.embeddings(run.teamId(), DocumentType.of(run.level()).wire(), rendering, model, ids);
        } catch (StoreException e) {
            throw new IllegalArgumentException(
                    "the vectors of run " + run.runId() + " are no longer there (" + e.getMessage()
                            + "): make a new run first",
                    e);
        }
    }

    /// How many items there are for each that the run looked at.
    private double population(RunRecord run) {
        RunInputs inputs = RunInputs.of(run);
        Integer most = inputs.maxSamples();
        if (most == null || run.items() < most) {
            return 1;
        }
        long all = store.count(new ItemQuery(
                run.teamId(), run.level(), run.windowStart(), run.windowEnd(), inputs.filters(), null, 0));
        return Math.max(1, (double) all / run.items());
    }

    private static Set<String> answers(History history) {
        Set<String> answers = new TreeSet<>();
        for (ItemDigest digest : history.digests()) {
            ModelFacets read = digest.modelFacets();
            if (read != null) {
                answers.addAll(read.answers().keySet());
            }
        }
        return answers;
    }

    private static String name(Wish wish, ClusterRecord cluster) {
        String name =
                wish.name() == null ? cluster.title().strip() : wish.name().strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "the name has " + name.length() + " characters; give one with 1 to " + LONGEST_NAME);
        }
        return name;
    }

    private String nextId(long team) {
        int last = store.monitors().list(team).stream()
                .mapToInt(monitor -> Integer.parseInt(monitor.monitorId().substring(1)))
                .max()
                .orElse(0);
        return "m" + (last + 1);
    }

    private List<MonitorHit> hits(MonitorRecord monitor, History history) {
        RuleSet rules = new RuleSet(List.of(monitor));
        List<MonitorHit> hits = new ArrayList<>();
        for (int row = 0; row < history.digests().size(); row++) {
            ItemFacts facts = history.sample().facts().get(row);
            float[] vector = history.sample().vectors().get(row);
            hits.addAll(rules.hits(history.digests().get(row), facts, _ -> vector, clock.instant()));
        }
        return hits;
    }

    /// All monitors of a team, oldest first, as they stand now.
    public List<Standing> list(long team) {
        Map<String, SortedMap<Integer, HitDays.Day>> days = store.monitors().days(team, clock.instant());
        return store.monitors().list(team).stream()
                .map(monitor ->
                        new Standing(monitor, days(monitor, days.getOrDefault(monitor.monitorId(), new TreeMap<>()))))
                .toList();
    }

    private HitDays days(MonitorRecord monitor, SortedMap<Integer, HitDays.Day> days) {
        double watched =
                Duration.between(monitor.watchedFrom(), clock.instant()).toSeconds() / SECONDS_A_DAY;
        return HitDays.of(days, watched);
    }

    /// @throws IllegalArgumentException for an unknown one, naming those there are
    public MonitorRecord find(long team, String monitorId) {
        List<MonitorRecord> all = store.monitors().list(team);
        return all.stream()
                .filter(monitor -> monitor.monitorId().equals(monitorId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no monitor '" + monitorId + "'; "
                        + (all.isEmpty()
                                ? "none was saved yet"
                                : "there are "
                                        + String.join(
                                                ", ",
                                                all.stream()
                                                        .map(MonitorRecord::monitorId)
                                                        .toList()))));
    }

    /// With its hits.
    ///
    /// @throws IllegalArgumentException for an unknown one, naming those there are
    public MonitorRecord delete(long team, String monitorId) {
        MonitorRecord monitor = find(team, monitorId);
        store.monitors().delete(team, monitorId);
        return monitor;
    }

    /// What the rule that decides has promised, for people.
    public static BackTest.Figures promise(MonitorRecord monitor) {
        return monitor.test().figures(monitor.rule().by());
    }
}
