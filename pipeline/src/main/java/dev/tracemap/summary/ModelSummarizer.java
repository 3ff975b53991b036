package dev.tracemap.summary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.facet.FacetQuestion;
import dev.tracemap.facet.ModelFacets;
import dev.tracemap.llm.AnswerFormat;
import dev.tracemap.llm.ChatBatch;
import dev.tracemap.llm.ChatModel;
import dev.tracemap.llm.ChatRequest;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.summary.Summary.Note;
import dev.tracemap.text.LineReferences;
import dev.tracemap.text.NumberedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Summaries and facets by a chat model, in one call per item.
///
/// What the model says is checked: line references that are not in the text it saw are dropped, titles cut to ten
/// words. May be used by several threads at once.
public final class ModelSummarizer {
    /// About how many characters of an item a model gets to see; longer ones are shown as a sampled view.
    public static final int TEXT_BUDGET = 60_000;

    private static final int LONGEST_NOTE = 600;
    private static final int LONGEST_FACET = 300;
    private static final int TITLE_WORDS = 10;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final ChatModel model;
    private final @Nullable ChatModel facetModel;
    private final SummaryStyle style;
    private final String view;

    /// What a model made of one item.
    public record Reading(Summary summary, ModelFacets facets) {}

    /// @param facetModel answers the facets in a call of its own; absent = the same model in the same call
    /// @param view stands in the version where the models see other text than there is, for instance redacted; else
    ///     empty
    public ModelSummarizer(ChatModel model, @Nullable ChatModel facetModel, SummaryStyle style, String view) {
        this.model = model;
        this.facetModel = facetModel;
        this.style = style;
        this.view = view;
    }

    /// Stands with every summary: model and prompt. Another version, another summary.
    public String version() {
        String facets = facetModel == null ? "" : "+" + facetModel.name();
        return model.name() + facets + "/" + SummaryPrompt.VERSION + style.variant() + view;
    }

    /// How many items can be read at the same time.
    public int concurrency() {
        return model.concurrency();
    }

    /// @param text within [#TEXT_BUDGET]
    /// @throws ModelFailure when the model gives no usable answer
    public Reading read(NumberedText text) {
        ChatRequest request = SummaryPrompt.request(text, style);
        List<FacetQuestion> questions = style.questions();
        if (facetModel == null) {
            return reading(model.answer(request, format()), text);
        }
        ObjectNode summary = model.answer(request, SummaryPrompt.format(true, List.of()));
        ObjectNode facets = facetModel.answer(request, SummaryPrompt.format(false, questions));
        return new Reading(summary(summary, text), facets(facets.path("facets")));
    }

    /// For items by the hundred; absent where one call does not answer everything.
    public Optional<ChatBatch> batch() {
        return facetModel == null ? Optional.of(model.batch()) : Optional.empty();
    }

    /// Whether so many items are to be read in batches.
    public boolean wantsBatch(int items) {
        return model.wantsBatch(items);
    }

    /// What [#read] would ask, for a batch.
    public ChatBatch.Question question(ChatBatch batch, String key, NumberedText text) {
        return batch.question(key, SummaryPrompt.request(text, style), format());
    }

    /// The form of the answers in a batch.
    public AnswerFormat format() {
        return SummaryPrompt.format(true, style.questions());
    }

    /// What a batch's answer says.
    ///
    /// @param text that was asked about
    public Reading reading(ObjectNode answer, NumberedText text) {
        return new Reading(summary(answer, text), facets(answer.path("facets")));
    }

    /// Characters of what would be put to the model, for an estimate of the cost.
    public long requestChars(NumberedText text) {
        return model.requestChars(
                SummaryPrompt.request(text, style),
                SummaryPrompt.format(true, facetModel == null ? style.questions() : List.of()));
    }

    /// Characters of what would be put to the model of the facets; 0 where it is the same.
    public long facetRequestChars(NumberedText text) {
        return facetModel == null
                ? 0
                : facetModel.requestChars(
                        SummaryPrompt.request(text, style), SummaryPrompt.format(false, style.questions()));
    }

    private static Summary summary(JsonNode answer, NumberedText text) {
        LineReferences references = new LineReferences(text);
        return new Summary(
                title(answer.path("title").asText()),
                plain(answer.path("flow_diagram").asText(), LONGEST_NOTE),
                notes(answer.path("summary_bullets"), references),
                notes(answer.path("interesting_notes"), references));
    }

    private static String title(String title) {
        return Arrays.stream(BLANKS.split(plain(title, LONGEST_NOTE)))
                .limit(TITLE_WORDS)
                .collect(Collectors.joining(" "));
    }

    private static List<Note> notes(JsonNode answer, LineReferences references) {
        List<Note> notes = new ArrayList<>();
        for (JsonNode note : answer) {
            String text = plain(note.path("text").asText(), LONGEST_NOTE);
            if (!text.isEmpty()) {
                List<String> given = new ArrayList<>();
                note.path("line_refs").forEach(ref -> given.add(ref.asText()));
                notes.add(new Note(text, references.existing(given)));
            }
        }
        return notes;
    }

    private ModelFacets facets(JsonNode answer) {
        Map<String, String> facets = new LinkedHashMap<>();
        for (FacetQuestion question : style.questions()) {
            String text = plain(answer.path(question.name()).asText(), LONGEST_FACET);
            if (!text.isEmpty()) {
                facets.put(question.name(), text);
            }
        }
        return new ModelFacets(facets);
    }

    private static String plain(String text, int longest) {
        String flat = BLANKS.matcher(text).replaceAll(" ").strip();
        return flat.length() <= longest ? flat : flat.substring(0, longest - 1) + "…";
    }
}
