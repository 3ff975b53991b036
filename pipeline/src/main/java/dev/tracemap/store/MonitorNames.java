package dev.tracemap.store;

import dev.tracemap.insight.MonitorRule;
import dev.tracemap.insight.ReadableRule;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Names and readable rules of monitors, which may quote items as the names of clusters do.
final class MonitorNames {
    private MonitorNames() {}

    /// All that may have to go.
    static List<String> of(Connection connection, long team) throws SQLException {
        List<String> names = new ArrayList<>();
        Sql.of("SELECT name, rule FROM monitors WHERE team_id = ?", team).each(connection, row -> {
            names.add(row.getString(1));
            names.addAll(values(Json.read(row.getString(2), MonitorRule.class)));
        });
        return names;
    }

    private static List<String> values(MonitorRule rule) {
        ReadableRule readable = rule.readable();
        return readable == null
                ? List.of()
                : readable.conditions().stream()
                        .flatMap(condition -> condition.values().stream())
                        .toList();
    }

    /// Those of the monitors that tell of deleted items, with a plain name and without what tells.
    static List<MonitorRecord> telling(List<MonitorRecord> monitors, Quotes quotes) {
        return monitors.stream()
                .map(monitor -> plain(monitor, quotes))
                .filter(plain -> !monitors.contains(plain))
                .toList();
    }

    private static MonitorRecord plain(MonitorRecord monitor, Quotes quotes) {
        boolean rule = values(monitor.rule()).stream().anyMatch(quotes::tells);
        String name = quotes.tells(monitor.name()) ? "Monitor " + monitor.monitorId() : monitor.name();
        return monitor.with(
                name,
                rule ? new MonitorRule(MonitorRule.By.CENTROID, monitor.rule().centroid(), null) : monitor.rule());
    }
}
