package dev.tracemap.summary;

import dev.tracemap.facet.Facets;
import dev.tracemap.summary.Summary.Note;
import dev.tracemap.text.NumberedText;
import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import dev.tracemap.trace.Message.Role;
import java.util.ArrayList;
import java.util.List;

/// Summaries without a model, made of the item's own sentences and its structure.
///
/// The title is the most telling sentence by the user, cut to a headline; the bullets are what the user asked for,
/// which tools were called, and the answer; the notes are what the facets say went wrong. Nothing is in a summary that
/// the item does not say.
public final class ExtractiveSummarizer {
    /// Stands with every summary; changes whenever the output does, so that old summaries are made anew.
    public static final String VERSION = "extractive-1";

    private ExtractiveSummarizer() {}

    /// @param text the item's text, for the line references
    public static Summary summarize(Item item, NumberedText text, Facets facets) {
        Conversation conversation = Conversation.of(item);
        Lines lines = new Lines(text);
        // A model call repeats the whole conversation before it; what it is about is what was said last.
        List<Request> requests = Request.of(conversation, item.level() == Level.GENERATION);
        List<Note> bullets = new ArrayList<>();
        for (Request request : requests) {
            bullets.add(new Note(request.text(), lines.of(request.said())));
        }
        bullets.addAll(Work.bullets(conversation, lines));
        return new Summary(
                title(item, conversation, requests),
                Flow.of(conversation),
                bullets,
                Remarks.of(item, conversation, facets, lines));
    }

    private static String title(Item item, Conversation conversation, List<Request> requests) {
        if (!requests.isEmpty()) {
            return Headline.of(Request.best(requests).sentence());
        }
        List<String> tools = conversation.calls().stream()
                .map(Call::name)
                .distinct()
                .limit(4)
                .toList();
        if (!tools.isEmpty()) {
            return Headline.of("Calls " + String.join(", ", tools));
        }
        String said = conversation.messages().stream()
                .filter(message -> message.message().role() == Role.ASSISTANT)
                .map(Said::message)
                .map(message -> PlainText.of(message.text()))
                .filter(plain -> !plain.isEmpty())
                .findFirst()
                .orElse("");
        String name =
                item.roots().isEmpty() ? item.id() : item.roots().getFirst().name();
        return Headline.of(said.isEmpty() ? name : Sentence.of(said).getFirst().text());
    }
}
