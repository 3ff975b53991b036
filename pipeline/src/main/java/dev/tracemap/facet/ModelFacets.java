package dev.tracemap.facet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A model's answers to [FacetQuestion]s about one item.
///
/// @param answers as text, by the question's name, in the order of the questions
public record ModelFacets(Map<String, String> answers) {
    public ModelFacets {
        answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
    }
}
