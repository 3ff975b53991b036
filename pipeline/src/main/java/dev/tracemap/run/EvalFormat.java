package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The shapes in which an eval set is written, one JSON object a line.
public enum EvalFormat {
    /// `input` (chat messages) and `ideal`, as the samples of the openai/evals repository.
    OPENAI {
        @Override
        ObjectNode line(EvalCase one) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.set("input", one.messages());
            line.put("ideal", one.answer());
            line.set("metadata", one.metadata());
            return line;
        }
    },
    /// A promptfoo test case: `vars` for the prompt's template, and an assertion that a model judges.
    PROMPTFOO {
        @Override
        ObjectNode line(EvalCase one) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.put("description", one.cluster() + " (" + one.why().wire() + ")");
            ObjectNode vars = line.putObject("vars");
            vars.put("input", one.question());
            // Text, since promptfoo makes one test of every element of a list.
            vars.put("messages", one.messages().toString());
            if (!one.answer().isEmpty()) {
                line.putArray("assert")
                        .addObject()
                        .put("type", "llm-rubric")
                        .put(
                                "value",
                                "Serves the request at least as well as this recorded answer, which may be wrong: "
                                        + one.answer());
            }
            line.set("metadata", one.metadata().put("recorded_answer", one.answer()));
            return line;
        }
    },
    /// A sample of Inspect: `input` (chat messages), `target`, `id` and `metadata`.
    INSPECT {
        @Override
        ObjectNode line(EvalCase one) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.set("input", one.messages());
            line.put("target", one.answer());
            line.put("id", one.itemId());
            line.set("metadata", one.metadata());
            return line;
        }
    };

    abstract ObjectNode line(EvalCase one);

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException naming those there are
    public static EvalFormat fromWire(String wire) {
        return Arrays.stream(values())
                .filter(format -> format.wire().equals(wire))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no format '" + wire + "'; there are "
                        + Arrays.stream(values()).map(EvalFormat::wire).collect(Collectors.joining(", "))));
    }
}
