package dev.tracemap.run;

import dev.tracemap.llm.ScriptedServer.Asked;

/// Tells requests for a judgement from others; [ScriptedReader] answers them by their schema.
final class ScriptedJudge {
    private ScriptedJudge() {}

    static boolean concerns(Asked asked) {
        return asked.body().at("/response_format/json_schema/name").asText().equals("judgement");
    }
}
