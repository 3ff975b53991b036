package dev.tracemap.sample;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Expands templates for one trace and remembers what was drawn once for it.
final class Draft {
    private static final int DEEPEST = 40;
    private static final int REDRAWS = 5;

    private final Map<String, List<String>> rules;
    private final RandomGenerator random;
    private final Map<String, String> ofTrace = new HashMap<>();
    private final Map<String, String> ofStep = new HashMap<>();

    Draft(Map<String, List<String>> rules, RandomGenerator random) {
        this.rules = rules;
        this.random = random;
    }

    /// Gives a rule with this name a fixed text, such as `tenant`.
    void bind(String name, String text) {
        ofTrace.put(name, text);
    }

    /// Forgets what `<@name>` drew.
    void nextStep() {
        ofStep.clear();
    }

    String text(String template) {
        return expand(template, false, 0).replace("\\n", "\n").strip();
    }

    /// Expands inside JSON: quotes in what is put in are escaped.
    String json(String template) {
        return expand(template, true, 0);
    }

    private String expand(String template, boolean json, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalStateException("the rules turn in a circle at '" + template + "'");
        }
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf('<'); open >= 0; open = template.indexOf('<', at)) {
            int close = template.indexOf('>', open);
            text.append(template, at, open);
            String slot = template.substring(open + 1, close);
            String drawn = draw(slot, depth);
            text.append(json ? drawn.replace("\"", "\\\"") : drawn);
            at = close + 1;
        }
        return text.append(template, at, template.length()).toString();
    }

    private String draw(String slot, int depth) {
        int dots = slot.indexOf("..");
        if (dots > 0) {
            int least = Integer.parseInt(slot.substring(0, dots));
            int most = Integer.parseInt(slot.substring(dots + 2));
            return Integer.toString(random.nextInt(least, most + 1));
        }
        return switch (slot.charAt(0)) {
            case '$' -> once(ofTrace, slot.substring(1), depth);
            case '@' -> once(ofStep, slot.substring(1), depth);
            case '?' -> random.nextBoolean() ? rule(slot.substring(1), depth) : "";
            default -> rule(slot, depth);
        };
    }

    private String once(Map<String, String> drawn, String name, int depth) {
        String known = drawn.get(name);
        if (known == null) {
            known = rule(name, depth);
            // Two draws of one rule stand for two things: `<$vendor.a>` and `<$vendor.b>` should differ.
            for (int i = 0; i < REDRAWS && drawn.containsValue(known); i++) {
                known = rule(name, depth);
            }
            drawn.put(name, known);
        }
        return known;
    }

    private String rule(String name, int depth) {
        int dot = name.indexOf('.');
        List<String> ways = rules.get(dot < 0 ? name : name.substring(0, dot));
        if (ways == null) {
            throw new IllegalStateException("no rule is called '" + name + "'");
        }
        return expand(ways.get(random.nextInt(ways.size())), false, depth + 1);
    }
}
