package dev.tracemap.finding;

import java.util.List;

/// One thing that went wrong.
///
/// @param sentence plain English; may quote the trace
/// @param lines of the item's numbered text that show it, such as `L012`
public record Finding(FindingKind kind, String sentence, List<String> lines) {
    public Finding {
        lines = List.copyOf(lines);
    }

    public int severity() {
        return kind.severity();
    }
}
