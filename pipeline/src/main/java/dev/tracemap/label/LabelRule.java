package dev.tracemap.label;

import java.util.List;

/// What a label written by a model must be: a title of three to ten words, a description of two to five bullets.
final class LabelRule {
    static final int LEAST_WORDS = 3;
    static final int MOST_WORDS = 10;
    private static final int LONGEST_TITLE = 100;
    private static final int LEAST_BULLETS = 2;
    private static final int MOST_BULLETS = 5;

    private LabelRule() {}

    /// Thrown with what to do about it.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String advice) {
            super(advice);
        }
    }

    static Label label(String title, String description) throws Refused {
        return new Label(title(title), description(description));
    }

    private static String title(String given) throws Refused {
        String title = Recorded.line(given);
        int words = Phrase.words(title);
        if (words < LEAST_WORDS || words > MOST_WORDS || title.length() > LONGEST_TITLE) {
            throw new Refused("the title has " + words + " words and " + title.length() + " characters; write "
                    + LEAST_WORDS + " to " + MOST_WORDS + " words, at most " + LONGEST_TITLE + " characters");
        }
        return title;
    }

    static String description(String given) throws Refused {
        List<String> bullets = given.lines()
                .map(line -> Recorded.line(line).replaceFirst("^[-*•]\\s*", ""))
                .filter(line -> !line.isEmpty())
                .map(line -> "- " + line)
                .toList();
        if (bullets.size() < LEAST_BULLETS || bullets.size() > MOST_BULLETS) {
            throw new Refused("the description has " + bullets.size() + " lines; write " + LEAST_BULLETS + " to "
                    + MOST_BULLETS + ", each beginning with \"- \"");
        }
        return String.join("\n", bullets);
    }
}
