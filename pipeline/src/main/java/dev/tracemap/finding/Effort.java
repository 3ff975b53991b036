package dev.tracemap.finding;

import dev.tracemap.facet.ToolNature;
import dev.tracemap.finding.Clue.Place;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Work out of proportion: searches that bring nothing new, and agents that hand on to agents.
///
/// What is much for a population is the business of the rare lane; here only what is wasted by itself counts.
final class Effort {
    private static final int MANY_SEARCHES = 6;
    private static final double KNOWN = 0.8;
    private static final int MANY_AGENTS = 12;
    private static final int DEEP = 4;
    private static final Set<String> SEARCH =
            Set.of("search", "query", "find", "lookup", "browse", "retrieve", "grep", "wikipedia");
    private static final Set<String> DELEGATION =
            Set.of("task", "agent", "subagent", "delegate", "handoff", "spawn", "dispatch");
    private static final Pattern NOTHING = Pattern.compile(
            "\"(hits|count|total|results?)\"\\s*:\\s*(0|\\[\\])|^\\s*(\\[\\]|\\{\\})?\\s*$|\\bno (results?|matches|hits)\\b|not found",
            Pattern.CASE_INSENSITIVE);

    private Effort() {}

    static List<Clue> in(Evidence evidence) {
        List<Clue> clues = new ArrayList<>();
        searches(
                evidence.calls().stream()
                        .filter(call -> ToolNature.words(call.name()).stream().anyMatch(SEARCH::contains))
                        .toList(),
                clues);
        agents(evidence, clues);
        return clues;
    }

    private static void searches(List<Call> searches, List<Clue> clues) {
        if (searches.size() < MANY_SEARCHES) {
            return;
        }
        Set<String> seen = new HashSet<>();
        List<Call> idle = new ArrayList<>();
        for (Call search : searches) {
            String answer = Evidence.answer(search);
            Set<String> words = new HashSet<>(Wording.words(answer));
            long known = words.stream().filter(seen::contains).count();
            if (search.failed() || NOTHING.matcher(answer).find() || known >= KNOWN * words.size()) {
                idle.add(search);
            }
            seen.addAll(words);
        }
        if (idle.size() * 2 >= searches.size()) {
            clues.add(new Clue(
                    FindingKind.OVER_SEARCH,
                    searches.size() + " searches, " + idle.size() + " of which brought nothing new.",
                    idle.stream().map(Place::of).distinct().toList()));
        }
    }

    private static void agents(Evidence evidence, List<Clue> clues) {
        List<Call> delegations = evidence.calls().stream()
                .filter(call -> ToolNature.words(call.name()).stream().anyMatch(DELEGATION::contains))
                .toList();
        Map<Span, Integer> depth = new HashMap<>();
        Span deepest = null;
        int most = 0;
        int agents = 0;
        for (Span span : evidence.spans()) {
            int own = depth.getOrDefault(span, 0) + (isAgent(span) ? 1 : 0);
            agents += isAgent(span) ? 1 : 0;
            for (Span child : span.children()) {
                depth.put(child, own);
            }
            if (own > most) {
                most = own;
                deepest = span;
            }
        }
        int many = Math.max(agents - 1, delegations.size());
        if (many < MANY_AGENTS && most < DEEP) {
            return;
        }
        List<Place> places =
                new ArrayList<>(delegations.stream().map(Place::of).distinct().toList());
        if (deepest != null) {
            places.add(new Place(0, deepest, ""));
        }
        clues.add(new Clue(
                FindingKind.SUBAGENT_BLOWUP,
                most >= DEEP
                        ? "Agents handed the work on to agents " + most + " levels deep."
                        : "The work was handed to " + many + " agents.",
                places));
    }

    private static boolean isAgent(Span span) {
        for (String property : List.of(
                "$ai_span_kind",
                "$ai_span_type",
                "openinference.span.kind",
                "gen_ai.operation.name",
                "traceloop.span.kind")) {
            String kind = span.event().text(property);
            if (kind != null && kind.toLowerCase(Locale.ROOT).matches("agent|invoke_agent")) {
                return true;
            }
        }
        return span.name().startsWith("invoke_agent");
    }
}
