package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A record in which a thing goes by one of several names, each in any spelling. Remembers what was found, so that the
/// rest can be kept too. Names are given [#plain].
final class LooseRecord {
    private static final Pattern SPELLING = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final ObjectNode record;
    private final Map<String, String> fields = new HashMap<>();
    private final Set<String> found = new HashSet<>();

    LooseRecord(ObjectNode record) {
        this.record = record;
        record.fieldNames().forEachRemaining(field -> fields.putIfAbsent(plain(field), field));
    }

    /// The letters and digits of a name, in lower case.
    static String plain(String name) {
        return SPELLING.matcher(name).replaceAll("").toLowerCase(Locale.ROOT);
    }

    /// The first of the fields that says something; JSON that is packed into text is unpacked.
    JsonNode value(String... names) {
        return unpacked(field(field -> !saysNothing(record.path(field)), names));
    }

    /// The same, but it stays with the rest, since more may be in it than is taken from it.
    JsonNode glance(String... names) {
        return unpacked(known(field -> !saysNothing(record.path(field)), names));
    }

    private JsonNode unpacked(Optional<String> field) {
        return field.map(each -> Json.unwrap(record.path(each))).orElse(Json.NODES.missingNode());
    }

    @Nullable
    String text(String... names) {
        return field(field -> Json.text(record, field) != null, names)
                .map(field -> record.get(field).asText())
                .orElse(null);
    }

    @Nullable
    Double number(String... names) {
        BigDecimal number = decimal(text(names));
        return number == null || Double.isInfinite(number.doubleValue()) ? null : Double.valueOf(number.doubleValue());
    }

    /// @throws DateTimeException when something stands there that is no time
    @Nullable
    Instant time(String... names) {
        String text = text(names);
        BigDecimal number = decimal(text);
        return Times.of(number != null ? Json.NODES.numberNode(number) : Json.NODES.textNode(text == null ? "" : text));
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
                || (value.isContainerNode() ? value.isEmpty() : value.asText().isBlank());
    }

    static @Nullable BigDecimal decimal(@Nullable String text) {
        try {
            return text == null ? null : new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private Optional<String> field(Predicate<String> says, String... names) {
        Optional<String> field = known(says, names);
        field.ifPresent(found::add);
        return field;
    }

    private Optional<String> known(Predicate<String> says, String... names) {
        return Arrays.stream(names)
                .map(fields::get)
                .filter(Objects::nonNull)
                .filter(says)
                .findFirst();
    }
}
