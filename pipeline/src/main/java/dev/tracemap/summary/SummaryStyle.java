package dev.tracemap.summary;

import dev.tracemap.facet.FacetQuestion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How a model is to summarise.
///
/// @param instructions of the user's own, added to ours; empty for none
/// @param ownFacets questions of the user's own, asked beside [FacetQuestion#BUILT_IN]
public record SummaryStyle(Mode mode, String instructions, List<FacetQuestion> ownFacets) {
    public static final SummaryStyle DEFAULT = new SummaryStyle(Mode.DETAILED, "", List.of());

    public enum Mode {
        /// Up to ten bullets and five notes.
        DETAILED,
        /// Up to three bullets and two notes.
        MINIMAL
    }

    public SummaryStyle {
        ownFacets = List.copyOf(ownFacets);
    }

    /// What one job or run asks for beside what is configured.
    ///
    /// @param mode instead of the configured one; absent = as configured
    /// @param instructions added to the configured ones; empty for none
    /// @param facets more questions; one with the name of a configured one takes its place
    public record Wish(@Nullable Mode mode, String instructions, List<FacetQuestion> facets) {
        public Wish {
            facets = List.copyOf(facets);
        }
    }

    /// This style with what is wished for.
    public SummaryStyle with(@Nullable Wish wish) {
        if (wish == null) {
            return this;
        }
        Map<String, FacetQuestion> facets = new LinkedHashMap<>();
        ownFacets.forEach(question -> facets.put(question.name(), question));
        wish.facets().forEach(question -> facets.put(question.name(), question));
        return new SummaryStyle(
                wish.mode() == null ? mode : wish.mode(),
                (instructions + "\n" + wish.instructions()).strip(),
                List.copyOf(facets.values()));
    }

    public List<FacetQuestion> questions() {
        List<FacetQuestion> questions = new ArrayList<>(FacetQuestion.BUILT_IN);
        questions.addAll(ownFacets);
        return questions;
    }

    /// Differs where the summaries would: empty for the default, else what is different about it.
    String variant() {
        String minimal = mode == Mode.MINIMAL ? "-minimal" : "";
        if (instructions.isBlank() && ownFacets.isEmpty()) {
            return minimal;
        }
        byte[] own = (instructions + "\n" + ownFacets).getBytes(StandardCharsets.UTF_8);
        return minimal + "-" + UUID.nameUUIDFromBytes(own).toString().substring(0, 8);
    }
}
