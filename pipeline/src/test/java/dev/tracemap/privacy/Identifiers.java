package dev.tracemap.privacy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Invents identifiers of twelve kinds, each in the ways people and machines write it.
final class Identifiers {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";
    private static final String HEX = "0123456789abcdef";
    private static final String MIXED = LETTERS + LETTERS.toUpperCase(Locale.ROOT) + DIGITS;
    private static final List<String> WORDS = List.of("harbor", "violet", "copper", "meadow", "falcon", "juniper");

    private final Random random;
    private int count;

    Identifiers(Random random) {
        this.random = random;
    }

    /// Of one kind after the other.
    Planted.Identifier next() {
        return switch (count++ % 12) {
            case 0 -> email();
            case 1 -> phone();
            case 2 -> card();
            case 3 -> bank();
            case 4 -> address();
            case 5 -> key();
            case 6 -> jwt();
            case 7 -> privateKey();
            case 8 -> social();
            case 9 -> login();
            case 10 -> mac();
            default -> name();
        };
    }

    private Planted.Identifier email() {
        String user = one(WORDS) + one(List.of(".", "_", "+", "-", "")) + one(WORDS) + some(DIGITS, 3);
        String host = one(WORDS) + some(LETTERS, 3) + one(List.of(".com", ".co.uk", ".de", ".io", ".museum"));
        String value = user + "@" + host;
        return identifier("email", one(List.of("write to %s please", "<%s>", "mailto:%s", "(%s).")), value);
    }

    private Planted.Identifier phone() {
        String area = one(List.of("212", "415", "617", "312", "206", "305"));
        String middle = one(List.of("2", "3", "4", "6", "7")) + some(DIGITS, 2);
        String last = some(DIGITS, 4);
        String value =
                switch (random.nextInt(9)) {
                    case 0 -> "(" + area + ") " + middle + "-" + last;
                    case 1 -> area + "-" + middle + "-" + last;
                    case 2 -> area + "." + middle + "." + last;
                    case 3 -> "+1 " + area + " " + middle + " " + last;
                    case 4 -> "+1" + area + middle + last;
                    case 5 -> "+44 20 7" + some(DIGITS, 3) + " " + last;
                    case 6 -> "+49 30 " + some(DIGITS, 4) + last;
                    case 7 -> "020 7946 " + last;
                    default -> "1-" + area + "-" + middle + "-" + last;
                };
        return identifier(
                "phone", one(List.of("call %s, thanks", "my number is %s", "reach me at %s or later")), value);
    }

    private Planted.Identifier card() {
        String prefix = one(List.of("4", "51", "55", "6011", "37"));
        String body = prefix + some(DIGITS, (prefix.equals("37") ? 14 : 15) - prefix.length());
        String digits = body + luhn(body);
        String gap = one(List.of("", " ", "-"));
        String value = digits.length() == 15
                ? String.join(gap, digits.substring(0, 4), digits.substring(4, 10), digits.substring(10))
                : String.join(
                        gap,
                        digits.substring(0, 4),
                        digits.substring(4, 8),
                        digits.substring(8, 12),
                        digits.substring(12));
        return identifier("card", one(List.of("charge %s 09/29", "card: %s.", "use my visa %s instead")), value);
    }

    private static int luhn(String body) {
        int sum = 0;
        for (int i = 0; i < body.length(); i++) {
            int digit = body.charAt(body.length() - 1 - i) - '0';
            sum += i % 2 == 1 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
        }
        return (10 - sum % 10) % 10;
    }

    private Planted.Identifier bank() {
        if (random.nextBoolean()) {
            String said = one(List.of("account number %s", "acct #%s", "my account is %s", "routing number: %s"));
            return identifier("bank", said, some(DIGITS.substring(1), 9));
        }
        String account = some(DIGITS, 18);
        int check = 98
                - new BigInteger(account + "131400").mod(BigInteger.valueOf(97)).intValue();
        String iban = "DE" + String.format(Locale.ROOT, "%02d", check) + account;
        String value = random.nextBoolean() ? iban : iban.replaceAll("(.{4})(?=.)", "$1 ");
        return identifier("bank", one(List.of("transfer to %s today", "IBAN %s", "to %s, BIC unknown")), value);
    }

