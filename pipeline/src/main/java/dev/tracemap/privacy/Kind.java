package dev.tracemap.privacy;

import java.util.regex.Pattern;

/// What is recognised. Where two overlap, the earlier one takes the text.
///
/// The patterns know lines: none but [#PRIVATE_KEY] reaches over the end of one. Where a pattern has a group, the group
/// alone is the secret and the rest is how it was known.
enum Kind {
    /// Whole, or what a sampled or shortened text has left of it.
    PRIVATE_KEY("-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
            + "(?:[\\s\\S]{0,12000}?-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
            + "|(?:\\s+(?:L\\d+: )?\\s*[A-Za-z0-9+/=]{20,})*)"
            + "|(?<![A-Za-z0-9+/=])(?:[A-Za-z0-9+/=]{16,80}\\s+(?:L\\d+: )?\\s*){0,80}[A-Za-z0-9+/=]{0,80}\\s{0,20}"
            + "-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----"),
    /// Lines from within one, however they are broken: long runs of all sorts of letters and digits.
    PRIVATE_KEY_LINE("(?<![\\w+/=-])(?=\\S{0,60}\\d)(?=\\S{0,60}[a-z])(?=\\S{0,60}[A-Z])[A-Za-z0-9+/]{40,}={0,2}"
            + "(?:\\s+(?:L\\d+: )?\\s*(?=[A-Za-z]{0,30}\\d)[A-Za-z0-9+/=]{16,})*"),
    JWT("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*)?"),
    /// User and password in an address.
    LOGIN("\\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}:(?:\\\\?/){2}([^\\s/@:\"']{0,100}:[^\\s/@\"']{1,200})@"),
    EMAIL("(?<![\\p{L}\\d._%+-])[\\p{L}\\d][\\p{L}\\d._+'-]{0,63}(?:@|%40|\\\\u0040)"
            + "(?:[\\p{L}\\d](?:[\\p{L}\\d-]{0,61}[\\p{L}\\d])?\\.){1,6}\\p{L}{2,24}"),
    KEY("\\b(?:(?:sk|rk|pk)-(?=[\\w-]{0,60}\\d)[A-Za-z0-9_-]{16,}"
            + "|(?:sk|rk|pk|whsec|hf|npm|gsk|phc|phx|r8|dop_v1|glpat|ghp|gho|ghu|ghs|ghr|github_pat)"
            + "[_-](?:live_|test_)?(?=[\\w-]{0,60}\\d)[A-Za-z0-9_-]{16,}"
            + "|xox[abeprs]-[A-Za-z0-9-]{10,}"
            + "|(?:AKIA|ASIA)[0-9A-Z]{16}\\b"
            + "|AIza[A-Za-z0-9_-]{30,}"
            + "|ya29\\.[A-Za-z0-9_-]{20,}"
            + "|SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}"
            + "|pypi-[A-Za-z0-9_-]{30,})"),
    /// Of any shape, known by the word before it.
    KEY_SAID("(?i:\\b(?:bearer|basic)[ ]+((?=[^\\s]{0,80}\\d)[A-Za-z0-9._~+/=-]{16,}))"
            + "|(?i:(?:api[_ -]?key|secret|token|passwd|password|pwd|access[_ -]?key|signature|\\bsig)"
            + "\\\\?[\"']?[ ]{0,3}(?:[:=]|is |was )[ ]{0,3}\\\\?[\"']?"
            + "((?=[^\\s\"']{0,60}\\d)[^\\s\"',;}&\\\\\\[\\]]{8,}))"),
    IBAN("\\b[A-Z]{2}\\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\\b"),
    CARD("(?<![\\w-])(?<!\\d\\.)[2-6](?:[ -]?\\d){12,18}(?!\\w|-\\d|\\.\\d)"),
    ACCOUNT("(?i)\\b(?:account|acct|routing|iban|konto)(?:[ _-]?(?:number|num|no|nr))?\\.?\\\\?[\"']?[ ]?(?:is|[:#=])?"
            + "[ ]{0,2}\\\\?[\"']?(\\d[\\d -]{5,18}\\d)(?!\\w)"),
    SSN("(?<![\\w-])(?!000|666|9\\d\\d)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}(?![\\w-])"
            + "|(?i:\\b(?:ssn|social security)(?: (?:number|no))?\\.?\\\\?[\"']?[ ]?(?:is|[:#=])?[ ]{0,2}\\\\?[\"']?"
            + "(\\d{3} ?\\d{2} ?\\d{4})\\b)"),
    IP("(?<![\\w.])(?<!\\w/)(?<![vV]ersion )\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\w|\\.\\d)"
            + "|(?<![\\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\\w:])"),
    MAC("(?<![\\w:-])[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})(?![\\w:-])"
            + "|(?<![\\w.])[0-9a-fA-F]{4}\\.[0-9a-fA-F]{4}\\.[0-9a-fA-F]{4}(?![\\w.])"),
    PHONE("(?<![\\w.+#$€£/-])(?:\\+|00|\\()?\\d[\\d().\\-/ ]{5,20}\\d(?!\\w|-\\w|\\.\\d|/)"),
    /// Bare digits, known by the word before them.
    PHONE_SAID("(?i)\\b(?:phone|mobile|cell|tel|telephone|fax|whatsapp)(?:[ _-]?(?:number|no))?\\.?\\\\?[\"']?"
            + "[ ]?(?:is|[:#=])?[ ]{0,2}\\\\?[\"']?(\\+?\\d{7,15})(?!\\w)"),
    ADDRESS("\\b\\d{1,6}[A-Za-z]? (?:[NSEW]\\.? )?(?:\\p{Lu}[\\p{L}'.-]{0,30} ){1,4}(?:Street|St|Avenue|Ave|Road|Rd"
            + "|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Way|Square|Sq|Terrace|Parkway|Pkwy|Highway|Hwy"
            + "|Circle|Trail)\\b(?:\\.?,? (?:Apt|Apartment|Suite|Ste|Unit)\\.? ?[\\w-]+)?"
            + "|\\b\\p{Lu}[\\p{L}-]{1,30}(?:straße|strasse|str\\.|weg|platz|allee|gasse) \\d{1,4}[a-z]?\\b"
            + "|\\bP\\.? ?O\\.? Box \\d+"),
    /// By a pattern of the user's.
    NAME("(?!)"),
    /// What stands next to where a long text was cut: half a secret looks like none.
    CUT("([\\w%+./=-]*[\\d@._+-][\\w%@+./=-]*(?: [\\d()-]+){0,5})(?= ?\\.\\.\\. \\[[\\d,]+ characters|…)"
            + "|(?<=left out\\] \\.\\.\\. )([\\w%@+./=-]*[\\d@._+-][\\w%+./=-]*(?: [\\d()-]+){0,5})");

