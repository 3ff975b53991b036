package dev.tracemap.server;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.ingest.Importer;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.llm.Endpoint;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.Rate;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.run.Imports;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.ModelSettings;
import dev.tracemap.run.Models;
import dev.tracemap.run.MonitorWatch;
import dev.tracemap.run.Runs;
import dev.tracemap.run.Scheduler;
import dev.tracemap.run.Sources;
import dev.tracemap.run.Stages;
import dev.tracemap.server.intake.Doors;
import dev.tracemap.server.intake.Teams;
import dev.tracemap.server.page.PageApp;
import dev.tracemap.server.page.PageTools;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.sharing.SharedStore;
import dev.tracemap.sharing.Thresholds;
import dev.tracemap.store.ClickHouseAddress;
import dev.tracemap.store.ClickHouseStore;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.store.StoreCopy;
import dev.tracemap.temporal.TemporalSettings;
import dev.tracemap.tools.Catalogue;
import dev.tracemap.tools.Pages;
import dev.tracemap.tools.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A data directory with all that works on it. Made in no time: the store is opened, and the model loaded, by the
/// first that needs them.
public final class Workspace implements AutoCloseable {
    /// The team of whoever has not set up another.
    public static final long TEAM = 1;

    /// How long events wait for others before they are sent to a server: each insert there makes a part of its own.
    private static final Duration GATHERING = Duration.ofMillis(200);

    private final Path directory;
    private final InstantSource clock;
    private final @Nullable ClickHouseAddress elsewhere;
    private final Store store = DeferredStore.of(this::opened);
    private final @Nullable Thresholds thresholds;
    private final Redactor redactor;
    private final Store shown;
    private final OnnxEmbedder model;
    private final @Nullable Cluster cluster;
    private final Stages stages;
    private final Models models;
    private final Runs runs;
    private final Map<Long, Jobs> jobs = new ConcurrentHashMap<>();
    private final int mostJobs;
    private final Scheduler scheduler;
    private final MonitorWatch watch;
    private @Nullable PriceTable prices;
    private @Nullable Store opened;
    private @Nullable Imports imports;
    private final Map<Long, Menu> menus = new ConcurrentHashMap<>();
    private final Teams teams;
    private final Doors doors;
    private volatile @Nullable URI address;
    private volatile boolean owned;
    private final boolean runsByItself;
    private volatile boolean curation;

    /// With the configuration in the directory, where there is one.
    public Workspace(Path directory, InstantSource clock) {
        this(directory, Configuration.in(directory), clock);
    }

    /// Keeps everything in the directory, whatever store is configured.
    ///
    /// @param configuration a file to be used instead of the one in the directory
    /// @throws IllegalArgumentException for a configuration that cannot be used, naming the line
    public Workspace(Path directory, @Nullable Path configuration, InstantSource clock) {
        this(directory, chosen(directory, configuration).keptIn(null), clock);
    }

    /// @param configuration a file to be used instead of the one in the directory
    /// @param elsewhere a store to be used instead of the one that is configured, or of the directory itself
    /// @throws IllegalArgumentException for a configuration that cannot be used, naming the line
    public Workspace(
            Path directory, @Nullable Path configuration, @Nullable ClickHouseAddress elsewhere, InstantSource clock) {
        this(directory, configuration, elsewhere, null, clock);
    }

    /// @param configuration a file to be used instead of the one in the directory
    /// @param elsewhere a store to be used instead of the one that is configured, or of the directory itself
    /// @param temporal a cluster that runs are on instead of the one that is configured, or of this process
    /// @throws IllegalArgumentException for a configuration that cannot be used, naming the line
    public Workspace(
            Path directory,
            @Nullable Path configuration,
            @Nullable ClickHouseAddress elsewhere,
            @Nullable TemporalSettings temporal,
            InstantSource clock) {
        this(directory, changed(chosen(directory, configuration), elsewhere, temporal), clock);
    }

