package dev.tracemap.ingest;

import dev.tracemap.ingest.ImportReport.Counts;
import dev.tracemap.ingest.ImportReport.ImportError;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Counts while an import runs.
final class Tally {
    private static final int LISTED = 1000;

    private final Map<Format, Count> formats = new EnumMap<>(Format.class);
    private final List<Format> order = new ArrayList<>();
    private final List<ImportError> errors = new ArrayList<>();
    private final Map<String, Long> unpricedModels = new TreeMap<>();
    private final List<String> conflicting = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private long moreErrors;

    private static final class Count {
        private long files;
        private long stored;
        private long duplicates;
        private long rejected;
        private long skipped;

        long read() {
            return stored + duplicates + rejected;
        }

        Counts counts() {
            return new Counts(files, read(), stored, duplicates, rejected, skipped);
        }
    }

    void file(Format format) {
        of(format).files++;
    }

    void accepted(Format format, EventSink.Accepted accepted, int offered) {
        if (accepted.stored() + accepted.duplicates() != offered) {
            throw new IllegalStateException("the sink was offered " + offered + " events and accounts for "
                    + (accepted.stored() + accepted.duplicates()));
        }
        Count count = of(format);
        count.stored += accepted.stored();
        count.duplicates += accepted.duplicates();
        for (String uuid : accepted.conflicting()) {
            if (conflicting.size() < LISTED) {
                conflicting.add(uuid);
            }
        }
    }

    void rejected(Format format, String file, long line, String reason) {
        of(format).rejected++;
        error(file, line, reason);
    }

    void error(String file, @Nullable Long line, String reason) {
        if (errors.size() < LISTED) {
            errors.add(new ImportError(file, line, reason));
        } else {
            moreErrors++;
        }
    }

    void skipped(Format format, int lines) {
        of(format).skipped += lines;
    }

    void unpriced(@Nullable String model) {
        unpricedModels.merge(model == null ? "(no model)" : model, 1L, Long::sum);
    }

    void warn(String warning) {
        if (warnings.size() < LISTED) {
            warnings.add(warning);
        }
    }

    long settled() {
        return formats.values().stream().mapToLong(Count::read).sum();
    }

    ImportReport report() {
        Map<String, Counts> byFormat = new LinkedHashMap<>();
        Count sum = new Count();
        for (Format format : order) {
            Count count = of(format);
            byFormat.put(format.wire(), count.counts());
            sum.stored += count.stored;
            sum.duplicates += count.duplicates;
            sum.rejected += count.rejected;
            sum.skipped += count.skipped;
        }
        long unpriced =
                unpricedModels.values().stream().mapToLong(calls -> calls).sum();
        return new ImportReport(
                sum.read(),
                sum.stored,
                sum.duplicates,
                sum.rejected,
                sum.skipped,
                errors,
                moreErrors,
                byFormat,
                unpriced,
                unpricedModels,
                conflicting,
                warnings);
    }

    private Count of(Format format) {
        return formats.computeIfAbsent(format, first -> {
            order.add(first);
            return new Count();
        });
    }
}
