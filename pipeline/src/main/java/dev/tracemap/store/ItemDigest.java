package dev.tracemap.store;

import dev.tracemap.facet.Facets;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.summary.Summary;

/// What was derived from an item once, so that nobody reads its events again.
///
/// @param summarizer who wrote the summary: `extractive-N` or `model/prompt version`
/// @param textLength characters of the rendered text
public record ItemDigest(
        ItemRef item, Summary summary, String summarizer, Facets facets, ItemMeasures measures, int textLength) {}
