package dev.tracemap.store;

import dev.tracemap.trace.Event;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// A process that appends batch after batch and says each number once the store has acknowledged it, until it is
/// killed.
final class AppendingProcess {
    private AppendingProcess() {}

    /// @param args directory of the store, number of the first batch
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Store store = DuckDbStore.open(Path.of(args[0]), () -> Captured.MONDAY)) {
            for (int batch = Integer.parseInt(args[1]); ; batch++) {
                store.append(batch(batch));
                out.println(batch);
            }
        }
    }

    /// Sizes from one event to many, some heavy, so that the kill also hits the engine while it folds its log.
    static List<Event> batch(int batch) {
        int size = 1 + batch * 37 % 200;
        String text = "x".repeat(batch % 5 == 0 ? 20_000 : 50);
        return IntStream.range(0, size)
                .mapToObj(i -> Captured.generation("batch-" + batch, "span-" + i, batch)
                        .with("text", text)
                        .event())
                .toList();
    }
}
