package dev.tracemap.server.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.server.http.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// AI events in parts (`multipart/form-data`): a part `event` begins an event, `event.properties` has its properties
/// and `event.properties.NAME` one that is too large to stand among them; `NAME` may be a path through objects.
///
/// Source: `rust/capture/docs/llma-capture-overview.md` in PostHog/posthog. There a body has one event.
final class AiParts {
    private static final int MOST_PARTS = 10_000;
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);
    private static final String PROPERTIES = "event.properties";

    private AiParts() {}

    private record Part(String name, boolean gzip, byte[] content) {}

    /// The events as an array, or what a single part `batch` holds.
    static JsonNode events(byte[] body, String contentType) throws Refused, IOException {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw new Refused(400, "multipart without a boundary");
        }
        ArrayNode events = Json.NODES.arrayNode();
        for (Part part : parts(body, boundary.group(1))) {
            if (part.name().equals("batch") || part.name().equals("events")) {
                return value(part);
            }
            if (part.name().equals("event")) {
                events.add(value(part));
            } else if (part.name().startsWith(PROPERTIES)) {
                add(events, part);
            }
        }
        if (events.isEmpty()) {
            throw new Refused(400, "no part is named event");
        }
        return events;
    }

    private static void add(ArrayNode events, Part part) throws Refused, IOException {
        if (!(events.path(events.size() - 1) instanceof ObjectNode event)) {
            throw new Refused(400, "the part " + part.name() + " comes before its event");
        }
        if (part.name().equals(PROPERTIES)) {
            if (value(part) instanceof ObjectNode properties) {
                ObjectNode known = event.get("properties") instanceof ObjectNode some ? some : Json.object();
                event.set("properties", known.setAll(properties));
            }
            return;
        }
        ObjectNode at = event.get("properties") instanceof ObjectNode some ? some : event.putObject("properties");
        String path = part.name().substring(PROPERTIES.length() + 1);
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.')) {
            String step = path.substring(0, dot);
            at = at.get(step) instanceof ObjectNode below ? below : at.putObject(step);
            path = path.substring(dot + 1);
        }
        at.set(path, value(part));
    }

    /// JSON where it is, else text; what is neither in Base64.
    private static JsonNode value(Part part) throws Refused, IOException {
        byte[] content = part.gzip() ? inflated(part.content()) : part.content();
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            return Json.NODES.textNode(Base64.getEncoder().encodeToString(content));
        }
        JsonNode parsed = Json.container(text);
        return parsed == null ? Json.NODES.textNode(text) : parsed;
    }

    private static byte[] inflated(byte[] content) throws Refused, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            out.writeBytes(in.readNBytes(Bodies.MOST_BYTES + 1));
        } catch (IOException e) {
            throw new Refused(400, "a compressed part is damaged: " + e.getMessage());
        }
        if (out.size() > Bodies.MOST_BYTES) {
            throw new Refused(413, "a part is larger than " + (Bodies.MOST_BYTES >> 20) + " MB when unpacked");
        }
        return out.toByteArray();
    }

    private static List<Part> parts(byte[] body, String boundary) throws Refused {
        byte[] line = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        byte[] gap = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        int start = find(body, line, 0);
        while (start >= 0) {
            int from = start + line.length;
            int end = find(body, line, from);
            int content = find(body, gap, from);
            if (end < 0 || content < 0 || content > end) {
                break;
            }
            String head = new String(body, from, content - from, StandardCharsets.UTF_8);
            String name = name(head);
            if (name != null) {
                int first = content + gap.length;
                int last = Math.max(first, end - 2);
                byte[] bytes = Arrays.copyOfRange(body, first, last);
                boolean gzip = head.toLowerCase(Locale.ROOT).matches("(?s).*content-encoding: *gzip.*");
                parts.add(new Part(name, gzip, bytes));
            }
            if (parts.size() > MOST_PARTS) {
                throw new Refused(413, "more than " + MOST_PARTS + " parts");
            }
            start = end;
        }
        return parts;
    }

    private static @Nullable String name(String head) {
        Matcher name = NAME.matcher(head);
        return name.find() ? name.group(1) : null;
    }

    private static int find(byte[] body, byte[] wanted, int from) {
        for (int at = from; at <= body.length - wanted.length; at++) {
            int same = 0;
            while (same < wanted.length && body[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
        }
        return -1;
    }
}
