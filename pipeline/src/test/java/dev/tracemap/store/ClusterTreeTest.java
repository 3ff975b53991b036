package dev.tracemap.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.store.ClusterTree.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Clusters 0 to 6 and noise: group 1 holds 0 to 4 and in it 1.1 holds 0 and 1; group 2 holds 5 and 6.
class ClusterTreeTest {
    private static final ClusterTree TREE = new ClusterTree(
            List.of(
                    HierarchyContract.node("r", "1", null, 9, "One", List.of(0, 1, 2, 3)),
                    HierarchyContract.node("r", "2", null, 5, "Two", List.of(5, 6)),
                    HierarchyContract.node("r", "1.1", "1", 4, "One one", List.of(0, 1))),
            List.of(cluster(0), cluster(1), cluster(2), cluster(3), cluster(4), cluster(5), cluster(6), cluster(-1)));

    private static ClusterRecord cluster(int id) {
        return RunsContract.cluster("r", id, 1, "Cluster " + id);
    }

    private static String shown(int depth, @Nullable String parent) {
        return names(TREE.at(depth, parent == null ? null : TREE.node(parent).orElseThrow()));
    }

    private static String names(List<Row> rows) {
        return String.join(
                " ",
                rows.stream()
                        .map(row -> switch (row) {
                            case Row.Group group -> "[" + group.node().nodeId() + "]";
                            case Row.Lone lone -> String.valueOf(lone.cluster().clusterId());
                        })
                        .toList());
    }

    @Test
    void everyDepthHoldsEachClusterOnce() {
        assertEquals("[1] [2] 4 -1", shown(1, null));
        assertEquals("[1.1] 2 3 [2] 4 -1", shown(2, null));
        assertEquals("0 1 2 3 4 5 6 -1", shown(3, null));
        assertEquals(3, TREE.deepest());
    }

    @Test
    void belowAGroupIsOnlyWhatIsInIt() {
        assertEquals("[1.1] 2 3", names(TREE.below(TREE.node("1").orElseThrow())));
        assertEquals("5 6", names(TREE.below(TREE.node("2").orElseThrow())));
        assertEquals("0 1", names(TREE.below(TREE.node("1.1").orElseThrow())));
        assertEquals("0 1 2 3", shown(3, "1"));
    }

    @Test
    void withoutGroupsEveryClusterStandsForItself() {
        ClusterTree flat = new ClusterTree(List.of(), List.of(cluster(0), cluster(-1)));
        assertEquals(1, flat.deepest());
        assertEquals("0 -1", names(flat.below(null)));
    }
}
