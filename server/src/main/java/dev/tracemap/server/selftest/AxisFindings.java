package dev.tracemap.server.selftest;

import dev.tracemap.sample.Taxonomy;
import dev.tracemap.sample.Taxonomy.Leaf;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one run, along one axis, has found.
///
/// @param intents and failures as they lie in its clusters
/// @param byChance the intents in clusters of the same sizes that are dealt out by chance
/// @param failuresByChance likewise
/// @param families agreement of the broadest groups with the families
/// @param familiesByChance likewise dealt out by chance
/// @param matched share of requests for which a blind reader picks the right name out of ten
/// @param languageOf by leaf
record AxisFindings(
        String axis,
        RunRecord run,
        Recovery intents,
        Recovery byChance,
        Recovery failures,
        Recovery failuresByChance,
        BCubed families,
        BCubed familiesByChance,
        double matched,
        Map<String, String> languageOf) {

    record Found(Planted planted, Membership place) {}

    /// @param names title and description by cluster
    /// @param groups the broadest group of each cluster that lies in one
    static AxisFindings of(
            String axis,
            Taxonomy taxonomy,
            long seed,
            RunRecord run,
            List<Found> found,
            Map<Integer, String> names,
            Map<Integer, Integer> groups) {
        Map<String, String> familyOf = new LinkedHashMap<>();
        Map<String, String> languageOf = new LinkedHashMap<>();
        taxonomy.families().forEach(family -> {
            for (Leaf leaf : family.leaves()) {
                familyOf.put(leaf.name(), family.name());
                languageOf.put(leaf.name(), leaf.language());
            }
        });
        List<String> failures = taxonomy.failures().stream()
                .flatMap(family -> family.leaves().stream())
                .map(Taxonomy.FailureLeaf::name)
                .toList();
        List<Found> ofTaxonomy =
                found.stream().filter(one -> familyOf.containsKey(intent(one))).toList();
        List<Placed> intents = found.stream()
                .map(one -> new Placed(intent(one), one.place().clusterId()))
                .toList();
        // The background has failures of its own, which nobody has put into a taxonomy.
        List<Placed> failing = ofTaxonomy.stream()
                .map(one -> new Placed(failure(one), one.place().clusterId()))
                .toList();
        List<Placed> coarse = ofTaxonomy.stream()
                .map(one -> new Placed(familyOf.getOrDefault(intent(one), ""), coarsest(one.place(), groups)))
                .toList();
        List<BlindMatch.Asked> asked = ofTaxonomy.stream()
                .filter(one -> one.place().clusterId() >= 0)
                .map(one -> new BlindMatch.Asked(
                        one.planted().request(), one.place().clusterId()))
                .toList();
        return new AxisFindings(
                axis,
                run,
                Recovery.of(intents, familyOf.keySet()),
                Recovery.of(Recovery.dealt(intents, seed), familyOf.keySet()),
                Recovery.of(failing, failures),
                Recovery.of(Recovery.dealt(failing, seed), failures),
                BCubed.of(coarse),
                BCubed.of(Recovery.dealt(coarse, seed)),
                new BlindMatch(names).share(asked, seed),
                languageOf);
    }

    /// Of the leaves in each language, the mean of what is recovered.
    Map<String, Double> languages() {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (Recovery.OfLeaf leaf : intents.leaves()) {
            double[] sum = sums.computeIfAbsent(languageOf.getOrDefault(leaf.leaf(), ""), _ -> new double[2]);
            sum[0] += leaf.recovered();
            sum[1]++;
        }
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((language, sum) -> means.put(language, sum[0] / sum[1]));
        return means;
    }

    private static String intent(Found one) {
        String intent = one.planted().intent();
        return intent == null ? "(one of its kind)" : intent;
    }

    private static String failure(Found one) {
        String failure = one.planted().failure();
        return failure == null ? "(no failure)" : failure;
    }

    /// The broadest group, the cluster itself where no group holds it, and the coarsest layer where there are none.
    private static int coarsest(Membership place, Map<Integer, Integer> groups) {
        if (groups.isEmpty() && !place.layers().isEmpty()) {
            return place.layers().getFirst();
        }
        // Beyond the numbers of the groups.
        int alone = place.clusterId() < 0 ? -1 : groups.size() + place.clusterId();
        return groups.getOrDefault(place.clusterId(), alone);
    }
}
