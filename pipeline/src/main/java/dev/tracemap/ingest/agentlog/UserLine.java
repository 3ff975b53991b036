package dev.tracemap.ingest.agentlog;

import com.fasterxml.jackson.databind.JsonNode;

/// What a `user` line of a Claude Code log stands for: people, tools and the program itself all write as the user.
enum UserLine {
    /// A person asks for something.
    REQUEST,
    /// A slash command or shell line; whether a model is asked shows in what follows.
    COMMAND,
    /// What a command printed.
    COMMAND_OUTPUT,
    /// A person stopped the work.
    INTERRUPTION,
    /// Tool results, reminders and summaries: input of the next model call of the same request.
    CONTEXT;

    static UserLine of(JsonNode line) {
        JsonNode content = line.path("message").path("content");
        String text = text(content);
        if (text.startsWith("[Request interrupted")) {
            return INTERRUPTION;
        }
        if (hasToolResult(content)
                || line.path("isMeta").asBoolean(false)
                || line.path("isCompactSummary").asBoolean(false)
                || line.path("origin").path("kind").asText().equals("task-notification")
                || text.startsWith("<task-notification>")
                || text.startsWith("<system-reminder>")) {
            return CONTEXT;
        }
        if (text.startsWith("<local-command-") || text.startsWith("<bash-std")) {
            return COMMAND_OUTPUT;
        }
        return text.startsWith("<command-") || text.startsWith("<bash-input>") ? COMMAND : REQUEST;
    }

    static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue().stripLeading();
        }
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("text")) {
                return block.path("text").asText().stripLeading();
            }
        }
        return "";
    }

    private static boolean hasToolResult(JsonNode content) {
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("tool_result")) {
                return true;
            }
        }
        return false;
    }
}
