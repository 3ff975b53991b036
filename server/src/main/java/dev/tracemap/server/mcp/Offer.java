package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What there is for clients of every era, in the protocol's shapes. The protocol around it adds what the era wants.
public interface Offer {

    /// @param modern whether for revision 2026-07-28
    ObjectNode capabilities(boolean modern);

    /// The same at each start, in the same order; so are the other lists.
    ArrayNode tools();

    ArrayNode resources();

    ArrayNode templates();

    ArrayNode prompts();

    /// Entries of the extension for skills.
    ArrayNode skills();

    /// Calls a tool.
    Reply call(String name, ObjectNode arguments, RunningCall call);

    /// Reads a resource.
    Reply read(String uri, RunningCall call);

    /// Fills in a prompt.
    Reply prompt(String name, ObjectNode arguments, RunningCall call);

    /// Goes on with what was typed for an argument.
    Reply complete(RunningCall call);

    /// Answers a method that the protocol leaves to extensions and declared capabilities.
    Reply other(RunningCall call);
}
