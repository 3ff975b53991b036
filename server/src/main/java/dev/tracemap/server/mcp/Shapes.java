package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.Prompt;
import dev.tracemap.tools.Resource;
import dev.tracemap.tools.ResourceTemplate;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;

/// Our records in the shapes of the protocol's schema, which are the same in every revision we speak.
final class Shapes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Shapes() {}

    static ObjectNode of(Tool tool) {
        ObjectNode described = NODES.objectNode()
                .put("name", tool.name())
                .put("title", tool.title())
                .put("description", tool.description());
        described.set("inputSchema", tool.inputSchema());
        described.set("outputSchema", tool.statedOutput());
        described.set("annotations", of(tool.behaviour()));
        Tool.App app = tool.app();
        if (app != null) {
            described.set("_meta", of(app));
        }
        return described;
    }

    /// What a tool may destroy and whether it may be called again matters only where it writes.
    private static ObjectNode of(Tool.Behaviour behaviour) {
        ObjectNode annotations = NODES.objectNode().put("readOnlyHint", behaviour.readOnly());
        if (!behaviour.readOnly()) {
            annotations.put("destructiveHint", behaviour.destructive()).put("idempotentHint", behaviour.idempotent());
        }
        return annotations.put("openWorldHint", false);
    }

    /// Names of the extension for apps (2026-01-26), and the flat key of its drafts, which some hosts still read.
    private static ObjectNode of(Tool.App app) {
        ObjectNode meta = NODES.objectNode();
        ObjectNode ui = meta.putObject("ui");
        switch (app) {
            case Tool.App.Opens(var resourceUri) -> {
                ui.put("resourceUri", resourceUri);
                meta.put("ui/resourceUri", resourceUri);
            }
            case Tool.App.Serves() -> ui.putArray("visibility").add("app");
        }
        return meta;
    }

    static ObjectNode of(Resource resource) {
        return NODES.objectNode()
                .put("uri", resource.uri())
                .put("name", resource.name())
                .put("title", resource.title())
                .put("description", resource.description())
                .put("mimeType", resource.mimeType());
    }

    static ObjectNode of(ResourceTemplate template) {
        return NODES.objectNode()
                .put("uriTemplate", template.uriTemplate())
                .put("name", template.name())
                .put("title", template.title())
                .put("description", template.description())
                .put("mimeType", template.mimeType());
    }

    static ObjectNode of(Prompt prompt) {
        ObjectNode described = NODES.objectNode()
                .put("name", prompt.name())
                .put("title", prompt.title())
                .put("description", prompt.description());
        ArrayNode arguments = described.putArray("arguments");
        for (Prompt.Argument argument : prompt.arguments()) {
            arguments
                    .addObject()
                    .put("name", argument.name())
                    .put("description", argument.description())
                    .put("required", argument.required());
        }
        return described;
    }

    static ObjectNode of(ToolResult outcome) {
        ObjectNode result = NODES.objectNode();
        ObjectNode content = result.putArray("content").addObject().put("type", "text");
        switch (outcome) {
            case ToolResult.Answer answer -> {
                content.put("text", answer.text());
                result.set("structuredContent", answer.structured());
                result.put("isError", false);
            }
            case ToolResult.Advice advice -> {
                content.put("text", advice.message());
                result.put("isError", true);
            }
        }
        return result;
    }
}
