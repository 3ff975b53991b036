package dev.tracemap.ingest;

import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.trace.Event;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An import into memory, for tests: keeps events by uuid as a store would.
final class Imported implements EventSink {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));

    private final Map<String, Event> byUuid = new LinkedHashMap<>();
    private final Importer importer = new Importer(PriceTable.standard(), CLOCK);

    ImportReport paths(Path... paths) {
        return run(Arrays.stream(paths).map(Path::toString).toList(), InputStream.nullInputStream(), null);
    }

    ImportReport standardInput(byte[] content) {
        return run(List.of("-"), new ByteArrayInputStream(content), null);
    }

    ImportReport run(List<String> paths, InputStream standardInput, @Nullable Format forced) {
        return importer.importAll(paths, standardInput, forced, 1, this, ImportProgress.NONE);
    }

    List<Event> events() {
        return List.copyOf(byUuid.values());
    }

    List<Event> events(String name) {
        return byUuid.values().stream()
                .filter(event -> event.name().equals(name))
                .toList();
    }

    @Override
    public Accepted accept(List<Event> events) {
        int stored = 0;
        List<String> conflicting = new ArrayList<>();
        for (Event event : events) {
            Event before = byUuid.putIfAbsent(event.uuid(), event);
            if (before == null) {
                stored++;
            } else if (!before.equals(event)) {
                conflicting.add(event.uuid());
            }
        }
        return new Accepted(stored, events.size() - stored, conflicting);
    }
}
