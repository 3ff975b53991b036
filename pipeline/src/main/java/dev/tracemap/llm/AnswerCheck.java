package dev.tracemap.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/// Holds an answer against the schema that was asked for.
final class AnswerCheck {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int FAULTS_TOLD = 5;

    private final Schema schema;

    sealed interface Verdict {
        record Fits(ObjectNode answer) implements Verdict {}

        /// @param faults for the model to read
        record Misfits(String faults) implements Verdict {}
    }

    AnswerCheck(ObjectNode schema) {
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    Verdict check(String text) {
        JsonNode parsed;
        try {
            parsed = MAPPER.readTree(bare(text));
        } catch (JsonProcessingException e) {
            return new Verdict.Misfits("it is not JSON");
        }
        if (!(parsed instanceof ObjectNode answer)) {
            return new Verdict.Misfits("it is not a JSON object");
        }
        List<String> faults = schema.validate(answer).stream()
                .limit(FAULTS_TOLD)
                .map(Error::toString)
                .toList();
        return faults.isEmpty() ? new Verdict.Fits(answer) : new Verdict.Misfits(String.join("; ", faults));
    }

    /// Models that are not held to a format like to put words or a fence around the JSON.
    private static String bare(String text) {
        int begin = text.indexOf('{');
        int end = text.lastIndexOf('}');
        return begin >= 0 && end > begin ? text.substring(begin, end + 1) : text;
    }
}
