package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether a tool's answer is plainly an error, where no flag says so. Strict on purpose: a search result about
/// errors is not one.
final class ToolFailure {
    /// Longer texts are content, unless they begin like a stack trace or an error report.
    private static final int SHORT = 300;

    private static final Pattern REPORT = Pattern.compile(
            "^\\W*(error\\b\\s*[:!\\]>(]|(\\w+\\s)?error:|\\w*(Error|Exception)\\b\\s*[:(]|traceback \\(most recent"
                    + "|(unhandled |uncaught )?exception\\b\\s*(in|at|:)|fatal( error)?:|<(tool_use_)?error>)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SHORT_REPORT = Pattern.compile(
            "^\\W*(error|failed|failure|exception|timeout|timed out)\\W*$|^\\W*(failed|unable|not able) to\\b"
                    + "|^\\W*(request|call|command|tool|operation|execution|connection|write|read|update) "
                    + "(has )?(failed|refused|rejected|timed out|denied)\\b"
                    + "|\\b(code|status|http|error)\\s*[:=#]?\\s*[45]\\d\\d\\b|^\\W*[45]\\d\\d "
                    + "(bad|not|unauthori[sz]ed|forbidden|internal|too many|service|gateway|request|conflict|method)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final List<String> ERROR_FIELDS = List.of("error", "errors", "exception", "traceback", "err");
    private static final Set<String> FAILED = Set.of("error", "failed", "failure", "errored", "timeout");
    private static final List<String> CODES = List.of("status", "status_code", "statusCode", "http_status", "code");

    private ToolFailure() {}

    static boolean isSaidBy(JsonNode result) {
        if (result.isTextual()) {
            String text = result.textValue();
            return REPORT.matcher(text).lookingAt()
                    || (text.length() <= SHORT && SHORT_REPORT.matcher(text).find());
        }
        if (!result.isObject()) {
            return false;
        }
        boolean flagged = result.path("is_error").asBoolean()
                || result.path("isError").asBoolean()
                || isFalse(result.path("success"))
                || isFalse(result.path("ok"));
        return flagged || ERROR_FIELDS.stream().anyMatch(field -> says(result.path(field))) || hasBadStatus(result);
    }

    private static boolean isFalse(JsonNode flag) {
        return flag.isBoolean() && !flag.booleanValue();
    }

    private static boolean says(JsonNode error) {
        return switch (error.getNodeType()) {
            case BOOLEAN -> error.booleanValue();
            case STRING -> !error.textValue().isBlank();
            case ARRAY, OBJECT -> !error.isEmpty();
            case NUMBER, BINARY, MISSING, NULL, POJO -> false;
        };
    }

    private static boolean hasBadStatus(JsonNode result) {
        for (String field : CODES) {
            JsonNode status = result.path(field);
            if (status.isTextual() && FAILED.contains(status.textValue().toLowerCase(Locale.ROOT))) {
                return true;
            }
            if (status.isInt() && status.intValue() >= 400 && status.intValue() < 600) {
                return true;
            }
        }
        return false;
    }
}
