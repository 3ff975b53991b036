package dev.tracemap.cluster.density;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.cluster.Agreement;
import dev.tracemap.cluster.Matrix;
import elki.clustering.hierarchical.HDBSCANLinearMemory;
import elki.clustering.hierarchical.HierarchicalClusteringAlgorithm;
import elki.clustering.hierarchical.SLINKHDBSCANLinearMemory;
import elki.clustering.hierarchical.extraction.HDBSCANHierarchyExtraction;
import elki.data.Cluster;
import elki.data.NumberVector;
import elki.data.model.DendrogramModel;
import elki.data.type.TypeUtil;
import elki.database.Database;
import elki.database.StaticArrayDatabase;
import elki.database.ids.DBIDIter;
import elki.database.ids.DBIDRange;
import elki.datasource.ArrayAdapterDatabaseConnection;
import elki.distance.minkowski.EuclideanDistance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Against ELKI, on the sets of [ReferenceTest], and with its care for ties.
///
/// ELKI counts a point among its own `minPts` and ends a cluster that breaks into small pieces, as the papers do.
/// What lies in no cluster it reports as a last cluster, that of the root, and not as noise; to the index that is a
/// label like any other.
final class ElkiTest {
    private static final int SETS = 60;
    private static final int ORDERS = 300;

    @Test
    void labelsAreTheSameButForTheirNames() {
        List<Integer> different = new ArrayList<>();
        for (int set = 0; set < SETS; set++) {
            int current = set;
            int[] expected = labels(ReferenceTest.points(set), extraction(set));
            if (IntStream.range(0, ORDERS).noneMatch(order -> agree(expected, current, order))) {
                different.add(set);
            }
        }
        assertEquals(List.of(), different);
    }

    /// Both of its ways to the tree in turn, Prim's algorithm and SLINK.
    private static HDBSCANHierarchyExtraction extraction(int set) {
        int size = ReferenceTest.size(set);
        HierarchicalClusteringAlgorithm hierarchy = set % 2 == 0
                ? new HDBSCANLinearMemory<NumberVector>(EuclideanDistance.STATIC, size)
                : new SLINKHDBSCANLinearMemory<NumberVector>(EuclideanDistance.STATIC, size);
        return new HDBSCANHierarchyExtraction(hierarchy, size, false);
    }

    private static boolean agree(int[] expected, int set, int order) {
        Shuffled shuffled = Shuffled.of(ReferenceTest.points(set), order);
        Hdbscan fitted = Hdbscan.fit(shuffled.points(), ReferenceTest.size(set), 1);
        CondensedTree tree = fitted.condense(ReferenceTest.size(set));
        int[] rows = ReferenceTest.untied(tree, fitted.coreDistances());
        int[] labels = ReferenceTest.pick(Cut.of(tree, Selection.EOM).labels(), rows);
        int[] reference = ReferenceTest.pick(shuffled.sameOrder(expected), rows);
        return Agreement.adjustedRandIndex(reference, labels) == 1;
    }

    private static int[] labels(Matrix points, HDBSCANHierarchyExtraction extraction) {
        double[][] rows = IntStream.range(0, points.rows())
                .mapToObj(row -> IntStream.range(0, points.columns())
                        .mapToDouble(column -> points.at(row, column))
                        .toArray())
                .toArray(double[][]::new);
        Database database = new StaticArrayDatabase(new ArrayAdapterDatabaseConnection(rows));
        database.initialize();
        DBIDRange ids =
                (DBIDRange) database.getRelation(TypeUtil.NUMBER_VECTOR_FIELD).getDBIDs();
        int[] labels = new int[rows.length];
        Arrays.fill(labels, -1);
        int label = 0;
        for (Cluster<DendrogramModel> cluster : extraction.autorun(database).getAllClusters()) {
            if (!cluster.isNoise()) {
                for (DBIDIter each = cluster.getIDs().iter(); each.valid(); each.advance()) {
                    labels[ids.getOffset(each)] = label;
                }
                label++;
            }
        }
        return labels;
    }
}