    private Planted.Identifier address() {
        String value = random.nextInt(3) > 0
                ? (11 + random.nextInt(180)) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                        + (1 + random.nextInt(250))
                : "2001:db8:" + some(HEX, 4) + "::" + some(HEX.substring(1), 4);
        return identifier("ip", one(List.of("from %s", "client %s failed", "logged in from %s.")), value);
    }

    private Planted.Identifier key() {
        String value =
                switch (random.nextInt(7)) {
                    case 0 -> "sk-proj-" + some(MIXED, 38) + "7";
                    case 1 -> "ghp_" + some(MIXED, 35) + "3";
                    case 2 -> "AKIA" + some(MIXED, 16).toUpperCase(Locale.ROOT);
                    case 3 -> "xoxb-" + some(DIGITS, 12) + "-" + some(MIXED, 24);
                    case 4 -> "AIza" + some(MIXED, 35);
                    case 5 -> "sk_live_" + some(MIXED, 23) + "5";
                    default -> some(HEX, 31) + "4";
                };
        String said = value.length() == 32
                ? one(List.of("api_key=%s", "password: %s", "Authorization: Bearer %s", "the secret is %s"))
                : one(List.of("key %s", "export KEY=%s", "use %s now"));
        return identifier("key", said, value);
    }

    private Planted.Identifier jwt() {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String head = base64.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
        String claims = base64.encodeToString(
                ("{\"sub\":\"" + some(DIGITS, 10) + "\",\"iat\":1516239022}").getBytes(StandardCharsets.UTF_8));
        return identifier(
                "jwt", one(List.of("cookie %s", "session %s ended")), head + "." + claims + "." + some(MIXED, 43));
    }

    private Planted.Identifier privateKey() {
        List<String> body = List.of(some(MIXED, 64), some(MIXED, 64), some(MIXED, 24));
        String type = one(List.of("RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY"));
        return new Planted.Identifier(
                "private key",
                "-----BEGIN " + type + "-----\n" + String.join("\n", body) + "\n-----END " + type + "-----",
                body);
    }

    private Planted.Identifier social() {
        String value = "5" + some(DIGITS, 2) + "-" + (10 + random.nextInt(89)) + "-" + (1000 + random.nextInt(8999));
        return identifier("ssn", one(List.of("SSN %s", "it is %s", "ends so: %s.")), value);
    }

    private Planted.Identifier login() {
        String password = some(MIXED, 14);
        String said = one(List.of(
                "postgres://app:%s@db.internal:5432/shop",
                "https://admin:%s@intranet.example/x", "redis://:%s@cache/0"));
        return identifier("login", said, password);
    }

    private Planted.Identifier mac() {
        String gap = one(List.of(":", "-"));
        String value = some(HEX, 12).replaceAll("(..)(?=.)", "$1" + gap);
        return identifier(
                "mac",
                one(List.of("device %s", "MAC %s")),
                random.nextBoolean() ? value : value.toUpperCase(Locale.ROOT));
    }

    private Planted.Identifier name() {
        String value = one(List.of("Anneke", "Tobiah", "Ruxandra")) + " "
                + one(List.of("Vandermolen", "Quillfeather", "Osterhagen"));
        return identifier("name", one(List.of("I am %s", "for %s,", "%s's order")), value);
    }

    private static Planted.Identifier identifier(String kind, String said, String value) {
        return new Planted.Identifier(kind, said.formatted(value), List.of(value));
    }

    private String some(String of, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(of.charAt(random.nextInt(of.length())));
        }
        return text.toString();
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
