package dev.tracemap.run;

import dev.tracemap.insight.CentroidRule;
import dev.tracemap.insight.ItemFacts;
import dev.tracemap.insight.MonitorRule;
import dev.tracemap.insight.ReadableRule;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.MonitorHit;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rules of many monitors, ready to judge many items.
final class RuleSet {
    private final List<Watched> watched;

    /// In which space a vector lies.
    record Space(String axis, String rendering, String model) {
        static Space of(MonitorRecord monitor) {
            CentroidRule rule = monitor.rule().centroid();
            return new Space(monitor.axis(), rule.rendering(), rule.model());
        }
    }

    private record Watched(MonitorRecord monitor, Space space, CentroidRule.@Nullable Judge judge) {
        static Watched of(MonitorRecord monitor) {
            boolean near = monitor.rule().by() == MonitorRule.By.CENTROID;
            return new Watched(
                    monitor, Space.of(monitor), near ? monitor.rule().centroid().judge() : null);
        }

        boolean takes(ItemFacts facts, Function<Space, float @Nullable []> vectors) {
            if (judge != null) {
                float[] vector = vectors.apply(space);
                return vector != null && judge.holds(vector);
            }
            ReadableRule readable = monitor.rule().readable();
            return readable != null && readable.holds(facts);
        }
    }

    RuleSet(List<MonitorRecord> monitors) {
        this.watched = monitors.stream().map(Watched::of).toList();
    }

    RuleSet of(Level level) {
        return new RuleSet(watched.stream()
                .map(Watched::monitor)
                .filter(monitor -> monitor.level() == level)
                .toList());
    }

    boolean isEmpty() {
        return watched.isEmpty();
    }

    /// The spaces in which vectors are needed.
    Set<Space> spaces() {
        return watched.stream()
                .filter(each -> each.judge() != null)
                .map(Watched::space)
                .collect(Collectors.toSet());
    }

    /// One for each monitor whose rule takes the item.
    ///
    /// @param vectors of the item, of length 1; null where there is none in that space
    List<MonitorHit> hits(
            ItemDigest digest, ItemFacts facts, Function<Space, float @Nullable []> vectors, Instant now) {
        List<MonitorHit> hits = new ArrayList<>();
        for (Watched each : watched) {
            if (each.takes(facts, vectors)) {
                hits.add(new MonitorHit(
                        each.monitor().monitorId(),
                        digest.item().level(),
                        digest.item().id(),
                        digest.item().traceIds(),
                        digest.item().timestamp(),
                        digest.measures().hasError(),
                        now));
            }
        }
        return hits;
    }
}
