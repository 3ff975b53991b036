package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Where the messages go that belong to what a client sent; used from any thread.
@FunctionalInterface
public interface Outlet {

    void send(ObjectNode message);

    /// The request was cancelled: no answer will come.
    default void nothingMore() {}
}
