package dev.tracemap.run;

import dev.tracemap.insight.ItemFacts;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ExtractiveSummarizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// The items of a complete run with what is known of them now, for questions that are asked afterwards. Items that were
/// deleted or have grown since the run are left out.
///
/// @param members in the order of [Store#memberships]
/// @param facts one for each member
public record RunFacts(List<Membership> members, List<ItemFacts> facts) {

    public static RunFacts of(Store store, RunRecord run) {
        List<Membership> all = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        Map<String, ItemDigest> digests = digests(store, run, all);
        List<Membership> members = all.stream()
                .filter(member -> digests.containsKey(member.itemId()))
                .toList();
        List<ItemDigest> ofMembers = members.stream()
                .map(member -> Objects.requireNonNull(digests.get(member.itemId())))
                .toList();
        return new RunFacts(members, new FactsReading(store, run.teamId()).of(run.level(), ofMembers));
    }

    static Map<String, ItemDigest> digests(Store store, RunRecord run, List<Membership> members) {
        ItemQuery window = new ItemQuery(
                run.teamId(),
                run.level(),
                run.windowStart(),
                run.windowEnd(),
                RunInputs.of(run).filters(),
                null,
                0);
        Map<String, ItemRef> refs = store.items(window).stream().collect(Collectors.toMap(ItemRef::id, ref -> ref));
        List<ItemRef> wanted = members.stream()
                .map(member -> refs.get(member.itemId()))
                .filter(Objects::nonNull)
                .toList();
        String summarizer = run.inputs().path("summarizer").asText(ExtractiveSummarizer.VERSION);
        Map<String, ItemDigest> digests = new HashMap<>();
        // Whoever read it: what is asked here does not depend on the words of the summary.
        for (String by : List.of(
                ExtractiveSummarizer.VERSION,
                ExtractiveSummarizer.VERSION + "-redacted",
                ItemDigest.standIn(summarizer),
                summarizer)) {
            digests.putAll(store.digests(run.teamId(), wanted, by));
        }
        return digests;
    }
}
