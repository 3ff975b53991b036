package dev.tracemap.run;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.Cap;
import dev.tracemap.llm.Endpoint;
import dev.tracemap.llm.Limits;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.score.Rubric;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import dev.tracemap.store.Unpacked;
import dev.tracemap.summary.SummaryStyle;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// A process of its own that runs a clustering with models, or goes on with one, until it is done or killed.
public final class RunningProcess {
    public static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

    static final List<Rubric> RUBRICS =
            List.of(new Rubric("resolved", "Was the request fulfilled?", Rubric.Scale.BOOLEAN, 6));

    /// What a process says when it goes on with its run.
    public static final String AT_WORK = "at work";

    /// What a process says when it stands at its gate.
    static final String AT_THE_GATE = "at the gate";

    private static final String GATE = "gate:";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration KEEPING = Duration.ofSeconds(3);

    private RunningProcess() {}

    /// @param arguments the data directory, the address of the model server, and `batches`, `rubrics` or a gate
    ///     where they are wanted
    public static void main(String[] arguments) throws InterruptedException {
        try (Store store = DuckDbStore.open(Path.of(arguments[0]), CLOCK);
                Runs runs = runs(
                        gated(store, arguments),
                        arguments[1],
                        List.of(arguments).contains("batches") ? 2 : 0,
                        List.of(arguments).contains("rubrics") ? RUBRICS : List.of())) {
            runs.resumeUnfinished();
            String run = store.runs(1, 1).stream()
                    .findFirst()
                    .orElseGet(() -> runs.start(1, RunInputs.DEFAULT, null))
                    .runId();
            System.out.println(AT_WORK);
            runs.await(1, run, Duration.ofMinutes(5), _ -> true);
        }
    }

    /// The store, or one that stops before it keeps what a stage has made and then says [#AT_THE_GATE], where the
    /// arguments have a [#gate].
    public static Store gated(Store store, String[] arguments) {
        Optional<String> stage = Arrays.stream(arguments)
                .filter(each -> each.startsWith(GATE))
                .map(each -> each.substring(GATE.length()))
                .findFirst();
        if (stage.isEmpty()) {
            return store;
        }
        GatedStore gate = new GatedStore(store, stage.get(), 0, true);
        Thread.ofVirtual().start(() -> {
            try {
                if (gate.isReached()) {
                    System.out.println(AT_THE_GATE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return gate.store();
    }

    /// The argument that makes a process stop before it keeps what a stage has made.
    static String gate(String stage) {
        return GATE + stage;
    }

    /// Begins such a process.
    static ProcessBuilder command(Path directory, String url, String... more) {
        return command(RunningProcess.class, directory, url, more);
    }

    /// Begins a process of the tests.
    ///
    /// @param url of the model server
    /// @param more what it takes besides
    public static ProcessBuilder command(Class<?> main, Path directory, String url, String... more) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx1g",
                Unpacked.beside(directory),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")),
                main.getName(),
                directory.toString(),
                url));
        command.addAll(List.of(more));
        return new ProcessBuilder(command);
    }

    /// Kills the process once that is reached, and what has been answered by then is kept.
    public static void killWhen(Process process, BooleanSupplier reached) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && !reached.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        Thread.sleep(KEEPING);
        process.destroyForcibly().waitFor();
    }

    /// Puts generated traces into a data directory.
    public static void fill(Path directory, int items) {
        try (Store store = DuckDbStore.open(directory, CLOCK)) {
            store.append(new Generator()
                    .generate(new SampleParams(items, 5, CLOCK.instant(), Duration.ofDays(6)))
                    .events());
        }
    }

    static Runs runs(Store store, String url) {
        return runs(store, url, 0, List.of());
    }

    static Runs runs(Store store, String url, int batchFrom, List<Rubric> rubrics) {
        return new Runs(store, stages(store, url, Privacy.PLAIN, Map.of(), batchFrom, rubrics), CLOCK);
    }

    static Runs runs(Store store, String url, Privacy privacy, Map<ModelStage, String> names) {
        return new Runs(store, stages(store, url, privacy, names, 0, List.of()), CLOCK);
    }

    /// Stages that ask a model server for everything but vectors.
    public static Stages stages(Store store, String url) {
        return stages(store, url, Privacy.PLAIN, Map.of(), 0, List.of());
    }

    private static Stages stages(
            Store store,
            String url,
            Privacy privacy,
            Map<ModelStage, String> names,
            int batchFrom,
            List<Rubric> rubrics) {
        Limits limits = new Limits(4, 0, 5, Duration.ofMillis(1), Duration.ofSeconds(30), batchFrom);
        ModelSettings settings =
                new ModelSettings(names, limits, Cap.NONE, Cap.NONE, privacy, SummaryStyle.DEFAULT, Map.of(), null);
        Models models = new Models(store, settings, Optional.of(new Endpoint(url, "sk-test")), _ -> null, CLOCK);
        Embedder embedder = new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2);
        return new Stages(store, embedder, models, rubrics, CLOCK);
    }
}
