package dev.tracemap.server.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What this process is to a data directory.
public sealed interface Position extends AutoCloseable permits Owner, Guest {
    Duration PATIENCE = Duration.ofSeconds(30);

    /// Becomes the owner, or the guest of whoever is. A process that ends or starts at this moment is waited for.
    ///
    /// @param onGone called once when this process was a guest and its owner is gone
    /// @throws IOException when the directory cannot be written, or its owner does not answer
    static Position enter(Path directory, Services services, Runnable onGone) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int pause = 10; ; pause = Math.min(100, pause * 2)) {
            Optional<Owner> owner = Owner.take(directory, services);
            if (owner.isPresent()) {
                return owner.get();
            }
            Optional<Endpoint> endpoint = Endpoint.read(directory);
            if (endpoint.isPresent()) {
                Optional<Guest> guest = Guest.visit(endpoint.get(), onGone);
                if (guest.isPresent()) {
                    return guest.get();
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(silent(directory, endpoint));
            }
            Thread.sleep(pause);
        }
    }

    private static String silent(Path directory, Optional<Endpoint> endpoint) {
        String who = endpoint.map(known -> "process " + known.pid()).orElse("another process");
        return who + " holds " + directory + " and has not answered for " + PATIENCE.toSeconds()
                + " s. End it, or choose another --data-dir.";
    }

    @Override
    void close();
}
