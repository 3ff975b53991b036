package dev.tracemap.run;

import dev.tracemap.privacy.Redactor;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Cases for an eval set, taken from the clusters of a complete run: by the square root of a cluster's size, so that
/// small ones are not lost, typical members and some at the boundary to another cluster, no two that ask the same.
public final class EvalSet {
    /// A third of a cluster's cases lie at its boundary.
    private static final int BOUNDARY_PART = 3;

    private static final int LEAST = 2;
    /// So many times the cases needed are looked at, since some say nothing and some say the same.
    private static final int SPARE = 3;
    /// Share of common words from which two questions are the same.
    private static final double SAME = 0.9;

    private final Store store;
    private final Redactor redactor;

    /// @param redactor what it finds leaves no case
    public EvalSet(Store store, Redactor redactor) {
        this.store = store;
        this.redactor = redactor;
    }

    /// Lines of a file, one case each.
    ///
    /// @param cases by cluster, in the order of the lines
    /// @param left how many candidates said nothing, or the same as another
    public record Lines(List<String> lines, Map<Integer, Integer> cases, int left) {
        public Lines {
            lines = List.copyOf(lines);
        }
    }

    /// @param among which clusters; noise is never asked for
    /// @param size about how many cases in all
    public Lines of(RunRecord run, Predicate<Integer> among, int size, EvalFormat format) {
        List<ClusterRecord> clusters = store.clusters(run.runId()).stream()
                .filter(cluster -> cluster.clusterId() >= 0 && among.test(cluster.clusterId()))
                .toList();
        double roots = clusters.stream()
                .mapToDouble(cluster -> Math.sqrt(cluster.size()))
                .sum();
        List<String> lines = new ArrayList<>();
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        Set<Set<String>> asked = new HashSet<>();
        int left = 0;
        for (ClusterRecord cluster : clusters) {
            int wanted = Math.max(LEAST, (int) Math.round(size * Math.sqrt(cluster.size()) / roots));
            List<EvalCase> candidates = candidates(run, cluster, wanted);
            List<EvalCase> taken = distinct(candidates, wanted, asked);
            left += candidates.size() - taken.size();
            counts.put(cluster.clusterId(), taken.size());
            taken.forEach(one -> lines.add(format.line(one).toString()));
        }
        return new Lines(lines, counts, left);
    }

    private List<EvalCase> candidates(RunRecord run, ClusterRecord cluster, int wanted) {
        List<Membership> members = store.memberships(run.runId(), cluster.clusterId(), 0, Integer.MAX_VALUE);
        int boundary = wanted / BOUNDARY_PART;
        List<Membership> torn = members.stream()
                .filter(member -> member.secondProbability() != null && member.probability() != null)
                .sorted(Comparator.comparingDouble(EvalSet::margin).thenComparing(Membership::itemId))
                .limit((long) boundary * SPARE)
                .toList();
        Map<String, EvalCase.Why> chosen = new LinkedHashMap<>();
        members.stream()
                .filter(member -> !torn.contains(member))
                .limit((long) wanted * SPARE)
                .forEach(member -> chosen.put(member.itemId(), EvalCase.Why.EXEMPLAR));
        torn.forEach(member -> chosen.put(member.itemId(), EvalCase.Why.BOUNDARY));
        Map<String, Membership> byId =
                members.stream().collect(Collectors.toMap(Membership::itemId, Function.identity()));
        Map<String, Item> items = items(store, run, members, chosen.keySet());
        List<EvalCase> cases = new ArrayList<>();
        chosen.forEach((id, why) -> {
            Item item = items.get(id);
            Integer second = Objects.requireNonNull(byId.get(id)).secondClusterId();
            if (item != null) {
                int other = why == EvalCase.Why.BOUNDARY && second != null ? second : -1;
                EvalCase.of(item, cluster.clusterId(), cluster.title(), why, other, redactor)
                        .ifPresent(cases::add);
            }
        });
        return inTurn(cases);
    }

    /// How much surer the item is of its own cluster than of the next.
    private static double margin(Membership member) {
        return Objects.requireNonNull(member.probability()) - Objects.requireNonNull(member.secondProbability());
    }

    /// Two typical ones, then one at the boundary, and so on.
    private static List<EvalCase> inTurn(List<EvalCase> cases) {
        Map<EvalCase.Why, List<EvalCase>> kinds = cases.stream().collect(Collectors.groupingBy(EvalCase::why));
        List<EvalCase> typical = new ArrayList<>(kinds.getOrDefault(EvalCase.Why.EXEMPLAR, List.of()));
        List<EvalCase> torn = new ArrayList<>(kinds.getOrDefault(EvalCase.Why.BOUNDARY, List.of()));
        List<EvalCase> order = new ArrayList<>();
        while (!typical.isEmpty() || !torn.isEmpty()) {
            boolean turn = order.size() % BOUNDARY_PART == BOUNDARY_PART - 1;
            List<EvalCase> from = torn.isEmpty() || (!turn && !typical.isEmpty()) ? typical : torn;
            order.add(from.removeFirst());
        }
        return order;
    }

    static Map<String, Item> items(Store store, RunRecord run, List<Membership> members, Set<String> wanted) {
        List<ItemRef> refs = store.items(Judging.query(run, members, wanted)).stream()
                .filter(ref -> wanted.contains(ref.id()))
                .toList();
        Map<String, Item> items = new HashMap<>();
        store.load(run.teamId(), refs).forEach(item -> items.put(item.id(), item));
        return items;
    }

    private static List<EvalCase> distinct(List<EvalCase> candidates, int wanted, Set<Set<String>> asked) {
        List<EvalCase> taken = new ArrayList<>();
        for (EvalCase one : candidates) {
            if (taken.size() == wanted) {
                break;
            }
            Set<String> words = words(one.question());
            if (asked.stream().noneMatch(other -> isSame(words, other))) {
                asked.add(words);
                taken.add(one);
            }
        }
        return taken;
    }

    /// Numbers are alike: an order by another number asks the same.
    private static Set<String> words(String text) {
        return Arrays.stream(
                        text.toLowerCase(Locale.ROOT).replaceAll("\\d+", "0").split("[^\\p{L}\\p{N}]+", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }

    private static boolean isSame(Set<String> some, Set<String> others) {
        long common = some.stream().filter(others::contains).count();
        return common >= SAME * (some.size() + others.size() - common);
    }
}
