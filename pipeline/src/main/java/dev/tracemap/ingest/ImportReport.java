package dev.tracemap.ingest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of an import, counted in events after conversion: `read = stored + duplicates + rejected`.
///
/// @param skipped source lines that are understood but of no interest; outside the sum
/// @param errors what went wrong and where, the first thousand; a source that is no trace file at all appears here
///     without being counted as rejected
/// @param moreErrors how many errors are not listed
/// @param formats the same counts by format, in order of first appearance
/// @param unpriced model calls that have tokens but no cost, because the price table does not know the model
/// @param unpricedModels their models, with how many calls each
/// @param conflicting uuids that came again with other content, the first thousand; the first content stays
/// @param warnings what is odd but was kept
public record ImportReport(
        long read,
        long stored,
        long duplicates,
        long rejected,
        long skipped,
        List<ImportError> errors,
        long moreErrors,
        Map<String, Counts> formats,
        long unpriced,
        Map<String, Long> unpricedModels,
        List<String> conflicting,
        List<String> warnings) {

    /// @param line counted from 1, or null when the whole file is meant
    public record ImportError(String file, @Nullable Long line, String reason) {}

    public record Counts(long files, long read, long stored, long duplicates, long rejected, long skipped) {}

    public ImportReport {
        errors = List.copyOf(errors);
        formats = Collections.unmodifiableMap(new LinkedHashMap<>(formats));
        unpricedModels = Collections.unmodifiableMap(new LinkedHashMap<>(unpricedModels));
        conflicting = List.copyOf(conflicting);
        warnings = List.copyOf(warnings);
        if (read != stored + duplicates + rejected) {
            throw new IllegalArgumentException("read %d is not stored %d + duplicates %d + rejected %d"
                    .formatted(read, stored, duplicates, rejected));
        }
    }

    /// Whether the store now holds something of what was to be imported.
    public boolean succeeded() {
        return stored + duplicates > 0;
    }
}
