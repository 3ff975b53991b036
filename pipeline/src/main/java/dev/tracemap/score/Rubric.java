package dev.tracemap.score;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/// A question of the user's that a judge answers about a sample of every cluster.
///
/// @param name `[a-z][a-z0-9_]*`
/// @param question as put to the judge
/// @param sample most items judged in a cluster
public record Rubric(String name, String question, Scale scale, int sample) {
    public static final int DEFAULT_SAMPLE = 20;
    private static final int MOST_SAMPLE = 1_000;

    /// What a score looks like.
    public enum Scale {
        /// 1 is yes, 0 is no.
        BOOLEAN(0, 1, 1),
        /// A whole number from 1 to 5; 4 and 5 are high.
        ONE_TO_FIVE(1, 5, 4);

        private final int least;
        private final int most;
        private final int high;

        Scale(int least, int most, int high) {
            this.least = least;
            this.most = most;
            this.high = high;
        }

        public int least() {
            return least;
        }

        public int most() {
            return most;
        }

        /// Whether a score counts for the share: yes, or 4 and 5.
        public boolean isHigh(int score) {
            return score >= high;
        }

        public String wire() {
            return switch (this) {
                case BOOLEAN -> "boolean";
                case ONE_TO_FIVE -> "1-5";
            };
        }

        /// @throws IllegalArgumentException for another word
        public static Scale fromWire(String word) {
            return switch (word.strip().toLowerCase(Locale.ROOT)) {
                case "boolean" -> BOOLEAN;
                case "1-5" -> ONE_TO_FIVE;
                default -> throw new IllegalArgumentException("scale '" + word + "' is neither boolean nor 1-5");
            };
        }
    }

    /// @throws IllegalArgumentException saying what can be
    public Rubric {
        if (!name.matches("[a-z][a-z0-9_]{0,59}")) {
            throw new IllegalArgumentException(
                    "a rubric's name takes lower-case letters, digits and underscores, not '" + name + "'");
        }
        if (question.isBlank()) {
            throw new IllegalArgumentException("rubric " + name + " needs a question");
        }
        if (sample < 1 || sample > MOST_SAMPLE) {
            throw new IllegalArgumentException(
                    "rubric " + name + ": sample takes a number from 1 to " + MOST_SAMPLE + ", not " + sample);
        }
    }

    /// Another question, another version: what was judged by former words does not count. Who is judged, and how many,
    /// makes no difference.
    public String version() {
        String words = JudgePrompt.VERSION + "\n" + scale.wire() + "\n" + question.strip();
        return UUID.nameUUIDFromBytes(words.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
    }
}
