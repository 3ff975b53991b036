package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.cluster.Agreement;
import dev.tracemap.cluster.Assignment;
import dev.tracemap.cluster.Clusterer;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.ClusteringParams;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.embedding.DocumentType;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.embedding.EmbeddingText;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import dev.tracemap.trace.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clusters of real traces, again with other seeds and on parts of them.
@Tag("long")
class StableClustersTest {
    private static final int RESAMPLES = 10;
    private static final double KEPT = 0.9;
    private static final int RESEEDS = 200;
    private static final double GIANT = 0.5;
    private static final int SEED = 42;
    private static final double ENOUGH = 0.85;

    @TempDir
    private Path directory;

    /// 354 traces of two domains are few: between 11 and 18 groups describe them about equally well, and which
    /// number wins changes with the rows and with the seed (eight seeds gave 0.824 to 0.907, 0.862 on average). So
    /// there the mean of several seeds is looked at.
    @ParameterizedTest
    @CsvSource({"tau, TRACE, 5", "sgd, SESSION, 1", "banking77, TRACE, 1"})
    void otherSeedsAndPartsGiveTheSameClusters(String data, Level level, int seeds)
            throws IOException, InterruptedException {
        Matrix rows = vectors(data + "/events.posthog.jsonl.gz", level);
        int[] reference = labels(rows, SEED);
        double agreement = 0;
        double shared = 0;
        for (int seed = SEED; seed < SEED + seeds; seed++) {
            double[] mean = resampled(rows, seed == SEED ? reference : labels(rows, seed), seed);
            agreement += mean[0] / seeds;
            shared += mean[1] / seeds;
        }
        double largest = 0;
        for (int seed = 1; seed <= RESEEDS; seed++) {
            largest = Math.max(largest, largestShare(labels(rows, 1000 + seed)));
        }
        String found = String.format(
                "%s: %d rows, resampled agreement %.3f over %.0f%% of the rows, largest cluster of %d reseeds %.0f%%",
                data, rows.rows(), agreement, 100 * shared, RESEEDS, 100 * largest);
        System.out.println(found);
        assertTrue(agreement >= ENOUGH, found);
        assertTrue(largestShare(reference) > GIANT || largest <= GIANT, found);
    }

    /// Mean adjusted Rand index against the reference on parts of the rows, and mean share of rows it is about.
    private static double[] resampled(Matrix rows, int[] reference, int seed) {
        double agreement = 0;
        double shared = 0;
        for (int resample = 1; resample <= RESAMPLES; resample++) {
            SplittableRandom random = new SplittableRandom(resample);
            int[] kept = IntStream.range(0, rows.rows())
                    .filter(_ -> random.nextDouble() < KEPT)
                    .toArray();
            int[] again = labels(rows.picked(kept), seed + resample);
            int[] both = IntStream.range(0, kept.length)
                    .filter(i -> reference[kept[i]] >= 0 && again[i] >= 0)
                    .toArray();
            agreement += Agreement.adjustedRandIndex(
                            Arrays.stream(both).map(i -> reference[kept[i]]).toArray(),
                            Arrays.stream(both).map(i -> again[i]).toArray())
                    / RESAMPLES;
            shared += (double) both.length / kept.length / RESAMPLES;
        }
        return new double[] {agreement, shared};
    }

    /// What a run embeds, from a run.
    private Matrix vectors(String file, Level level) throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        int threads = Runtime.getRuntime().availableProcessors();
        try (OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
                Store store = DuckDbStore.open(directory, clock)) {
            store.append(SharedData.events(file));
            Embedder embedder = new Embedder(model, threads);
            RunInputs inputs = RunInputs.parse(new ObjectMapper()
                    .readTree("{\"lookback_days\": 3650, \"max_samples\": \"all\", \"level\": \"" + level.wire()
                            + "\"}"));
            try (Runs runs = new Runs(store, new Stages(store, embedder, clock), clock)) {
                RunRecord run = runs.await(1, runs.start(1, inputs, null).runId(), Duration.ofMinutes(20), _ -> true);
                List<String> items = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE).stream()
                        .map(Membership::itemId)
                        .sorted()
                        .toList();
                return store.embeddings(
                        1, DocumentType.of(level).wire(), EmbeddingText.RENDERING, embedder.model(), items);
            }
        }
    }

    private static int[] labels(Matrix rows, long seed) {
        ClusteringParams usual = ClusteringParams.DEFAULT;
        ClusteringParams params = new ClusteringParams(
                usual.normalization(),
                usual.reduction(),
                usual.dimensions(),
                usual.method(),
                usual.minSamples(),
                usual.minClusterSize(),
                usual.minClusterSizeFraction(),
                usual.minK(),
                usual.maxK(),
                usual.visualization(),
                seed,
                usual.threads());
        Clustering clustering = Clusterer.cluster(rows, params, Progress.SILENT);
        return clustering.assignments().stream()
                .mapToInt(assignment -> switch (assignment) {
                    case Assignment.Member member -> member.cluster();
                    case Assignment.Noise _ -> -1;
                })
                .toArray();
    }

    private static double largestShare(int[] labels) {
        int[] size = new int[Arrays.stream(labels).max().orElse(-1) + 2];
        for (int label : labels) {
            size[label + 1]++;
        }
        return (double) Arrays.stream(size).skip(1).max().orElse(0) / labels.length;
    }
}
