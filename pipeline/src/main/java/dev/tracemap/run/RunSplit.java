package dev.tracemap.run;

import dev.tracemap.insight.BeforeAfter;
import dev.tracemap.insight.ItemFacts;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One run whose items are compared in two parts.
///
/// @param before what the first part is, in words; `after` the second
public record RunSplit(String before, String after, BeforeAfter compared) {
    private static final int NAMED = 12;

    /// @param splitBy `property=before,after`, a time in ISO form, or two windows as `from/to,from/to`
    /// @throws IllegalArgumentException saying what there is to split by
    public static RunSplit of(Store store, RunRecord run, String splitBy) {
        RunFacts facts = RunFacts.of(store, run);
        if (facts.members().isEmpty()) {
            throw new IllegalArgumentException("nothing is known of the items of " + run.runId()
                    + " any more: they were deleted, or have grown since. Cluster again, then split that run");
        }
        String by = splitBy.strip();
        Instant moment = moment(by);
        if (moment != null) {
            return byTime(facts, moment);
        }
        Optional<List<Window>> windows = windows(by);
        return windows.isPresent()
                ? byWindows(facts, windows.get().getFirst(), windows.get().getLast())
                : byProperty(facts, by);
    }

    /// From the first moment on, and before the last.
    private record Window(Instant from, Instant to) {
        boolean holds(Membership member) {
            return !member.timestamp().isBefore(from) && member.timestamp().isBefore(to);
        }

        String words() {
            return "from " + from + " to " + to;
        }
    }

    private static Optional<List<Window>> windows(String text) {
        List<Window> windows = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.strip().split("/", -1);
            Instant from = moment(ends[0].strip());
            Instant to = ends.length == 2 ? moment(ends[1].strip()) : null;
            if (from == null || to == null) {
                return Optional.empty();
            }
            windows.add(new Window(from, to));
        }
        return windows.size() == 2 ? Optional.of(windows) : Optional.empty();
    }

    private static RunSplit byWindows(RunFacts facts, Window first, Window second) {
        if (first.from().isBefore(second.to()) && second.from().isBefore(first.to())) {
            throw new IllegalArgumentException("the two windows of split_by overlap: " + first.words() + ", and "
                    + second.words() + ". An item can be on one side only");
        }
        List<Membership> members = facts.members();
        return of(
                facts,
                first.words(),
                rows(members.size(), row -> first.holds(members.get(row))),
                second.words(),
                rows(members.size(), row -> second.holds(members.get(row))));
    }

    private static @Nullable Instant moment(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static RunSplit byTime(RunFacts facts, Instant moment) {
        List<Membership> members = facts.members();
        BitSet before = rows(members.size(), row -> members.get(row).timestamp().isBefore(moment));
        BitSet after = rows(members.size(), row -> !members.get(row).timestamp().isBefore(moment));
        return of(facts, "before " + moment, before, "from " + moment, after);
    }

    private static RunSplit byProperty(RunFacts facts, String splitBy) {
        int equals = splitBy.indexOf('=');
        String property = equals < 0 ? splitBy : splitBy.substring(0, equals).strip();
        String[] values =
                equals < 0 ? new String[0] : splitBy.substring(equals + 1).split(",", -1);
        if (values.length != 2) {
            throw new IllegalArgumentException("split_by takes a time, such as 2026-11-14, two windows, such as"
                    + " 2026-11-01/2026-11-08,2026-11-08/2026-11-15, or a property with two values, such as"
                    + " app_version=4.1,4.2. " + known(facts, property));
        }
        String one = values[0].strip();
        String other = values[1].strip();
        BitSet before =
                rows(facts.facts().size(), row -> has(facts, row, property, one) && !has(facts, row, property, other));
        BitSet after =
                rows(facts.facts().size(), row -> has(facts, row, property, other) && !has(facts, row, property, one));
        if (before.isEmpty() || after.isEmpty()) {
            throw new IllegalArgumentException("no item has only the " + property + " '"
                    + (before.isEmpty() ? one : other) + "'. " + known(facts, property));
        }
        return of(facts, property + " " + one, before, property + " " + other, after);
    }

    private static BitSet rows(int rows, Predicate<Integer> part) {
        BitSet chosen = new BitSet();
        IntStream.range(0, rows).filter(part::test).forEach(chosen::set);
        return chosen;
    }

    private static boolean has(RunFacts facts, int row, String property, String value) {
        SortedSet<String> values = facts.facts().get(row).values().get(property);
        return values != null && values.contains(value);
    }

    private static RunSplit of(RunFacts facts, String before, BitSet first, String after, BitSet second) {
        if (first.isEmpty() || second.isEmpty()) {
            throw new IllegalArgumentException("all items of the run lie on one side: " + first.cardinality() + " "
                    + before + ", " + second.cardinality() + " " + after);
        }
        int[] clusters =
                facts.members().stream().mapToInt(Membership::clusterId).toArray();
        return new RunSplit(before, after, BeforeAfter.of(facts.facts(), clusters, first, second));
    }

    /// What there is to choose from: the values of the property or, where no item has it, the properties.
    private static String known(RunFacts facts, String property) {
        Map<String, Long> values = facts.facts().stream()
                .flatMap(item -> item.values().getOrDefault(property, new TreeSet<>()).stream())
                .collect(Collectors.groupingBy(value -> value, TreeMap::new, Collectors.counting()));
        if (!values.isEmpty()) {
            return "Its values are "
                    + values.entrySet().stream()
                            .sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
                            .limit(NAMED)
                            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                            .collect(Collectors.joining(", "));
        }
        return "Properties are "
                + facts.facts().stream()
                        .map(ItemFacts::values)
                        .flatMap(item -> item.keySet().stream())
                        .distinct()
                        .sorted()
                        .limit(3L * NAMED)
                        .collect(Collectors.joining(", "));
    }
}
