package dev.tracemap.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The skills that come with the program: what an agent reads to use the tools well.
final class Skills {
    static final String EXPLORING = "exploring-llm-clusters";
    static final String LABELLING = "labelling-clusters";
    static final List<String> NAMES = List.of(EXPLORING, LABELLING);

    private static final Pattern DESCRIPTION = Pattern.compile("(?m)^description: (.+)$");

    private Skills() {}

    static String text(String name) {
        try (InputStream stream = Skills.class.getResourceAsStream("/skills/" + name + "/SKILL.md")) {
            if (stream == null) {
                throw new IllegalStateException("the skill " + name + " is not in this build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String description(String name) {
        Matcher matcher = DESCRIPTION.matcher(text(name));
        if (!matcher.find()) {
            throw new IllegalStateException("the skill " + name + " has no description");
        }
        return matcher.group(1);
    }

    /// What stands under a heading of the second rank, without the heading.
    static String section(String name, String heading) {
        String text = text(name);
        int begin = text.indexOf("\n## " + heading + "\n");
        if (begin < 0) {
            throw new IllegalStateException("the skill " + name + " has no section '" + heading + "'");
        }
        int body = text.indexOf('\n', begin + 1);
        int end = text.indexOf("\n## ", body);
        return text.substring(body, end < 0 ? text.length() : end).strip();
    }

    /// Everything behind the header.
    static String body(String name) {
        String text = text(name);
        return text.substring(text.indexOf("\n---\n", 1) + 5).strip();
    }
}
