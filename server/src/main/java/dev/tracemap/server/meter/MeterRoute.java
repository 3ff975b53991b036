package dev.tracemap.server.meter;

import dev.tracemap.run.Runs;
import dev.tracemap.server.http.Exchange;
import dev.tracemap.server.http.Refused;
import dev.tracemap.server.http.Route;
import dev.tracemap.server.http.Tokens;
import dev.tracemap.server.intake.Doors;
import dev.tracemap.store.RunRecord.Status;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/metrics`.
public final class MeterRoute {
    private static final List<Status> OVER = List.of(Status.COMPLETE, Status.FAILED, Status.CANCELLED);
    private static final List<Status> LIVE = List.of(Status.QUEUED, Status.RUNNING);

    private final Runs runs;
    private final Doors doors;
    private @Nullable PrometheusMeterRegistry registry;

    private MeterRoute(Runs runs, Doors doors) {
        this.runs = runs;
        this.doors = doors;
    }

    /// Costs nothing until somebody asks.
    public static Route of(Runs runs, Doors doors) {
        return new Route(Set.of("GET", "HEAD"), "/metrics", new MeterRoute(runs, doors)::answer);
    }

    private void answer(Exchange exchange) throws Refused, IOException {
        if (exchange.team() != Tokens.FIRST) {
            throw new Refused(403, "figures of the whole server are for the team that runs it");
        }
        exchange.answer(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                registry().scrape().getBytes(StandardCharsets.UTF_8));
    }

    private synchronized PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry known = registry;
        if (known == null) {
            known = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            bind(known);
            registry = known;
        }
        return known;
    }

    private void bind(MeterRegistry to) {
        new JvmMemoryMetrics().bindTo(to);
        new JvmThreadMetrics().bindTo(to);
        new ProcessorMetrics().bindTo(to);
        new UptimeMetrics().bindTo(to);
        for (Status status : LIVE) {
            Gauge.builder("tracemap.runs.active", runs, each -> each.active(status))
                    .description("Runs that are queued or at work")
                    .tag("status", status.wire())
                    .register(to);
        }
        for (Status status : OVER) {
            FunctionCounter.builder("tracemap.runs.ended", runs, each -> each.ended(status))
                    .description("Runs that ended since the start")
                    .tag("status", status.wire())
                    .register(to);
        }
        FunctionCounter.builder(
                        "tracemap.events.received", doors, each -> each.tally().received())
                .description("Events that came through a door and are durable, duplicates included")
                .register(to);
        FunctionCounter.builder(
                        "tracemap.events.rejected", doors, each -> each.tally().rejected())
                .description("Events that came through a door and could not be used")
                .register(to);
        FunctionCounter.builder("tracemap.requests.deferred", doors, each -> each.tally()
                        .deferred())
                .description("Requests that were asked to come again because too much waited")
                .register(to);
        Gauge.builder("tracemap.events.waiting.bytes", doors, each -> each.tally()
                        .waitingBytes())
                .description("Events that are being made durable")
                .register(to);
    }
}
