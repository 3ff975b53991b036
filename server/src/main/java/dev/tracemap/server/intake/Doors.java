package dev.tracemap.server.intake;

import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.server.http.Exchange;
import dev.tracemap.server.http.Refused;
import dev.tracemap.server.http.Route;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BinaryOperator;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All doors for events, in front of one queue.
public final class Doors {
    private static final Set<String> POST = Set.of("POST");
    private static final int NAMED = 20;

    private final Teams teams;
    private final Supplier<PriceTable> prices;
    private final BooleanSupplier ready;
    private final InstantSource clock;
    private final Bodies bodies = new Bodies();
    private final CommitQueue queue;
    private final LongAdder received = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder deferred = new LongAdder();

    /// @param ready whether this process has the store; until then everybody is asked to come again
    public Doors(Store store, Supplier<PriceTable> prices, Teams teams, BooleanSupplier ready, InstantSource clock) {
        this(store, prices, teams, ready, clock, Duration.ZERO);
    }

    /// @param ready whether this process has the store; until then everybody is asked to come again
    /// @param gathering how long events wait for others to be stored with them
    public Doors(
            Store store,
            Supplier<PriceTable> prices,
            Teams teams,
            BooleanSupplier ready,
            InstantSource clock,
            Duration gathering) {
        this.teams = teams;
        this.prices = prices;
        this.ready = ready;
        this.clock = clock;
        this.queue = new CommitQueue(store, gathering);
    }

    /// What has come since the start, and what is being made durable just now.
    ///
    /// @param received events that are durable, duplicates included
    /// @param rejected events that could not be used
    /// @param deferred requests that were asked to come again
    public record Tally(long received, long rejected, long deferred, long waitingBytes) {}

    public Tally tally() {
        return new Tally(received.sum(), rejected.sum(), deferred.sum(), queue.waitingBytes());
    }

    /// Where clients expect them. With keys configured these tell who may come in, else the server's token does.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        OtlpDoor otlp = new OtlpDoor(this);
        routes.add(route("/v1/traces", otlp));
        routes.add(route("/api/public/otel/v1/traces", otlp));
        both(routes, "/i/v0/ai/otel", otlp);
        routes.add(route("/api/public/ingestion", new LangfuseDoor(this)));
        PostHogDoor postHog = new PostHogDoor(this);
        for (String path : List.of("/batch", "/capture", "/e", "/i/v0/e", "/i/v0/ai", "/i/v0/ai/batch")) {
            both(routes, path, postHog);
        }
        PostHogVerdictDoor verdicts = new PostHogVerdictDoor(this);
        both(routes, "/i/v1/analytics/events", verdicts);
        both(routes, "/i/v1/ai/events", verdicts);
        return routes;
    }

    /// With and without a slash at the end.
    private void both(List<Route> routes, String path, Route.Door door) {
        routes.add(route(path, door));
        routes.add(route(path + "/", door));
    }

    private Route route(String path, Route.Door door) {
        return new Route(POST, path, door, teams.areConfigured());
    }

    /// Reads a body; whoever is to come again is told when.
    void read(Exchange exchange, Bodies.Work work) throws Refused, IOException, InterruptedException {
        try {
            if (!ready.getAsBoolean()) {
                exchange.discardBody();
                throw new Refused(
                        503, "this process does not have the data directory, or not yet; try again in a moment");
            }
            bodies.read(exchange, work);
        } catch (Refused refused) {
            if (refused.status() == 503) {
                deferred.increment();
                exchange.set("Retry-After", "1");
            }
            throw refused;
        }
    }

    Origin origin(Exchange exchange, @Nullable String key) throws Refused {
        return new Origin(teams.of(key), exchange.path(), clock.instant());
    }

    /// Returns when everything good in a conversion is durable.
    ///
    /// @param merge what becomes of an event that is there with other content; null = the first content stays
    /// @return why the rest was left out
    List<String> keep(Conversion conversion, @Nullable BinaryOperator<Event> merge)
            throws Refused, InterruptedException {
        EventSize.Kept kept = EventSize.sift(conversion);
        PriceTable table = prices.get();
        kept.events().forEach(table::price);
        queue.commit(kept.events(), kept.bytes(), merge);
        received.add(kept.events().size());
        rejected.add(kept.rejected().size());
        return kept.rejected();
    }

    /// The reasons in one text, of many the first.
    static String listed(List<String> reasons) {
        String first = String.join("; ", reasons.subList(0, Math.min(NAMED, reasons.size())));
        return reasons.size() <= NAMED ? first : first + "; and " + (reasons.size() - NAMED) + " more";
    }
}
