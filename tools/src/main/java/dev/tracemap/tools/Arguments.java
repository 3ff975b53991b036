package dev.tracemap.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call's arguments, read with an answer ready for each mistake.
record Arguments(ObjectNode json) {

    @Nullable
    String text(String key) {
        JsonNode node = json.get(key);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw new BadArgument(key + " takes text, not " + node + ". Example: {\"" + key + "\": \"…\"}");
        }
        return node.textValue().isBlank() ? null : node.textValue().strip();
    }

    String text(String key, String fallback) {
        String text = text(key);
        return text == null ? fallback : text;
    }

    /// One of a few words.
    String word(String key, List<String> words) {
        String word = text(key, words.getFirst());
        if (!words.contains(word)) {
            throw new BadArgument(key + " '" + word + "' is not one of " + String.join(", ", words) + ". Example: {\""
                    + key + "\": \"" + words.getLast() + "\"}");
        }
        return word;
    }

    /// A whole number; numbers written as text are accepted, since some clients send them so.
    @Nullable
    Integer whole(String key, int least, int most) {
        JsonNode node = json.get(key);
        if (node == null || node.isNull()) {
            return null;
        }
        boolean number = (node.isNumber() && node.canConvertToExactIntegral() && node.canConvertToInt())
                || (node.isTextual() && node.textValue().strip().matches("-?\\d{1,9}"));
        int value = number
                ? (node.isNumber()
                        ? node.intValue()
                        : Integer.parseInt(node.textValue().strip()))
                : least - 1;
        if (!number || value < least || value > most) {
            throw new BadArgument(key + " takes a whole number from " + least
                    + (most == Integer.MAX_VALUE ? "" : " to " + most) + ", not " + node + ". Example: {\"" + key
                    + "\": " + Math.clamp(1, least, most) + "}");
        }
        return value;
    }

    int whole(String key, int fallback, int least, int most) {
        Integer value = whole(key, least, most);
        return value == null ? fallback : value;
    }

    /// A list of whole numbers; a single one is taken as a list of one.
    List<Integer> wholes(String key, String example) {
        JsonNode node = json.get(key);
        if (node == null || node.isNull()) {
            return List.of();
        }
        List<Integer> wholes = new ArrayList<>();
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
            if (!each.canConvertToInt() || !each.isNumber()) {
                throw new BadArgument(key + " takes a list of whole numbers such as " + example + ", not " + node);
            }
            wholes.add(each.intValue());
        }
        return wholes;
    }

    /// False when absent.
    boolean flag(String key) {
        return Boolean.TRUE.equals(choice(key));
    }

    @Nullable
    Boolean choice(String key) {
        JsonNode node = json.get(key);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isBoolean()) {
            throw new BadArgument(key + " takes true or false, not " + node);
        }
        return node.booleanValue();
    }

    List<String> texts(String key) {
        JsonNode node = json.get(key);
        if (node == null || node.isNull()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.textValue());
        } else if (node.isArray()) {
            for (JsonNode each : node) {
                if (!each.isTextual()) {
                    throw new BadArgument(key + " takes a list of texts, and " + each + " is none");
                }
                texts.add(each.textValue());
            }
        } else {
            throw new BadArgument(key + " takes a list of texts, not " + node);
        }
        return texts;
    }

    @Nullable
    Instant time(String key) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new BadArgument(
                    key + " takes a time such as 2026-11-20T00:00:00Z or a day such as 2026-11-20, not '" + text + "'");
        }
    }

    <T> T required(String key, @Nullable T value, String example) {
        if (value == null) {
            throw new BadArgument(key + " is missing. Example: {\"" + key + "\": " + example + "}");
        }
        return value;
    }
}
