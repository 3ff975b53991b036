package dev.tracemap.store;

import dev.tracemap.cluster.Cosine;
import dev.tracemap.store.Store.Similar;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/// Compares a vector with those of all items, one after the other: some 100,000 a second, and never a wrong answer.
final class SimilarItems {
    private static final Comparator<Similar> BEST_FIRST =
            Comparator.comparingDouble(Similar::cosine).reversed().thenComparing(Similar::itemId);

    private SimilarItems() {}

    static List<Similar> find(
            Connection connection,
            long teamId,
            String documentType,
            String rendering,
            String model,
            float[] vector,
            Predicate<String> among,
            int limit)
            throws SQLException {
        PriorityQueue<Similar> best = new PriorityQueue<>(BEST_FIRST.reversed());
        Sql.of(
                        "SELECT item_id, vector FROM item_embeddings JOIN vectors USING (model, text_hash)"
                                + " WHERE team_id = ? AND document_type = ? AND rendering = ? AND model = ?",
                        teamId,
                        documentType,
                        rendering,
                        model)
                .each(connection, row -> {
                    String itemId = row.getString(1);
                    if (among.test(itemId)) {
                        best.add(new Similar(itemId, Cosine.of(vector, VectorTable.floats(row.getBytes(2)))));
                    }
                    if (best.size() > limit) {
                        best.poll();
                    }
                });
        return best.stream().sorted(BEST_FIRST).toList();
    }
}
