package dev.tracemap.run;

import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.source.SourceSettings;
import dev.tracemap.source.TraceSource;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The databases of others that a run can take its traces from. What a run samples there is stored here, and the
/// run goes on as if it had always been here.
public final class Sources {
    public static final Sources NONE = new Sources(List.of(), _ -> null, PriceTable::standard);
    private static final int TRACES_AT_A_TIME = 200;

    private final List<SourceSettings> all;
    private final Function<String, @Nullable String> environment;
    private final Supplier<PriceTable> prices;

    /// @param environment where passwords come from
    /// @param prices for calls that say nothing of their cost
    public Sources(
            List<SourceSettings> all, Function<String, @Nullable String> environment, Supplier<PriceTable> prices) {
        this.all = List.copyOf(all);
        this.environment = environment;
        this.prices = prices;
    }

    /// @throws IllegalArgumentException naming the sources there are
    SourceSettings named(String name) {
        return all.stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no source '" + name + "'; "
                        + (all.isEmpty()
                                ? "name one under sources in tracemap.yaml"
                                : "tracemap.yaml names "
                                        + all.stream().map(SourceSettings::name).collect(Collectors.joining(", ")))));
    }

    /// Stores the sampled traces of the run's window.
    ///
    /// @param note takes what a user should know
    /// @return their ids
    /// @throws RunFailed when there is nothing in the window
    List<String> bring(
            Store store,
            RunRecord run,
            String name,
            @Nullable Integer most,
            long seed,
            Consumer<String> note,
            DoubleConsumer progress) {
        SourceSettings settings = named(name);
        try (TraceSource source = TraceSource.open(settings, environment.apply(settings.passwordVariable()))) {
            if (!source.note().isEmpty()) {
                note.accept(source.note());
            }
            List<String> ids = source.traces(run.windowStart(), run.windowEnd(), most, seed);
            if (ids.isEmpty()) {
                throw new RunFailed("the source " + name + " has no trace about a model between " + run.windowStart()
                        + " and " + run.windowEnd() + ": ask with a greater lookback_days, or from and to");
            }
            Origin origin = new Origin(run.teamId(), name, run.windowStart());
            int unreadable = 0;
            for (int from = 0; from < ids.size(); from += TRACES_AT_A_TIME) {
                List<String> some = ids.subList(from, Math.min(ids.size(), from + TRACES_AT_A_TIME));
                Conversion read = source.read(some, run.windowStart(), run.windowEnd(), origin);
                unreadable += read.rejected().size();
                keep(store, read.events());
                progress.accept((double) (from + some.size()) / ids.size());
            }
            if (unreadable > 0) {
                note.accept(unreadable + " rows of the source " + name + " could not be read and were left out");
            }
            return ids;
        }
    }

    /// What a source says now counts, should it have said something else before.
    private void keep(Store store, List<Event> events) {
        PriceTable known = prices.get();
        events.forEach(known::price);
        Set<String> changed = new HashSet<>(store.append(events).conflicting());
        if (!changed.isEmpty()) {
            store.replace(events.stream()
                    .filter(event -> changed.contains(event.uuid()))
                    .toList());
        }
    }
}