    private static Configuration changed(
            Configuration chosen, @Nullable ClickHouseAddress elsewhere, @Nullable TemporalSettings temporal) {
        Configuration kept = elsewhere == null ? chosen : chosen.keptIn(elsewhere);
        return temporal == null ? kept : kept.runOn(temporal);
    }

    private static Configuration chosen(Path directory, @Nullable Path configuration) {
        return configuration == null ? Configuration.in(directory) : ConfigurationFile.read(configuration);
    }

    private Workspace(Path directory, Configuration chosen, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
        this.elsewhere = chosen.store();
        this.thresholds = chosen.thresholds();
        this.redactor = chosen.models().redactor();
        this.shown = shownOver(store);
        Path folder = chosen.embeddingFolder();
        this.model = new OnnxEmbedder(folder == null ? SentenceModel.BGE_SMALL : SentenceModel.fromFolder(folder));
        ModelSettings settings = isShared() ? chosen.models().forOthers() : chosen.models();
        this.models = new Models(store, settings, Endpoint.of(System.getenv()), this::rate, clock);
        int threads = Runtime.getRuntime().availableProcessors();
        this.doors = new Doors(
                store, this::prices, chosen.teams(), () -> owned, clock, elsewhere == null ? Duration.ZERO : GATHERING);
        Sources sources = new Sources(chosen.sources(), System::getenv, this::prices);
        this.stages = new Stages(store, new Embedder(model, threads), models, chosen.rubrics(), sources, clock);
        TemporalSettings temporal = chosen.temporal();
        this.cluster = temporal == null ? null : new Cluster(temporal, store);
        this.runs = cluster == null
                ? new Runs(store, stages, clock, this::shown)
                : new Runs(store, stages, cluster.engine(), clock, this::shown);
        this.mostJobs = chosen.schedule().mostJobs();
        this.teams = chosen.teams();
        Scheduler.Settings clockwork = chosen.schedule().settings();
        this.watch = runs.watch(new MonitorWatch.Settings(clockwork.perHour(), Optional.ofNullable(chosen.webhook())));
        this.scheduler = new Scheduler(store, runs, new Jobs(store, mostJobs, clock), watch, clockwork, clock);
        this.runsByItself = chosen.schedule().on();
        this.curation = chosen.toolsets().contains(Toolsets.CURATION);
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

    /// The store as it may be read: the whole, or what thresholds let through.
    public Store shown() {
        return shown;
    }

    private Store shownOver(Store whole) {
        return thresholds == null ? whole : SharedStore.over(whole, thresholds, redactor);
    }

    /// What must stand behind whatever is shown, where not all may be seen.
    public Optional<Thresholds> thresholds() {
        return Optional.ofNullable(thresholds);
    }

    /// Whether only what enough users and tenants stand behind may be seen.
    public boolean isShared() {
        return thresholds != null;
    }

    private RunRecord shown(RunRecord run) {
        return !isShared()
                ? run
                : shown.run(run.teamId(), run.runId())
                        .filter(stored -> stored.status() == run.status())
                        .orElseGet(() -> SharedStore.unfinished(run));
    }

    /// Where the store lies when it is not in the directory.
    public Optional<ClickHouseAddress> elsewhere() {
        return Optional.ofNullable(elsewhere);
    }

    /// Copies what lies in the directory, whether or not it is what this works on.
    public StoreCopy.Copied copyTo(ClickHouseAddress address, StoreCopy.Listener listener) {
        try (ClickHouseStore target = opened(address)) {
            if (opened() instanceof DuckDbStore own) {
                return StoreCopy.run(own, target, listener);
            }
            try (DuckDbStore own = DuckDbStore.open(directory, clock)) {
                return StoreCopy.run(own, target, listener);
            }
        }
    }

    public Runs runs() {
        return runs;
    }

    public Jobs jobs() {
        return jobs(TEAM);
    }

    private Jobs jobs(long team) {
        return jobs.computeIfAbsent(team, id -> new Jobs(store(id), mostJobs, clock));
    }

    /// Judges new items by the rules of monitors.
    public MonitorWatch watch() {
        return watch;
    }

    /// Whose key is which.
    public Teams teams() {
        return teams;
    }

    /// Where clients bring traces; open once this process owns the directory.
    public Doors doors() {
        return doors;
    }

    public Models models() {
        return models;
    }

    /// Whether what runs here embed with understands other languages than English badly.
    public boolean englishOnly() {
        return models.settings().model(ModelStage.EMBEDDING) == null && model.englishOnly();
    }

    /// Reads `prices.json` of the directory, where there is one, over the prices that come with the program.
    public synchronized Imports imports() {
        Imports known = imports;
        if (known == null) {
            known = new Imports(store, new Importer(prices(), clock), clock);
            imports = known;
        }
        return known;
    }

    /// Lists the tools of that set too; to be called before the menu is.
    ///
    /// @throws IllegalArgumentException for an unknown set
    public void offer(String toolset) {
        if (Toolsets.checked(List.of(toolset)).contains(Toolsets.CURATION)) {
            curation = true;
        }
    }

    /// Everything there is for clients of the first team.
    public Menu menu() {
        return menu(TEAM);
    }

    /// Everything there is for clients of a team; it reaches that team's data only.
    public Menu menu(long team) {
        return menus.computeIfAbsent(team, id -> {
            Store own = shownOver(store(id));
            List<Tool> page = PageTools.of(own, id);
            Imports files = new Imports(store(id), new Importer(prices(), clock), clock);
            return Menu.of(
                            new Catalogue(id, own, isShared(), runs, jobs(id), files, clock, new Pages(this::address)),
                            curation)
                    .with(page)
                    .withApp(PageApp.RESOURCE, PageApp::contents, List.of(PageApp.data(page)));
        });
    }

    private Store store(long team) {
        return DeferredStore.of(() -> store.forTeam(team));
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
        if (cluster != null) {
            cluster.work(stages, scheduler, clock);
        }
        runs.resumeUnfinished();
        prices();
        owned = true;
        if (runsByItself && cluster != null) {
            cluster.schedule(team -> jobs(team));
        } else if (runsByItself) {
            scheduler.start();
        }
    }

    /// Works for a cluster, and does nothing else; the store must be one that several processes may use.
    ///
    /// @throws IllegalArgumentException where no cluster is named, or the store is of one process only
    /// @throws IllegalStateException where the cluster does not answer
    public void work() {
        if (cluster == null) {
            throw new IllegalArgumentException("a worker works for a Temporal cluster: name it with --temporal"
                    + " HOST:PORT, or under temporal in tracemap.yaml");
        }
        if (elsewhere == null) {
            throw new IllegalArgumentException("a worker of its own needs a ClickHouse store, because a data directory"
                    + " belongs to one process: name it with --store, or under store in tracemap.yaml. On one machine"
                    + " `./tracemap serve --temporal HOST:PORT` works for the cluster itself");
        }
        cluster.work(stages, scheduler, clock);
    }

    @Override
    public void close() {
        scheduler.close();
        if (cluster != null) {
            cluster.close();
        }
        runs.close();
        models.close();
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
            known = elsewhere == null ? DuckDbStore.open(directory, clock) : opened(elsewhere);
            opened = known;
        }
        return known;
    }

    private ClickHouseStore opened(ClickHouseAddress address) {
        return ClickHouseStore.open(address, System.getenv("CLICKHOUSE_PASSWORD"), clock);
    }

    private @Nullable Rate rate(String name) {
        PriceTable.Price price = prices().find(name);
        return price == null ? null : new Rate(price.input(), price.output());
    }

    private synchronized PriceTable prices() {
        PriceTable known = prices;
        if (known == null) {
            Path own = directory.resolve("prices.json");
            try {
                known = Files.exists(own) ? PriceTable.standard().overriddenBy(own) : PriceTable.standard();
            } catch (IOException e) {
                throw new UncheckedIOException(own + " cannot be used: " + e.getMessage(), e);
            }
            prices = known;
        }
        return known;
    }
}
