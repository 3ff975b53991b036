package dev.tracemap.text;

import dev.tracemap.trace.Item;
import dev.tracemap.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Renders an item as text: name, separator, totals, the tools it could use, then the tree of its spans with their
/// messages. Each line is numbered (`L007: `) before anything is left out, so that a number means the same line in
/// every view of the item. No ids of ours and nothing of the import format appear.
public final class TraceText {
    private TraceText() {}

    /// The whole text if it fits, else a uniform sample of its lines below the whole header.
    ///
    /// @param budgetChars about how many characters the text may have; a text always has its first
    ///     line and the notice that lines were left out
    public static NumberedText render(Item item, int budgetChars) {
        Lines lines = lines(item);
        List<String> numbered = lines.numbered();
        return Sampling.fit(numbered, lines.headerSize(), budgetChars);
    }

    /// Every line: line `n` is at index `n - 1`.
    public static NumberedText full(Item item) {
        List<String> numbered = lines(item).numbered();
        return new NumberedText(numbered, numbered.size(), false);
    }

    /// Every line, with the spans they tell of.
    public static Outline outline(Item item) {
        Lines lines = lines(item);
        return new Outline(lines.numbered(), lines.steps, lines.passages);
    }

    private static Lines lines(Item item) {
        Lines lines = new Lines();
        new ItemWriter(item, lines).write();
        return lines;
    }

    /// Lines in the making.
    static final class Lines {
        private final List<String> lines = new ArrayList<>();
        private final List<Outline.Step> steps = new ArrayList<>();
        private final List<Outline.Passage> passages = new ArrayList<>();
        private int header;
        private Outline.@Nullable Step open;

        /// Adds one line; `text` must already be free of line breaks.
        void add(String text) {
            lines.add(text.stripTrailing());
        }

        /// Adds the text's lines, each below the prefix, with control characters made visible.
        void addAll(String prefix, String text) {
            Visible.lines(text).forEach(line -> add(prefix + line));
        }

        /// The next line is the first that tells of this span.
        void begin(Span span, String title, int depth) {
            end();
            open = new Outline.Step(span, title, depth, lines.size() + 1, 0);
        }

        /// The last line was the last that told of the span that was begun.
        void end() {
            if (open != null) {
                steps.add(new Outline.Step(open.span(), open.title(), open.depth(), open.from(), lines.size()));
            }
            open = null;
        }

        int size() {
            return lines.size();
        }

        /// What has been added since is this message.
        void message(int number, int sizeBefore) {
            passages.add(new Outline.Passage(number, sizeBefore + 1, lines.size()));
        }

        /// What has been added so far is the header.
        void endHeader() {
            header = lines.size();
        }

        int headerSize() {
            return header;
        }

        List<String> numbered() {
            int width = Math.max(3, Integer.toString(lines.size()).length());
            List<String> numbered = new ArrayList<>(lines.size());
            for (String line : lines) {
                String number = Integer.toString(numbered.size() + 1);
                numbered.add(("L" + "0".repeat(width - number.length()) + number + ": " + line).stripTrailing());
            }
            return numbered;
        }
    }
}
