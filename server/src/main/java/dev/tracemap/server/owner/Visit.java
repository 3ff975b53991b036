package dev.tracemap.server.owner;

import dev.tracemap.tools.Call;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One guest, as its owner sees it.
final class Visit {
    private final Owner owner;
    private final Wire wire;
    private final Map<Long, GuestCall> calls = new ConcurrentHashMap<>();
    private volatile @Nullable ForwardedConsole console;

    Visit(Owner owner, Wire wire) {
        this.owner = owner;
        this.wire = wire;
    }

    /// Takes frames until the guest hangs up.
    void serve() throws IOException {
        for (Frame frame = wire.receive(); frame != null; frame = wire.receive()) {
            switch (frame) {
                case Frame.Ask ask -> take(ask);
                case Frame.Abandon(long id) -> abandon(calls.get(id));
                case Frame.Command command -> take(command);
                case Frame.Input(var bytes) -> input(bytes);
                case Frame.Hello _,
                        Frame.Proof _,
                        Frame.Advance _,
                        Frame.Answer _,
                        Frame.Advice _,
                        Frame.NotTaken _,
                        Frame.WantInput _,
                        Frame.Output _,
                        Frame.Began _,
                        Frame.Exit _,
                        Frame.Leaving _ -> throw new IOException("an owner does not take " + frame);
            }
        }
    }

    /// Tells every waiting call that nobody will wait for it much longer.
    void abandon() {
        calls.values().forEach(Visit::abandon);
        ForwardedConsole forwarded = console;
        if (forwarded != null) {
            forwarded.hangUp();
        }
    }

    void sayLeaving() {
        try {
            wire.send(new Frame.Leaving());
        } catch (IOException e) {
            wire.close();
        }
    }

    void hangUp() {
        wire.close();
    }

    private void take(Frame.Ask ask) throws IOException {
        if (!owner.begin()) {
            wire.send(new Frame.NotTaken(ask.id()));
            return;
        }
        GuestCall call = new GuestCall(ask.id());
        calls.put(ask.id(), call);
        Thread.ofVirtual().name("guest-call").start(() -> {
            try {
                wire.send(call.frame(carryOut(ask, call)));
            } catch (IOException e) {
                wire.close();
            } finally {
                calls.remove(ask.id());
                owner.end();
            }
        });
    }

    private ToolResult carryOut(Frame.Ask ask, Call call) {
        Optional<Tool> tool = owner.tool(ask.team(), ask.tool());
        return tool.isPresent()
                ? owner.workbench().call(tool.get(), ask.arguments(), call)
                : new ToolResult.Advice("The process that owns the data directory is of another version and has no "
                        + ask.tool() + ". End it (its id is in owner.json) and ask again.");
    }

    private void take(Frame.Command command) throws IOException {
        if (!owner.begin()) {
            wire.send(new Frame.NotTaken(0));
            return;
        }
        ForwardedConsole forwarded = new ForwardedConsole(wire, command);
        console = forwarded;
        Thread.ofVirtual().name("guest-command").start(() -> {
            try {
                int code = owner.shell().run(command.arguments(), forwarded.console());
                forwarded.finish(code);
            } catch (IOException e) {
                wire.close();
            } finally {
                owner.end();
            }
        });
    }

    private void input(byte[] bytes) {
        ForwardedConsole forwarded = console;
        if (forwarded != null) {
            forwarded.supply(bytes);
        }
    }

    private static void abandon(@Nullable GuestCall call) {
        if (call != null) {
            call.abandoned = true;
        }
    }

    private final class GuestCall implements Call {
        private final long id;
        private volatile boolean abandoned;

        GuestCall(long id) {
            this.id = id;
        }

        @Override
        public void progress(double done, String message) {
            try {
                wire.send(new Frame.Advance(id, done, message));
            } catch (IOException e) {
                abandoned = true;
            }
        }

        @Override
        public boolean abandoned() {
            return abandoned;
        }

        Frame frame(ToolResult outcome) {
            return switch (outcome) {
                case ToolResult.Answer(var text, var structured) -> new Frame.Answer(id, text, structured);
                case ToolResult.Advice(var message) -> new Frame.Advice(id, message);
            };
        }
    }
}
