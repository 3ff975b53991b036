package dev.tracemap.finding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text that may be JSON.
final class Json {
    private static final int LONGEST = 200_000;
    private static final Pattern FENCE = Pattern.compile("```(?:json)?\\s*\\n(.*?)```", Pattern.DOTALL);
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /// An object or an array; null for anything else. A block of code around it is taken off.
    static @Nullable JsonNode read(String text) {
        Matcher fence = FENCE.matcher(text);
        String bare = (fence.find() ? fence.group(1) : text).strip();
        if (bare.length() > LONGEST || !(bare.startsWith("{") || bare.startsWith("["))) {
            return null;
        }
        try {
            return MAPPER.readTree(bare);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
