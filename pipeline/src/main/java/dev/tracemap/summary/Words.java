package dev.tracemap.summary;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a text, and which of them say something.
public final class Words {
    private static final int SIGNS_PER_WORD = 3;
    private static final Set<UnicodeScript> UNSPACED = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN);
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['-][\\p{L}\\p{M}\\p{N}]+)*");

    /// English words that carry no content. Other languages keep all of theirs, which costs little: sentences are
    /// compared with each other, and all of them contain such words.
    private static final Set<String> EMPTY = setOf("""
            a about actually after again all also am an and any anything are as at be because been before being but by \
            can could couldn't did didn't do does doesn't doing don't done else even few for from get getting give go \
            going got had has have haven't having he her here hers him his how i i'd i'll i'm i've if in into is isn't \
            it it's its just kind let let's like likely lot made make many may maybe me might mine more most much must \
            my myself need needs no not now of off oh ok okay on once one only or other our out over own rather really \
            right said same say see she should so some something soon still such sure take than that that's the their \
            them then there there's these they thing things this those though through to too under until up us use \
            used very want wanted wants was wasn't way we we'd we're we've well were what what's when where which \
            while who whom whose why will wish with won't would wouldn't yeah yep yes yet you you'd you're your yours
            """);

    /// What people say without asking for anything.
    private static final Set<String> COURTESY = setOf("""
            afternoon anyway appreciate assist assistance awesome bye cool could day dear evening everything excellent \
            fine fantastic glad good goodbye great hello help helpful hey hi hope hoping kindly know looking lovely \
            moment morning nice nope perfect please pleased question sir sorry sounds tell thank thanks that'll \
            trying understand understood wonderful wondering works
            """);

    private Words() {}

    /// All words, in order, as they are written.
    public static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    /// How many different words say something. Scripts without blanks between words count three signs as one word.
    public static int content(String text) {
        long content = of(text).stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> !isEmpty(word) && !COURTESY.contains(word))
                .filter(word -> word.chars().noneMatch(Character::isDigit))
                .distinct()
                .count();
        long signs = text.codePoints().filter(Words::isUnspaced).count();
        return (int) Math.max(content, signs / SIGNS_PER_WORD);
    }

    /// Whether a sign belongs to a script that puts no blanks between words.
    public static boolean isUnspaced(int sign) {
        return UNSPACED.contains(UnicodeScript.of(sign));
    }

    /// Whether a lower-case word carries no content.
    public static boolean isEmpty(String word) {
        return EMPTY.contains(word) || (word.length() == 1 && !isUnspaced(word.codePointAt(0)));
    }

    private static Set<String> setOf(String list) {
        return Set.copyOf(of(list));
    }
}
