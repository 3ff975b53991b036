package dev.tracemap.server;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.ingest.Importer;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.run.Imports;
import dev.tracemap.run.Runs;
import dev.tracemap.run.Stages;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import dev.tracemap.tools.Catalogue;
import dev.tracemap.tools.Pages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A data directory with all that works on it. Made in no time: the store is opened, and the model loaded, by the
/// first that needs them.
public final class Workspace implements AutoCloseable {
    /// The team of whoever has not set up another.
    public static final long TEAM = 1;

    private final Path directory;
    private final InstantSource clock;
    private final Store store = DeferredStore.of(this::opened);
    private final OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
    private final Runs runs;
    private @Nullable Store opened;
    private @Nullable Imports imports;
    private @Nullable Menu menu;
    private volatile @Nullable URI address;

    public Workspace(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
        int threads = Runtime.getRuntime().availableProcessors();
        this.runs = new Runs(store, new Stages(store, new Embedder(model, threads), clock), clock);
    }

    public Path directory() {
        return directory;
    }

    public InstantSource clock() {
        return clock;
    }

    public Store store() {
        return store;
    }

    public Runs runs() {
        return runs;
    }

    /// Reads `prices.json` of the directory, where there is one, over the prices that come with the program.
    public synchronized Imports imports() {
        Imports known = imports;
        if (known == null) {
            known = new Imports(store, new Importer(prices(), clock));
            imports = known;
        }
        return known;
    }

    /// Everything there is for clients.
    public synchronized Menu menu() {
        Menu known = menu;
        if (known == null) {
            known = Menu.of(new Catalogue(store, runs, imports(), clock, new Pages(this::address)));
            menu = known;
        }
        return known;
    }

    /// Where this directory's page is served; answers carry links to it from now on.
    public void servedAt(URI base) {
        address = base;
    }

    /// Absent while nothing is served.
    public Optional<URI> address() {
        return Optional.ofNullable(address);
    }

    /// Opens the store now, and goes on with runs that a former owner left unfinished.
    public void begin() {
        runs.resumeUnfinished(TEAM);
    }

    @Override
    public void close() {
        runs.close();
        Store last;
        synchronized (this) {
            last = opened;
        }
        if (last != null) {
            last.close();
        }
        model.close();
    }

    private synchronized Store opened() {
        Store known = opened;
        if (known == null) {
            known = DuckDbStore.open(directory, clock);
            opened = known;
        }
        return known;
    }

    private PriceTable prices() {
        Path own = directory.resolve("prices.json");
        try {
            return Files.exists(own) ? PriceTable.standard().overriddenBy(own) : PriceTable.standard();
        } catch (IOException e) {
            throw new UncheckedIOException(own + " cannot be used: " + e.getMessage(), e);
        }
    }
}
