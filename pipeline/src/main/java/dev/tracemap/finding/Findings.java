package dev.tracemap.finding;

import dev.tracemap.text.Outline;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What went wrong in one item.
///
/// @param version of the rules that found it; items read by other rules are read again
/// @param found worst first, each kind at most [#MOST_OF_A_KIND] times
public record Findings(int version, List<Finding> found) {
    /// Raise it with every change of the rules.
    public static final int VERSION = 4;
    /// Nothing went wrong, as far as can be told.
    public static final Findings NONE = new Findings(VERSION, List.of());
    /// Nobody has looked.
    public static final Findings UNKNOWN = new Findings(0, List.of());

    private static final Set<FindingKind> WITHOUT_RESULT =
            Set.of(FindingKind.GAVE_UP, FindingKind.NO_ANSWER, FindingKind.ENDED_IN_ERROR);
    private static final Set<FindingKind> LOOPS = Set.of(FindingKind.RETRY_LOOP, FindingKind.ALTERNATING_LOOP);
    private static final int MOST_OF_A_KIND = 3;
    private static final int MOST_LINES = 8;

    public Findings {
        found = List.copyOf(found);
    }

    /// Looks through an item.
    public static Findings of(Item item) {
        Evidence evidence = Evidence.of(item);
        List<Clue> clues = new ArrayList<>(Honesty.in(evidence));
        clues.addAll(Loops.in(evidence));
        clues.addAll(Tries.in(evidence));
        clues.addAll(Scope.in(evidence));
        clues.addAll(Shape.in(evidence));
        clues.addAll(Memory.in(evidence));
        clues.addAll(Effort.in(evidence));
        clues.addAll(Injection.in(evidence));
        if (clues.stream().anyMatch(clue -> clue.kind() == FindingKind.RETRY_AFTER_RATE_LIMIT)) {
            // That the agent stopped there is what a limit is for.
            clues.removeIf(clue -> clue.kind() == FindingKind.GAVE_UP);
        }
        if (clues.stream().noneMatch(clue -> clue.kind().severity() >= FindingKind.NO_ANSWER.severity())) {
            // Whatever went wrong before says why there is none.
            clues.addAll(Empty.in(evidence));
        }
        if (clues.isEmpty()) {
            return NONE;
        }
        Outline outline = TraceText.outline(item);
        Map<FindingKind, Integer> counts = new LinkedHashMap<>();
        List<Finding> found = clues.stream()
                .filter(clue -> counts.merge(clue.kind(), 1, Integer::sum) <= MOST_OF_A_KIND)
                .map(clue -> new Finding(clue.kind(), clue.sentence(), lines(clue, outline)))
                .sorted(Comparator.comparing(Finding::kind))
                .toList();
        return new Findings(VERSION, found);
    }

    /// Whether the present rules found it.
    public boolean current() {
        return version == VERSION;
    }

    /// Each kind once, worst first.
    public List<String> kinds() {
        return found.stream().map(finding -> finding.kind().wire()).distinct().toList();
    }

    /// The worst severity, 0 where nothing was found.
    public int severity() {
        return found.stream().mapToInt(Finding::severity).max().orElse(0);
    }

    /// What went wrong, for an embedding: no names, numbers or lines of the item, so that the same failure reads
    /// the same everywhere. Where it ended without a result, the loops that led there say nothing more.
    public static String text(Findings findings) {
        boolean nothing = findings.found().stream().anyMatch(finding -> WITHOUT_RESULT.contains(finding.kind()));
        return findings.found().isEmpty()
                ? "no failure found"
                : findings.found().stream()
                        .map(Finding::kind)
                        .filter(kind -> !(nothing && LOOPS.contains(kind)))
                        .map(kind -> kind.wire().replace('_', ' ') + ": " + kind.meaning())
                        .distinct()
                        .collect(Collectors.joining(". "));
    }

    private static List<String> lines(Clue clue, Outline outline) {
        Set<Integer> lines = new LinkedHashSet<>();
        for (Clue.Place place : clue.places()) {
            int line = line(place, outline);
            if (line > 0 && lines.size() < MOST_LINES) {
                lines.add(line);
            }
        }
        return lines.stream().sorted().map(outline::reference).toList();
    }

    /// 0 where the text does not show the place.
    private static int line(Clue.Place place, Outline outline) {
        Outline.Passage passage = outline.passage(place.message()).orElse(null);
        if (passage != null) {
            return line(outline, place.words(), passage.from(), passage.to());
        }
        Span span = place.span();
        return outline.steps().stream()
                .filter(step -> step.span().equals(span))
                .map(Outline.Step::from)
                .findFirst()
                .orElse(0);
    }

    private static int line(Outline outline, String words, int from, int to) {
        String wanted = words.strip().lines().findFirst().orElse("");
        String head = wanted.substring(0, Math.min(40, wanted.length()));
        for (int line = from; line <= to && !head.isEmpty(); line++) {
            if (outline.lines().get(line - 1).contains(head)) {
                return line;
            }
        }
        return from;
    }
}
