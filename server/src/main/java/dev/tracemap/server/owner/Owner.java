package dev.tracemap.server.owner;

import dev.tracemap.server.console.Shell;
import dev.tracemap.server.workbench.Workbench;
import dev.tracemap.tools.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// This process owns the directory and works for whoever comes to it.
public final class Owner implements Position {
    /// What a guest that hears of our leaving needs to hang up.
    private static final Duration FAREWELL = Duration.ofMillis(100);

    private final Path directory;
    private final FileChannel lock;
    private final ServerSocket door;
    private final Endpoint endpoint;
    private final Services services;
    private final Set<Visit> visits = ConcurrentHashMap.newKeySet();
    private int busy;
    private boolean leaving;

    private Owner(Path directory, FileChannel lock, ServerSocket door, Services services) {
        this.directory = directory;
        this.lock = lock;
        this.door = door;
        this.endpoint = Endpoint.here(door.getLocalPort());
        this.services = services;
    }

    /// Takes the directory if nobody has it. The lock goes with the process, so it is never stale.
    static Optional<Owner> take(Path directory, Services services) throws IOException {
        FileChannel lock =
                FileChannel.open(directory.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(lock)) {
            lock.close();
            return Optional.empty();
        }
        Owner owner = new Owner(directory, lock, new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), services);
        owner.endpoint.write(directory);
        Thread.ofVirtual().name("door").start(owner::receive);
        return Optional.of(owner);
    }

    private static boolean locked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    public Workbench workbench() {
        return services.workbench();
    }

    public Shell shell() {
        return services.shell();
    }

    Optional<Tool> tool(long team, String name) {
        return services.tools().find(team, name);
    }

    /// Waits until no guest's work is in flight, then leaves. Guests that come in the meantime are served.
    public void closeWhenIdle() throws InterruptedException {
        synchronized (this) {
            while (busy > 0) {
                wait();
            }
            leaving = true;
        }
        leave(Duration.ofMinutes(5));
    }

    /// Leaves within about a second: waiting calls are told to answer with what they have, the rest is cut off
    /// and goes to whoever owns the directory next.
    @Override
    public void close() {
        synchronized (this) {
            leaving = true;
        }
        visits.forEach(Visit::abandon);
        visits.forEach(Visit::sayLeaving);
        awaitIdle(Duration.ofMillis(250));
        leave(Duration.ofMillis(250));
    }

    private synchronized void awaitIdle(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos(); busy > 0 && left > 0; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void leave(Duration patience) {
        visits.forEach(Visit::sayLeaving);
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        while (!visits.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(2_000_000);
        }
        visits.forEach(Visit::hangUp);
        shut(patience);
        try {
            endpoint.remove(directory);
            door.close();
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("could not leave " + directory, e);
        }
    }

    /// What takes longer to close is left to the end of the process: what was acknowledged is durable without it.
    private void shut(Duration patience) {
        try {
            Thread.ofVirtual().name("closing").start(services.closing()).join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                Thread.ofVirtual().name("guest").start(() -> welcome(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void welcome(Socket socket) {
        Visit visit = null;
        try (Wire wire = new Wire(socket)) {
            Handshake.asOwner(wire, endpoint.token());
            visit = new Visit(this, wire);
            visits.add(visit);
            visit.serve();
        } catch (IOException e) {
            // The guest is gone or is a stranger; neither is owed an answer.
        } finally {
            seeOff(visit);
        }
    }

    private void seeOff(@Nullable Visit visit) {
        if (visit != null) {
            visit.abandon();
            visits.remove(visit);
        }
    }

    /// Begins a piece of a guest's work; false when we are leaving and will not.
    synchronized boolean begin() {
        if (leaving) {
            return false;
        }
        busy++;
        return true;
    }

    synchronized void end() {
        busy--;
        notifyAll();
    }
}
