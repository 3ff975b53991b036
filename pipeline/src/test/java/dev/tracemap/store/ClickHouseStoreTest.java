package dev.tracemap.store;

import dev.tracemap.store.chdb.ClickHouseServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

final class ClickHouseStoreTest extends StoreContract {
    @Override
    Store open(Path directory) {
        return ClickHouseServer.running().store(directory, () -> Captured.MONDAY);
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
