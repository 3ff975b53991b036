package dev.tracemap.store;

import dev.tracemap.facet.Facets;
import dev.tracemap.facet.ModelFacets;
import dev.tracemap.finding.Concern;
import dev.tracemap.finding.Findings;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.summary.Summary;
import org.jspecify.annotations.Nullable;

/// What was derived from an item once, so that nobody reads its events again.
///
/// @param summarizer who wrote the summary: `extractive-N`, `model/prompt version`, or [#standIn] of the latter
/// @param textLength characters of the rendered text
/// @param modelFacets absent where no model read the item
/// @param findings what went wrong in it; [Findings#UNKNOWN] where nobody has looked
public record ItemDigest(
        ItemRef item,
        Summary summary,
        String summarizer,
        Facets facets,
        ItemMeasures measures,
        int textLength,
        @Nullable ModelFacets modelFacets,
        Findings findings) {

    /// Nobody has looked for findings.
    public ItemDigest(
            ItemRef item,
            Summary summary,
            String summarizer,
            Facets facets,
            ItemMeasures measures,
            int textLength,
            @Nullable ModelFacets modelFacets) {
        this(item, summary, summarizer, facets, measures, textLength, modelFacets, Findings.UNKNOWN);
    }

    /// Made without a model.
    public ItemDigest(
            ItemRef item, Summary summary, String summarizer, Facets facets, ItemMeasures measures, int textLength) {
        this(item, summary, summarizer, facets, measures, textLength, null);
    }

    /// The same with what went wrong in the item.
    public ItemDigest with(Findings newFindings) {
        return new ItemDigest(item, summary, summarizer, facets, measures, textLength, modelFacets, newFindings);
    }

    /// How much the item should worry, 1 to 5; absent where nobody has looked.
    public @Nullable Integer concern() {
        String judged = modelFacets == null ? null : modelFacets.answers().get(Concern.FACET);
        return findings.current() ? (Integer) Concern.of(findings, measures.hasError(), judged) : null;
    }

    /// The name under which a summary made without a model stands in for the one that this model would not give, so
    /// that it is not asked again.
    public static String standIn(String summarizer) {
        return summarizer + "/refused";
    }
}
