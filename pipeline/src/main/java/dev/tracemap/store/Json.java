package dev.tracemap.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.tracemap.facet.Facets;
import dev.tracemap.facet.ModelFacets;
import dev.tracemap.finding.Findings;
import dev.tracemap.summary.Summary;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON as it stands in columns.
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(new ColumnNames())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new Times()))
            .build();

    static {
        // What was taken in must come out again, however long: limits are for the door, not for the store.
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build());
    }

    private Json() {}

    /// The names of the contract, in snake case.
    private static final class ColumnNames extends PropertyNamingStrategies.SnakeCaseStrategy {
        private static final long serialVersionUID = 1;

        @Override
        public String translate(String property) {
            return switch (property) {
                case "bullets" -> "summary_bullets";
                case "notes" -> "interesting_notes";
                case "totalCostUsd" -> "total_cost";
                default -> super.translate(property);
            };
        }
    }

    /// In ISO form.
    private static final class Times extends FromStringDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        Times() {
            super(Instant.class);
        }

        @Override
        protected Instant _deserialize(String value, DeserializationContext context) {
            return Instant.parse(value);
        }
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static ObjectNode object(String json) {
        return (ObjectNode) tree(json);
    }

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new StoreException("a stored value is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static ObjectNode newObject() {
        return MAPPER.createObjectNode();
    }

    static JsonNode toTree(Object value) {
        return MAPPER.valueToTree(value);
    }

    static Summary summary(String json) {
        return MAPPER.convertValue(tree(json), Summary.class);
    }

    static Facets facets(String json) {
        return MAPPER.convertValue(tree(json), Facets.class);
    }

    static @Nullable ModelFacets modelFacets(@Nullable String json) {
        return json == null
                ? null
                : new ModelFacets(
                        MAPPER.convertValue(tree(json), new TypeReference<LinkedHashMap<String, String>>() {}));
    }

    /// Those of other rules count as never looked for.
    static Findings findings(@Nullable String json) {
        JsonNode tree = json == null ? newObject() : tree(json);
        return tree.path("version").asInt() == Findings.VERSION
                ? MAPPER.convertValue(tree, Findings.class)
                : Findings.UNKNOWN;
    }

    static <T> T read(String json, Class<T> type) {
        return MAPPER.convertValue(tree(json), type);
    }

    static List<String> texts(String json) {
        return MAPPER.convertValue(tree(json), new TypeReference<List<String>>() {});
    }

    static List<Integer> wholes(String json) {
        return MAPPER.convertValue(tree(json), new TypeReference<List<Integer>>() {});
    }

    static List<TaxonomyEdit.Part> parts(String json) {
        return MAPPER.convertValue(tree(json), new TypeReference<List<TaxonomyEdit.Part>>() {});
    }

    static List<ModelBatch.Asked> asked(String json) {
        return MAPPER.convertValue(tree(json), new TypeReference<List<ModelBatch.Asked>>() {});
    }

    static Map<String, Integer> counts(String json) {
        return MAPPER.convertValue(tree(json), new TypeReference<LinkedHashMap<String, Integer>>() {});
    }
}
