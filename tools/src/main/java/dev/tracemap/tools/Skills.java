package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The skills that come with the program: what an agent reads to use the tools well.
///
/// They are resources, and listed by the extension for skills (SEP-2640) with digests of what is read.
public final class Skills {
    public static final String EXTENSION = "io.modelcontextprotocol/skills";

    static final String EXPLORING = "exploring-llm-clusters";
    static final String LABELLING = "labelling-clusters";
    static final List<String> NAMES = List.of(EXPLORING, LABELLING);

    private static final Pattern HEADER_LINE = Pattern.compile("([a-z-]+): (.+)");

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

    static String uri(String name) {
        return "skill://" + name + "/SKILL.md";
    }

    /// The entry of every skill, in the shape of the extension: address, header, and its files with their digests.
    public static ArrayNode entries() {
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        NAMES.forEach(name -> entries.add(entry(name)));
        return entries;
    }

    private static ObjectNode entry(String name) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode().put("uri", uri(name));
        entry.putObject("frontmatter").setAll(header(name));
        byte[] bytes = text(name).getBytes(StandardCharsets.UTF_8);
        entry.putArray("resources")
                .addObject()
                .put("uri", uri(name))
                .put("digest", "sha256:" + digest(bytes))
                .put("size", bytes.length);
        return entry;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String description(String name) {
        return header(name).path("description").asText();
    }

    /// What stands between the first two lines of dashes: plain `key: value` lines, which is all our skills use of
    /// YAML.
    private static ObjectNode header(String name) {
        String text = text(name);
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        text.substring(4, text.indexOf("\n---\n"))
                .lines()
                .map(HEADER_LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> header.put(line.group(1), line.group(2)));
        return header;
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
