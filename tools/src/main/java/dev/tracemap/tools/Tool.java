package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A tool as every protocol era describes it, with what it does.
///
/// @param inputSchema JSON schema of an object, `additionalProperties: false`
/// @param outputSchema JSON schema of the structured answer
/// @param app what an MCP App has to do with it; absent for most
public record Tool(
        String name,
        String title,
        String description,
        ObjectNode inputSchema,
        ObjectNode outputSchema,
        Behaviour behaviour,
        Body body,
        @Nullable App app) {

    /// A tool that no app has to do with.
    public Tool(
            String name,
            String title,
            String description,
            ObjectNode inputSchema,
            ObjectNode outputSchema,
            Behaviour behaviour,
            Body body) {
        this(name, title, description, inputSchema, outputSchema, behaviour, body, null);
    }

    /// The answer's schema as clients are told it: what is always there and what needs a word. The rest names itself
    /// when it comes, and would cost tokens in every list of tools.
    public ObjectNode statedOutput() {
        ObjectNode stated = outputSchema.deepCopy();
        Set<String> always = new HashSet<>();
        stated.path("required").forEach(name -> always.add(name.textValue()));
        if (stated.path("properties") instanceof ObjectNode properties) {
            properties
                    .properties()
                    .removeIf(property -> !always.contains(property.getKey())
                            && !property.getValue().has("description"));
        }
        return stated;
    }

    /// What a client may assume before it calls.
    public record Behaviour(boolean readOnly, boolean destructive, boolean idempotent) {
        public static final Behaviour READ = new Behaviour(true, false, true);
        public static final Behaviour WRITE = new Behaviour(false, false, true);
    }

    /// How a tool belongs to an MCP App (SEP-1865).
    public sealed interface App {

        /// An app shows the tool's answer.
        ///
        /// @param resourceUri where the app is read
        record Opens(String resourceUri) implements App {}

        /// The tool serves an app; a host keeps it from its model.
        record Serves() implements App {}
    }

    /// Runs the tool. Bad arguments come back as advice; anything thrown is a bug of ours.
    @FunctionalInterface
    public interface Body {
        ToolResult call(ObjectNode arguments, Call call);
    }
}
