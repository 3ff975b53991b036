package dev.tracemap.privacy;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Tells numbers that identify someone from the many that a trace is full of.
final class Numbers {
    private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();
    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);
    private static final Pattern DATE = Pattern.compile(
            "(?:19|20)\\d\\d[-./]\\d\\d?[-./]\\d\\d?.*|\\d\\d?[-./]\\d\\d?[-./](?:19|20)?\\d\\d(?!\\d).*");
    private static final Pattern AMERICAN =
            Pattern.compile("(?:\\+?1[ .-]?)?(?:\\([2-9]\\d\\d\\) ?|[2-9]\\d\\d[ .-])[2-9]\\d\\d[ .-]\\d{4}");

    /// Where numbers that are written without the country's code are looked up.
    private static final List<String> WITH_LEADING_ZERO = List.of("GB", "DE", "FR", "NL", "IT", "AU", "JP", "IN");

    private static final List<String> NOBODYS = List.of("0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1");

    private static final int LEAST_ABROAD = 9;

    private Numbers() {}

    /// The longest beginning that is one and ends where a group of digits or letters does; 0 where there is none.
    static int longest(String found, Predicate<String> is) {
        int end = found.length();
        while (end > 0 && !is.test(found.substring(0, end))) {
            end--;
            while (end > 0
                    && !(Character.isLetterOrDigit(found.charAt(end - 1))
                            && !Character.isLetterOrDigit(found.charAt(end)))) {
                end--;
            }
        }
        return end;
    }

    /// By the length and first digits that issuers use, and the check digit (ISO/IEC 7812, Luhn).
    static boolean card(String found) {
        String digits = digits(found);
        boolean issued =
                switch (digits.length()) {
                    case 13 -> digits.startsWith("4");
                    case 14 -> digits.matches("3[0689].*");
                    case 15 -> digits.matches("3[47].*");
                    case 16 -> true;
                    default -> digits.length() == 19 && digits.matches("[46].*");
                };
        return issued && luhn(digits);
    }

    private static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    /// By the remainder (ISO 13616).
    static boolean iban(String found) {
        String plain = found.replace(" ", "");
        return plain.length() >= 15 && plain.length() <= 34 && remainder(plain) == 1;
    }

    private static int remainder(String iban) {
        StringBuilder digits = new StringBuilder();
        (iban.substring(4) + iban.substring(0, 4)).chars().forEach(each -> digits.append(Character.digit(each, 36)));
        return new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue();
    }

    static boolean address(String found) {
        if (NOBODYS.contains(found)) {
            return false;
        }
        boolean six = found.contains(":");
        if (six && !found.contains("::") && found.chars().filter(c -> c == ':').count() < 7) {
            return false;
        }
        if (six && digitsAndLetters(found) < 3) {
            return false;
        }
        try {
            InetAddress.ofLiteral(found);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Bare digits are none: orders and items have such numbers too. Written as people write them, and valid in the
    /// plan of the country.
    static boolean phone(String found) {
        String written = found.startsWith("00") ? "+" + found.substring(2) : found;
        if (AMERICAN.matcher(found).matches()) {
            return true;
        }
        if (DATE.matcher(found).matches() || digits(found).equals(found)) {
            return false;
        }
        if (written.startsWith("+")) {
            return digits(found).length() >= LEAST_ABROAD && possible(written);
        }
        return found.matches("\\(?0.*") && WITH_LEADING_ZERO.stream().anyMatch(country -> valid(found, country));
    }

    private static boolean possible(String number) {
        try {
            return PHONES.isPossibleNumber(PHONES.parse(number, "ZZ"));
        } catch (NumberParseException e) {
            return false;
        }
    }

    private static boolean valid(String number, String country) {
        try {
            return PHONES.isValidNumber(PHONES.parse(number, country));
        } catch (NumberParseException e) {
            return false;
        }
    }

    private static String digits(String text) {
        return text.replaceAll("\\D", "");
    }

    private static long digitsAndLetters(String text) {
        return text.chars().filter(Character::isLetterOrDigit).count();
    }
}
