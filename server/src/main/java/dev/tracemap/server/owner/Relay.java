package dev.tracemap.server.owner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.workbench.Workbench;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Carries calls out wherever the directory's owner is: here, or in another process until that one ends.
public final class Relay implements Workbench, AutoCloseable {
    private final Path directory;
    private final Services services;
    private final Runnable onOwning;
    private final PrintStream log;
    private volatile @Nullable Position position;
    private volatile boolean closed;

    /// @param onOwning begun on a thread of its own once this process owns the directory
    public Relay(Path directory, Services services, Runnable onOwning, PrintStream log) {
        this.directory = directory;
        this.services = services;
        this.onOwning = onOwning;
        this.log = log;
    }

    /// Finds the place in the directory now rather than with the first call.
    public void start() {
        Thread.ofVirtual().name("position").start(() -> {
            try {
                position();
            } catch (IOException e) {
                log.println(e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// Carries calls out for the first team.
    @Override
    public ToolResult call(Tool tool, ObjectNode arguments, Call call) {
        return call(Workspace.TEAM, tool, arguments, call);
    }

    @Override
    public Workbench forTeam(long team) {
        return (tool, arguments, call) -> call(team, tool, arguments, call);
    }

    private ToolResult call(long team, Tool tool, ObjectNode arguments, Call call) {
        try {
            while (true) {
                switch (position()) {
                    case Owner owner -> {
                        return owner.workbench().call(tool, arguments, call);
                    }
                    case Guest guest -> {
                        try {
                            return guest.call(team, tool, arguments, call);
                        } catch (OwnerGone gone) {
                            if (gone.begun() && !tool.behaviour().idempotent()) {
                                return cutOff(tool);
                            }
                        }
                    }
                }
            }
        } catch (IOException e) {
            return new ToolResult.Advice(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ToolResult.Advice("The server is ending. Ask again on a new connection.");
        }
    }

    private static ToolResult cutOff(Tool tool) {
        return new ToolResult.Advice("The process that was carrying out " + tool.name() + " ended before it answered, "
                + "so it is not known whether the work was begun. Look first (list_runs shows every clustering, "
                + "query_sql what is stored), then call again if it is not there.");
    }

    private synchronized Position position() throws IOException, InterruptedException {
        if (closed) {
            throw new IOException("The server is ending. Ask again on a new connection.");
        }
        Position known = position;
        if (known == null || (known instanceof Guest guest && !guest.isWelcome())) {
            known = Position.enter(directory, services, this::ownerGone);
            position = known;
            if (known instanceof Owner) {
                Thread.ofVirtual().name("owning").start(onOwning);
            }
        }
        return known;
    }

    /// Takes over at once instead of with the next call, so that runs that were cut off go on.
    private void ownerGone() {
        if (!closed) {
            start();
        }
    }

    @Override
    public void close() {
        closed = true;
        // Not synchronized: whoever is still looking for a place must not delay the end.
        Position last = position;
        if (last != null) {
            last.close();
        }
    }
}
