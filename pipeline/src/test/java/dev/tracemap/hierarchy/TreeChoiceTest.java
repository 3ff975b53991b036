package dev.tracemap.hierarchy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.hierarchy.Hierarchy.Group;
import dev.tracemap.hierarchy.Hierarchy.Source;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TreeChoiceTest {
    private static final int COLUMNS = 48;

    @Test
    void clustersOfOneThemeStandTogether() {
        Hierarchy found = TreeChoice.of(planted(4, 3, 1), Optional.empty(), 2).orElseThrow();
        assertEquals(List.of(4, 12), found.depths());
        Set<Set<Integer>> groups = new HashSet<>();
        found.groups().forEach(group -> groups.add(new TreeSet<>(group.clusters())));
        assertEquals(Set.of(Set.of(0, 1, 2), Set.of(3, 4, 5), Set.of(6, 7, 8), Set.of(9, 10, 11)), groups);
        assertTrue(found.fit() > 0.5, "fit " + found.fit());
    }

    @Test
    void theLargestGroupAndTheLargestClusterComeFirst() {
        Hierarchy found = TreeChoice.of(planted(4, 3, 1), Optional.empty(), 1).orElseThrow();
        assertEquals(
                List.of("1", "2", "3", "4"),
                found.groups().stream().map(Group::id).toList());
        assertEquals(List.of(11, 10, 9), found.groups().getFirst().clusters());
    }

    @Test
    void fewClustersNeedNoGroups() {
        assertTrue(TreeChoice.of(planted(1, 7, 1), Optional.empty(), 1).isEmpty());
    }

    @Test
    void manyClustersGetADepthBetweenThatLiesInsideTheFirst() {
        Leaves leaves = planted(8, 5, 4);
        Hierarchy found = TreeChoice.of(leaves, Optional.empty(), 2).orElseThrow();
        assertEquals(List.of(8, 40, 160), found.depths());
        for (Group group : found.groups()) {
            assertTrue(group.clusters().size() > 1, "a group of one adds nothing");
            for (Group parent : found.groups()) {
                if (parent.id().equals(group.parent())) {
                    assertTrue(parent.clusters().containsAll(group.clusters()));
                    assertTrue(parent.clusters().size() > group.clusters().size());
                }
            }
        }
    }

    @Test
    void namesAreTakenWhereTheyTellMore() {
        Leaves themes = planted(4, 3, 1);
        Matrix names = themes.directions();
        // The coarser cut holds together what does not belong together.
        Leaves misled = new Leaves(
                themes.rows(), themes.cluster(), themes.sizes(), List.of(shifted(themes.cluster(), themes.count())));
        Hierarchy found = TreeChoice.of(misled, Optional.of(names), 1).orElseThrow();
        assertTrue(fit(found, Source.LAYERS) < fit(found, Source.CENTROIDS), "" + found.fits());
        assertEquals(fit(found, Source.LABELS), fit(found, Source.CENTROIDS), 1e-6);
        assertTrue(found.source() != Source.LAYERS);
    }

    @Test
    void aCoarserCutThatKeepsThemesTogetherIsTaken() {
        Leaves themes = planted(4, 3, 1);
        int[] theme = themes.cluster().clone();
        for (int row = 0; row < theme.length; row++) {
            theme[row] /= 3;
        }
        Leaves layered = new Leaves(themes.rows(), themes.cluster(), themes.sizes(), List.of(theme));
        assertEquals(
                Source.LAYERS,
                TreeChoice.of(layered, Optional.empty(), 1).orElseThrow().source());
    }

    @Test
    void theResultDoesNotDependOnTheThreads() {
        Leaves leaves = planted(6, 4, 2);
        Hierarchy one = TreeChoice.of(leaves, Optional.empty(), 1).orElseThrow();
        Hierarchy three = TreeChoice.of(leaves, Optional.empty(), 3).orElseThrow();
        assertEquals(one, three);
    }

    private static double fit(Hierarchy hierarchy, Source source) {
        return Objects.requireNonNull(hierarchy.fits().get(source));
    }

    private static int[] shifted(int[] cluster, int clusters) {
        int[] shifted = cluster.clone();
        for (int row = 0; row < shifted.length; row++) {
            shifted[row] = (shifted[row] + 1) % clusters / 3;
        }
        return shifted;
    }

    /// Themes of kinds of clusters; later clusters are a little larger. With one kind a theme has its clusters
    /// directly below it.
    private static Leaves planted(int themes, int kinds, int each) {
        SplittableRandom random = new SplittableRandom(7);
        int clusters = themes * kinds * each;
        int[] sizes = new int[clusters];
        int rows = 0;
        for (int cluster = 0; cluster < clusters; cluster++) {
            sizes[cluster] = each == 1 ? 5 + cluster : 5 + cluster / 10;
            rows += sizes[cluster];
        }
        double[][] theme = directions(themes, 1, random);
        double[][] kind = directions(themes * kinds, 0.5, random);
        double[][] own = directions(clusters, each == 1 ? 0.1 : 0.2, random);
        float[] values = new float[rows * COLUMNS];
        int[] cluster = new int[rows];
        int row = 0;
        for (int at = 0; at < clusters; at++) {
            for (int member = 0; member < sizes[at]; member++, row++) {
                cluster[row] = at;
                for (int column = 0; column < COLUMNS; column++) {
                    values[row * COLUMNS + column] = (float) (0.5
                            + theme[at / (kinds * each)][column]
                            + kind[at / each][column]
                            + own[at][column]
                            + 0.05 * random.nextGaussian());
                }
            }
        }
        return new Leaves(new Matrix(rows, COLUMNS, values), cluster, sizes, List.of());
    }

    private static double[][] directions(int count, double length, SplittableRandom random) {
        double[][] directions = new double[count][COLUMNS];
        for (double[] direction : directions) {
            for (int column = 0; column < COLUMNS; column++) {
                direction[column] = length * random.nextGaussian() / Math.sqrt(COLUMNS) * 3;
            }
        }
        return directions;
    }
}
