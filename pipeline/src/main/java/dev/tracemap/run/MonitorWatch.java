package dev.tracemap.run;

import dev.tracemap.insight.ItemFacts;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.MonitorHit;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.ScheduleMark;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Judges new items by the rules of all monitors, and tells what has come to stand otherwise.
///
/// How far it has come stands in a [ScheduleMark]: everything that began before has been judged. An import of older
/// items sets it back. The day before is looked at again each time, since items grow and come late; what was judged
/// at its present revision is not judged again by the same process.
public final class MonitorWatch {
    /// Name of the mark.
    public static final String NAME = "monitors";

    private static final Logger LOG = LoggerFactory.getLogger(MonitorWatch.class);
    private static final Duration BETWEEN = Duration.ofMinutes(5);
    private static final Duration AGAIN = Duration.ofDays(1);
    /// What began longer ago changes no state.
    private static final Duration REACH = Duration.ofDays(14);
    private static final int BATCH = 512;

    private final Store store;
    private final Sighting sighting;
    private final Settings settings;
    private final InstantSource clock;
    private final Alerts alerts;
    private final Map<Long, Map<String, String>> judged = new ConcurrentHashMap<>();

    /// @param perHour items of an hour that are judged where each is read by a model that is paid
    /// @param webhook that hears of alerts
    public record Settings(int perHour, Optional<Webhook> webhook) {}

    MonitorWatch(Store store, Sighting sighting, Settings settings, InstantSource clock) {
        this.store = store;
        this.sighting = sighting;
        this.settings = settings;
        this.clock = clock;
        this.alerts = new Alerts(store, settings.webhook(), clock);
    }

    /// What a look has found.
    ///
    /// @param items that were judged
    /// @param hits among them, counted once for each monitor
    /// @param notes for people
    public record Looked(int items, int hits, List<String> notes) {
        static final Looked NOTHING = new Looked(0, 0, List.of());
    }

    /// Looks where the last look is some minutes old, or an import has brought something since.
    void turn(long team, Optional<ScheduleMark> last, Instant now) {
        boolean due = last.isEmpty() || !last.get().slot().isAfter(now.minus(BETWEEN));
        if (due && !store.monitors().list(team).isEmpty()) {
            look(team);
        }
        alerts.send(team);
    }

    /// Judges what is new now, and tells what has come to stand otherwise.
    public Looked look(long team) {
        List<MonitorRecord> monitors = store.monitors().list(team);
        if (monitors.isEmpty()) {
            return Looked.NOTHING;
        }
        Instant now = clock.instant();
        Instant begin = store.marks(team).stream()
                .filter(mark -> mark.name().equals(NAME))
                .map(mark -> mark.slot().minus(AGAIN))
                .findFirst()
                .orElse(now.minus(AGAIN));
        Looked looked = judge(team, monitors, begin, now);
        store.saveMark(new ScheduleMark(
                team, NAME, now, looked.items() + " items judged, " + looked.hits() + " hits" + said(looked.notes())));
        alerts.raise(team);
        alerts.send(team);
        return looked;
    }

    private static String said(List<String> notes) {
        return notes.isEmpty() ? "" : "; " + String.join("; ", notes);
    }

    /// Has what began from then on judged at the next turn.
    static void lookBack(Store store, long team, Instant first, Instant now) {
        Instant from = first.isBefore(now.minus(REACH)) ? now.minus(REACH) : first;
        boolean done = store.marks(team).stream()
                .anyMatch(mark -> mark.name().equals(NAME) && !mark.slot().isAfter(from));
        if (!done && !store.monitors().list(team).isEmpty()) {
            store.saveMark(new ScheduleMark(team, NAME, from, "there are items to be judged"));
        }
    }

    private Looked judge(long team, List<MonitorRecord> monitors, Instant begin, Instant now) {
        RuleSet rules = new RuleSet(monitors);
        Map<String, String> known = judged.computeIfAbsent(team, _ -> new ConcurrentHashMap<>());
        String saved = monitors.stream()
                .map(monitor -> monitor.monitorId() + monitor.createdAt())
                .toList()
                .toString();
        Map<String, String> present = new HashMap<>();
        List<String> notes = new ArrayList<>();
        int items = 0;
        int hits = 0;
        for (Level level : Level.values()) {
            RuleSet ofLevel = rules.of(level);
            if (ofLevel.isEmpty()) {
                continue;
            }
            List<ItemRef> fresh = new ArrayList<>();
            for (ItemRef ref : items(team, level, begin, now)) {
                String key = level.wire() + ref.id();
                String state = ref.revision() + saved;
                present.put(key, state);
                if (!state.equals(known.get(key))) {
                    fresh.add(ref);
                }
            }
            for (int from = 0; from < fresh.size(); from += BATCH) {
                List<ItemRef> batch = fresh.subList(from, Math.min(fresh.size(), from + BATCH));
                List<MonitorHit> found = hits(team, level, ofLevel, sighting.read(team, batch), notes);
                store.monitors().saveHits(team, found);
                hits += found.size();
            }
            items += fresh.size();
        }
        known.clear();
        known.putAll(present);
        return new Looked(items, hits, notes.stream().distinct().toList());
    }

    /// All, or where reading is paid those that are read as the hour ends anyway.
    private List<ItemRef> items(long team, Level level, Instant begin, Instant now) {
        if (!sighting.isPaid(team)) {
            return store.items(new ItemQuery(team, level, begin, now, List.of(), null, 0));
        }
        List<ItemRef> some = new ArrayList<>();
        Instant hour = begin.truncatedTo(ChronoUnit.HOURS);
        for (Instant next = hour.plus(1, ChronoUnit.HOURS);
                settings.perHour() > 0 && !next.isAfter(now);
                next = next.plus(1, ChronoUnit.HOURS)) {
            some.addAll(store.items(HourlyReading.query(team, level, hour, settings.perHour())));
            hour = next;
        }
        return some;
    }

    /// Judges items that were read. Nothing is kept.
    List<MonitorHit> hits(long team, Level level, RuleSet rules, List<ItemDigest> digests, List<String> notes) {
        List<ItemFacts> facts = SightedItems.facts(store, team, level, digests);
        Map<RuleSet.Space, List<float[]>> vectors = new HashMap<>();
        for (RuleSet.Space space : rules.spaces()) {
            try {
                Optional<List<float[]>> placed = sighting.place(team, level, digests, space);
                placed.ifPresent(some -> vectors.put(space, some));
                if (placed.isEmpty()) {
                    notes.add("nothing is embedded with " + space.model() + " along " + space.axis()
                            + " any more: monitors by centroid need a new run and must be saved again");
                }
            } catch (ModelFailure e) {
                notes.add("monitors by centroid were left out: " + e.getMessage());
                LOG.warn("items of team {} could not be embedded for monitors", team, e);
            }
        }
        Instant now = clock.instant();
        List<MonitorHit> hits = new ArrayList<>();
        for (int i = 0; i < digests.size(); i++) {
            int row = i;
            hits.addAll(rules.hits(digests.get(i), facts.get(i), space -> row(vectors.get(space), row), now));
        }
        return hits;
    }

    private static float @Nullable [] row(@Nullable List<float[]> vectors, int row) {
        return vectors == null ? null : vectors.get(row);
    }
}
