package dev.tracemap.summary;

import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// One message by the user that asks for something.
///
/// @param said the message
/// @param text its telling sentences, in order
/// @param sentence the most telling one
/// @param weight of that sentence, less the later it comes
record Request(Said said, String text, String sentence, double weight) {
    private static final int MOST = 6;
    private static final int MOST_CHARACTERS = 360;
    private static final double TELLING = 0.3;
    private static final double LATER_MESSAGE = 0.5;
    private static final double LATER_SENTENCE = 0.1;

    /// The requests of a conversation in order, at most six. When no message asks for anything, the first that says
    /// something at all.
    ///
    /// @param lastFirst whether late messages count more than early ones
    static List<Request> of(Conversation conversation, boolean lastFirst) {
        List<Said> byUser = new ArrayList<>(conversation.messages().stream()
                .filter(said -> said.message().role() == Role.USER)
                .toList());
        if (lastFirst) {
            Collections.reverse(byUser);
        }
        List<Request> telling = new ArrayList<>();
        List<Request> others = new ArrayList<>();
        for (Said said : byUser) {
            Request request = of(said);
            if (request.weight() >= TELLING) {
                telling.add(request.after(telling.size()));
            } else if (!request.text().isEmpty()) {
                others.add(request);
            }
        }
        List<Request> kept = telling.isEmpty()
                ? others.stream().limit(1).toList()
                : telling.stream().limit(MOST).toList();
        return lastFirst ? kept.reversed() : kept;
    }

    /// The one the item is about.
    static Request best(List<Request> requests) {
        return Collections.max(requests, Comparator.comparingDouble(Request::weight));
    }

    private Request after(int earlier) {
        return new Request(said, text, sentence, weight / (1 + LATER_MESSAGE * earlier));
    }

    private static Request of(Said said) {
        List<Sentence> sentences = Sentence.of(PlainText.of(said.message().text()));
        if (sentences.isEmpty()) {
            return new Request(said, "", "", 0);
        }
        Sentence best = sentences.getFirst();
        double most = -1;
        for (int i = 0; i < sentences.size(); i++) {
            double weight = sentences.get(i).weight() / (1 + LATER_SENTENCE * i);
            if (weight > most) {
                most = weight;
                best = sentences.get(i);
            }
        }
        String telling = sentences.stream()
                .filter(sentence -> !sentence.introduces() && sentence.weight() > 0)
                .map(Sentence::text)
                .collect(Collectors.joining(" "));
        String text = clipped(telling.isEmpty() ? best.text() : telling, best.text());
        return new Request(said, text, best.text(), most);
    }

    /// A long message keeps its beginning, or its most telling sentence when that is further down.
    private static String clipped(String text, String best) {
        if (text.length() <= MOST_CHARACTERS) {
            return text;
        }
        String from = text.substring(0, MOST_CHARACTERS).contains(best) ? text : best + " … " + text;
        int blank = from.lastIndexOf(' ', MOST_CHARACTERS);
        return from.substring(0, blank > MOST_CHARACTERS / 2 ? blank : MOST_CHARACTERS) + " …";
    }
}