    private final Pattern pattern;

    Kind(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    Pattern pattern() {
        return pattern;
    }

    /// Spares most texts the patterns that take long.
    boolean mayBeIn(String text) {
        return switch (this) {
            case PRIVATE_KEY -> text.contains("PRIVATE KEY");
            case CUT -> text.contains("characters left out]") || text.indexOf('…') >= 0;
            case PRIVATE_KEY_LINE, JWT, LOGIN, EMAIL, KEY, KEY_SAID, IBAN, CARD, ACCOUNT, SSN, IP, MAC, PHONE -> true;
            case PHONE_SAID, ADDRESS, NAME -> true;
        };
    }

    /// How much of what the pattern found is one, and does not only look like it: all, a beginning, or nothing.
    int length(String found) {
        return switch (this) {
            case IBAN -> Numbers.longest(found, Numbers::iban);
            case CARD -> Numbers.longest(found, Numbers::card);
            case PHONE -> Numbers.longest(found, Numbers::phone);
            case IP -> Numbers.address(found) ? found.length() : 0;
            case PRIVATE_KEY,
                    PRIVATE_KEY_LINE,
                    JWT,
                    LOGIN,
                    EMAIL,
                    KEY,
                    KEY_SAID,
                    ACCOUNT,
                    SSN,
                    MAC,
                    PHONE_SAID,
                    ADDRESS,
                    NAME,
                    CUT -> found.length();
        };
    }

    /// As it stands in the text in place of what was found.
    String word() {
        return switch (this) {
            case PRIVATE_KEY_LINE -> PRIVATE_KEY.word();
            case KEY_SAID -> KEY.word();
            case PHONE_SAID -> PHONE.word();
            case PRIVATE_KEY, JWT, LOGIN, EMAIL, KEY, IBAN, CARD, ACCOUNT, SSN, IP, MAC, PHONE, ADDRESS, NAME, CUT ->
                name().replace('_', ' ');
        };
    }
}
