package dev.tracemap.run;

import dev.tracemap.facet.ModelFacets;
import dev.tracemap.summary.Summary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One trace summarised on demand, by a model where there is one.
///
/// @param by who wrote it: `extractive-N` or `model/prompt version`
/// @param facets absent where no model read the trace
/// @param notes why it is not by a model, where it is not; what may be missing
public record TraceSummary(
        Summary summary, String by, @Nullable ModelFacets facets, List<String> notes) {
    public TraceSummary {
        notes = List.copyOf(notes);
    }
}
