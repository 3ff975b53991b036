package dev.tracemap.server.workbench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;

/// Where tool calls are carried out: in this process, or in the one that owns the data directory.
@FunctionalInterface
public interface Workbench {

    /// Blocks until the call is over. Never throws for what a tool does: a bug of ours comes back as advice too.
    ToolResult call(Tool tool, ObjectNode arguments, Call call);

    /// For calls of tools that are this team's; one that carries out what it is given needs no team.
    default Workbench forTeam(long team) {
        return this;
    }
}
