package dev.tracemap.run;

import dev.tracemap.facet.Facets;
import dev.tracemap.finding.Findings;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.summary.Summary;
import dev.tracemap.summary.Summary.Note;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What an item looks like from one side, in words. Counts are put as words, so that no number pulls two items of the
/// same conduct apart.
final class AxisText {
    private static final int FEW = 4;
    private static final int MANY = 15;
    private static final int MOST_TOOLS = 30;
    private static final String NO_FAILURE = "No failure was seen: it was done and answered.";
    private static final String SLOW = "slow tool: a tool call worked but took many times longer than usual";
    private static final Pattern NUMBERS = Pattern.compile("\\d[\\d.,:/-]*");
    private static final Pattern TELLS_OF_FAILURE = Pattern.compile(
            "(?i)\\b(fail\\w*|error\\w*|exception|time[sd]? ?out|denied|refus\\w*|unavailable|not found|limit\\w*"
                    + "|stopped early|without an answer|wrong\\w*|ignor\\w*)\\b");

    private AxisText() {}

    /// What is asked for: in a model's words where one read the item.
    static String intent(ItemDigest digest) {
        String asked = answers(digest).get("task_summary");
        if (asked != null && !asked.isBlank()) {
            return asked;
        }
        Summary summary = digest.summary();
        return summary.bullets().isEmpty()
                ? summary.title()
                : summary.title() + "\n" + summary.bullets().getFirst().text();
    }

    /// How the work was done, whatever it was about.
    static String behavior(ItemDigest digest) {
        Facets facets = digest.facets();
        List<String> lines = new ArrayList<>();
        List<String> sequence = facets.toolCallSequence();
        lines.add(
                sequence.isEmpty()
                        ? "Calls no tools"
                        : "Calls "
                                + String.join(", then ", sequence.subList(0, Math.min(MOST_TOOLS, sequence.size()))));
        lines.add(amount(facets.toolCallCount()) + " tool calls of "
                + amount(facets.distinctTools().size()) + " kinds");
        lines.add(amount(facets.turnCount()) + " turns with the user");
        if (facets.retryCount() > 0) {
            lines.add("Repeats the same call " + amount(facets.retryCount()) + " times");
        }
        if (facets.toolErrorCount() > 0) {
            lines.add(amount(facets.toolErrorCount()) + " tool calls fail"
                    + (facets.swallowedErrors() > 0 ? ", and the answer does not say so" : ""));
        }
        if (!facets.claimedVsActualTools().isEmpty()) {
            lines.add("Says it did what it did not do");
        }
        if (facets.maxDepth() > FEW) {
            lines.add("Work is nested deeply");
        }
        lines.add("Ends with " + (facets.finishReason() == null ? "an unknown reason" : facets.finishReason()));
        Map<String, String> read = answers(digest);
        for (String name : List.of("reasoning_pattern", "resource_pattern", "completion_status")) {
            if (read.containsKey(name)) {
                lines.add(name.replace('_', ' ') + ": " + read.get(name));
            }
        }
        return String.join("\n", lines);
    }

    /// How it failed; the same words for everything that did not. What a model or the findings say is the failure;
    /// only where they are silent do its traces in counts and notes tell, since those differ from item to item.
    ///
    /// @param slow whether a tool took far longer than usual
    static String failure(ItemDigest digest, boolean slow) {
        String mode = RunResult.failureMode(digest);
        if (!digest.findings().found().isEmpty()) {
            // Without their sentences, which quote the item.
            String found = Findings.text(digest.findings());
            return mode == null ? found : mode + "\n" + found;
        }
        Set<String> lines = new LinkedHashSet<>();
        if (mode != null) {
            lines.add(mode);
        }
        lines.addAll(signals(digest));
        for (Note note : digest.summary().notes()) {
            if (TELLS_OF_FAILURE.matcher(note.text()).find()) {
                lines.add(NUMBERS.matcher(note.text()).replaceAll("#"));
            }
        }
        if (slow && lines.isEmpty()) {
            return SLOW;
        }
        return lines.isEmpty() ? NO_FAILURE : String.join("\n", lines);
    }

    /// What the facets tell.
    private static List<String> signals(ItemDigest digest) {
        List<String> lines = new ArrayList<>();
        Facets facets = digest.facets();
        facets.claimedVsActualTools().forEach(tool -> lines.add("Says it called " + tool + ", but never called it"));
        if (facets.swallowedErrors() > 0) {
            lines.add("Hides from the user that a tool call failed");
        }
        if (facets.toolErrorCount() > 0) {
            lines.add(amount(facets.toolErrorCount()) + " tool calls fail");
        }
        if (facets.retryCount() > 0) {
            lines.add("Repeats the same tool call " + amount(facets.retryCount()) + " times with the same arguments");
        }
        String reason = facets.finishReason();
        if (reason != null && (reason.equals("length") || reason.equals("content_filter"))) {
            lines.add("The model is stopped early by " + reason);
        }
        if (digest.measures().hasError()) {
            lines.add("Something is recorded as an error");
        }
        return lines;
    }

    private static Map<String, String> answers(ItemDigest digest) {
        return digest.modelFacets() == null ? Map.of() : digest.modelFacets().answers();
    }

    private static String amount(int count) {
        if (count < 2) {
            return count == 0 ? "No" : "One";
        }
        return count <= FEW ? "A few" : count <= MANY ? "Many" : "Very many";
    }
}
