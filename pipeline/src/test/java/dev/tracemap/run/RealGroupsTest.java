package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import dev.tracemap.cluster.partition.KMeans;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.hierarchy.TreeAgreement;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.HierarchyNode;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The broader groups over clusters of real requests against known domains and intents, beside k-means of the names'
/// vectors into as many groups, as in Clio (Tamkin et al. 2024). Items in no cluster are left out of both.
@Tag("long")
class RealGroupsTest {
    private static final int SEEDS = 5;

    @TempDir
    private Path directory;

    private record Figures(double purity, double bCubed) {}

    @ParameterizedTest
    @CsvSource({
        "sgd, session, labels.sessions.jsonl.gz, session_id, primary_domain, 0.75",
        "banking77, trace, labels.jsonl.gz, trace_id, intent, 0.55"
    })
    void groupsAgreeWithKnownOnesNoLessThanKMeansOfNames(
            String data, String level, String file, String id, String label, double least)
            throws IOException, InterruptedException {
        Map<String, String> known = new HashMap<>();
        SharedData.lines(data + "/" + file)
                .forEach(line ->
                        known.put(line.path(id).asText(), line.path(label).asText()));
        InstantSource clock = InstantSource.system();
        try (OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
                Store store = DuckDbStore.open(directory, clock)) {
            store.append(SharedData.events(data + "/events.posthog.jsonl.gz"));
            Embedder embedder = new Embedder(model, Runtime.getRuntime().availableProcessors());
            RunInputs inputs = RunInputs.parse(new ObjectMapper()
                    .readTree("{\"lookback_days\": 3650, \"max_samples\": \"all\", \"level\": \"" + level + "\"}"));
            try (Runs runs = new Runs(store, new Stages(store, embedder, clock), clock)) {
                RunRecord run = runs.await(1, runs.start(1, inputs, null).runId(), Duration.ofMinutes(30), _ -> true);
                compare(data, store, run, known, model, least);
            }
        }
    }

    private static void compare(
            String data, Store store, RunRecord run, Map<String, String> known, OnnxEmbedder model, double least) {
        List<Membership> members = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE).stream()
                .filter(member -> member.clusterId() >= 0)
                .toList();
        Map<String, Integer> numbers = new TreeMap<>();
        int[] truth = members.stream()
                .mapToInt(member -> numbers.computeIfAbsent(
                        Objects.requireNonNull(known.get(member.itemId())), _ -> numbers.size()))
                .toArray();
        int[] cluster = members.stream().mapToInt(Membership::clusterId).toArray();
        int[] group = groups(store, run);
        int groups = (int) Arrays.stream(group).distinct().count();
        Figures ours = figures(truth, cluster, group);
        Matrix names = names(store.clusters(run.runId()), group.length, model);
        double purity = 0;
        double bCubed = 0;
        try (Workers workers = new Workers(1)) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Figures theirs = figures(
                        truth, cluster, KMeans.fit(names, groups, seed, workers).labels());
                purity += theirs.purity() / SEEDS;
                bCubed += theirs.bCubed() / SEEDS;
            }
        }
        String found = String.format(
                "%s: %d clusters in %d groups, dendrogram purity %.3f, B-cubed %.3f; k-means of names %.3f, %.3f; %s",
                data,
                group.length,
                groups,
                ours.purity(),
                ours.bCubed(),
                purity,
                bCubed,
                run.inputs().path("hierarchy"));
        System.out.println(found);
        assertTrue(ours.purity() >= least, found);
        assertTrue(ours.purity() >= purity && ours.bCubed() >= bCubed, found);
    }

    /// The group of each cluster at the top; one that stands alone is its own.
    private static int[] groups(Store store, RunRecord run) {
        int[] group = new int[run.clusters()];
        Arrays.setAll(group, cluster -> 1_000 + cluster);
        int number = 0;
        for (HierarchyNode node : store.hierarchy(run.runId())) {
            if (node.depth() == 1) {
                for (int cluster : node.clusters()) {
                    group[cluster] = number;
                }
                number++;
            }
        }
        return group;
    }

    private static Figures figures(int[] truth, int[] cluster, int[] group) {
        int[] top = Arrays.stream(cluster).map(each -> group[each]).toArray();
        return new Figures(TreeAgreement.purity(truth, List.of(cluster, top)), TreeAgreement.bCubed(truth, top));
    }

    private static Matrix names(List<ClusterRecord> clusters, int count, OnnxEmbedder model) {
        float[] values = new float[0];
        int columns = 0;
        for (ClusterRecord cluster : clusters) {
            if (cluster.clusterId() >= 0) {
                float[] vector = model.embed(cluster.title() + "\n" + cluster.description());
                columns = vector.length;
                values = values.length == 0 ? new float[count * columns] : values;
                System.arraycopy(vector, 0, values, cluster.clusterId() * columns, columns);
            }
        }
        return new Matrix(count, columns, values);
    }
}
