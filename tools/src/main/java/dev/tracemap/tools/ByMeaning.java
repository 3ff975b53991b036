package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.store.Filter;
import dev.tracemap.store.Filter.Operator;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Finds traces by what they are about: the text asked for against the summaries that runs have embedded.
final class ByMeaning {
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private ByMeaning() {}

    /// The nearest first.
    static List<ObjectNode> search(Desk desk, Store.TraceSearch search, String meaning) {
        List<Store.Similar> nearest =
                nearest(desk, search, meaning).stream().skip(search.offset()).toList();
        if (nearest.isEmpty() && search.offset() == 0 && isUnseen(desk)) {
            throw new BadArgument("no trace has been embedded yet, so none can be found by meaning. Call run_clustering"
                    + " {} first, or search by words: {\"query\": \"refund order\"}");
        }
        Map<String, Store.TraceRow> rows = rows(desk, nearest);
        return nearest.stream()
                .filter(similar -> rows.containsKey(similar.itemId()))
                .map(similar -> SearchTraces.row(desk, Objects.requireNonNull(rows.get(similar.itemId())))
                        .put("likeness", Math.round(similar.cosine() * 1000) / 1000.0))
                .toList();
    }

    private static List<Store.Similar> nearest(Desk desk, Store.TraceSearch search, String meaning) {
        try {
            return desk.runs()
                    .similar(
                            desk.teamId(), Level.TRACE, meaning, among(desk, search), search.offset() + search.limit());
        } catch (ModelFailure e) {
            throw new BadArgument(
                    e.getMessage() + ". Traces can still be searched by words: {\"query\": \"refund order\"}");
        }
    }

    private static boolean isUnseen(Desk desk) {
        return desk.runs()
                .similar(desk.teamId(), Level.TRACE, "anything", _ -> true, 1)
                .isEmpty();
    }

    /// Traces that meet the other conditions; everything when there are none.
    private static Predicate<String> among(Desk desk, Store.TraceSearch search) {
        Predicate<String> among = _ -> true;
        if (!search.filters().isEmpty() || search.from() != null || search.to() != null) {
            Set<String> allowed = desk
                    .store()
                    .items(new ItemQuery(
                            desk.teamId(),
                            Level.TRACE,
                            Optional.ofNullable(search.from()).orElse(Instant.EPOCH),
                            Optional.ofNullable(search.to()).orElse(LAST),
                            search.filters(),
                            null,
                            0))
                    .stream()
                    .map(ItemRef::id)
                    .collect(Collectors.toCollection(HashSet::new));
            among = among.and(allowed::contains);
        }
        String runId = search.runId();
        if (runId != null) {
            Set<String> members = desk.store().memberships(runId, search.clusterId(), 0, Integer.MAX_VALUE).stream()
                    .map(Membership::traceId)
                    .collect(Collectors.toCollection(HashSet::new));
            among = among.and(members::contains);
        }
        if (!search.words().isEmpty()) {
            Set<String> worded = desk.store().search(whole(search)).stream()
                    .map(Store.TraceRow::traceId)
                    .collect(Collectors.toCollection(HashSet::new));
            among = among.and(worded::contains);
        }
        return among;
    }

    private static Store.TraceSearch whole(Store.TraceSearch search) {
        return new Store.TraceSearch(
                search.teamId(),
                search.words(),
                List.of(),
                search.from(),
                search.to(),
                search.runId(),
                search.clusterId(),
                0,
                Integer.MAX_VALUE);
    }

    private static Map<String, Store.TraceRow> rows(Desk desk, List<Store.Similar> nearest) {
        if (nearest.isEmpty()) {
            return Map.of();
        }
        Filter these = new Filter(
                "trace_id",
                Operator.IN,
                nearest.stream().map(Store.Similar::itemId).toList());
        return desk
                .store()
                .search(new Store.TraceSearch(
                        desk.teamId(), List.of(), List.of(these), null, null, null, null, 0, nearest.size()))
                .stream()
                .collect(Collectors.toMap(Store.TraceRow::traceId, Function.identity()));
    }
}
