package dev.tracemap.sample;

import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Writes a request down the way its user types: with capitals, without, or in a hurry.
enum Typist {
    TIDY,
    PLAIN,
    HASTY;

    private static final Pattern DOUBLED_END = Pattern.compile("([.?!,])\\.+");
    private static final Pattern SPACED_END = Pattern.compile(" +([.?!,])");
    private static final Pattern SPACES = Pattern.compile(" {2,}");
    private static final Pattern LONE_I = Pattern.compile("\\bi\\b(?!\\.)");
    private static final Pattern SENTENCE = Pattern.compile("(?<=^|[.?!] )[a-z]++(?![/_.:(])");

    static Typist pick(RandomGenerator random) {
        double at = random.nextDouble();
        return at < 0.55 ? TIDY : at < 0.85 ? PLAIN : HASTY;
    }

    String type(String words, RandomGenerator random) {
        String text = SPACES.matcher(words.strip()).replaceAll(" ");
        text = SPACED_END.matcher(text).replaceAll("$1");
        text = DOUBLED_END.matcher(text).replaceAll("$1").strip();
        return switch (this) {
            case TIDY -> capitals(text);
            case PLAIN -> random.nextBoolean() ? text : withoutEnd(text);
            case HASTY -> slips(withoutEnd(text), random);
        };
    }

    private static String capitals(String text) {
        String upright = LONE_I.matcher(text).replaceAll("I");
        return SENTENCE.matcher(upright)
                .replaceAll(start -> start.group().substring(0, 1).toUpperCase(Locale.ROOT)
                        + start.group().substring(1));
    }

    private static String withoutEnd(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /// One or two words lose a letter or have two swapped; names of things, which hold digits or signs, stay whole.
    private static String slips(String text, RandomGenerator random) {
        String[] words = text.split(" ");
        int slips = random.nextInt(1, 3);
        for (int i = 0; i < slips; i++) {
            int at = random.nextInt(words.length);
            if (words[at].length() >= 5 && words[at].chars().allMatch(Character::isLowerCase)) {
                words[at] = slip(words[at], random);
            }
        }
        return String.join(" ", words);
    }

    private static String slip(String word, RandomGenerator random) {
        int at = random.nextInt(1, word.length() - 2);
        String head = word.substring(0, at);
        return random.nextBoolean()
                ? head + word.substring(at + 1)
                : head + word.charAt(at + 1) + word.charAt(at) + word.substring(at + 2);
    }
}
