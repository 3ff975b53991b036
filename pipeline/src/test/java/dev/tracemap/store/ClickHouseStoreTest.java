package dev.tracemap.store;

import dev.tracemap.store.chdb.ClickHouseServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

final class ClickHouseStoreTest extends StoreContract {
    private List<Path> tables = List.of();

    @Override
    Store open(Path directory) {
        ClickHouseStore store = ClickHouseServer.running().store(directory, () -> Captured.MONDAY);
        store.database().with(connection -> {
            tables = Sql.of("SELECT arrayJoin(data_paths) FROM system.tables WHERE database = currentDatabase()")
                    .list(connection, row -> Path.of(row.getString(1)));
            return true;
        });
        return store;
    }

    @Override
    public List<Path> files() {
        return tables;
    }

    @Override
    public String property(String column, String... path) {
        String steps = Arrays.stream(path)
                .map(step -> step.matches("\\d+") ? Integer.toString(Integer.parseInt(step) + 1) : "'" + step + "'")
                .collect(Collectors.joining(", "));
        return "JSONExtract(" + column + ", " + steps + ", 'Nullable(String)')";
    }

    @Override
    public String endless() {
        return "SELECT count() FROM numbers(10000000) AS a, numbers(10000000) AS b WHERE (a.number * b.number) % 7 = 3";
    }
}
