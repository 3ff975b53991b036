package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Reads the notations of time that sources use: ISO 8601 with or without a zone, also as databases write it
/// (`2026/11/03 10:00:00 UTC`), and seconds, milliseconds, microseconds or nanoseconds since 1970.
public final class Times {
    private static final double LARGEST_SECONDS = 1e11;
    private static final double LARGEST_MILLIS = 1e14;
    private static final double LARGEST_MICROS = 1e17;

    private Times() {}

    /// Null when the field is absent.
    ///
    /// @throws DateTimeException when something stands there that is no time
    public static @Nullable Instant of(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isNumber()) {
            return fromNumber(value);
        }
        if (value.isTextual()) {
            return value.textValue().isBlank()
                    ? null
                    : fromText(value.textValue().strip());
        }
        throw new DateTimeException("a " + value.getNodeType() + " is not a time");
    }

    private static Instant fromText(String text) {
        if (text.endsWith("Z") && text.indexOf('T') == 10) {
            return Instant.parse(text);
        }
        boolean utc = text.endsWith(" UTC") || text.endsWith(" GMT");
        String iso = (utc ? text.substring(0, text.length() - 4) + "Z" : text)
                .replace('/', '-')
                .replace(' ', 'T');
        boolean zoned = iso.endsWith("Z") || iso.indexOf('+') > 0 || iso.lastIndexOf('-') > 10;
        if (zoned) {
            // "+00" and "+0000" are common, "+00:00" is what ISO_OFFSET_DATE_TIME wants.
            String colon = iso.replaceFirst("([+-]\\d\\d)$", "$1:00").replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
            return OffsetDateTime.parse(colon).toInstant();
        }
        return LocalDateTime.parse(iso.length() == 10 ? iso + "T00:00:00" : iso).toInstant(ZoneOffset.UTC);
    }

    private static Instant fromNumber(JsonNode value) {
        double size = Math.abs(value.doubleValue());
        if (size < LARGEST_SECONDS) {
            return Instant.EPOCH.plus(Math.round(value.doubleValue() * 1e6), ChronoUnit.MICROS);
        }
        long whole = value.longValue();
        if (size < LARGEST_MILLIS) {
            return Instant.ofEpochMilli(whole);
        }
        return size < LARGEST_MICROS ? Instant.EPOCH.plus(whole, ChronoUnit.MICROS) : Instant.EPOCH.plusNanos(whole);
    }
}
