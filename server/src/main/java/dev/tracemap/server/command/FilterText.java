package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.Filter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A filter as people write it on the command line.
final class FilterText {
    private static final Pattern SIGNED = Pattern.compile("\\s*([^\\s=!<>~]+)\\s*(!=|=|>|<|~)\\s*(.*\\S)\\s*");
    private static final Pattern WORDED = Pattern.compile("\\s*(\\S+)\\s+([a-z_]+)(?:\\s+(.*\\S))?\\s*");

    private FilterText() {}

    /// @throws IllegalArgumentException that says how a filter is written
    static ObjectNode parse(String text) {
        Matcher signed = SIGNED.matcher(text);
        if (signed.matches()) {
            return filter(signed.group(1), operator(signed.group(2)), signed.group(3));
        }
        Matcher worded = WORDED.matcher(text);
        if (!worded.matches()) {
            throw new IllegalArgumentException("--filter takes PROPERTY OPERATOR VALUE such as 'model = gpt-5', not '"
                    + text + "'; operators are = != > < ~ (contains), or a word such as icontains, regex, in, is_set");
        }
        String operator = Filter.Operator.fromWire(worded.group(2)).wire();
        return filter(worded.group(1), operator, worded.group(3));
    }

    private static String operator(String sign) {
        return switch (sign) {
            case "=" -> "exact";
            case "!=" -> "is_not";
            case ">" -> "gt";
            case "<" -> "lt";
            default -> "icontains";
        };
    }

    private static ObjectNode filter(String property, String operator, @Nullable String value) {
        ObjectNode filter = Json.object().put("property", property).put("operator", operator);
        if (value == null) {
            return filter;
        }
        if (operator.equals("in")) {
            for (String each : value.split("\\s*,\\s*", -1)) {
                filter.withArray("value").add(unquoted(each));
            }
            return filter;
        }
        return filter.put("value", unquoted(value));
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
