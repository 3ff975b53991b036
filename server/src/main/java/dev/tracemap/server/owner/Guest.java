package dev.tracemap.server.owner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// This process works through the one that owns the directory.
public final class Guest implements Position {
    private static final int CONNECT_MS = 1_000;
    private static final long COMMAND = 0;

    private final Wire wire;
    private final Runnable onGone;
    private final AtomicLong ids = new AtomicLong(COMMAND);
    private final Map<Long, BlockingQueue<Frame>> waiting = new ConcurrentHashMap<>();
    private volatile boolean leaving;
    private volatile boolean gone;

    private Guest(Wire wire, Runnable onGone) {
        this.wire = wire;
        this.onGone = onGone;
    }

    /// Connects to the owner; empty when nobody or a stranger is there.
    static Optional<Guest> visit(Endpoint endpoint, Runnable onGone) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port()), CONNECT_MS);
            Wire wire = new Wire(socket);
            Handshake.asGuest(wire, endpoint.token());
            Guest guest = new Guest(wire, onGone);
            Thread.ofVirtual().name("owner").start(guest::listen);
            return Optional.of(guest);
        } catch (IOException e) {
            closeQuietly(socket);
            return Optional.empty();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was no connection.
        }
    }

    /// Whether new work may be sent; once false it stays so.
    boolean isWelcome() {
        return !leaving && !gone;
    }

    /// Has the owner carry out a call, and passes its progress on.
    ///
    /// @throws OwnerGone when the owner ends first; a call that may be repeated does not wait for one that is
    ///     leaving
    ToolResult call(long team, Tool tool, ObjectNode arguments, Call call) throws OwnerGone, InterruptedException {
        long id = ids.incrementAndGet();
        BlockingQueue<Frame> answers = open(id);
        try {
            send(new Frame.Ask(id, team, tool.name(), arguments));
            boolean told = false;
            while (true) {
                Frame frame = answers.poll(50, TimeUnit.MILLISECONDS);
                ToolResult outcome = frame == null ? null : outcome(frame, call);
                if (outcome != null) {
                    return outcome;
                }
                if (leaving && tool.behaviour().idempotent()) {
                    throw new OwnerGone(true);
                }
                if (!told && call.abandoned()) {
                    told = true;
                    send(new Frame.Abandon(id));
                }
            }
        } finally {
            waiting.remove(id);
        }
    }

    private static @Nullable ToolResult outcome(Frame frame, Call call) throws OwnerGone {
        return switch (frame) {
            case Frame.Answer(long _, var text, var structured) -> new ToolResult.Answer(text, structured);
            case Frame.Advice(long _, var message) -> new ToolResult.Advice(message);
            case Frame.NotTaken _ -> throw new OwnerGone(false);
            case Frame.Leaving _ -> throw new OwnerGone(true);
            case Frame.Advance(long _, double done, var message) -> {
                call.progress(done, message);
                yield null;
            }
            case Frame.Hello _,
                    Frame.Proof _,
                    Frame.Ask _,
                    Frame.Abandon _,
                    Frame.Command _,
                    Frame.Input _,
                    Frame.WantInput _,
                    Frame.Output _,
                    Frame.Began _,
                    Frame.Exit _ -> null;
        };
    }

    /// Begins a command; its frames come in the queue, a [Frame.Leaving] last when the owner ends first.
    BlockingQueue<Frame> begin(Frame.Command command) throws OwnerGone {
        BlockingQueue<Frame> frames = open(COMMAND);
        send(command);
        return frames;
    }

    private BlockingQueue<Frame> open(long id) throws OwnerGone {
        BlockingQueue<Frame> answers = new LinkedBlockingQueue<>();
        waiting.put(id, answers);
        if (!isWelcome()) {
            waiting.remove(id);
            throw new OwnerGone(false);
        }
        return answers;
    }

    void send(Frame frame) throws OwnerGone {
        try {
            wire.send(frame);
        } catch (IOException e) {
            wire.close();
            throw new OwnerGone(true);
        }
    }

    private void listen() {
        try (wire) {
            for (Frame frame = wire.receive(); frame != null; frame = wire.receive()) {
                deliver(frame);
            }
        } catch (IOException e) {
            // Killed, or closed by us; either way it is over.
        }
        gone = true;
        waiting.values().forEach(answers -> answers.add(new Frame.Leaving()));
        onGone.run();
    }

    private void deliver(Frame frame) {
        switch (frame) {
            case Frame.Answer(long id, var _, var _) -> deliver(id, frame);
            case Frame.Advice(long id, var _) -> deliver(id, frame);
            case Frame.Advance(long id, var _, var _) -> deliver(id, frame);
            case Frame.NotTaken(long id) -> deliver(id, frame);
            case Frame.WantInput _, Frame.Output _, Frame.Began _, Frame.Exit _ -> deliver(COMMAND, frame);
            case Frame.Leaving _ -> {
                leaving = true;
                if (waiting.isEmpty()) {
                    wire.close();
                }
            }
            case Frame.Hello _, Frame.Proof _, Frame.Ask _, Frame.Abandon _, Frame.Command _, Frame.Input _ -> {}
        }
    }

    private void deliver(long id, Frame frame) {
        BlockingQueue<Frame> answers = waiting.get(id);
        if (answers != null) {
            answers.add(frame);
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
