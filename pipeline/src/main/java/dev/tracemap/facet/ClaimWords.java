package dev.tracemap.facet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The English in which an assistant says that something was done.
final class ClaimWords {
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\n+|;\\s+");

    /// Plans, conditions, requests, denials, doubts and instructions; also what the user did.
    private static final Pattern NO_FACT = Pattern.compile(
            "\\?\\s*$|n['’]t\\b|['’]ll\\b|['’]d\\b"
                    + "|\\b(not|never|cannot|unable|will|would|could|should|shall|may|might|must|can|if|once|when"
                    + "|whenever|until|unless|before|after|whether|please|let me|let us|going to|about to|trying"
                    + "|need to|needs to|want to|wanted to|have to|has to|to be|how|failed|error|unfortunately"
                    + "|sorry|however|yet to|without|since|because|kindly|ensure|make sure|assuming|suppose|nothing|no longer|you|example|e\\.g\\.)\\b",
            Pattern.CASE_INSENSITIVE);
    /// "You" makes a statement about the user only where it is the one who acts.
    private static final Pattern FOR_YOU = Pattern.compile(
            "\\b(for|to|with|by|sent|emailed|told|texted|messaged|refunded|thank|as) you\\b|\\bas (you )?(asked|requested|wanted)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final String ADVERBS = "(?:(?:just|now|already|also|successfully|since|then|all|both|so|gladly"
            + "|duly|gone ahead and|went ahead and|taken the liberty of) +)*";
    private static final String INFORMED =
            "sent|emailed|e-mailed|mailed|notified|informed|messaged|texted|forwarded|told|alerted|contacted|called";
    private static final String ACTED = INFORMED
            + "|updated|changed|edited|modified|amended|adjusted|corrected|fixed|replaced|switched|swapped|renamed"
            + "|moved|set|set up|put|entered|recorded|logged|noted down|saved|stored|written|wrote|filed|added|created"
            + "|made|registered|enrolled|uploaded|posted|submitted|placed|ordered|booked|reserved|scheduled"
            + "|rescheduled|cancelled|canceled|deleted|removed|cleared|closed|reopened|refunded|credited|charged|paid"
            + "|issued|transferred|processed|applied|activated|deactivated|enabled|disabled|reset|renewed|extended"
            + "|upgraded|downgraded|returned|exchanged|assigned|reassigned|escalated|approved|confirmed|completed"
            + "|finalized|finalised|executed|deployed|committed|pushed|installed|published|merged|shared|invited"
            + "|arranged|marked(?= [^.]*\\bas\\b)|stamped|blocked|unblocked|locked|unlocked|linked|attached|carried out|taken care of"
            + "|took care of|sorted|implemented|rolled back|restarted|migrated|synced|signed up|ticked|keyed in";
    private static final String LOOKED_UP = "checked|looked up|looked into|looked at|searched|verified|queried|fetched"
            + "|retrieved|pulled up|consulted|scanned|read through|gone through|went through|reviewed|examined|browsed"
            + "|double-checked|cross-checked|inspected|tested|run|ran";
    private static final String WARM_UP =
            "^\\W*(?:(?:ok|okay|sure|great|good|perfect|yes|right|certainly|absolutely|all right|alright|there)[,.!:]* +)*";

    private static final Pattern FIRST_PERSON =
            claim("\\b(?:i|we)(?:['’]ve| have| had)? +" + ADVERBS + "(" + ACTED + ")\\b");
    private static final Pattern PASSIVE =
            claim("\\b(?:has|have|['’]s) " + ADVERBS + "been +" + ADVERBS + "(" + ACTED + ")\\b"
                    + "|\\b(?:is|are|was|were|['’]s) +(?:now|already|successfully|all) +(" + ACTED + ")\\b"
                    + "|\\b(?:your|the) [\\w ]{1,40} (?:is|are) (" + ACTED + ")\\b"
                    + "|\\b\\w+ (?:was|were) (" + INFORMED + ")\\b");
    private static final Pattern BARE = claim(WARM_UP + "(?:successfully +)?(" + ACTED + ")\\b(?! by\\b)");
    private static final Pattern SETTLED = claim(WARM_UP + "(?:all )?(done|sorted|set)\\b(?= *(?:[.!,:]|$|for\\b))"
            + "|\\b(all set|good to go|taken care of|in place now|from now on|as requested|as you asked)\\b"
            + "|\\b(?:now|henceforth) (reads|shows|says|has|carries|stands|points)\\b"
            + "|" + WARM_UP + "[^.]{1,40}\\b(it is)\\b *[.!]*$"
            + "|\\b(?:change|edit|update|request|booking|order|entry) is (in|through|live|complete)\\b");
    /// Where a clause begins: "the confirmation we sent" names a thing, it does not tell what was done.
    private static final Pattern INFORMING =
            claim("(?:^\\W*|[,:(–—-] *|\\b(?:and|then|also|so) +)(?:i|we)(?:['’]ve| have| had)? +" + ADVERBS + "("
                    + INFORMED.replace("|called", "") + ")\\b");
    private static final Pattern LOOKUP =
            claim("\\b(?:i|we)(?:['’]ve| have| had)? +" + ADVERBS + "(" + LOOKED_UP + ")\\b");
    private static final Pattern SOURCE = Pattern.compile(
            "\\b(system|database|records?|account|inventory|stock|calendar|logs?|files?|repository|repo|registry|web"
                    + "|internet|online|site|website|catalog(ue)?|crm|ledger|schedule|availability|bookings?|orders?"
                    + "|tests?|code ?base|documentation|server|backend|api|ticket|tracker|profile|status|balance)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern USED = Pattern.compile(
            "\\b(called|used|ran|run|invoked|executed|queried|using|via|returned|according to|based on|through)\\b",
            Pattern.CASE_INSENSITIVE);

    private ClaimWords() {}

    static List<String> sentences(String text) {
        return Arrays.asList(SENTENCE_END.split(text, -1));
    }

    static boolean isStatementOfFact(String sentence) {
        return !NO_FACT.matcher(FOR_YOU.matcher(sentence).replaceAll(" ")).find();
    }

    /// The verb with which the sentence says that something was changed or sent, if it does.
    static @Nullable String action(String sentence) {
        for (Pattern pattern : List.of(FIRST_PERSON, PASSIVE, BARE, SETTLED)) {
            String verb = verb(pattern, sentence);
            if (verb != null) {
                return verb;
            }
        }
        return null;
    }

    static boolean isFirstPerson(String sentence) {
        return FIRST_PERSON.matcher(sentence).find();
    }

    /// The verb with which the sentence says that the assistant itself told somebody.
    static @Nullable String informing(String sentence) {
        return verb(INFORMING, sentence);
    }

    static @Nullable String lookup(String sentence) {
        return verb(LOOKUP, sentence);
    }

    /// Whether it says where: "I checked your order", unlike "I checked my reasoning".
    static boolean namesASource(String sentence) {
        return SOURCE.matcher(sentence).find();
    }

    static boolean saysUsed(String sentence) {
        return USED.matcher(sentence).find();
    }

    private static @Nullable String verb(Pattern pattern, String sentence) {
        Matcher matcher = pattern.matcher(sentence);
        if (!matcher.find()) {
            return null;
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group).toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    private static Pattern claim(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
