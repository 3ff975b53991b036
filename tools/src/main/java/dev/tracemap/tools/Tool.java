package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A tool as every protocol era describes it, with what it does.
///
/// @param inputSchema JSON schema of an object, `additionalProperties: false`
/// @param outputSchema JSON schema of the structured answer
public record Tool(
        String name,
        String title,
        String description,
        ObjectNode inputSchema,
        ObjectNode outputSchema,
        Behaviour behaviour,
        Body body) {

    /// What a client may assume before it calls.
    public record Behaviour(boolean readOnly, boolean destructive, boolean idempotent) {
        public static final Behaviour READ = new Behaviour(true, false, true);
        public static final Behaviour WRITE = new Behaviour(false, false, true);
    }

    /// Runs the tool. Bad arguments come back as advice; anything thrown is a bug of ours.
    @FunctionalInterface
    public interface Body {
        ToolResult call(ObjectNode arguments, Call call);
    }
}
