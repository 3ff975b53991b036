package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A record in which a thing goes by one of several names. Remembers what was found, so that the rest can be kept too.
final class LooseRecord {
    private final ObjectNode record;
    private final Set<String> found = new HashSet<>();

    LooseRecord(ObjectNode record) {
        this.record = record;
    }

    /// The first of the fields that says something; JSON that is packed into text is unpacked.
    JsonNode value(String... names) {
        return Arrays.stream(names)
                .filter(name -> !saysNothing(record.path(name)))
                .findFirst()
                .map(name -> {
                    found.add(name);
                    return Json.unwrap(record.path(name));
                })
                .orElse(Json.NODES.missingNode());
    }

    @Nullable
    String text(String... names) {
        return name(names).map(name -> record.get(name).asText()).orElse(null);
    }

    @Nullable
    Double number(String... names) {
        BigDecimal number = decimal(text(names));
        return number == null ? null : number.doubleValue();
    }

    /// @throws DateTimeException when something stands there that is no time
    @Nullable
    Instant time(String... names) {
        Optional<String> name = name(names);
        if (name.isEmpty()) {
            return null;
        }
        BigDecimal number = decimal(record.get(name.get()).asText());
        return Times.of(number == null ? record.get(name.get()) : Json.NODES.numberNode(number));
    }

    /// Adds the fields that nobody asked for.
    void addRest(Draft draft) {
        record.properties().stream()
                .filter(field ->
                        !found.contains(field.getKey()) && !field.getValue().isNull())
                .forEach(field -> draft.addRest(field.getKey(), field.getValue()));
    }

    static boolean saysNothing(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isContainerNode()
                        ? value.isEmpty()
                        : value.asText().isBlank() || value.asText().equals("false"));
    }

    static @Nullable BigDecimal decimal(@Nullable String text) {
        try {
            return text == null ? null : new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private Optional<String> name(String... names) {
        Optional<String> name = Arrays.stream(names)
                .filter(each -> Json.text(record, each) != null)
                .findFirst();
        name.ifPresent(found::add);
        return name;
    }
}
