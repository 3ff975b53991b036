package dev.tracemap.run;

import dev.tracemap.facet.DirectFacets;
import dev.tracemap.facet.Facets;
import dev.tracemap.finding.Findings;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ExtractiveSummarizer;
import dev.tracemap.summary.Summary;
import dev.tracemap.text.NumberedText;
import dev.tracemap.text.Outline;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.util.List;
import java.util.Optional;

/// One trace, read on demand the way a run would read it.
///
/// @param text within the budget asked for, perhaps sampled; {@link #outline()} has every line under the same numbers
public record TraceReading(
        Trace trace, NumberedText text, Facets facets, ItemMeasures measures, Summary summary, Findings findings) {

    /// @param traceId as {@link Store#trace} takes it
    /// @param budget most characters of the text
    public static Optional<TraceReading> of(Store store, long teamId, String traceId, int budget) {
        return store.trace(teamId, traceId).map(trace -> {
            Item item = new Item.TraceItem(trace);
            Facets facets = DirectFacets.of(item);
            // The summary's line references must come from the text that is shown.
            NumberedText text = TraceText.render(item, budget);
            Summary summary = ExtractiveSummarizer.summarize(item, text, facets);
            return new TraceReading(trace, text, facets, ItemMeasures.of(item), summary, Findings.of(item));
        });
    }

    /// The whole text, every line numbered.
    public List<String> lines() {
        return outline().lines();
    }

    /// The whole text, and which of its lines tell of which span.
    public Outline outline() {
        return TraceText.outline(new Item.TraceItem(trace));
    }
}
