package dev.tracemap.cluster.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tracemap.cluster.Agreement;
import dev.tracemap.cluster.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against the R package dbscan (Debian: `r-cran-dbscan`), on many generated sets.
///
/// In one thing R differs from the papers: where a cluster breaks into pieces that are all too small, the papers
/// let it
/// end there, R lets its points leave one by one. So trees are compared after giving ours the same end; everything
/// else
/// (core distances, spanning tree, condensing, excess of mass, outlier scores) is as we ship it.
final class ReferenceTest {
    private static final int SETS = 60;
    private static final int ORDERS = 300;

    @TempDir
    static Path folder;

    private static List<int[]> expected = List.of();

    @BeforeAll
    static void askTheReference() throws IOException, InterruptedException {
        assumeTrue(
                Files.isDirectory(Path.of("/usr/lib/R/site-library/dbscan")),
                "R's dbscan is not installed (apt-get install r-base-core r-cran-dbscan): not compared with it");
        for (int set = 0; set < SETS; set++) {
            Files.writeString(folder.resolve(set + ".csv"), csv(points(set)));
        }
        Path script = Files.writeString(folder.resolve("reference.R"), """
                suppressMessages(library(dbscan))
                for (set in 0:%d) {
                  size <- 4 + set %%%% 5
                  found <- hdbscan(as.matrix(read.csv(paste0(set, ".csv"), header = FALSE)), minPts = size)
                  write.table(found$cluster - 1,
                              paste0(set, ".out"), row.names = FALSE, col.names = FALSE, quote = FALSE)
                }
                """.formatted(SETS - 1));
        Process process = new ProcessBuilder("Rscript", script.toString())
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
        List<int[]> read = new ArrayList<>();
        for (int set = 0; set < SETS; set++) {
            read.add(Files.readAllLines(folder.resolve(set + ".out")).stream()
                    .mapToInt(line -> Integer.parseInt(line.trim()))
                    .toArray());
        }
        expected = read;
    }

    /// Core distances make equal edges common, and which of them comes first can decide whether a piece has just enough
    /// points to be a cluster. So the reference may agree with ours for any order of the rows.
    @Test
    void labelsAreTheSameButForTheirNames() {
        List<Integer> different = new ArrayList<>();
        for (int set = 0; set < SETS; set++) {
            int current = set;
            if (IntStream.range(0, ORDERS).noneMatch(order -> agree(current, order))) {
                different.add(set);
            }
        }
        assertEquals(List.of(), different);
    }

    private static boolean agree(int set, int order) {
        Shuffled shuffled = Shuffled.of(points(set), order);
        Hdbscan fitted = Hdbscan.fit(shuffled.points(), size(set), 1);
        CondensedTree tree = endingOneByOne(fitted.condense(size(set)), fitted.dendrogram());
        int[] rows = untied(tree, fitted.coreDistances());
        assertTrue(rows.length > 0.9 * tree.points());
        int[] labels = pick(Cut.of(tree, Selection.EOM).labels(), rows);
        int[] reference = pick(shuffled.sameOrder(expected.get(set)), rows);
        return Agreement.adjustedRandIndex(reference, labels) == 1;
    }

    /// A row whose own core distance is the very distance at which clusters part may stand on either side of the
    /// split;
    /// which one is up to the order of equal edges.
    static int[] untied(CondensedTree tree, double[] core) {
        return IntStream.range(0, tree.points())
                .filter(row -> Arrays.stream(tree.birth()).noneMatch(birth -> Math.abs(core[row] - 1 / birth) < 1e-9))
                .toArray();
    }

    static int[] pick(int[] from, int[] rows) {
        return Arrays.stream(rows).map(row -> from[row]).toArray();
    }

    static int size(int set) {
        return 4 + set % 5;
    }

    private static CondensedTree endingOneByOne(CondensedTree tree, Dendrogram dendrogram) {
        double[] alone = new double[tree.points()];
        for (int merge = 0; merge < dendrogram.height().length; merge++) {
            for (int child : List.of(dendrogram.left()[merge], dendrogram.right()[merge])) {
                if (child < alone.length) {
                    alone[child] = 1 / dendrogram.height()[merge];
                }
            }
        }
        boolean[] leaf = tree.leaves();
        double[] stability = tree.stability().clone();
        double[] death = tree.death().clone();
        double[] lambda = tree.pointLambda().clone();
        for (int point = 0; point < lambda.length; point++) {
            int cluster = tree.pointCluster()[point];
            if (leaf[cluster] && lambda[point] == tree.death()[cluster]) {
                stability[cluster] += alone[point] - lambda[point];
                lambda[point] = alone[point];
                death[cluster] = Math.max(death[cluster], lambda[point]);
            }
        }
        return new CondensedTree(
                tree.minClusterSize(),
                tree.parent(),
                tree.birth(),
                death,
                tree.size(),
                stability,
                tree.pointCluster(),
                lambda);
    }

    private static String csv(Matrix points) {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < points.rows(); row++) {
            for (int column = 0; column < points.columns(); column++) {
                text.append(column == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.9g", points.at(row, column)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// Blobs of uneven size and width, with scattered points between them.
    static Matrix points(int set) {
        SplittableRandom random = new SplittableRandom(set);
        int n = 60 + random.nextInt(240);
        int d = 2 + random.nextInt(6);
        int blobs = 2 + random.nextInt(5);
        double[][] centre = new double[blobs][d];
        double[] width = new double[blobs];
        for (int blob = 0; blob < blobs; blob++) {
            Arrays.setAll(centre[blob], column -> 10 * random.nextDouble());
            width[blob] = 0.2 + random.nextDouble();
        }
        float[] values = new float[n * d];
        for (int row = 0; row < n; row++) {
            int blob = (int) (blobs * Math.pow(random.nextDouble(), 1.5));
            boolean scattered = random.nextDouble() < 0.1;
            for (int column = 0; column < d; column++) {
                values[row * d + column] = (float)
                        (scattered
                                ? 10 * random.nextDouble()
                                : centre[blob][column] + width[blob] * random.nextGaussian());
            }
        }
        return new Matrix(n, d, values);
    }
}
