package dev.tracemap.server.workbench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.io.PrintStream;
import java.util.UUID;

/// Carries calls out in this process, and is the one boundary where a bug in a tool is caught.
public final class LocalWorkbench implements Workbench {
    private final PrintStream log;

    /// @param log where stack traces go
    public LocalWorkbench(PrintStream log) {
        this.log = log;
    }

    @Override
    public ToolResult call(Tool tool, ObjectNode arguments, Call call) {
        var complaint = Arguments.complaint(tool, arguments);
        if (complaint.isPresent()) {
            return new ToolResult.Advice(complaint.get());
        }
        try {
            return tool.body().call(arguments, call);
        } catch (RuntimeException | Error bug) {
            return report(tool, bug);
        }
    }

    private ToolResult report(Tool tool, Throwable bug) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        synchronized (log) {
            log.println("internal error " + id + " in " + tool.name());
            bug.printStackTrace(log);
        }
        return new ToolResult.Advice("internal error " + id + ": a fault in Tracemap itself, not in the call. "
                + "Try once more or ask in another way; the details are in the server's log under this id.");
    }
}
