package dev.tracemap.facet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Whether a tool reads, acts or informs somebody, as far as its name tells.
public enum ToolNature {
    READS,
    ACTS,
    /// The name does not tell, so the tool may be behind any claim.
    UNKNOWN;

    private static final Set<String> READING = Set.of(
            "get",
            "list",
            "search",
            "find",
            "query",
            "lookup",
            "look",
            "read",
            "fetch",
            "view",
            "check",
            "show",
            "retrieve",
            "describe",
            "calculate",
            "compute",
            "count",
            "browse",
            "inspect",
            "grep",
            "glob",
            "ls",
            "cat",
            "think",
            "status",
            "details",
            "select",
            "scan",
            "verify",
            "validate",
            "load",
            "peek",
            "detect",
            "estimate",
            "compare",
            "recommend",
            "rank",
            "classify",
            "open",
            "weather",
            "wikipedia",
            "retriever");
    private static final Set<String> ACTING = Set.of(
            "put",
            "post",
            "patch",
            "update",
            "set",
            "create",
            "send",
            "cancel",
            "delete",
            "remove",
            "book",
            "modify",
            "exchange",
            "return",
            "transfer",
            "write",
            "edit",
            "apply",
            "insert",
            "add",
            "save",
            "store",
            "submit",
            "place",
            "order",
            "buy",
            "pay",
            "refund",
            "charge",
            "issue",
            "schedule",
            "reserve",
            "register",
            "move",
            "rename",
            "assign",
            "change",
            "switch",
            "replace",
            "upload",
            "deploy",
            "commit",
            "push",
            "install",
            "notify",
            "email",
            "mail",
            "message",
            "tell",
            "call",
            "close",
            "escalate",
            "log",
            "record",
            "file",
            "make",
            "start",
            "stop",
            "enable",
            "disable",
            "reset",
            "approve",
            "reject",
            "publish",
            "share",
            "invite",
            "merge");

    private static final Set<String> INFORMING = Set.of(
            "send",
            "notify",
            "email",
            "mail",
            "message",
            "tell",
            "sms",
            "slack",
            "post",
            "call",
            "inform",
            "forward",
            "share",
            "invite",
            "alert",
            "publish",
            "contact",
            "reply",
            "chat",
            "escalate",
            "transfer");

    /// Things as well as deeds: what is done to them stands at the end, as in `order_get`.
    private static final Set<String> THINGS =
            Set.of("order", "call", "file", "log", "mail", "email", "message", "post", "record", "schedule", "share");

    /// A name like `get_order` begins with its verb, one like `order_put` ends with it.
    public static ToolNature of(String tool) {
        List<String> words = words(tool);
        if (THINGS.contains(words.getFirst()) && READING.contains(words.getLast())) {
            return READS;
        }
        // What stands at the end of `patient_record` is what the tool is about, not what it does.
        boolean ofAThing = words.size() > 1 && THINGS.contains(words.getLast());
        List<String> telling = ofAThing ? words.subList(0, words.size() - 1) : words;
        for (String word : List.of(telling.getFirst(), telling.getLast())) {
            if (READING.contains(word)) {
                return READS;
            }
            if (ACTING.contains(word)) {
                return ACTS;
            }
        }
        boolean acts = telling.stream().anyMatch(ACTING::contains);
        boolean reads = telling.stream().anyMatch(READING::contains);
        return acts ? ACTS : reads ? READS : UNKNOWN;
    }

    /// Whether the name says that somebody is told something.
    public static boolean informs(String tool) {
        return words(tool).stream().anyMatch(INFORMING::contains);
    }

    /// The words of a name in snake, kebab, dotted or camel case.
    public static List<String> words(String tool) {
        return Arrays.stream(tool.replaceAll("([a-z0-9])([A-Z])", "$1 $2")
                        .toLowerCase(Locale.ROOT)
                        .split("[^\\p{L}\\p{N}]+", -1))
                .toList();
    }
}
