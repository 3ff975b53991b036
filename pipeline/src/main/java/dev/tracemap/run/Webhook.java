package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.MonitorAlert;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.Store;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An address that hears of alerts, as JSON by POST. It gets no word of any trace unless that is asked for; names of
/// monitors come from traces too.
public final class Webhook {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 3;
    private static final int EXAMPLES = 3;

    private final URI address;
    private final boolean text;
    private final Duration pause;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIME)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /// @param text whether names and titles are told
    public Webhook(URI address, boolean text) {
        this(address, text, Duration.ofSeconds(1));
    }

    /// @param pause before the second attempt; the next ones wait twice as long each
    Webhook(URI address, boolean text, Duration pause) {
        if (!("http".equals(address.getScheme()) || "https".equals(address.getScheme())) || address.getHost() == null) {
            throw new IllegalArgumentException("monitors.webhook takes an address with http:// or https://");
        }
        this.address = address;
        this.text = text;
        this.pause = pause;
    }

    /// @return what went wrong, in the last of some attempts; null where it got through
    @Nullable
    String post(MonitorRecord monitor, MonitorAlert alert, Store store) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(TIME)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        body(monitor, alert, store).toString()))
                .build();
        String trouble = null;
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (attempt > 0) {
                    Thread.sleep(pause.multipliedBy(1L << (attempt - 1)));
                }
                trouble = tried(request);
                if (trouble == null) {
                    return null;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the attempt was broken off";
        }
        return trouble;
    }

    private @Nullable String tried(HttpRequest request) throws InterruptedException {
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? null : "it answered " + status;
        } catch (IOException e) {
            return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
    }

    private ObjectNode body(MonitorRecord monitor, MonitorAlert alert, Store store) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("monitor_id", monitor.monitorId())
                .put("team_id", monitor.teamId())
                .put("state", alert.state().wire())
                .put("fails_more", alert.failing())
                .put("hits_per_day", alert.perDay())
                .put("hits_per_day_before", alert.perDayBefore())
                .put("at", alert.at().toString())
                .put("run_id", monitor.runId())
                .put("cluster_id", monitor.clusterId());
        if (text) {
            body.put("name", monitor.name());
            ArrayNode latest = body.putArray("latest");
            store.monitors()
                    .hits(monitor.teamId(), monitor.monitorId(), EXAMPLES)
                    .forEach(shown -> latest.add(shown.title()));
        }
        return body;
    }
}
