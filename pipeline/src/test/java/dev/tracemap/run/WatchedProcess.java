package dev.tracemap.run;

import dev.tracemap.llm.ModelStage;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/// A process of its own that clusters, summarises and searches, and writes down whom it talked to: what asked for a
/// proxy, and what the JVM saw go over sockets.
final class WatchedProcess {
    private final Set<String> talkedTo = new ConcurrentSkipListSet<>();

    private WatchedProcess() {}

    /// @param arguments the data directory, the address of the model server, the privacy, and where to write
    public static void main(String[] arguments) throws IOException, InterruptedException {
        WatchedProcess watched = new WatchedProcess();
        ProxySelector.setDefault(watched.listening());
        Path recorded = Path.of(arguments[3] + ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.SocketRead").withoutThreshold();
            recording.enable("jdk.SocketWrite").withoutThreshold();
            recording.start();
            work(Path.of(arguments[0]), arguments[1], Privacy.valueOf(arguments[2]));
            recording.stop();
            recording.dump(recorded);
        }
        for (RecordedEvent event : RecordingFile.readAllEvents(recorded)) {
            watched.talkedTo.add("socket " + event.getString("address") + ":" + event.getInt("port"));
        }
        Files.write(Path.of(arguments[3]), watched.talkedTo);
    }

    private static void work(Path directory, String url, Privacy privacy) throws InterruptedException {
        Map<ModelStage, String> models = Map.of(ModelStage.EMBEDDING, "text-embedding-3-large");
        try (Store store = DuckDbStore.open(directory, RunningProcess.CLOCK);
                Runs runs = RunningProcess.runs(store, url, privacy, models)) {
            runs.estimate(1, RunInputs.DEFAULT);
            String run = runs.start(1, RunInputs.DEFAULT, null).runId();
            runs.await(1, run, Duration.ofMinutes(5), _ -> true);
            String trace = runs.similar(1, Level.TRACE, "money back", _ -> true, 1)
                    .getFirst()
                    .itemId();
            if (runs.summarize(1, trace).isEmpty()) {
                throw new IllegalStateException(trace + " is not there");
            }
        }
    }

    private ProxySelector listening() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                talkedTo.add("proxy for " + uri);
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {
                talkedTo.add("failed " + uri);
            }
        };
    }
}
