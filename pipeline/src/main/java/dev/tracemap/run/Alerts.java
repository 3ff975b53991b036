package dev.tracemap.run;

import dev.tracemap.insight.HitDays;
import dev.tracemap.insight.MonitorAlert;
import dev.tracemap.insight.MonitorAlert.Delivery;
import dev.tracemap.insight.MonitorState;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells when a monitor is new, rising or quiet, or its hits fail more than before: in the log, in the list, and to a
/// webhook, which is tried again for a day.
final class Alerts {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final int KEPT = 20;
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final Store store;
    private final Optional<Webhook> webhook;
    private final InstantSource clock;

    Alerts(Store store, Optional<Webhook> webhook, InstantSource clock) {
        this.store = store;
        this.webhook = webhook;
        this.clock = clock;
    }

    /// Takes note of how each monitor stands now. The first time is no news.
    void raise(long team) {
        for (Monitors.Standing standing : new Monitors(store, clock).list(team)) {
            MonitorRecord monitor = standing.monitor();
            MonitorRecord.Standing before = monitor.standing();
            MonitorState state = standing.days().state();
            boolean failing = standing.days().failsMore();
            if (state == before.state() && failing == before.failing()) {
                continue;
            }
            List<MonitorAlert> alerts = new ArrayList<>();
            if (before.state() != null && state != before.state() && state != MonitorState.ONGOING) {
                alerts.add(alert(monitor, standing.days(), state, false));
            }
            if (failing && !before.failing()) {
                alerts.add(alert(monitor, standing.days(), state, true));
            }
            alerts.addAll(before.alerts());
            Instant since = state == before.state() ? before.since() : clock.instant();
            store.monitors()
                    .save(monitor.with(new MonitorRecord.Standing(
                            state, failing, since, alerts.subList(0, Math.min(KEPT, alerts.size())))));
        }
    }

    private MonitorAlert alert(MonitorRecord monitor, HitDays days, MonitorState state, boolean failing) {
        LOG.info(
                "monitor {} of team {}: {}, {} hits a day, {} before",
                monitor.monitorId(),
                monitor.teamId(),
                failing ? "fails more" : state.wire(),
                days.perDay(),
                days.perDayBefore());
        return new MonitorAlert(
                clock.instant(),
                state,
                failing,
                days.perDay(),
                days.perDayBefore(),
                webhook.isPresent() ? Delivery.WAITING : Delivery.LISTED,
                0,
                null);
    }

    /// Tries to deliver what waits.
    void send(long team) {
        if (webhook.isEmpty()) {
            return;
        }
        for (MonitorRecord monitor : store.monitors().list(team)) {
            MonitorRecord.Standing standing = monitor.standing();
            List<MonitorAlert> after = standing.alerts().stream()
                    .map(alert -> alert.delivery() == Delivery.WAITING ? sent(webhook.get(), monitor, alert) : alert)
                    .toList();
            if (!after.equals(standing.alerts())) {
                store.monitors()
                        .save(monitor.with(new MonitorRecord.Standing(
                                standing.state(), standing.failing(), standing.since(), after)));
            }
        }
    }

    private MonitorAlert sent(Webhook hook, MonitorRecord monitor, MonitorAlert alert) {
        @Nullable String trouble = hook.post(monitor, alert, store);
        if (trouble == null) {
            return alert.tried(Delivery.DELIVERED, null);
        }
        boolean over = clock.instant().isAfter(alert.at().plus(PATIENCE));
        LOG.warn(
                "the alert of monitor {} did not reach the webhook{}: {}",
                monitor.monitorId(),
                over ? " for a day and is given up" : "",
                trouble);
        return alert.tried(over ? Delivery.FAILED : Delivery.WAITING, trouble);
    }
}
