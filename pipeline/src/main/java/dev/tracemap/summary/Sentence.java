package dev.tracemap.summary;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A sentence of plain text, and how much it says about what its writer wants.
record Sentence(String text) {
    private static final int MANY_WORDS = 7;
    private static final int MOST = 200;

    private static final Pattern ASKS = Pattern.compile(
            "\\b(?:i|we)(?:'d| would| really| just| also| still| might| will|'ll)* "
                    + "(?:like|love|want|need|wish|have to|must|prefer)\\b"
                    + "|\\b(?:i'm|i am|we're|we are) (?:trying|looking|hoping|wondering|interested|calling|going)\\b"
                    + "|\\b(?:can|could|would|will) (?:you|i|we|someone)\\b"
                    + "|\\bplease\\b|\\bhelp (?:me|us)\\b|\\bhow (?:do|can|to|long|much|many|come|should|would)\\b"
                    + "|^(?:why|what|what's|where|where's|when|which|who|is|are|do|does|did|should|has|have)\\b"
                    + "|[?？¿]",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern INTRODUCES = Pattern.compile(
            "\\b(?:my|the|our) (?:full |first |last |user |account |order |reservation |zip |postal |phone |e-?mail |"
                    + "booking |loyalty |customer )*(?:name|id|ids|code|e-?mail(?: address)?|number|address|zip|username)"
                    + "(?: on (?:the|my) (?:account|order))? (?:is|are|was)\\b"
                    + "|^(?:name|e-?mail|zip|zip code|first name|last name|user ?id|order|account username) ?:"
                    + "|\\S@\\S{1,250}\\.\\w",
            Pattern.CASE_INSENSITIVE);

    /// The sentences of a text, in order. A line break ends a sentence.
    static List<Sentence> of(String text) {
        List<Sentence> sentences = new ArrayList<>();
        for (String line : text.lines().toList()) {
            BreakIterator ends = BreakIterator.getSentenceInstance(Locale.ROOT);
            ends.setText(line);
            int from = ends.first();
            for (int to = ends.next(); to != BreakIterator.DONE && sentences.size() < MOST; to = ends.next()) {
                String sentence = line.substring(from, to).strip();
                if (!sentence.isEmpty()) {
                    sentences.add(new Sentence(sentence));
                }
                from = to;
            }
        }
        return sentences;
    }

    /// From 0, a mere courtesy, to about 1.4, a request with much content.
    double weight() {
        int content = Words.content(text);
        if (content == 0) {
            return 0;
        }
        double weight = Math.min(content, MANY_WORDS) / (double) MANY_WORDS;
        if (ASKS.matcher(text).find()) {
            weight += 0.4;
        }
        return introduces() ? weight / 4 : weight;
    }

    /// Whether the sentence says who the writer is rather than what the writer wants.
    boolean introduces() {
        return INTRODUCES.matcher(text).find();
    }
}
