package dev.tracemap.insight;

import dev.tracemap.insight.Driver.Subject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Drivers as people and agents read them. Many say much the same: the tools of one task, the seconds in each of its
/// steps. Of such a family the strongest has a line, and the others are named behind it.
public final class DriverLines {
    private static final int NAMED = 3;
    private static final Set<String> SIZES = Set.of(
            Properties.TURNS,
            Properties.TOOL_CALLS,
            Properties.DEPTH,
            Properties.TOKENS,
            Properties.COST,
            Properties.LATENCY);

    private DriverLines() {}

    /// @param drivers of one cluster or selection, in their order
    /// @param most lines of each subject
    public static List<String> of(List<Driver> drivers, int most) {
        Map<Subject, Map<String, List<Driver>>> families = new EnumMap<>(Subject.class);
        drivers.forEach(driver -> families.computeIfAbsent(driver.subject(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(family(driver), _ -> new ArrayList<>())
                .add(driver));
        return families.values().stream()
                .flatMap(some -> some.values().stream().limit(most))
                .map(DriverLines::line)
                .toList();
    }

    static String family(Driver driver) {
        String value = driver.value();
        return switch (driver.subject()) {
            case ERRORS, LATENCY -> driver.property() + "=" + value;
            case MEMBERSHIP ->
                driver.property().startsWith(Properties.SECONDS_IN)
                        ? Properties.SECONDS_IN
                        : SIZES.contains(driver.property()) ? Properties.TOKENS : driver.property();
        };
    }

    private static String line(List<Driver> family) {
        List<String> others = family.stream().skip(1).map(DriverLines::name).toList();
        if (others.isEmpty()) {
            return family.getFirst().line();
        }
        String named = others.stream().limit(NAMED).collect(Collectors.joining(", "));
        int left = others.size() - NAMED;
        return family.getFirst().line() + "; also " + named + (left > 0 ? " and " + left + " more" : "");
    }

    private static String name(Driver driver) {
        return switch (driver.subject()) {
            case ERRORS, LATENCY -> driver.step() == null ? "of whole items" : "of " + driver.step();
            case MEMBERSHIP ->
                driver.value() == null || SIZES.contains(driver.property())
                        ? driver.property().replace(Properties.SECONDS_IN, "")
                        : driver.value();
        };
    }
}
