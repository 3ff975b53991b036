package dev.tracemap.finding;

import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Span;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A finding whose lines are not looked up yet.
record Clue(FindingKind kind, String sentence, List<Place> places) {
    private static final int MOST_QUOTED = 80;

    Clue {
        places = List.copyOf(places);
    }

    /// Where in the item something stands: in a message, or in a span that no message knows.
    ///
    /// @param message its number, 0 for none
    /// @param words that the line contains, empty for the first line
    record Place(int message, @Nullable Span span, String words) {

        static Place of(Said said) {
            return new Place(said.number(), null, "");
        }

        static Place of(Said said, String words) {
            return new Place(said.number(), null, words);
        }

        /// Where a call was made.
        static Place of(Call call) {
            return call.message() > 0
                    ? new Place(call.message(), null, call.name() + "(")
                    : new Place(0, call.span(), "");
        }

        /// Where a call was answered.
        static Place answer(Call call) {
            return call.answeredIn() > 0 ? new Place(call.answeredIn(), null, "") : of(call);
        }

        /// Where each was made and answered.
        static List<Place> both(List<Call> calls) {
            return calls.stream()
                    .flatMap(call -> Stream.of(of(call), answer(call)))
                    .distinct()
                    .toList();
        }
    }

    static Clue of(FindingKind kind, String sentence, Place... places) {
        return new Clue(kind, sentence, List.of(places));
    }

    /// A piece of the trace on one line, in quotation marks.
    static String quoted(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        boolean whole = line.length() <= MOST_QUOTED;
        int end =
                whole ? line.length() : MOST_QUOTED - (Character.isHighSurrogate(line.charAt(MOST_QUOTED - 1)) ? 1 : 0);
        return "\"" + line.substring(0, end) + (whole ? "" : "…") + "\"";
    }
}
